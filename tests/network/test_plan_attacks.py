"""A stand-in who puts another client's ids where his own stood, forms with more in them, and two people at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import serializers
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.refusals import Refused
from gestand.network import actions
from gestand.network.actions.addressing import AddressTaken, use_address
from gestand.network.actions.settling import StillInUse
from gestand.network.actions.site_parts import add_place, add_vlan
from gestand.network.actions.sites import site_for
from gestand.network.checks import NotDocumented
from gestand.network.models import AddressUse, Interface, Place, Site, Subnet, Vlan
from tests.cast import NOW, TODAY, Cast, make_cast
from tests.network.test_plan_addresses import add_device, add_network, give

UNKNOWN = UUID("00000000-0000-7000-8000-000000000000")
KEPT = (Site, Subnet, Vlan, Place, AddressUse)


def everything() -> str:
    return "\n".join(serializers.serialize("json", model._default_manager.order_by("pk")) for model in KEPT)


@pytest.fixture
def home(cast: Cast) -> Site:
    return site_for(cast.jansen, by=cast.owner, at=NOW)


@pytest.fixture
def shop(cast: Cast) -> Site:
    return site_for(cast.bakery, by=cast.owner, at=NOW)


def hidden(cast: Cast, home: Site) -> dict[str, UUID]:
    """By view: an id of the household that Bram may not see."""
    network = add_network(cast, home, prefix="192.168.1.0/24")
    use = give(cast, home, "192.168.1.30", name="printer")
    vlan = add_vlan(by=cast.owner, at=NOW, site=home, number=20, name="Gasten")
    place = add_place(by=cast.owner, at=NOW, site=home, name="Zolder")
    return {
        "plan": cast.jansen.id,
        "site": home.pk,
        "subnet": network.pk,
        "set-aside": network.pk,
        "address-use": home.pk,
        "address-change": use.pk,
        "address-release": use.pk,
        "address-remove": use.pk,
        "vlan-new": home.pk,
        "vlan-edit": vlan.pk,
        "vlan-remove": vlan.pk,
        "place-new": home.pk,
        "place-edit": place.pk,
        "place-remove": place.pk,
    }


@pytest.mark.django_db
def test_what_is_not_his_answers_as_what_is_not_there(cast: Cast, bram: Browser, home: Site) -> None:
    there = hidden(cast, home)
    before = everything()
    typed = {"address": "192.168.1.31", "name": "van Bram", "number": "30", "kind": "static", "since_on": "2026-11-01"}
    for name, row_id in there.items():
        for method in (bram.get, bram.post):
            answer = method(reverse(f"network:{name}", args=[row_id]), typed)
            nothing = method(reverse(f"network:{name}", args=[UNKNOWN]), typed)
            assert answer.status_code == nothing.status_code, name
            assert answer.status_code in (404, 405), name
    assert bram.get(reverse("network:address", args=[home.pk, "192.168.1.30"])).status_code == 404
    assert everything() == before


@pytest.mark.django_db
def test_a_form_gives_nothing_to_a_device_of_another_client(
    cast: Cast, anna: Browser, bram: Browser, home: Site, shop: Site
) -> None:
    laptop = add_device(cast, "Laptop van Eva")
    typed = {"address": "192.168.1.30", "kind": "static", "since_on": "2026-11-01", "device": str(laptop.pk)}
    for browser in (anna, bram):
        answer = browser.post(reverse("network:address-use", args=[shop.pk]), typed)
        assert answer.status_code == 422
        assert "Laptop van Eva" not in answer.content.decode()
    assert not AddressUse.objects.exists()


@pytest.mark.django_db
def test_a_page_asked_for_anothers_device_shows_none_of_it(cast: Cast, bram: Browser, home: Site, shop: Site) -> None:
    laptop = add_device(cast, "Laptop van Eva")
    answer = bram.get(reverse("network:address-use", args=[shop.pk]), {"device": str(laptop.pk)})
    assert "Laptop van Eva" not in answer.content.decode()


@pytest.mark.django_db
def test_a_search_finds_nothing_of_another_client(cast: Cast, bram: Browser, home: Site, shop: Site) -> None:
    give(cast, home, "192.168.1.30", name="kluis achter schilderij")
    plan = reverse("network:plan", args=[cast.bakery.id])
    assert "schilderij" not in bram.get(plan, {"q": "kluis"}).content.decode()
    assert bram.get(plan, {"q": "192.168.1.30"}).status_code == 200


@pytest.mark.django_db
def test_an_address_takes_no_interface_of_another_device(cast: Cast, home: Site) -> None:
    laptop, printer = add_device(cast, "Laptop"), add_device(cast, "Printer")
    port = Interface.objects.create(device=printer, name="LAN")
    with pytest.raises(NotDocumented) as refusal:
        give(cast, home, "192.168.1.30", laptop, interface=port)
    assert refusal.value.field == "interface"


@pytest.mark.django_db
def test_a_network_takes_no_vlan_of_another_site(cast: Cast, home: Site) -> None:
    barn = actions.add_thing("site", by=cast.owner, at=NOW, owner=cast.jansen, name="Schuur")
    assert isinstance(barn, Site)
    vlan = add_vlan(by=cast.owner, at=NOW, site=barn, number=20, name="Gasten")
    with pytest.raises(NotDocumented, match="Schuur") as refusal:
        add_network(cast, home, prefix="192.168.1.0/24", vlan=vlan)
    assert refusal.value.field == "vlan"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"gateway": "192.168.2.1"}, "gateway"),
        ({"gateway": "192.168.1.255"}, "gateway"),
        ({"dhcp_first": "192.168.2.10", "dhcp_last": "192.168.2.20"}, "dhcp_first"),
        ({"dhcp_first": "192.168.1.20", "dhcp_last": "192.168.1.10"}, "dhcp_last"),
        ({"dhcp_first": "192.168.1.20"}, "dhcp_last"),
        ({"dhcp_more": "192.168.1.50-60"}, "dhcp_first"),
        ({"dhcp_first": "192.168.1.20", "dhcp_last": "192.168.1.30", "dhcp_more": "10.0.0.1-9"}, "dhcp_more"),
        ({"dns": "dns.example"}, "dns"),
    ],
)
def test_what_cannot_be_of_a_network_is_refused_at_its_field(
    cast: Cast, home: Site, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(NotDocumented) as refusal:
        add_network(cast, home, prefix="192.168.1.0/24", **wrong)
    assert refusal.value.field == field
    assert not Subnet.objects.exists()


@pytest.mark.django_db
def test_an_ipv6_gateway_may_be_the_routers_own_link(cast: Cast, home: Site) -> None:
    assert add_network(cast, home, prefix="fd00:1::/64", gateway="FE80::1").gateway == "fe80::1"


@pytest.mark.django_db
def test_a_site_goes_when_nothing_stands_there(cast: Cast, home: Site) -> None:
    network = add_network(cast, home, prefix="192.168.1.0/24")
    with pytest.raises(StillInUse, match="192"):
        actions.remove_thing(home, by=cast.owner, at=NOW)
    actions.remove_thing(network, by=cast.owner, at=NOW)
    actions.remove_thing(home, by=cast.owner, at=NOW)
    assert not Site.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_an_address_at_once_one_gets_it() -> None:
    cast = make_cast()
    home = site_for(cast.jansen, by=cast.owner, at=NOW)
    start, told = threading.Barrier(2), []

    def want(name: str) -> None:
        try:
            start.wait(timeout=60)
            use_address(by=cast.owner, at=NOW, site=home, address="192.168.1.30", name=name)
            told.append("")
        except AddressTaken as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    both = [threading.Thread(target=want, args=[name]) for name in ("kassa", "scanner")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=60)
    assert AddressUse.objects.count() == 1
    assert sorted(bool(each) for each in told) == [False, True]
    assert AddressUse.objects.get().name in "".join(told)


@pytest.mark.django_db(transaction=True)
def test_of_two_networks_that_overlap_written_down_at_once_one_stays() -> None:
    cast = make_cast()
    home = site_for(cast.jansen, by=cast.owner, at=NOW)
    start, told = threading.Barrier(2), []

    def write(prefix: str) -> None:
        try:
            start.wait(timeout=60)
            add_network(cast, home, prefix=prefix)
            told.append("")
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    both = [threading.Thread(target=write, args=[prefix]) for prefix in ("192.168.1.0/24", "192.168.0.0/16")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=60)
    assert Subnet.objects.count() == 1
    assert Subnet.objects.get().prefix in "".join(told)


@pytest.mark.django_db
def test_a_form_sent_twice_sets_one_address_aside(cast: Cast, anna: Browser, home: Site) -> None:
    network = add_network(cast, home, prefix="192.168.1.0/24")
    url = reverse("network:set-aside", args=[network.pk])
    typed = {"address": "192.168.1.1", "name": "camera", "form_key": "k" * 24}
    first, again = anna.post(url, typed), anna.post(url, typed)
    assert (first.status_code, again.status_code) == (302, 302)
    assert AddressUse.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["\x00", "9" * 40, "0001-01-01", "../../etc", "%", "é" * 200])
def test_strange_words_get_a_calm_answer(cast: Cast, anna: Browser, home: Site, typed: str) -> None:
    network = add_network(cast, home, prefix="192.168.1.0/24")
    asked = [
        (reverse("network:plan", args=[cast.jansen.id]), {"q": typed}),
        (reverse("network:thing", args=["subnet", network.pk]), {"part": typed, "page": typed}),
        (reverse("network:address-use", args=[home.pk]), {"address": typed, "device": typed, "kind": typed}),
    ]
    for url, words in asked:
        assert anna.get(url, words).status_code in (200, 404)
    fields = dict.fromkeys(("address", "kind", "device", "name", "since_on", "number"), typed)
    for name in ("address-use", "vlan-new", "place-new"):
        assert anna.post(reverse(f"network:{name}", args=[home.pk]), fields).status_code in (302, 422)
    use = give(cast, home, "192.168.1.9", name="printer", since_on=TODAY - timedelta(days=5))
    answer = anna.post(reverse("network:address-release", args=[use.pk]), {"until_on": typed})
    assert answer.status_code == 422
