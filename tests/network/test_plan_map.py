"""The map of a network: every address is drawn once, nothing that is taken is offered, and nothing walks through
what is free.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gestand.network.kernels.address_map import (
    SLOTS,
    SOMEBODYS,
    Ground,
    Space,
    blocks,
    cells,
    first_free,
    is_drawn_in_blocks,
    is_drawn_in_cells,
    merged,
    part_of,
    stretches,
    strip,
    totals,
)
from gestand.network.kernels.addresses import AddressRefused, Span, gaps, next_free, read_ranges, usable

#: A loaded machine takes its time.
PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TAKEN = st.sampled_from([Space.STATIC, Space.RESERVED, Space.LEASED, Space.SET_ASIDE])


@st.composite
def grounds(draw: st.DrawFn, shortest: int = 22) -> tuple[Ground, dict[int, Space]]:
    """A network with ranges, a gateway and addresses in use, some of them where none can be."""
    version = draw(st.sampled_from([4, 6]))
    length = draw(st.integers(shortest, 32)) + (96 if version == 6 else 0)
    number = draw(st.integers(0, 2 ** (32 if version == 4 else 128) - 1))
    address = IPv4Address(number) if version == 4 else IPv6Address(number)
    network: IPv4Network | IPv6Network = ip_network((address, length), strict=False)
    first, last = int(network.network_address), int(network.broadcast_address)
    numbers = st.integers(first, last)
    pairs = draw(st.lists(st.tuples(numbers, numbers), max_size=4))
    pools = merged(Span(min(pair), max(pair)) for pair in pairs)
    named = dict.fromkeys(draw(st.sets(numbers, max_size=2)), "Gateway")
    taken = draw(st.dictionaries(st.integers(max(0, first - 2), last + 2), TAKEN, max_size=30))
    return Ground(network, pools, named), taken


@PATIENT
@given(grounds())
def test_stretches_are_the_network_without_hole_or_overlap(drawn: tuple[Ground, dict[int, Space]]) -> None:
    ground, taken = drawn
    found = stretches(ground, taken)
    assert found[0].first == ground.whole.first
    assert found[-1].last == ground.whole.last
    assert all(one.last + 1 == other.first and one.space is not other.space for one, other in pairwise(found))
    assert sum(totals(found).values()) == ground.whole.size


@PATIENT
@given(grounds(shortest=24))
def test_each_cell_says_what_its_stretch_says(drawn: tuple[Ground, dict[int, Space]]) -> None:
    ground, taken = drawn
    found = stretches(ground, taken)
    spread = [(number, each.space) for each in found for number in range(each.first, each.last + 1)]
    assert cells(ground, ground.network, taken) == spread


@PATIENT
@given(grounds())
def test_what_is_offered_is_nobodys_and_a_device_may_have_it(drawn: tuple[Ground, dict[int, Space]]) -> None:
    ground, taken = drawn
    number = first_free(stretches(ground, taken))
    span = usable(ground.network)
    left = [
        each
        for gap in gaps(span, [*taken, *ground.named])
        for each in range(gap.first, gap.last + 1)
        if not any(pool.first <= each <= pool.last for pool in ground.pools)
    ]
    assert number == (left[0] if left else None)


@PATIENT
@given(grounds())
def test_both_ways_to_the_next_free_address_agree(drawn: tuple[Ground, dict[int, Space]]) -> None:
    ground, taken = drawn
    used = [ground.address(number) for number in (*taken, *ground.named) if number in range(ground.whole.last + 1)]
    number = first_free(stretches(ground, taken))
    assert next_free(ground.network, used, avoid=ground.pools) == (None if number is None else ground.address(number))


@PATIENT
@given(grounds(shortest=12))
def test_blocks_hold_what_their_network_holds(drawn: tuple[Ground, dict[int, Space]]) -> None:
    ground, taken = drawn
    if not is_drawn_in_blocks(ground.network):
        return
    found = stretches(ground, taken)
    drawn_blocks = blocks(ground.network, found)
    assert 2 <= len(drawn_blocks) <= 256
    assert {space: sum(block.counts.get(space, 0) for block in drawn_blocks) for space in totals(found)} == totals(
        found
    )
    assert drawn_blocks[0].network.network_address == ground.network.network_address


@PATIENT
@given(grounds(shortest=12))
def test_a_strip_has_its_length_and_hides_nobody(drawn: tuple[Ground, dict[int, Space]]) -> None:
    ground, taken = drawn
    found = stretches(ground, taken)
    slots = strip(ground, found)
    assert sum(slot.width for slot in slots) == SLOTS
    somebody = any(each.space in SOMEBODYS for each in found)
    assert any(slot.space in SOMEBODYS for slot in slots) == somebody


@PATIENT
@given(grounds(shortest=12))
def test_the_same_network_gives_the_same_map(drawn: tuple[Ground, dict[int, Space]]) -> None:
    ground, taken = drawn
    turned = dict(reversed(taken.items()))
    assert stretches(ground, taken) == stretches(ground, turned)
    assert strip(ground, stretches(ground, taken)) == strip(ground, stretches(ground, turned))


@PATIENT
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 40))))
def test_merged_ranges_hold_the_same_numbers_apart(pairs: list[tuple[int, int]]) -> None:
    spans = [Span(first, first + more) for first, more in pairs]
    whole = merged(spans)
    assert {n for span in whole for n in range(span.first, span.last + 1)} == {
        n for span in spans for n in range(span.first, span.last + 1)
    }
    assert all(one.last + 1 < other.first for one, other in pairwise(whole))


def test_a_64_is_drawn_without_walking_through_it() -> None:
    ground = Ground(ip_network("fd00:1::/64"), (), {1 + int(ip_address("fd00:1::")): "Gateway"})
    found = stretches(ground, {int(ip_address("fd00:1::10")): Space.STATIC})
    assert [each.space for each in found] == [Space.EDGE, Space.NAMED, Space.FREE, Space.STATIC, Space.FREE]
    assert str(ground.address(first_free(found) or 0)) == "fd00:1::2"
    assert not is_drawn_in_cells(ground.network)
    assert not is_drawn_in_blocks(ground.network)


def test_too_many_addresses_are_not_drawn_one_by_one() -> None:
    ground = Ground(ip_network("10.0.0.0/16"))
    with pytest.raises(ValueError, match="too many"):
        cells(ground, ground.network, {})
    assert len(blocks(ip_network("10.0.0.0/8"), stretches(Ground(ip_network("10.0.0.0/8")), {}))) == 256


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (None, "10.1.0.0/16"),
        ("10.1.7.0/24", "10.1.7.0/24"),
        ("10.0.0.0/8", "10.1.0.0/16"),
        ("192.168.1.0/24", "10.1.0.0/16"),
        ("fd00::/64", "10.1.0.0/16"),
    ],
)
def test_only_a_part_of_the_network_itself_is_shown(asked: str | None, shown: str) -> None:
    assert str(part_of(ip_network("10.1.0.0/16"), ip_network(asked) if asked else None)) == shown


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", []),
        ("192.168.1.100-192.168.1.150", ["192.168.1.100", "192.168.1.150"]),
        (
            "192.168.1.100 – 150, 192.168.1.200-210",
            ["192.168.1.100", "192.168.1.150", "192.168.1.200", "192.168.1.210"],
        ),
        ("fd00::10-fd00::20", ["fd00::10", "fd00::20"]),
    ],
)
def test_ranges_are_read_as_they_are_typed(typed: str, read: list[str]) -> None:
    assert [str(address) for pair in read_ranges(typed) for address in pair] == read


@pytest.mark.parametrize(
    "typed",
    [
        "x",
        "192.168.1.1",
        "192.168.1.9-192.168.1.1",
        "10.0.0.1-fd00::1",
        "10.0.0.1-10.0.0.2-10.0.0.3",
        "-",
        "1-2",
        "," * 500 + "x",
    ],
)
def test_what_is_no_range_is_explained(typed: str) -> None:
    with pytest.raises(AddressRefused) as refusal:
        read_ranges(typed)
    assert len(str(refusal.value)) < 200
