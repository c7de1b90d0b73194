"""Reading lists of DHCP leases, each as its program writes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import translation

from gestand.network.importers import (
    AddressOrigin,
    FoundDevice,
    FoundLease,
    FoundNetwork,
    Limits,
    NotANetworkFile,
    Remark,
    UnreadableRow,
)
from tests.network.reading import FILES, devices_in, found_in, read


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def leases_in(name: str) -> dict[str, FoundLease]:
    return {one.address: one for one in found_in(FILES / name, FoundLease)}


@pytest.mark.parametrize("name", ["dnsmasq.leases", "dhcpd.leases", "kea-leases4.csv"])
def test_every_list_names_the_same_computer(name: str) -> None:
    lease = leases_in(name)["192.168.77.31"]
    assert (lease.mac, lease.host_name.partition(".")[0]) == ("3c:52:82:00:53:31", "pc-anna")
    assert (lease.origin, lease.is_active) == (AddressOrigin.DHCP, True)
    assert lease.ends_at is not None
    assert lease.ends_at.date() == datetime(2026, 11, 23, tzinfo=UTC).date()


@pytest.mark.parametrize("name", ["dnsmasq.leases", "dhcpd6.leases", "kea-leases6.csv"])
def test_ipv6_leases_give_the_hardware_address_inside_the_identifier(name: str) -> None:
    assert leases_in(name)["fd00:77::31"].mac == "3c:52:82:00:53:31"


def test_dnsmasq_without_a_name_or_an_end() -> None:
    leases = leases_in("dnsmasq.leases")
    assert leases["192.168.77.144"].host_name == ""
    assert leases["192.168.77.10"].ends_at is None


def test_the_last_entry_of_an_address_counts_in_dhcpd() -> None:
    lease = leases_in("dhcpd.leases")["192.168.77.31"]
    assert (lease.mac, lease.is_active, lease.vendor_class) == ("3c:52:82:00:53:31", True, "MSFT 5.0")
    assert lease.ends_at == datetime(2026, 11, 23, 21, tzinfo=UTC)


def test_a_block_inside_a_lease_of_dhcpd_does_not_end_it() -> None:
    text = (
        b'lease 10.0.0.9 {\n on expiry {\n  execute ("gone");\n  }\n client-hostname "later";\n}\nlease 10.0.0.8 {\n}\n'
    )
    assert [(one.address, one.host_name) for one in read(text)[1] if isinstance(one, FoundLease)] == [
        ("10.0.0.9", "later"),
        ("10.0.0.8", ""),
    ]
    lease = leases_in("dhcpd.leases")["192.168.77.144"]
    assert (lease.host_name, lease.vendor_class, lease.ends_at) == ("Telefoon-van-Carla", "android-dhcp-14", None)


def test_a_fixed_host_of_dhcpd_is_a_reservation() -> None:
    lease = leases_in("dhcpd.leases")["192.168.77.10"]
    assert (lease.origin, lease.host_name, lease.mac) == (AddressOrigin.RESERVED, "nas", "00:11:32:00:53:10")


def test_kea_drops_what_was_given_back_and_marks_what_was_declined() -> None:
    leases = leases_in("kea-leases4.csv")
    assert set(leases) == {"192.168.77.31", "192.168.77.60", "192.168.77.10"}
    assert not leases["192.168.77.60"].is_active
    assert leases["192.168.77.10"].ends_at is None


def test_kea_says_how_many_prefixes_it_left_out() -> None:
    assert found_in(FILES / "kea-leases6.csv", Remark) == [Remark("prefixes_left_out", value="1")]


def test_a_printed_list_of_mikrotik_tells_reservations_from_what_was_given_out() -> None:
    leases = leases_in("mikrotik-print.txt")
    assert leases["192.168.88.10"].origin == AddressOrigin.RESERVED
    assert leases["192.168.88.10"].note == "NAS in the cupboard"
    assert leases["192.168.88.254"].origin == AddressOrigin.DHCP
    assert leases["192.168.88.254"].host_name == 'Galaxy "van" Carla'
    assert not leases["192.168.88.30"].is_active


def test_an_export_of_mikrotik_gives_leases_and_networks() -> None:
    leases = leases_in("mikrotik-export.rsc")
    assert leases["192.168.88.10"].note == 'NAS in the "cupboard"'
    assert not leases["192.168.88.31"].is_active
    (network,) = found_in(FILES / "mikrotik-export.rsc", FoundNetwork)
    assert (network.prefix, network.gateway, network.dns) == (
        "192.168.88.0/24",
        "192.168.88.1",
        ["192.168.88.1", "9.9.9.9"],
    )


def test_no_password_of_a_mikrotik_is_taken_along() -> None:
    content = (FILES / "mikrotik-export.rsc").read_bytes()
    assert b"DitMagNergensStaan" in content
    assert "DitMag" not in (told := str(read(content)[1]))
    assert "OokDitNiet" not in told


def test_a_table_that_mikrotik_cut_to_fit_says_which_command_to_use() -> None:
    table = b"Columns: ADDRESS, MAC-ADDRESS\n#   ADDRESS       MAC-ADDRESS\n0 D 192.168.88.2 02:11:22:00:53:44\n"
    with pytest.raises(NotANetworkFile, match="print detail"):
        read(table)


def test_clients_of_unifi_come_with_their_wire_port_and_reservation() -> None:
    found = devices_in(FILES / "unifi-clients.json")
    anna, nas = found["192.168.77.31"], found["192.168.77.10"]
    assert (anna.host_name, anna.interfaces[0].kind, anna.vendor) == ("pc-anna", "wired", "Hewlett Packard")
    assert (anna.hangs_on_mac, anna.hangs_on_port) == ("24:a4:3c:00:53:02", "4")
    assert (nas.name, nas.interfaces[0].addresses[0].origin) == ("NAS meterkast", AddressOrigin.RESERVED)
    assert found["192.168.77.144"].facts == {"wireless": "Gasten"}


def test_what_unifi_lists_without_hardware_address_is_a_refused_row() -> None:
    (row,) = found_in(FILES / "unifi-clients.json", UnreadableRow)
    assert (row.row, row.problem) == (4, "no_device")


def test_devices_of_unifi_itself_have_model_serial_and_uplink() -> None:
    switch = devices_in(FILES / "unifi-devices.json")["192.168.77.2"]
    assert (switch.kind, switch.make, switch.model, switch.serial_number) == (
        "switch",
        "Ubiquiti",
        "USMINI",
        "24A43C005302",
    )
    assert switch.hangs_on_mac == "24:a4:3c:00:53:01"


def test_the_documented_api_of_unifi_is_read_as_well() -> None:
    (tablet,) = found_in(FILES / "unifi-api-clients.json", FoundDevice)
    assert (tablet.name, tablet.macs, tablet.kind) == ("Tablet van Carla", ["02:11:22:00:53:45"], "tablet")


def test_a_lease_can_be_asked_for_as_a_device() -> None:
    device = leases_in("dnsmasq.leases")["192.168.77.31"].as_device()
    assert (device.host_name, device.macs, device.addresses) == ("pc-anna", ["3c:52:82:00:53:31"], ["192.168.77.31"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"meta": {"rc": "ok"}, "data": [', "damaged or cut off"),
        (b'{"name": "x"}', "not from UniFi"),
        (b"[" * 100_000 + b"]" * 100_000, "damaged|nested"),
        (b'[{"mac": "00:11:32:00:53:10", "is_wired": ' + b"[" * 100 + b"]" * 100 + b"}]", "nested deeper"),
        (b'{"data": [' + b" " * (Limits.JSON_BYTES + 1) + b"]}", "larger than 32 MB"),
        (b'[{"mac": 1' + b"0" * 10_000 + b"}]", "damaged"),
    ],
    ids=["cut", "other", "deep", "deeper", "large", "number"],
)
def test_other_and_hostile_json_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(NotANetworkFile, match=words):
        read(content)


def test_more_leases_than_any_client_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limits, "ROWS", 300)
    lines = b"".join(
        b"0 02:00:00:00:%02x:%02x 10.0.%d.%d * *\n" % (n >> 8, n & 255, n >> 8, n & 255) for n in range(1, 303)
    )
    with pytest.raises(NotANetworkFile, match="more than 100,000"):
        read(lines)


def test_a_broken_line_is_a_refused_row_and_the_rest_goes_on() -> None:
    lines = (FILES / "dnsmasq.leases").read_bytes() + b"nonsense\n0 02:00:00:00:00:01 10.0.0.9 * *\n"
    found = read(lines)[1]
    assert [one.problem for one in found if isinstance(one, UnreadableRow)] == ["lease_broken"]
    assert "10.0.0.9" in [one.address for one in found if isinstance(one, FoundLease)]
