"""What is documented is found: by name, number and address, in any spelling, by whoever may see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.search import find, rebuild
from gestand.core.search.addresses import address_word
from gestand.core.search.models import SearchEntry
from gestand.network import actions
from gestand.network.actions.addressing import remove_use
from gestand.network.actions.findable import reindex_devices
from gestand.network.actions.interfaces import remove_interface
from gestand.network.actions.sites import site_for
from gestand.network.findable import SOURCES, search_kind
from gestand.network.models import AddressUse, Device, Interface
from gestand.network.things import THINGS
from gestand.people import actions as people_actions
from tests.cast import NOW, TODAY, Cast
from tests.network.test_device_list import device


def found(cast: Cast, typed: str, actor: Any = None) -> list[tuple[str, str]]:
    hits = find(typed, actor=actor or cast.owner)
    return [(hit.kind, hit.title) for hit in hits if hit.kind == "device" or hit.kind.startswith("network_")]


THINGS_WRITTEN: dict[str, dict[str, Any]] = {
    "site": {"name": "Filiaal Zeist"},
    "connection": {"provider": "Glasnet", "contract_number": "KL-7781", "external_ipv4": "8.8.4.4"},
    "wireless": {"name": "Broodmand"},
    "subnet": {"prefix": "10.7.0.0/24", "name": "Kantoornet", "gateway": "10.7.0.1"},
    "device": {"name": "Kassa", "kind": "computer"},
    "licence": {"product": "Tekenpakket"},
    "domain": {"name": "zoutebrood.nl"},
    "certificate": {"name": "kassa.zoutebrood.nl", "expires_on": TODAY},
    "tenant": {"name": "zoutebrood"},
    "mailbox": {"address": "bestel@zoutebrood.nl"},
    "account": {"service": "Groothandel", "user_name": "zb-1987"},
    "backup": {"what": "Boekhouding", "where_to": "Kelderserver"},
}


def write_down(cast: Cast, kind: str) -> Any:
    owner = site_for(cast.bakery, by=cast.owner, at=NOW) if THINGS[kind].has_site else cast.bakery
    return actions.add_thing(kind, by=cast.owner, at=NOW, owner=owner, **THINGS_WRITTEN[kind])


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("site", "zeist"), ("connection", "glasnet"), ("connection", "kl7781"), ("connection", "8.8.4.4"),
        ("wireless", "broodmand"), ("subnet", "kantoornet"), ("subnet", "10.7.0.1"), ("subnet", "10.7.0"),
        ("device", "kassa"), ("device", "kasas"), ("licence", "tekenpakket"), ("domain", "zoutebrood.nl"),
        ("certificate", "kassa.zoutebrood.nl"), ("tenant", "zoutebrood"), ("mailbox", "bestel@zoutebrood.nl"),
        ("account", "zb-1987"), ("account", "groothandel"), ("backup", "boekhouding"), ("backup", "bakkerij boek"),
    ],
)  # fmt: skip
def test_each_kind_of_thing_is_found_and_its_hit_leads_there(cast: Cast, anna: Browser, kind: str, typed: str) -> None:
    row = write_down(cast, kind)
    (hit,) = [each for each in find(typed, actor=cast.owner) if each.kind == search_kind(kind)]
    assert hit.id == row.pk
    assert anna.get(hit.url).status_code == 200
    assert "Zoute Brood" in hit.detail


def with_addresses(cast: Cast) -> Device:
    made = device(cast, "Printer hal", kind="printer", client=cast.bakery, serial_number="PF-2X9Z1")
    Interface.objects.create(device=made, mac="00:1b:44:11:3a:b7")
    site = site_for(cast.bakery, by=cast.owner, at=NOW)
    for address, key in (("10.0.0.5", "0" * 20 + "ffff0a000005"), ("fd00:1::10", "fd000001" + "0" * 22 + "10")):
        AddressUse.objects.create(site=site, device=made, address=address, sort_key=key, since_on=TODAY)
    reindex_devices([made.pk])
    return made


@pytest.mark.parametrize(
    "typed",
    ["00:1b:44:11:3a:b7", "00-1B-44-11-3A-B7", "001B.4411.3AB7", "001b44113ab7", "00:1b:44", "printer 00:1B:44:11",
     "10.0.0.5", "10.0.0.", "10.0.0", "fd00:1::10", "FD00:0001::0010", "fd00:1:0:0:0:0:0:10", "PF-2X9Z1", "pf2x9z1"],
)  # fmt: skip
def test_an_address_is_found_in_any_spelling(cast: Cast, typed: str) -> None:
    with_addresses(cast)
    device(cast, "Iets anders", client=cast.bakery)
    assert found(cast, typed) == [("device", "Printer hal")]


@pytest.mark.parametrize("typed", ["00:1b:44:11:3a:b8", "10.0.0.50", "10.0.0.4", "fd00:2::10"])
def test_another_address_finds_nothing(cast: Cast, typed: str) -> None:
    with_addresses(cast)
    assert ("device", "Printer hal") not in found(cast, typed)


def test_a_whole_address_comes_before_longer_ones_that_begin_so(cast: Cast) -> None:
    site = site_for(cast.bakery, by=cast.owner, at=NOW)
    for number in (10, 1):
        made = device(cast, f"Op {number}", client=cast.bakery)
        key = f"{'0' * 20}ffffc0a801{number:02x}"
        address = f"192.168.1.{number}"
        AddressUse.objects.create(site=site, device=made, address=address, sort_key=key, since_on=TODAY)
        reindex_devices([made.pk])
    assert found(cast, "192.168.1.1")[0] == ("device", "Op 1")


def test_an_address_that_was_given_back_does_not_find_its_old_device(cast: Cast) -> None:
    made = with_addresses(cast)
    AddressUse.objects.filter(device=made).update(until_on=TODAY)
    reindex_devices([made.pk])
    assert found(cast, "10.0.0.5") == []


def test_a_short_id_leads_to_its_device(cast: Cast) -> None:
    made = device(cast, "Laptop")
    assert found(cast, made.short_id.lower())[0] == ("device", "Laptop")


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("00-1B-44-11-3A-B7", "#001b44113ab7"),
        ("001b44113ab7", "#001b44113ab7"),
        ("192.168.1.10", "#192.168.1.10"),
        ("::ffff:192.168.1.10", "#192.168.1.10"),
        ("FE80::1%eth0", "#fe80::1"),
        ("2001:db8:0:0::1", "#2001:db8::1"),
        ("256.1.1.1", ""),
        ("06.12.34.56.78", ""),
        ("1.2.3", ""),
        ("abcdefabcdef", ""),
        ("00:00", ""),
        ("", ""),
    ],
)
def test_an_address_has_one_word(written: str, word: str) -> None:
    assert address_word(written) == word


def test_a_date_with_dots_is_still_found_in_a_conversation(cast: Cast) -> None:
    entry = people_actions.write_correspondence(
        by=cast.owner, at=NOW, client=cast.bakery, kind="note", text="op 23.11.26"
    )
    assert [hit.id for hit in find("23.11.26", actor=cast.owner)] == [entry.id]


# In step with what is written


def test_what_changed_is_found_by_its_new_words_alone(cast: Cast) -> None:
    made = device(cast, "Laptop")
    actions.change_thing(made, by=cast.owner, at=NOW, name="Werkstation")
    assert found(cast, "werkstation") == [("device", "Werkstation")]
    assert found(cast, "laptop") == []


def test_what_was_removed_is_not_found(cast: Cast) -> None:
    made = device(cast, "Laptop")
    actions.remove_thing(made, by=cast.owner, at=NOW)
    assert found(cast, "laptop") == []
    assert not SearchEntry.objects.filter(object_id=made.pk).exists()


def test_a_renamed_client_brings_its_things_along(cast: Cast) -> None:
    device(cast, "Kassa", client=cast.bakery)
    people_actions.change_client(by=cast.owner, at=NOW, client=cast.bakery, name="Brasserie De Zon")
    assert found(cast, "brasserie kassa") == [("device", "Kassa")]
    assert found(cast, "bakkerij kassa") == []


def test_the_things_of_a_client_who_left_go_with_him_in_the_end(cast: Cast) -> None:
    made = device(cast, "Kassa", client=cast.bakery)
    people_actions.end_relation(by=cast.owner, at=NOW, client=cast.bakery, ended_on=TODAY)
    assert SearchEntry.objects.get(object_id=made.pk).ended_on == TODAY
    people_actions.resume_relation(by=cast.owner, at=NOW, client=cast.bakery)
    assert SearchEntry.objects.get(object_id=made.pk).ended_on is None


def test_joined_clients_have_one_set_of_things(cast: Cast) -> None:
    other = people_actions.create_client(by=cast.owner, at=NOW, kind="business", name="Zoute Brood BV")
    made = device(cast, "Kassa", client=other)
    people_actions.merge_clients(by=cast.owner, at=NOW, keep=cast.bakery, gone=other)
    assert SearchEntry.objects.get(object_id=made.pk).client_id == cast.bakery.id
    assert found(cast, "kassa", cast.standin) == [("device", "Kassa")]


def test_a_rebuild_makes_the_same_index(cast: Cast) -> None:
    for kind in THINGS_WRITTEN:
        write_down(cast, kind)
    with_addresses(cast)

    def told() -> list[tuple[Any, ...]]:
        kinds = [source.kind for source in SOURCES]
        return sorted(SearchEntry.objects.filter(kind__in=kinds).values_list("kind", "object_id", "title", "detail"))

    before = told()
    rebuild()
    assert told() == before
    assert found(cast, "10.0.0.5") == [("device", "Printer hal")]


def test_a_device_that_is_gone_sinks_below_one_that_is_here(cast: Cast) -> None:
    old = device(cast, "Kassa", client=cast.bakery)
    Device.objects.filter(pk=old.pk).update(state="gone", gone_on=TODAY)
    reindex_devices([old.pk])
    new = device(cast, "Kassa", client=cast.bakery)
    assert [hit.id for hit in find("kassa", actor=cast.owner) if hit.kind == "device"] == [new.pk, old.pk]


# Who finds what


def test_a_standin_finds_the_things_of_granted_clients_alone(cast: Cast, bram: Browser) -> None:
    device(cast, "Geheime laptop")
    with_addresses(cast)
    assert found(cast, "geheime laptop", cast.standin) == []
    assert found(cast, "10.0.0.5", cast.standin) == [("device", "Printer hal")]
    page = bram.get(reverse("office:search"), {"q": "laptop"}).content.decode()
    assert "Geheime laptop" not in page


def test_a_stranger_finds_nothing(cast: Cast) -> None:
    with_addresses(cast)
    for typed in ("printer", "10.0.0.5", "00:1b:44:11:3a:b7"):
        assert found(cast, typed, cast.stranger) == []


@pytest.mark.parametrize("typed", ["ws-07", "WS_07", "ws-0", "ws 07", "zoute ws-07"])
def test_a_machine_is_found_by_its_name_with_a_dash(cast: Cast, typed: str) -> None:
    device(cast, "WS-07 Noa", client=cast.bakery)
    device(cast, "WS 1", client=cast.bakery)
    assert ("device", "WS-07 Noa") in found(cast, typed.replace("_", "-"))
    assert ("device", "WS 1") not in found(cast, typed.replace("_", "-"))


def test_a_name_with_a_dash_in_a_conversation_is_found_too(cast: Cast) -> None:
    entry = people_actions.write_correspondence(
        by=cast.owner, at=NOW, client=cast.bakery, kind="note", text="De ws-07 herstart vanzelf."
    )
    device(cast, "WS-07 Noa", client=cast.bakery)
    assert entry.id in [hit.id for hit in find("ws-07", actor=cast.owner)]


def test_what_was_taken_off_a_device_does_not_find_it(cast: Cast) -> None:
    made = with_addresses(cast)
    remove_interface(Interface.objects.get(), by=cast.owner, at=NOW)
    assert found(cast, "00:1b:44:11:3a:b7") == []
    remove_use(AddressUse.objects.get(address="10.0.0.5"), by=cast.owner, at=NOW)
    assert found(cast, "10.0.0.5") == []
    assert found(cast, "fd00:1::10") == [("device", made.name)]
