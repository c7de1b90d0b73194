"""MAC addresses as they are written, and their makers."""

from __future__ import annotations

import pytest

from gestand.network.kernels import macs
from gestand.network.kernels.macs import MacRefused, is_made_up, read_mac, vendor_of
from gestand.network.registries.lists import Registry, packaged_file, stamp_of


@pytest.mark.parametrize(
    "typed", ["00-1B-44-11-3A-B7", "001b.4411.3ab7", "001B44113AB7", " 00:1b:44:11:3a:b7 ", "00 1b 44 11 3a b7"]
)
def test_a_mac_address_is_read_as_it_is_written(typed: str) -> None:
    assert read_mac(typed) == "00:1b:44:11:3a:b7"


@pytest.mark.parametrize("typed", ["", "00:1b:44", "zz:zz:zz:zz:zz:zz", "ff:ff:ff:ff:ff:ff", "0" * 12, "1" * 5000])
def test_what_is_no_mac_address_is_explained(typed: str) -> None:
    with pytest.raises(MacRefused):
        read_mac(typed)


def rows() -> list[list[str]]:
    """Prefix and maker, as they stand below the head of the packaged list."""
    lines = packaged_file(Registry.MAC_MAKERS).read_text().splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_every_line_of_the_list_is_found() -> None:
    lines, stamp = rows(), stamp_of(Registry.MAC_MAKERS)
    for prefix, name in [*lines[:3], *lines[-3:], *lines[:: len(lines) // 300]]:
        assert macs._find(prefix, stamp) == name
    assert macs._find("FFFFFE", stamp) == ""


def test_the_longest_prefix_says_who_made_it() -> None:
    lines = dict(rows())
    part = next(prefix for prefix in lines if len(prefix) == 9 and prefix[1] not in "26AE" and prefix[:6] in lines)
    digits = (part + "000")[:12]
    assert vendor_of(read_mac(digits)) == lines[part]


def test_an_address_that_a_telephone_made_up_has_no_maker() -> None:
    assert is_made_up("da:a1:19:00:00:01")
    assert vendor_of("da:a1:19:00:00:01") == ""
