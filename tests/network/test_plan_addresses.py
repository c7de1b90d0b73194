"""Giving addresses out and taking them back: one holder at a time, and who had it before stays known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from gestand.core.actors import NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.network import actions
from gestand.network.actions.addressing import (
    AddressReleased,
    AddressTaken,
    change_use,
    release_address,
    remove_use,
    use_address,
)
from gestand.network.actions.sites import site_for
from gestand.network.checks import NotDocumented
from gestand.network.kernels.addresses import read_address
from gestand.network.models import AddressKind, AddressUse, Change, Device, Site, Subnet
from gestand.network.queries.addressing import (
    addresses_of_device,
    free_address,
    history_of_address,
    matching_uses,
    remarks_on,
    site_of_address,
)
from tests.cast import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db
LAST_YEAR = date(2025, 11, 1)


@pytest.fixture
def home(cast: Cast) -> Site:
    return site_for(cast.jansen, by=cast.owner, at=NOW)


@pytest.fixture
def network(cast: Cast, home: Site) -> Subnet:
    return add_network(cast, home, prefix="192.168.1.0/24", gateway="192.168.1.1")


def add_network(cast: Cast, site: Site, **fields: Any) -> Subnet:
    made = actions.add_thing("subnet", by=cast.owner, at=NOW, owner=site, **fields)
    assert isinstance(made, Subnet)
    return made


def add_device(cast: Cast, name: str, **fields: Any) -> Device:
    given: dict[str, Any] = {"owner": cast.jansen, "kind": "computer"} | fields
    made = actions.add_thing("device", by=cast.owner, at=NOW, name=name, **given)
    assert isinstance(made, Device)
    return made


def give(cast: Cast, site: Site, address: str, device: Device | None = None, **fields: Any) -> AddressUse:
    return use_address(by=cast.owner, at=NOW, site=site, address=address, device=device, **fields)


def test_a_device_is_found_under_its_address(cast: Cast, home: Site, network: Subnet) -> None:
    printer = add_device(cast, "Printer", kind="printer")
    use = give(cast, home, " 192.168.1.30 ", printer)
    assert (use.address, use.subnet, use.since_on, use.kind) == ("192.168.1.30", network, TODAY, AddressKind.STATIC)
    assert addresses_of_device(printer.pk).now == [use]


def test_an_address_has_one_holder_and_the_refusal_names_it(cast: Cast, home: Site, network: Subnet) -> None:
    give(cast, home, "192.168.1.30", add_device(cast, "Printer", kind="printer"))
    with pytest.raises(AddressTaken, match="Printer") as refusal:
        give(cast, home, "192.168.1.30", add_device(cast, "Laptop"))
    assert refusal.value.field == "address"
    assert AddressUse.objects.count() == 1


def test_the_same_address_at_another_site_is_another_address(cast: Cast, home: Site) -> None:
    shop = site_for(cast.bakery, by=cast.owner, at=NOW)
    give(cast, home, "192.168.1.30", name="printer")
    give(cast, shop, "192.168.1.30", name="kassa")
    assert AddressUse.objects.count() == 2


def test_a_released_address_is_history_and_free_again(cast: Cast, home: Site, network: Subnet) -> None:
    printer, laptop = add_device(cast, "Printer"), add_device(cast, "Laptop")
    first = give(cast, home, "192.168.1.30", printer, since_on=LAST_YEAR)
    release_address(first, by=cast.owner, at=NOW, on=TODAY - timedelta(days=3))
    second = give(cast, home, "192.168.1.30", laptop)
    told = history_of_address(home.pk, read_address("192.168.1.30"))
    assert [(use.device, use.until_on) for use in told] == [(laptop, None), (printer, TODAY - timedelta(days=3))]
    assert addresses_of_device(printer.pk).before == [first]
    assert addresses_of_device(laptop.pk).now == [second]


def test_two_holders_never_overlap_in_the_past_either(cast: Cast, home: Site, network: Subnet) -> None:
    first = give(cast, home, "192.168.1.30", name="oude printer", since_on=LAST_YEAR)
    release_address(first, by=cast.owner, at=NOW)
    with pytest.raises(AddressTaken, match="oude printer") as refusal:
        give(cast, home, "192.168.1.30", name="scanner", since_on=TODAY - timedelta(days=10))
    assert refusal.value.field == "since_on"


def test_an_address_is_released_once(cast: Cast, home: Site) -> None:
    use = give(cast, home, "192.168.1.30", name="printer")
    release_address(use, by=cast.owner, at=NOW)
    with pytest.raises(AddressReleased):
        release_address(use, by=cast.owner, at=NOW)


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_no_use_ends_before_it_began_or_later_than_today(cast: Cast, home: Site, on: date) -> None:
    use = give(cast, home, "192.168.1.30", name="printer")
    with pytest.raises(NotDocumented) as refusal:
        release_address(use, by=cast.owner, at=NOW, on=on)
    assert refusal.value.field == "until_on"
    use.refresh_from_db()
    assert use.until_on is None


def test_another_device_gets_the_address_and_the_first_stays_known(cast: Cast, home: Site, network: Subnet) -> None:
    old, new = add_device(cast, "Oude NAS", kind="nas"), add_device(cast, "Nieuwe NAS", kind="nas")
    use = give(cast, home, "192.168.1.10", old, since_on=LAST_YEAR)
    change_use(use, by=cast.owner, at=NOW, kind=AddressKind.STATIC, device=new, since_on=LAST_YEAR)
    told = history_of_address(home.pk, read_address("192.168.1.10"))
    assert [(each.device, each.since_on, each.until_on) for each in told] == [
        (new, TODAY, None),
        (old, LAST_YEAR, TODAY),
    ]


def test_what_was_written_down_by_mistake_leaves_no_history(cast: Cast, home: Site, network: Subnet) -> None:
    use = give(cast, home, "192.168.1.10", name="tikfout")
    remove_use(use, by=cast.owner, at=NOW)
    assert history_of_address(home.pk, read_address("192.168.1.10")) == []


def test_who_used_it_stands_in_the_history_of_device_and_network(cast: Cast, home: Site, network: Subnet) -> None:
    printer = add_device(cast, "Printer")
    use = give(cast, home, "192.168.1.30", printer)
    release_address(use, by=cast.owner, at=NOW)
    for thing in (printer.pk, network.pk):
        before, after = Change.objects.filter(thing_id=thing).latest("id").fields["address"]
        assert before == "192.168.1.30 · Printer · static"
        assert after == ""
    assert set(AuditLine.objects.filter(action__startswith="network.address").values_list("action", flat=True)) == {
        "network.address.use",
        "network.address.release",
    }


def test_an_address_without_device_says_what_it_is_for(cast: Cast, home: Site, network: Subnet) -> None:
    with pytest.raises(NotDocumented) as refusal:
        give(cast, home, "192.168.1.30")
    assert refusal.value.field == "name"
    assert give(cast, home, "192.168.1.30", name="tweede printer").kind == AddressKind.SET_ASIDE


@pytest.mark.parametrize("typed", ["192.168.1.300", "192.168.1.0/24", "printer", "192.168.1.255"])
def test_what_no_device_can_have_is_refused_at_its_field(cast: Cast, home: Site, network: Subnet, typed: str) -> None:
    with pytest.raises(NotDocumented) as refusal:
        give(cast, home, typed, name="printer")
    assert refusal.value.field == "address"


def test_an_address_outside_every_network_is_kept_with_a_remark(cast: Cast, home: Site, network: Subnet) -> None:
    use = give(cast, home, "10.9.8.7", name="vpn")
    assert use.subnet is None
    assert "10.9.8.7" in remarks_on(use, None)[0]
    assert remarks_on(give(cast, home, "192.168.1.9", name="printer"), network) == []


def test_a_network_takes_in_the_addresses_that_lie_in_it(cast: Cast, home: Site) -> None:
    use = give(cast, home, "10.9.8.7", name="vpn")
    network = add_network(cast, home, prefix="10.9.8.0/24")
    use.refresh_from_db()
    assert use.subnet == network
    actions.change_thing(network, by=cast.owner, at=NOW, prefix="10.9.9.0/24")
    use.refresh_from_db()
    assert use.subnet is None


def test_the_addresses_of_a_device_that_left_are_free(cast: Cast, home: Site, network: Subnet) -> None:
    point = add_device(cast, "AP gang", kind="access_point")
    use = give(cast, home, "192.168.1.2", point, since_on=LAST_YEAR)
    left_on = TODAY - timedelta(days=30)
    actions.change_thing(point, by=cast.owner, at=NOW, state="gone", gone_on=left_on)
    use.refresh_from_db()
    assert use.until_on == left_on
    assert free_address(network) == "192.168.1.2"


def test_the_free_address_is_not_the_gateways_nor_dhcps_nor_anybodys(cast: Cast, home: Site) -> None:
    network = add_network(
        cast,
        home,
        prefix="192.168.1.0/24",
        gateway="192.168.1.1",
        dns="192.168.1.2, 9.9.9.9",
        dhcp_first="192.168.1.4",
        dhcp_last="192.168.1.99",
        dhcp_more="192.168.1.100-110",
    )
    assert network.dhcp_more == "192.168.1.100-192.168.1.110"
    assert free_address(network) == "192.168.1.3"
    give(cast, home, "192.168.1.3", name="printer")
    assert free_address(network) == "192.168.1.111"


def test_set_on_the_device_within_dhcp_is_told(cast: Cast, home: Site) -> None:
    network = add_network(cast, home, prefix="192.168.1.0/24", dhcp_first="192.168.1.100", dhcp_last="192.168.1.199")
    laptop = add_device(cast, "Laptop")
    assert remarks_on(give(cast, home, "192.168.1.150", laptop), network)
    assert not remarks_on(give(cast, home, "192.168.1.151", laptop, kind=AddressKind.RESERVED), network)


def test_an_address_is_found_by_its_beginning_or_by_who_has_it(cast: Cast, home: Site, network: Subnet) -> None:
    use = give(cast, home, "192.168.1.30", add_device(cast, "Printer zolder"))
    assert matching_uses(cast.jansen.id, "192.168.1.3") == [use]
    assert matching_uses(cast.jansen.id, "zolder") == [use]
    assert matching_uses(cast.bakery.id, "zolder") == []
    assert site_of_address(cast.jansen.id, "192.168.1.77") == (home.pk, read_address("192.168.1.77"))
    assert site_of_address(cast.jansen.id, "10.0.0.1") is None


def test_a_device_of_another_client_gets_no_address_here(cast: Cast, home: Site) -> None:
    till = add_device(cast, "Kassa", owner=cast.bakery)
    with pytest.raises(NotDocumented) as refusal:
        give(cast, home, "192.168.1.30", till)
    assert refusal.value.field == "device"


def test_a_stand_in_touches_no_address_of_a_client_that_is_not_his(cast: Cast, home: Site) -> None:
    use = give(cast, home, "192.168.1.30", name="printer")
    with pytest.raises(NotAllowed):
        use_address(by=cast.standin, at=NOW, site=home, address="192.168.1.31", name="van Bram")
    for change in (release_address, remove_use):
        with pytest.raises(NotAllowed):
            change(use, by=cast.standin, at=NOW)
    assert AddressUse.objects.get().until_on is None
