"""A tablet is a kind of its own: known by its name and system, asked for its user, wiped when it goes."""

from __future__ import annotations

import io
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.search.models import SearchEntry
from gestand.network import actions as keeping
from gestand.network.actions.states import change_state
from gestand.network.checks import NotDocumented
from gestand.network.importers import FoundDevice, guess_kind
from gestand.network.imports import actions
from gestand.network.kinds import FACTS, ICONS, SHORT_NAMES
from gestand.network.models import Device, DeviceKind
from gestand.network.picture import render, tree, words
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"name": "iPad van Eva"}, "tablet"),
        ({"model": "Galaxy Tab A9"}, "tablet"),
        ({"operating_system": "iPadOS 18"}, "tablet"),
        ({"name": "iPhone van Eva"}, "phone"),
        ({"model": "Galaxy S23"}, "phone"),
        ({"operating_system": "Android 14"}, "phone"),
    ],
)
def test_it_is_known_by_its_name_model_or_system(told: dict[str, str], kind: str) -> None:
    assert guess_kind(FoundDevice(row=1, **told)) == kind  # type: ignore[arg-type]


def test_every_kind_has_its_icon_word_and_place_everywhere() -> None:
    kinds = set(DeviceKind.values)
    for known in (ICONS, SHORT_NAMES, FACTS, render.ICONS, words.kind_words(), tree._KINDS):
        assert kinds <= {str(kind) for kind in known}


def test_a_list_and_itflow_call_it_a_tablet(cast: Cast) -> None:
    for name, content in (
        ("lijst.csv", "naam,soort\nLes 1,Tablet\n"),
        ("assets.csv", "Name,Type,Serial Number,Operating System,Primary IP\nLes 2,Tablet,SN-2,iPadOS 17,\n"),
    ):
        batch = actions.stage_file(
            io.BytesIO(content.encode()), name=name, client=cast.jansen, by=cast.owner, at=NOW, language="nl"
        )
        actions.confirm_import(batch, by=cast.owner, at=NOW)
    assert dict(Device.objects.values_list("name", "kind")) == {"Les 1": "tablet", "Les 2": "tablet"}
    assert Device.objects.get(name="Les 2").system_cycle == "ipados/17"


def test_it_is_asked_who_works_with_it_and_it_leaves_wiped(cast: Cast, anna: Browser) -> None:
    mine = keeping.add_thing("device", by=cast.owner, at=NOW, owner=cast.jansen, kind="tablet", name="Les 1")
    assert isinstance(mine, Device)
    assert "IMEI" in anna.get(reverse("network:thing-edit", args=["device", mine.pk])).content.decode()
    with pytest.raises(NotDocumented):
        change_state(mine, by=cast.owner, at=NOW, state="gone", gone_on=NOW.date())


def test_what_was_called_a_tablet_became_one(cast: Cast) -> None:
    for name in ("iPad keuken", "iPhone Eva"):
        keeping.add_thing("device", by=cast.owner, at=NOW, owner=cast.jansen, kind="phone", name=name)
    import_module("gestand.network.migrations.0003_tablets").tell_tablets_apart(apps, None)
    assert dict(Device.objects.values_list("name", "kind")) == {"iPad keuken": "tablet", "iPhone Eva": "phone"}


def test_search_calls_a_tablet_and_a_phone_by_their_own_names(cast: Cast) -> None:
    for name, kind in (("iPad keuken", "tablet"), ("iPhone Eva", "phone")):
        keeping.add_thing("device", by=cast.owner, at=NOW, owner=cast.jansen, kind=kind, name=name)
    now = dict(SearchEntry.objects.filter(kind="device").values_list("title", "detail"))
    SearchEntry.objects.filter(kind="device").update(detail="Familie Jansen · Telefoon of tablet · Keuken")
    import_module("gestand.network.migrations.0004_tablets_in_search").say_which_of_both(apps, None)
    told = dict(SearchEntry.objects.filter(kind="device").values_list("title", "detail"))
    assert told == {
        "iPad keuken": "Familie Jansen · Tablet · Keuken",
        "iPhone Eva": "Familie Jansen · Telefoon · Keuken",
    }
    assert told == {name: f"{detail} · Keuken" for name, detail in now.items()}
