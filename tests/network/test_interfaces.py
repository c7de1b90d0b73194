"""The ports and radios of a device, and the makers of their addresses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.audit.models import AuditLine
from gestand.core.refusals import Refused
from gestand.network import actions
from gestand.network.actions.interfaces import MacTaken, add_interface, change_interface, remove_interface
from gestand.network.checks import NotDocumented
from gestand.network.models import Change, Device, Interface
from gestand.people.actions.rights import ChangedMeanwhile, fingerprint
from gestand.people.models import Client
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
MAC = "00:00:0c:11:22:33"


def device(cast: Cast, name: str, client: Client | None = None) -> Device:
    made = actions.add_thing("device", by=cast.owner, at=NOW, owner=client or cast.bakery, kind="computer", name=name)
    assert isinstance(made, Device)
    return made


def add(cast: Cast, to: Device, **given: Any) -> Interface:
    return add_interface(to, by=cast.owner, at=NOW, **given)


@pytest.mark.parametrize("typed", ["00-00-0C-11-22-33", "0000.0c11.2233", "00 00 0c 11 22 33", "00000C112233"])
def test_a_mac_is_understood_as_it_is_written_anywhere(cast: Cast, typed: str) -> None:
    assert add(cast, device(cast, "Kassa"), mac=typed).mac == MAC


def test_what_is_no_mac_is_refused_beside_its_field(cast: Cast) -> None:
    with pytest.raises(NotDocumented) as refusal:
        add(cast, device(cast, "Kassa"), mac="192.168.1.1")
    assert refusal.value.field == "mac"


def test_an_interface_says_something(cast: Cast) -> None:
    with pytest.raises(NotDocumented):
        add(cast, device(cast, "Kassa"), name="  ")


def test_one_mac_stands_at_a_client_once_and_the_refusal_says_where(cast: Cast, anna: Browser) -> None:
    first, second = device(cast, "Kassa"), device(cast, "NAS")
    add(cast, first, mac=MAC)
    with pytest.raises(MacTaken, match="Kassa") as refusal:
        add(cast, second, mac=MAC)
    assert refusal.value.device == first
    answer = anna.post(reverse("network:interface-new", args=[second.pk]), {"kind": "wired", "mac": MAC})
    assert answer.status_code == 422
    assert reverse("network:thing", args=["device", first.pk]) in answer.content.decode()


def test_another_client_may_have_the_same_mac(cast: Cast) -> None:
    add(cast, device(cast, "Kassa"), mac=MAC)
    assert add(cast, device(cast, "Laptop", cast.jansen), mac=MAC).mac == MAC


def test_the_history_of_the_device_tells_of_its_interface_in_words(cast: Cast, anna: Browser) -> None:
    till = device(cast, "Kassa")
    row = add(cast, till, name="LAN", mac=MAC)
    change_interface(row, by=cast.owner, at=NOW, name="LAN 1", kind="wired", mac=MAC)
    remove_interface(row, by=cast.owner, at=NOW)
    told = [change.fields["interface"] for change in Change.objects.filter(thing_id=till.pk, verb="change")]
    assert told == [
        [f"LAN 1 · wired · {MAC}", ""],
        [f"LAN · wired · {MAC}", f"LAN 1 · wired · {MAC}"],
        ["", f"LAN · wired · {MAC}"],
    ]
    shown = anna.get(reverse("network:thing", args=["device", till.pk])).content.decode()
    assert f"LAN 1 · Bekabeld · {MAC}" in shown


def test_the_audit_log_says_no_words(cast: Cast) -> None:
    add(cast, device(cast, "Kassa"), name="Geheime poort", mac=MAC)
    line = AuditLine.objects.filter(action="network.interface.add").get()
    assert "Geheime" not in str(line.facts)
    assert MAC not in str(line.facts)


def test_who_was_overtaken_keeps_what_was_typed(cast: Cast) -> None:
    row = add(cast, device(cast, "Kassa"), name="LAN")
    seen = fingerprint(row)
    change_interface(row, by=cast.owner, at=NOW, name="LAN 1", kind="wired", mac="", seen=seen)
    with pytest.raises(ChangedMeanwhile):
        change_interface(row, by=cast.owner, at=NOW, name="LAN 2", kind="wired", mac="", seen=seen)


def test_nothing_changes_twice_when_a_form_is_sent_twice(cast: Cast, anna: Browser) -> None:
    till = device(cast, "Kassa")
    url = reverse("network:interface-new", args=[till.pk])
    for _time in range(2):
        assert anna.post(url, {"kind": "wired", "name": "LAN", "form_key": "a" * 24}).status_code == 302
    assert Interface.objects.count() == 1


def test_a_standin_of_another_client_finds_no_interface(cast: Cast, bram: Browser) -> None:
    row = add(cast, device(cast, "Laptop", cast.jansen), name="LAN")
    for name in ("interface-edit", "interface-remove"):
        assert bram.post(reverse(f"network:{name}", args=[row.pk]), {"kind": "wired", "name": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.name == "LAN"


def test_an_action_refuses_who_may_not_reach_the_client(cast: Cast) -> None:
    with pytest.raises((Refused, PermissionError)):
        add_interface(device(cast, "Laptop", cast.jansen), by=cast.standin, at=NOW, name="LAN")
    assert not Interface.objects.exists()
