"""The form of a device takes a place that nobody named yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.network import actions
from gestand.network.actions.site_parts import add_place
from gestand.network.actions.sites import site_for
from gestand.network.models import Device, Place, Site
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def post(browser: Browser, cast: Cast, device: Device | None = None, **given: Any) -> int:
    url = (
        reverse("network:thing-edit", args=["device", device.pk])
        if device
        else reverse("network:thing-new", args=[cast.jansen.id, "device"])
    )
    seen = {"seen": device.changed_at.isoformat()} if device else {"state": "in_use"}
    return browser.post(url, {"kind": "printer", "name": "Printer", **seen, **given}).status_code


def test_a_new_device_stands_at_a_new_place(cast: Cast, anna: Browser) -> None:
    assert post(anna, cast, new_place="Zolder") == 302
    place = Place.objects.get()
    device = Device.objects.get()
    assert (place.name, device.place, device.site) == ("Zolder", place, Site.objects.get())


def test_a_place_of_that_name_is_not_made_twice(cast: Cast, anna: Browser) -> None:
    here = site_for(cast.jansen, by=cast.owner, at=NOW)
    add_place(by=cast.owner, at=NOW, site=here, name="Zolder")
    assert post(anna, cast, new_place=" zolder ") == 302
    assert Place.objects.count() == 1
    assert Device.objects.get().place == Place.objects.get()


def test_a_device_moves_to_a_new_place(cast: Cast, anna: Browser) -> None:
    here = site_for(cast.jansen, by=cast.owner, at=NOW)
    attic = add_place(by=cast.owner, at=NOW, site=here, name="Zolder")
    device = actions.add_thing(
        "device", by=cast.owner, at=NOW, owner=cast.jansen, kind="printer", name="Printer", site=here, place=attic
    )
    assert isinstance(device, Device)
    assert post(anna, cast, device, place=str(attic.pk), new_place="Schuur") == 302
    device.refresh_from_db()
    assert device.place is not None
    assert (device.place.name, device.site) == ("Schuur", here)


def test_choosing_another_and_naming_one_is_asked_again(cast: Cast, anna: Browser) -> None:
    attic = add_place(by=cast.owner, at=NOW, site=site_for(cast.jansen, by=cast.owner, at=NOW), name="Zolder")
    assert post(anna, cast, place=str(attic.pk), new_place="Schuur") == 422
    assert not Device.objects.exists()
    assert Place.objects.count() == 1


def test_a_refused_device_leaves_no_place_behind(cast: Cast, anna: Browser) -> None:
    assert post(anna, cast, new_place="Zolder", purchased_on="2026-05-01", warranty_ends_on="2025-05-01") == 422
    assert not Place.objects.exists()
