"""The pages of sites, networks and addresses."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import IPv4Address
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gestand.network import actions
from gestand.network.actions.addressing import release_address
from gestand.network.actions.site_parts import add_place, add_vlan
from gestand.network.actions.sites import site_for
from gestand.network.kernels.addresses import read_address, sort_key
from gestand.network.models import AddressKind, AddressUse, Device, Place, Site, Subnet, Vlan
from tests.cast import NOW, TODAY, Cast
from tests.network.test_plan_addresses import add_device, add_network, give

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def shop(cast: Cast) -> Site:
    return site_for(cast.bakery, by=cast.owner, at=NOW)


@pytest.fixture
def network(cast: Cast, shop: Site) -> Subnet:
    return add_network(
        cast,
        shop,
        prefix="192.168.10.0/24",
        name="Kantoor",
        gateway="192.168.10.1",
        dhcp_first="192.168.10.100",
        dhcp_last="192.168.10.199",
    )


def page(browser: Browser, name: str, *given: Any, query: str = "") -> str:
    answer = browser.get(reverse(f"network:{name}", args=given) + query)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_the_map_shows_each_address_and_leads_to_who_has_it(
    cast: Cast, anna: Browser, shop: Site, network: Subnet
) -> None:
    printer = add_device(cast, "Bonprinter", owner=cast.bakery, kind="printer")
    give(cast, shop, "192.168.10.30", printer)
    told = page(anna, "thing", "subnet", network.pk)
    assert len(re.findall(r'aria-label="192\.168\.10\.\d+ · ', told)) == 254
    assert f'href="/network/device/{printer.pk}/" title="192.168.10.30 · Bonprinter' in told
    assert '?address=192.168.10.31"' in told
    assert 'title="192.168.10.1 · Gateway"' in told


def test_the_legend_says_in_words_how_many_are_what(cast: Cast, anna: Browser, shop: Site, network: Subnet) -> None:
    give(cast, shop, "192.168.10.30", name="printer")
    told = " ".join(re.sub(r"<[^>]+>", " ", page(anna, "thing", "subnet", network.pk)).split())
    for words in ("Gateway of DNS 1", "Apart gehouden 1", "100", "Vrij 152"):
        assert words in told


def test_the_next_free_address_is_set_aside_with_one_button(
    cast: Cast, anna: Browser, shop: Site, network: Subnet
) -> None:
    url = reverse("network:set-aside", args=[network.pk])
    assert "192.168.10.2<" in page(anna, "thing", "subnet", network.pk)
    assert anna.post(url, {"address": "192.168.10.2", "name": "tweede printer"}).status_code == 302
    use = AddressUse.objects.get()
    assert (use.address, use.kind, use.name) == ("192.168.10.2", AddressKind.SET_ASIDE, "tweede printer")
    assert "192.168.10.3<" in page(anna, "thing", "subnet", network.pk)


def test_whoever_comes_second_is_told_who_was_first(cast: Cast, anna: Browser, shop: Site, network: Subnet) -> None:
    give(cast, shop, "192.168.10.2", name="kassa 2")
    answer = anna.post(reverse("network:set-aside", args=[network.pk]), {"address": "192.168.10.2", "name": "scherm"})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "kassa 2" in told
    assert 'value="scherm"' in told
    assert 'value="192.168.10.3"' in told


def test_an_address_is_given_changed_and_released_in_the_browser(
    cast: Cast, anna: Browser, shop: Site, network: Subnet
) -> None:
    printer = add_device(cast, "Bonprinter", owner=cast.bakery, kind="printer")
    typed = {"address": "192.168.10.30", "kind": "static", "device": str(printer.pk), "since_on": "2026-01-05"}
    use_url = reverse("network:address-use", args=[shop.pk])
    assert anna.get(use_url).context["form"]["address"].value() == "192.168.10.2"
    assert anna.post(use_url, typed).status_code == 302
    use = AddressUse.objects.get()
    form = anna.get(reverse("network:address-change", args=[use.pk])).context["form"]
    changed = typed | {"kind": "reserved", "seen": form["seen"].value()}
    assert anna.post(reverse("network:address-change", args=[use.pk]), changed).status_code == 302
    use.refresh_from_db()
    assert use.kind == AddressKind.RESERVED
    release = reverse("network:address-release", args=[use.pk])
    assert anna.post(release, {"until_on": TODAY.isoformat()}).status_code in (302, 422)
    assert anna.post(release, {"until_on": "2026-02-01"}).status_code in (302, 422)
    told = page(anna, "address", shop.pk, "192.168.10.30")
    assert "Bonprinter" in told


def test_what_somebody_else_changed_meanwhile_is_not_lost(
    cast: Cast, anna: Browser, shop: Site, network: Subnet
) -> None:
    use = give(cast, shop, "192.168.10.30", name="printer")
    seen = anna.get(reverse("network:address-change", args=[use.pk])).context["form"]["seen"].value()
    AddressUse.objects.filter(pk=use.pk).update(name="scanner")
    typed = {"kind": "set_aside", "name": "plotter", "since_on": TODAY.isoformat(), "seen": seen}
    assert anna.post(reverse("network:address-change", args=[use.pk]), typed).status_code == 422
    use.refresh_from_db()
    assert use.name == "scanner"


def test_the_page_of_an_address_tells_its_history(cast: Cast, anna: Browser, shop: Site, network: Subnet) -> None:
    old = give(cast, shop, "192.168.10.30", name="oude printer", since_on=TODAY - timedelta(days=400))
    release_address(old, by=cast.owner, at=NOW, on=TODAY - timedelta(days=100))
    give(cast, shop, "192.168.10.30", name="nieuwe printer", since_on=TODAY - timedelta(days=90))
    told = page(anna, "address", shop.pk, "192.168.10.30")
    assert told.index("nieuwe printer") < told.index("oude printer")
    assert "19 okt 2025" in told
    assert anna.get(reverse("network:address", args=[shop.pk, "onzin"])).status_code == 404


def test_an_address_is_searched_for_on_the_plan(cast: Cast, anna: Browser, shop: Site, network: Subnet) -> None:
    give(cast, shop, "192.168.10.30", name="bonprinter")
    answer = anna.get(reverse("network:plan", args=[cast.bakery.id]), {"q": "192.168.10.30"})
    assert answer["location"] == reverse("network:address", args=[shop.pk, "192.168.10.30"])
    assert "bonprinter" in page(anna, "plan", cast.bakery.id, query="?q=bonp")
    assert "Geen adres" in page(anna, "plan", cast.bakery.id, query="?q=zolder")


def test_one_site_is_not_called_a_site_on_the_plan(cast: Cast, anna: Browser, shop: Site, network: Subnet) -> None:
    assert "plan-site" not in page(anna, "plan", cast.bakery.id)
    actions.add_thing("site", by=cast.owner, at=NOW, owner=cast.bakery, name="Filiaal")
    assert page(anna, "plan", cast.bakery.id).count("plan-site") == 2


def test_the_same_network_at_two_sites_is_explained(cast: Cast, anna: Browser, shop: Site, network: Subnet) -> None:
    branch = actions.add_thing("site", by=cast.owner, at=NOW, owner=cast.bakery, name="Filiaal")
    assert isinstance(branch, Site)
    other = add_network(cast, branch, prefix="192.168.0.0/16")
    told = page(anna, "plan", cast.bakery.id)
    assert "192.168.10.0/24" in told
    assert "VPN" in told
    assert "VPN" in page(anna, "thing", "subnet", other.pk)


def test_a_large_network_is_shown_in_blocks_that_open(cast: Cast, anna: Browser, shop: Site) -> None:
    large = add_network(cast, shop, prefix="10.1.0.0/16")
    give(cast, shop, "10.1.7.9", name="camera")
    told = page(anna, "thing", "subnet", large.pk)
    assert told.count('class="share-') == 256
    assert "?part=10.1.7.0/24" in told
    block = page(anna, "thing", "subnet", large.pk, query="?part=10.1.7.0/24")
    assert 'title="10.1.7.9 · camera' in block
    assert page(anna, "thing", "subnet", large.pk, query="?part=192.168.0.0/24").count('class="share-') == 256


def test_an_ipv6_network_is_told_in_stretches(cast: Cast, anna: Browser, shop: Site) -> None:
    there = add_network(cast, shop, prefix="fd00:1::/64", gateway="fe80::1")
    give(cast, shop, "fd00:1::10", name="nas")
    told = page(anna, "thing", "subnet", there.pk)
    assert "fd00:1::10" in told
    assert "fd00:1::1 – fd00:1::f" in told
    assert told.count("<li") < 60


def test_a_site_shows_what_stands_and_runs_there(cast: Cast, anna: Browser, shop: Site, network: Subnet) -> None:
    add_vlan(by=cast.owner, at=NOW, site=shop, number=20, name="Kassa")
    add_place(by=cast.owner, at=NOW, site=shop, name="Meterkast")
    add_device(cast, "Bonprinter", owner=cast.bakery, kind="printer", site=shop)
    told = page(anna, "thing", "site", shop.pk)
    for words in ("192.168.10.0/24", "Kassa", "Meterkast", "Bonprinter"):
        assert words in told


def test_vlans_and_places_are_added_changed_and_removed(cast: Cast, anna: Browser, shop: Site) -> None:
    anna.post(reverse("network:vlan-new", args=[shop.pk]), {"number": "20", "name": "Kassa"})
    anna.post(reverse("network:place-new", args=[shop.pk]), {"name": "Meterkast"})
    vlan, place = Vlan.objects.get(), Place.objects.get()
    anna.post(reverse("network:vlan-edit", args=[vlan.pk]), {"number": "30", "name": "Kassa's"})
    anna.post(reverse("network:place-edit", args=[place.pk]), {"name": "Kelder"})
    assert (Vlan.objects.get().number, Place.objects.get().name) == (30, "Kelder")
    told = page(anna, "thing", "site", shop.pk)
    assert "Meterkast" in told, "the history tells what it was called"
    anna.post(reverse("network:vlan-remove", args=[vlan.pk]))
    anna.post(reverse("network:place-remove", args=[place.pk]))
    assert not Vlan.objects.exists()
    assert not Place.objects.exists()


def test_a_place_goes_when_it_is_empty(cast: Cast, anna: Browser, shop: Site) -> None:
    place = add_place(by=cast.owner, at=NOW, site=shop, name="Kelder")
    add_device(cast, "NAS", owner=cast.bakery, kind="nas", site=shop, place=place)
    answer = anna.post(reverse("network:place-remove", args=[place.pk]))
    assert answer.status_code == 422
    assert Place.objects.exists()


def test_a_vlan_goes_when_no_network_is_on_it(cast: Cast, anna: Browser, shop: Site, network: Subnet) -> None:
    vlan = add_vlan(by=cast.owner, at=NOW, site=shop, number=10, name="Kantoor")
    actions.change_thing(network, by=cast.owner, at=NOW, vlan=vlan)
    answer = anna.post(reverse("network:vlan-remove", args=[vlan.pk]))
    assert answer.status_code == 422
    assert "192.168.10.0/24" in answer.content.decode()
    assert Vlan.objects.exists()


@pytest.mark.parametrize(("number", "name"), [("20", "dubbel"), ("0", "te laag"), ("4095", "te hoog"), ("21", "")])
def test_a_vlan_that_cannot_be_is_refused(cast: Cast, anna: Browser, shop: Site, number: str, name: str) -> None:
    add_vlan(by=cast.owner, at=NOW, site=shop, number=20, name="Kassa")
    answer = anna.post(reverse("network:vlan-new", args=[shop.pk]), {"number": number, "name": name})
    assert answer.status_code == 422
    assert Vlan.objects.count() == 1


def fill(site: Site, subnet: Subnet, numbers: range) -> None:
    """Every fourth address is a device's."""
    first = int(read_address("10.1.0.10"))
    devices = Device.objects.bulk_create(
        Device(client_id=site.client_id, kind="computer", name=f"pc-{n}", created_at=NOW, changed_at=NOW)
        for n in numbers[::4]
    )
    AddressUse.objects.bulk_create(
        AddressUse(
            site=site,
            subnet=subnet,
            address=str(address),
            sort_key=sort_key(address),
            kind=AddressKind.DHCP,
            name=f"host-{n}",
            device=devices[(n - numbers[0]) // 4] if n % 4 == 0 else None,
            since_on=TODAY,
        )
        for n, address in ((n, IPv4Address(first + n)) for n in numbers)
    )


def test_ten_thousand_addresses_cost_no_more_questions_than_a_thousand(cast: Cast, anna: Browser, shop: Site) -> None:
    large = add_network(cast, shop, prefix="10.1.0.0/16", dhcp_first="10.1.0.10", dhcp_last="10.1.99.255")
    subnet, plan = reverse("network:thing", args=["subnet", large.pk]), reverse("network:plan", args=[cast.bakery.id])
    urls = [
        subnet,
        f"{subnet}?part=10.1.1.0/24&page=2",
        plan,
        f"{plan}?q=host-1",
        reverse("network:thing", args=["site", shop.pk]),
        reverse("network:address-use", args=[shop.pk]),
    ]
    anna.get(plan)  # the first page of a session asks more
    asked: dict[str, list[int]] = {url: [] for url in urls}
    for numbers in (range(1_000), range(1_000, 10_000)):
        fill(shop, large, numbers)
        for url in urls:
            with CaptureQueriesContext(connection) as queries:
                answer = anna.get(url)
            asked[url].append(len(queries))
            assert len(answer.content) < 200_000, url
    assert [url for url, (few, many) in asked.items() if few != many or many > MOST_QUERIES] == []


def test_who_has_one_site_is_not_asked_at_which(cast: Cast, anna: Browser, shop: Site) -> None:
    new = reverse("network:thing-new", args=[cast.bakery.id, "subnet"])
    assert "site" not in anna.get(new).context["form"].fields
    assert anna.post(new, {"prefix": "10.0.0.0/24"}).status_code == 302
    assert Subnet.objects.get().site == shop
    actions.add_thing("site", by=cast.owner, at=NOW, owner=cast.bakery, name="Filiaal")
    form = anna.get(f"{new}?site={shop.pk}").context["form"]
    assert str(form["site"].value()) == str(shop.pk)


def test_a_site_where_something_stands_is_not_removed(cast: Cast, anna: Browser, shop: Site, network: Subnet) -> None:
    answer = anna.post(reverse("network:thing-remove", args=["site", shop.pk]))
    assert answer.status_code == 422
    assert "192.168.10.0/24" in answer.content.decode()
    assert Site.objects.exists()


def test_an_address_in_the_dhcp_range_is_offered_as_reserved(
    cast: Cast, anna: Browser, shop: Site, network: Subnet
) -> None:
    url = reverse("network:address-use", args=[shop.pk])
    assert anna.get(url, {"address": "192.168.10.150"}).context["form"]["kind"].value() == AddressKind.RESERVED
    assert anna.get(url, {"address": "192.168.10.50"}).context["form"]["kind"].value() == AddressKind.STATIC


def test_among_very_many_devices_one_types_a_name(cast: Cast, anna: Browser, shop: Site, network: Subnet) -> None:
    Device.objects.bulk_create(
        Device(client=cast.bakery, kind="computer", name=f"pc-{n}", created_at=NOW, changed_at=NOW) for n in range(200)
    )
    url = reverse("network:address-use", args=[shop.pk])
    assert anna.get(url).content.count(b"<option") < 10
    typed = {"address": "192.168.10.50", "kind": "static", "since_on": "2026-11-01"}
    assert anna.post(url, typed | {"device": "pc-2000"}).status_code == 422
    add_device(cast, "pc-7", owner=cast.bakery)
    assert anna.post(url, typed | {"device": "PC-7"}).status_code == 422, "two have this name"
    assert anna.post(url, typed | {"device": "pc-8"}).status_code == 302
    assert AddressUse.objects.get().device == Device.objects.get(name="pc-8")


def test_the_list_shows_one_kind_or_what_was_before(cast: Cast, anna: Browser, shop: Site, network: Subnet) -> None:
    give(cast, shop, "192.168.10.20", name="kassa", kind=AddressKind.RESERVED)
    give(cast, shop, "192.168.10.30", name="camera", kind=AddressKind.DHCP)
    old = give(cast, shop, "192.168.10.40", name="oude scanner", since_on=TODAY - timedelta(days=9))
    release_address(old, by=cast.owner, at=NOW, on=TODAY - timedelta(days=2))

    def listed(kind: str) -> list[str]:
        answer = anna.get(reverse("network:subnet", args=[network.pk]), {"kind": kind})
        return [use.name for use in answer.context["page"].object_list]

    assert listed("") == ["kassa", "camera"]
    assert listed("reserved") == ["kassa"]
    assert listed("earlier") == ["oude scanner"]
    assert listed("onzin") == ["kassa", "camera"]
