"""Many devices changed at once: the preview, the change, what is left, and the way back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.actors import NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.core.freezing import FrozenNow
from gestand.core.house import house
from gestand.core.search import find
from gestand.network import actions
from gestand.network.actions import bulk_editing
from gestand.network.actions.bulk_editing import BulkResult, NothingToUndo, TooMany, edit_devices, undo_edit
from gestand.network.actions.sites import site_for
from gestand.network.checks import NotDocumented
from gestand.network.models import BulkEdit, BulkEditRow, Change, Device, Place
from tests.cast import NOW, Cast
from tests.network.test_device_list import device

LATER = NOW + timedelta(hours=1)


def seen(*devices: Device) -> dict[Any, datetime]:
    return {row.pk: Device.objects.get(pk=row.pk).changed_at for row in devices}


def edited(cast: Cast, *devices: Device, **fields: Any) -> BulkResult:
    return edit_devices(list(devices), by=cast.owner, at=LATER, seen=seen(*devices), **fields)


@pytest.fixture
def three(cast: Cast) -> list[Device]:
    return [device(cast, f"PC {number}", make="Dell") for number in (1, 2, 3)]


def test_one_field_becomes_the_same_on_all(cast: Cast, three: list[Device]) -> None:
    result = edited(cast, *three, supplier="Winkel", warranty_ends_on=date(2028, 1, 1))
    assert len(result.changed) == 3
    assert set(Device.objects.values_list("supplier", "warranty_ends_on")) == {("Winkel", date(2028, 1, 1))}


def test_each_device_tells_it_in_its_history_and_the_log_in_one_line_more(cast: Cast, three: list[Device]) -> None:
    edited(cast, *three, supplier="Winkel")
    for each in three:
        newest = Change.objects.filter(thing_id=each.pk, verb="change").get()
        assert newest.fields == {"supplier": ["", "Winkel"]}
    assert AuditLine.objects.filter(action="network.thing.change").count() == 3
    line = AuditLine.objects.get(action="network.devices.edit")
    assert line.facts == {"fields": ["supplier"], "devices": 3, "left": 0}


def test_what_is_so_already_is_not_changed(cast: Cast, three: list[Device]) -> None:
    result = edited(cast, *three, make="Dell")
    assert (len(result.changed), len(result.same)) == (0, 3)
    assert not BulkEdit.objects.exists()


def test_a_device_that_was_changed_meanwhile_is_left(cast: Cast, three: list[Device]) -> None:
    shown = seen(*three)
    actions.change_thing(three[0], by=cast.owner, at=NOW + timedelta(minutes=5), note="net bekeken")
    result = edit_devices(three, by=cast.owner, at=LATER, seen=shown, supplier="Winkel")
    assert [row.pk for row, _why in result.left] == [three[0].pk]
    assert Device.objects.filter(supplier="Winkel").count() == 2


def test_a_device_that_nobody_was_shown_is_left(cast: Cast, three: list[Device]) -> None:
    result = edit_devices(three, by=cast.owner, at=LATER, seen={}, supplier="Winkel")
    assert (len(result.left), Device.objects.filter(supplier="Winkel").count()) == (3, 0)


def test_the_devices_of_a_frozen_client_are_left_and_named(
    cast: Cast, three: list[Device], anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = device(cast, "Kassa", client=cast.bakery)
    monkeypatch.setattr(house, "frozen", lambda: FrozenNow(clients=frozenset([cast.jansen.id])))
    result = edited(cast, *three, till, supplier="Winkel")
    assert [row.name for row in result.changed] == ["Kassa"]
    assert [row.name for row, _why in result.left] == ["PC 1", "PC 2", "PC 3"]
    ids = [str(row.pk) for row in (*three, till)]
    page = anna.post(reverse("network:device-bulk-preview"), {"ids": ids, "supplier": "Elders"})
    assert [row.name for row, _why in page.context["preview"].left] == ["PC 1", "PC 2", "PC 3"]


def test_a_device_that_is_gone_does_not_come_back_in_a_crowd(cast: Cast, three: list[Device]) -> None:
    Device.objects.filter(pk=three[0].pk).update(state="gone", gone_on=NOW.date())
    devices = list(Device.objects.order_by("name"))
    result = edited(cast, *devices, state="spare")
    assert [row.name for row, _why in result.left] == ["PC 1"]
    with pytest.raises(NotDocumented):
        edited(cast, *devices, state="gone")


def test_what_does_not_fit_one_device_leaves_that_one(cast: Cast, three: list[Device]) -> None:
    Device.objects.filter(pk=three[1].pk).update(purchased_on=date(2026, 5, 1))
    devices = list(Device.objects.order_by("name"))
    result = edited(cast, *devices, warranty_ends_on=date(2026, 1, 1))
    assert [row.name for row, _why in result.left] == ["PC 2"]
    assert Device.objects.filter(warranty_ends_on=date(2026, 1, 1)).count() == 2


def test_there_is_an_end_to_how_many(cast: Cast, three: list[Device], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_editing, "MOST_AT_ONCE", 2)
    with pytest.raises(TooMany):
        edited(cast, *three, supplier="Winkel")
    assert not Device.objects.filter(supplier="Winkel").exists()


# The way back


def test_the_last_time_is_undone(cast: Cast, three: list[Device]) -> None:
    place = Place.objects.create(site=site_for(cast.jansen, by=cast.owner, at=NOW), name="Zolder")
    edited(cast, *three, place=place, supplier="Winkel", purchased_on=date(2026, 1, 1))
    result = undo_edit(BulkEdit.objects.get(), by=cast.owner, at=LATER + timedelta(hours=1))
    assert (len(result.changed), len(result.left)) == (3, 0)
    assert set(Device.objects.values_list("site", "place", "supplier", "purchased_on")) == {(None, None, "", None)}
    assert not BulkEdit.objects.exists()


def test_what_somebody_changed_since_stays(cast: Cast, three: list[Device]) -> None:
    edited(cast, *three, supplier="Winkel")
    actions.change_thing(three[0], by=cast.owner, at=LATER + timedelta(minutes=1), supplier="Beter")
    result = undo_edit(BulkEdit.objects.get(), by=cast.owner, at=LATER + timedelta(hours=1))
    assert [row.name for row, _why in result.left] == ["PC 1"]
    assert sorted(Device.objects.values_list("supplier", flat=True)) == ["", "", "Beter"]


def test_only_the_last_time_is_kept(cast: Cast, three: list[Device]) -> None:
    edited(cast, *three, supplier="Winkel")
    edited(cast, three[0], supplier="Elders")
    assert BulkEdit.objects.count() == 1
    assert BulkEditRow.objects.get().before == {"supplier": "Winkel"}


def test_what_was_undone_is_not_undone_again(cast: Cast, three: list[Device]) -> None:
    edited(cast, *three, supplier="Winkel")
    edit = BulkEdit.objects.get()
    undo_edit(edit, by=cast.owner, at=LATER)
    with pytest.raises(NothingToUndo):
        undo_edit(edit, by=cast.owner, at=LATER)


# The pages


def walk(browser: Browser, devices: list[Device], **typed: str) -> Any:
    """From ticks to the change, as a browser without script goes."""
    asked = browser.post(reverse("network:device-bulk"), {"ids": [str(row.pk) for row in devices]})
    assert asked.status_code == 200
    preview = browser.post(reverse("network:device-bulk-preview"), {"devices": asked.context["ids"], **typed})
    if preview.status_code != 200:
        return preview
    sent = {"seen": preview.context["seen"], **dict(preview.context["typed"])}
    return browser.post(reverse("network:device-bulk-apply"), sent, follow=True)


def test_from_ticks_over_a_preview_to_the_change_and_back(cast: Cast, three: list[Device], anna: Browser) -> None:
    answer = walk(anna, three, supplier="Winkel")
    assert answer.status_code == 200
    assert Device.objects.filter(supplier="Winkel").count() == 3
    assert anna.get(reverse("network:device-bulk-last")).status_code == 200
    anna.post(reverse("network:device-bulk-undo"))
    assert not Device.objects.filter(supplier="Winkel").exists()


def test_the_preview_says_what_changes_on_how_many_and_writes_nothing(
    cast: Cast, three: list[Device], anna: Browser
) -> None:
    device(cast, "Mac", make="Apple")
    ids = [str(row.pk) for row in Device.objects.all()]
    page = anna.post(reverse("network:device-bulk-preview"), {"ids": ids, "make": "Dell"})
    (field,) = page.context["preview"].fields
    assert (field.after, field.before, field.changes) == ("Dell", [("Apple", 1)], 1)
    assert (len(page.context["preview"].changed), len(page.context["preview"].same)) == (1, 3)
    assert Device.objects.filter(make="Apple").exists()


def test_a_field_that_is_ticked_and_left_empty_is_emptied(cast: Cast, three: list[Device], anna: Browser) -> None:
    walk(anna, three, set_make="on", make="")
    assert set(Device.objects.values_list("make", flat=True)) == {""}


@pytest.mark.parametrize("typed", [{}, {"set_state": "on"}, {"purchased_on": "morgen"}, {"state": "gone"}])
def test_what_cannot_be_is_asked_again(cast: Cast, three: list[Device], anna: Browser, typed: dict[str, str]) -> None:
    assert walk(anna, three, **typed).status_code == 422
    assert not AuditLine.objects.filter(action="network.devices.edit").exists()


def test_the_whole_list_is_changed_as_its_filters_have_it(cast: Cast, three: list[Device], anna: Browser) -> None:
    device(cast, "Printer", kind="printer")
    asked = anna.post(reverse("network:device-bulk"), {"whole": "1", "query": "kind=computer"})
    assert asked.context["count"] == 3


def test_sites_are_offered_when_all_are_of_one_client(cast: Cast, three: list[Device], anna: Browser) -> None:
    site_for(cast.jansen, by=cast.owner, at=NOW)
    ids = [str(row.pk) for row in three]
    assert "site" in anna.post(reverse("network:device-bulk"), {"ids": ids}).context["form"].fields
    till = device(cast, "Kassa", client=cast.bakery)
    mixed = anna.post(reverse("network:device-bulk"), {"ids": [*ids, str(till.pk)]})
    assert "site" not in mixed.context["form"].fields


@pytest.mark.parametrize("ids", [[], ["not-an-id"], [str(uuid4())]])
def test_nothing_ticked_leads_back_to_the_list(cast: Cast, anna: Browser, ids: list[str]) -> None:
    answer = anna.post(reverse("network:device-bulk"), {"ids": ids, "query": "kind=printer"})
    assert answer.headers["Location"] == f"{reverse('network:device-list')}?kind=printer"


# Attacks


def test_a_standin_changes_no_device_of_another_client(cast: Cast, three: list[Device], bram: Browser) -> None:
    till = device(cast, "Kassa", client=cast.bakery)
    walk(bram, [*three, till], supplier="Winkel")
    assert [row.name for row in Device.objects.filter(supplier="Winkel")] == ["Kassa"]
    result = edit_devices([*three, till], by=cast.standin, at=LATER, seen=seen(*three, till), supplier="Elders")
    assert [row.name for row in result.changed] == ["Kassa"]
    assert len(result.left) == 3


def test_ids_of_another_client_in_the_last_step_change_nothing(cast: Cast, three: list[Device], bram: Browser) -> None:
    moments = ",".join(f"{row.pk.hex}={row.changed_at.isoformat()}" for row in three)
    bram.post(reverse("network:device-bulk-apply"), {"seen": moments, "supplier": "Winkel"})
    assert not Device.objects.filter(supplier="Winkel").exists()


def test_a_site_of_another_client_is_no_choice(cast: Cast, three: list[Device], anna: Browser) -> None:
    theirs = site_for(cast.bakery, by=cast.owner, at=NOW)
    assert walk(anna, three, site=str(theirs.pk)).status_code == 422
    result = edited(cast, *three, site=theirs)
    assert (len(result.changed), len(result.left)) == (0, 3)


@pytest.mark.parametrize("text", ["", "x=y", "=", "00=2026-01-01", "a" * 5000, "\x00=\x00"])
def test_a_tampered_last_step_changes_nothing(cast: Cast, three: list[Device], anna: Browser, text: str) -> None:
    anna.post(reverse("network:device-bulk-apply"), {"seen": text, "supplier": "Winkel"})
    assert not Device.objects.filter(supplier="Winkel").exists()


def test_nobody_undoes_what_another_changed(cast: Cast, three: list[Device], bram: Browser) -> None:
    edited(cast, *three, supplier="Winkel")
    assert bram.post(reverse("network:device-bulk-undo")).status_code == 404
    with pytest.raises(NotAllowed):
        undo_edit(BulkEdit.objects.get(), by=cast.standin, at=LATER)
    assert Device.objects.filter(supplier="Winkel").count() == 3


def test_other_fields_than_these_are_a_mistake_of_the_builder(cast: Cast, three: list[Device]) -> None:
    with pytest.raises(TypeError):
        edited(cast, *three, name="Allemaal gelijk")


def test_search_knows_each_of_them_by_its_new_words(cast: Cast, three: list[Device]) -> None:
    edited(cast, *three, make="Lenovo")
    assert {hit.title for hit in find("lenovo", actor=cast.owner)} == {"PC 1", "PC 2", "PC 3"}
    assert find("dell", actor=cast.owner) == []
    undo_edit(BulkEdit.objects.get(), by=cast.owner, at=LATER)
    assert len(find("dell", actor=cast.owner)) == 3
