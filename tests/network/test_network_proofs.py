"""What the proofs of this room look at, beside the sabotages of ``tests/statement/sabotage/test_network.py``."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client as Browser
from django.urls import reverse

from gestand.network import actions, proofs
from gestand.network.actions.handing import NotHandedOver, note_handed_over
from gestand.network.models import Device, HandedHow, HandOver
from gestand.network.proofs import addresses_stay_in_the_documentation
from gestand.network.queries.handing import handing
from gestand.people.models import Client
from tests.cast import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.GESTAND_HOME = tmp_path
    return tmp_path


def device(cast: Cast, client: Client, *, days_ago: int) -> Any:
    row = actions.add_thing("device", by=cast.owner, at=NOW, owner=client, kind="computer", name="pc")
    Device.objects.filter(pk=row.pk).update(created_at=NOW - timedelta(days=days_ago))
    return row


def found() -> dict[str, int]:
    return dict(addresses_stay_in_the_documentation(at=NOW).counts)


def test_addresses_in_the_documentation_and_in_notes_are_where_they_belong(cast: Cast, folder: Path) -> None:
    row = device(cast, cast.jansen, days_ago=1)
    actions.change_thing(row, by=cast.owner, at=NOW, name="192.168.1.10", note="http://192.168.1.10")
    Client.objects.filter(pk=cast.jansen.pk).update(note="router op 192.168.1.1")
    counts = found()
    assert counts["found"] == 0
    assert counts["fields"] > 10
    assert counts["columns"] > 20


def test_sealed_and_public_files_are_not_read(folder: Path) -> None:
    for name in ("files/a/b", "backups/x.age", "keys/secret", "static/a.js", "registries/systems.tsv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("10.1.2.3")
    (folder / "gestand.db").write_text("10.1.2.3")
    assert found()["files"] == found()["found"] == 0


@pytest.mark.parametrize("text", ["10.1.2.3", "kreeg fd00::12 van", "x" * 100_000 + " 203.0.113.9 "])
def test_a_file_with_an_address_is_found(folder: Path, text: str) -> None:
    (folder / "server.log").write_text(text)
    assert found()["found"] == 1


@pytest.mark.parametrize("text", ["127.0.0.1", "2026-11-23T09:12:33+00:00", "versie 7.2.1", "999.1.2.3", "a::b::c"])
def test_what_only_looks_like_an_address_is_let_be(folder: Path, text: str) -> None:
    (folder / "server.log").write_text(text)
    assert found()["found"] == 0


def test_of_many_files_the_newest_are_read_and_the_rest_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "_MOST_BYTES", 3)
    for number in range(5):
        (folder / f"{number}.log").write_text("x")
    counts = found()
    assert (counts["files"], counts["unread"]) == (3, 2)


def test_who_should_get_the_documentation(cast: Cast) -> None:
    device(cast, cast.jansen, days_ago=400)
    device(cast, cast.bakery, days_ago=10)
    seen = handing(at=NOW)
    assert (seen.documented, seen.young, list(seen.lacking)) == (2, 1, [cast.jansen.pk])
    assert list(handing(at=NOW, actor=cast.standin).lacking) == []
    note_handed_over(cast.jansen, how=HandedHow.DECLINED, note="Eva wil het niet", by=cast.owner, at=NOW)
    seen = handing(at=NOW)
    assert (seen.declined, seen.given, len(seen.lacking)) == (1, 0, 0)
    assert set(handing(at=NOW + timedelta(days=366)).lacking) == {cast.jansen.pk, cast.bakery.pk}


def test_a_client_that_left_is_not_waited_for(cast: Cast) -> None:
    device(cast, cast.jansen, days_ago=400)
    Client.objects.filter(pk=cast.jansen.pk).update(ended_on=TODAY)
    assert handing(at=NOW).documented == 0


def test_a_hand_over_is_on_a_day_that_was_and_a_refusal_has_a_reason(cast: Cast) -> None:
    for wrong in ({"how": "declined"}, {"how": "otherwise", "handed_on": TODAY + timedelta(days=1)}):
        with pytest.raises(NotHandedOver):
            note_handed_over(cast.jansen, by=cast.owner, at=NOW, **wrong)  # type: ignore[arg-type]
    assert not HandOver.objects.exists()


def test_the_page_tells_who_should_get_it_and_writes_down_who_got_it(cast: Cast, anna: Browser) -> None:
    device(cast, cast.jansen, days_ago=400)
    page = reverse("network:hand-overs")
    assert "Familie Jansen" in anna.get(page).content.decode()
    form = reverse("network:hand-over", args=[cast.jansen.pk])
    assert anna.get(form).status_code == 200
    assert anna.post(form, {"how": "declined", "handed_on": "2026-11-01"}).status_code == 422
    assert anna.post(form, {"how": "otherwise", "handed_on": "2026-11-01", "note": "op papier"}).status_code == 302
    assert HandOver.objects.get().how == HandedHow.OTHERWISE
