"""A device that an import calls gone leaves as if a person said so, and comes back whole when the import is undone."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from gestand.core.freezing import Frozen
from gestand.network import actions as keeping
from gestand.network.actions.links import hang
from gestand.network.actions.seats import give_seat
from gestand.network.actions.sites import site_for
from gestand.network.actions.states import change_state
from gestand.network.actions.users import add_user
from gestand.network.imports import actions
from gestand.network.models import (
    AddressUse,
    Change,
    Device,
    DeviceUser,
    Licence,
    LicenceSeat,
    LineOutcome,
    Link,
    NetworkImport,
)
from tests.cast import NOW, TODAY, Cast
from tests.network.importing import import_file, lines_of, staged
from tests.network.reading import SCANS

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=8)
MUCH_LATER = LATER + timedelta(hours=1)
KEPT: tuple[type[models.Model], ...] = (Device, DeviceUser, LicenceSeat, Link, AddressUse, Change)


def device(cast: Cast, name: str, kind: str = "computer") -> Device:
    here = site_for(cast.jansen, by=cast.owner, at=NOW)
    made = keeping.add_thing("device", by=cast.owner, at=NOW, owner=cast.jansen, kind=kind, name=name, site=here)
    assert isinstance(made, Device)
    return made


@pytest.fixture
def laptop(cast: Cast) -> Device:
    """With a user, a seat, a cable up, a cable down and an address."""
    mine, switch, scanner = device(cast, "Laptop"), device(cast, "Switch", "switch"), device(cast, "Scanner", "other")
    office: Any = keeping.add_thing("licence", by=cast.owner, at=NOW, owner=cast.jansen, product="Office", seats=1)
    add_user(mine, cast.eva, by=cast.owner, at=NOW, since_on=TODAY)
    give_seat(office, by=cast.owner, at=NOW, device=mine)
    hang(mine, switch, by=cast.owner, at=NOW, upper_port="3")
    hang(scanner, mine, by=cast.owner, at=NOW, kind="usb")
    AddressUse.objects.create(site=mine.site, address="192.168.1.5", sort_key="x", device=mine, since_on=TODAY)
    return mine


def gone_by_a_list(cast: Cast, *rows: str) -> NetworkImport:
    content = "\n".join(["naam;status;gebruiker;ip", *(rows or ["Laptop;afgevoerd;Eva Jansen;192.168.1.5"])]).encode()
    batch = actions.stage_file(
        io.BytesIO(content), name="lijst.csv", client=cast.jansen, by=cast.owner, at=LATER, language="nl"
    )
    return actions.confirm_import(batch, by=cast.owner, at=LATER)


def everything() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in KEPT}


def standing(mine: Device) -> tuple[Any, ...]:
    """What is told of it, apart from who and when."""
    return (
        list(DeviceUser.objects.filter(device=mine).values_list("person", "since_on", "until_on")),
        list(AddressUse.objects.filter(device=mine).values_list("address", "until_on")),
        LicenceSeat.objects.filter(device=mine).count(),
        Link.objects.count(),
    )


def test_what_it_had_ends_as_when_a_person_says_so(cast: Cast, laptop: Device) -> None:
    gone_by_a_list(cast)
    by_import = standing(laptop)
    assert by_import == ([(cast.eva.id, TODAY, TODAY)], [("192.168.1.5", TODAY)], 0, 0)
    other = device(cast, "Andere")
    add_user(other, cast.eva, by=cast.owner, at=NOW, since_on=TODAY)
    AddressUse.objects.create(site=other.site, address="192.168.1.5", sort_key="x", device=other, since_on=TODAY)
    change_state(other, by=cast.owner, at=LATER, state="gone", gone_on=TODAY, not_wiped_because="Kapot")
    assert standing(other) == by_import


def test_its_history_and_that_of_the_licence_and_the_switch_tell_it(cast: Cast, laptop: Device) -> None:
    gone_by_a_list(cast)
    told = Change.objects.filter(at=LATER)
    assert {name for change in told.filter(thing_id=laptop.id) for name in change.fields} >= {
        "state", "address", "user", "licence", "upper", "lower",
    }  # fmt: skip
    assert told.filter(thing_id=Licence.objects.get().id, fields__has_key="seat").exists()
    assert told.filter(thing_id=Device.objects.get(name="Switch").id, fields__has_key="lower").exists()


def test_the_preview_says_that_it_ends(cast: Cast, laptop: Device) -> None:
    assert ["ends_with_it", ""] in lines_of(gone_by_a_list(cast))[laptop.name].problems


def test_an_undone_import_gives_everything_back_as_it_was(cast: Cast, laptop: Device) -> None:
    before = everything()
    batch = gone_by_a_list(cast)
    assert everything() != before
    batch = actions.undo_import(batch, by=cast.owner, at=MUCH_LATER)
    assert everything() == before
    assert batch.counts["kept"] == 0


def test_two_devices_on_one_cable_that_both_went_are_connected_again(cast: Cast, laptop: Device) -> None:
    before = everything()
    batch = gone_by_a_list(cast, "Switch;afgevoerd;;", "Laptop;afgevoerd;;", "Scanner;afgevoerd;;")
    assert not Link.objects.exists()
    actions.undo_import(batch, by=cast.owner, at=MUCH_LATER)
    assert everything() == before


def test_what_a_person_ticks_as_gone_ends_and_returns_too(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    computer = Device.objects.get(name="pc-anna")
    hang(computer, Device.objects.get(name="nas"), by=cast.owner, at=NOW)
    add_user(computer, cast.eva, by=cast.owner, at=NOW)
    before = {name: rows for name, rows in everything().items() if name != "Device"}
    batch = staged(cast, SCANS / "home-2027.xml", at=LATER)
    line = lines_of(batch)["pc-anna"]
    actions.tick_lines(batch, shown=[line.id], ticked=[], choices={line.id: "gone"}, by=cast.owner, at=LATER)
    batch = actions.confirm_import(batch, by=cast.owner, at=LATER)
    assert not Link.objects.exists()
    assert DeviceUser.objects.get().until_on == TODAY
    actions.undo_import(batch, by=cast.owner, at=MUCH_LATER)
    assert {name: rows for name, rows in everything().items() if name != "Device"} == before


def test_a_seat_that_somebody_else_has_by_now_is_not_given_back(cast: Cast, laptop: Device) -> None:
    batch = gone_by_a_list(cast)
    give_seat(Licence.objects.get(), by=cast.owner, at=LATER, device=Device.objects.get(name="Scanner"))
    actions.undo_import(batch, by=cast.owner, at=MUCH_LATER)
    assert LicenceSeat.objects.get().device != laptop
    assert lines_of(batch)["Laptop"].outcome == LineOutcome.KEPT
    assert Link.objects.count() == 2


def test_a_cable_to_what_was_removed_since_is_not_given_back(cast: Cast, laptop: Device) -> None:
    batch = gone_by_a_list(cast)
    keeping.remove_thing(Device.objects.get(name="Switch"), by=cast.owner, at=LATER + timedelta(minutes=1))
    actions.undo_import(batch, by=cast.owner, at=MUCH_LATER)
    assert [link.kind for link in Link.objects.all()] == ["usb"]
    assert lines_of(batch)["Laptop"].outcome == LineOutcome.KEPT


def test_a_user_whose_data_may_only_be_stored_stays_and_is_named(
    cast: Cast, laptop: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gestand.network.actions import users

    def refuse(**_more: object) -> None:
        raise Frozen("Deze gegevens staan vast.")

    monkeypatch.setattr(users, "require_usable", refuse)
    batch = gone_by_a_list(cast, "Laptop;afgevoerd;;")
    assert DeviceUser.objects.get().until_on is None
    assert not Link.objects.exists()
    assert ["cannot_be", "Deze gegevens staan vast."] in lines_of(batch)["Laptop"].problems


def test_a_device_that_was_gone_already_gets_no_user_and_no_address(cast: Cast) -> None:
    batch = gone_by_a_list(cast, "Oude pc;afgevoerd;Eva Jansen;192.168.1.9")
    assert not AddressUse.objects.exists()
    assert DeviceUser.objects.get().until_on == TODAY
    gone_by_a_list(cast, "Oude pc;afgevoerd;Eva Jansen;192.168.1.9")
    assert not AddressUse.objects.exists()
    assert not DeviceUser.objects.filter(until_on__isnull=True).exists()
    actions.undo_import(batch, by=cast.owner, at=MUCH_LATER)


def wiped_and_gone(mine: Device, cast: Cast) -> None:
    change_state(
        mine, by=cast.owner, at=NOW, state="gone", gone_on=TODAY, wiped_on=TODAY, wiped_how="DBAN", wiped_by="Anna"
    )


def listed_as(cast: Cast, state: str) -> NetworkImport:
    content = f"naam;status\nLaptop;{state}".encode()
    batch = actions.stage_file(
        io.BytesIO(content), name="lijst.csv", client=cast.jansen, by=cast.owner, at=MUCH_LATER, language="nl"
    )
    return actions.confirm_import(batch, by=cast.owner, at=MUCH_LATER)


def test_a_device_that_is_found_again_has_no_wiping_any_more_and_its_history_tells_it(
    cast: Cast, laptop: Device
) -> None:
    wiped_and_gone(laptop, cast)
    listed_as(cast, "in gebruik")
    laptop.refresh_from_db()
    assert (laptop.state, laptop.gone_on) == ("in_use", None)
    assert (laptop.wiped_on, laptop.wiped_how, laptop.wiped_by) == (None, "", "")
    told = Change.objects.get(thing_id=laptop.id, at=MUCH_LATER, verb="import").fields
    assert told["wiped_on"] == [TODAY.isoformat(), ""]
    assert told["wiped_how"] == ["DBAN", ""]


def test_a_device_that_is_found_again_has_no_reason_for_not_wiping_any_more(cast: Cast, laptop: Device) -> None:
    gone_by_a_list(cast)
    batch = listed_as(cast, "in gebruik")
    laptop.refresh_from_db()
    assert laptop.not_wiped_because == ""
    assert "not_wiped_because" in {name for name, *_rest in lines_of(batch)["Laptop"].differences}


def test_what_returns_to_the_shelf_is_still_wiped(cast: Cast, laptop: Device) -> None:
    wiped_and_gone(laptop, cast)
    listed_as(cast, "reserve")
    laptop.refresh_from_db()
    assert (laptop.state, laptop.wiped_on, laptop.wiped_how) == ("spare", TODAY, "DBAN")


@pytest.mark.parametrize("is_wiped", [True, False])
def test_an_undone_import_makes_it_gone_again_as_it_was(cast: Cast, laptop: Device, *, is_wiped: bool) -> None:
    if is_wiped:
        wiped_and_gone(laptop, cast)
    else:
        gone_by_a_list(cast)
    before = everything()
    batch = listed_as(cast, "in gebruik")
    assert everything() != before
    actions.undo_import(batch, by=cast.owner, at=MUCH_LATER + timedelta(hours=1))
    assert everything() == before
