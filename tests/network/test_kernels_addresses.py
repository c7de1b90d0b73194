"""Addresses and subnets as people type them."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestand.network.kernels.addresses import (
    AddressRefused,
    Span,
    address_of,
    bounds,
    gaps,
    next_free,
    overlap_in_words,
    read_address,
    read_network,
    require_within,
    sort_key,
    usable,
)

ANY_ADDRESS = st.ip_addresses()
ANY_NETWORK = st.one_of(
    st.tuples(st.ip_addresses(v=4), st.integers(8, 32)), st.tuples(st.ip_addresses(v=6), st.integers(8, 128))
).map(lambda pair: ip_network(pair, strict=False))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" 192.168.1.10 ", "192.168.1.10"),
        ("[fd00:1::10]", "fd00:1::10"),
        ("FE80::1%eth0", "fe80::1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
    ],
)
def test_an_address_is_read_as_it_is_typed(typed: str, read: str) -> None:
    assert str(read_address(typed)) == read


@pytest.mark.parametrize("typed", ["", "192.168.1", "192.168.1.300", "hallo", "192.168.1.0/24", "1" * 10_000])
def test_what_is_no_address_is_explained(typed: str) -> None:
    with pytest.raises(AddressRefused) as refusal:
        read_address(typed)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("192.168.1.5/24", "192.168.1.0/24"),
        ("192.168.1.0/255.255.255.0", "192.168.1.0/24"),
        ("fd00:1::5/64", "fd00:1::/64"),
    ],
)
def test_a_network_is_read_as_it_is_typed(typed: str, read: str) -> None:
    assert str(read_network(typed)) == read


@pytest.mark.parametrize("typed", ["192.168.1.0", "192.168.1.0/33", "0.0.0.0/0", "224.0.0.0/24", "x/24"])
def test_what_is_no_network_is_explained(typed: str) -> None:
    with pytest.raises(AddressRefused):
        read_network(typed)


@given(ANY_ADDRESS)
def test_a_sort_key_is_its_address(address: object) -> None:
    read = read_address(str(address))
    assert address_of(sort_key(read)) == read
    assert len(sort_key(read)) == 32


@given(st.lists(st.ip_addresses(v=4), min_size=2, max_size=20))
def test_keys_sort_as_addresses_do(found: list[object]) -> None:
    assert sorted(found, key=sort_key) == sorted(found)  # type: ignore[arg-type,type-var]


@given(ANY_NETWORK, ANY_NETWORK)
def test_two_networks_overlap_as_their_bounds_do(
    one: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network
) -> None:
    meet = bounds(one)[0] <= bounds(other)[1] and bounds(other)[0] <= bounds(one)[1]
    told = overlap_in_words(one, [(other, "kantoor")])
    assert bool(told) == (one.version == other.version and meet)


def test_an_overlap_says_with_what() -> None:
    there = [(ip_network("192.168.0.0/16"), "kantoor")]
    assert "kantoor" in overlap_in_words(ip_network("192.168.1.0/24"), there)
    assert overlap_in_words(ip_network("10.0.0.0/24"), there) == ""


def test_the_first_and_last_address_are_of_no_device() -> None:
    home = ip_network("192.168.1.0/24")
    assert usable(home) == Span(int(ip_address("192.168.1.1")), int(ip_address("192.168.1.254")))
    for typed in ("192.168.1.0", "192.168.1.255", "192.168.2.1"):
        with pytest.raises(AddressRefused):
            require_within(ip_address(typed), home, "the gateway")
    require_within(ip_address("192.168.1.254"), home, "the gateway")


@given(st.sets(st.integers(1, 60)), st.integers(1, 60), st.integers(0, 30))
def test_gaps_and_what_is_used_are_the_whole(used: set[int], first: int, more: int) -> None:
    span = Span(first, first + more)
    free = [number for gap in gaps(span, used) for number in range(gap.first, gap.last + 1)]
    assert sorted([*free, *(used & set(range(span.first, span.last + 1)))]) == list(range(span.first, span.last + 1))


def test_the_next_free_address_leaves_dhcp_alone() -> None:
    home = ip_network("192.168.1.0/29")
    dhcp = Span(int(ip_address("192.168.1.2")), int(ip_address("192.168.1.4")))
    assert str(next_free(home, [ip_address("192.168.1.1")], avoid=[dhcp])) == "192.168.1.5"
    every = [ip_address(f"192.168.1.{last}") for last in (1, 5, 6)]
    assert next_free(home, every, avoid=[dhcp]) is None


def test_a_large_network_is_asked_without_walking_through_it() -> None:
    assert str(next_free(ip_network("fd00:1::/64"), [])) == "fd00:1::1"
