"""The pages of backups: the owner's alone, and what each button does."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.audit.models import AuditLine
from gestand.core.jobs.models import Job
from gestand.security.backup import actions, keys, places
from gestand.security.backup.keys import SHEET
from gestand.security.backup.names import backup_name
from gestand.security.backup.refusals import BackupRefused
from gestand.security.cards import backup_card
from gestand.security.models import BackupRun, BackupSettings, RunKind, RunState
from tests.cast import Cast
from tests.security import cheap_sheets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.GESTAND_HOME = tmp_path / "home"
    for name in ("keys", "backups", "journal"):
        (tmp_path / "home" / name).mkdir(parents=True, exist_ok=True)
    return tmp_path / "home"


def test_a_stand_in_sees_nothing_of_backups(bram: Browser) -> None:
    for name in ("backups", "places", "sheet"):
        assert bram.get(reverse(f"security:{name}")).status_code == 404
    assert bram.post(reverse("security:keys-file")).status_code == 404


def test_the_page_shows_what_became_of_each(anna: Browser) -> None:
    at = timezone.now()
    BackupRun.objects.create(
        kind=RunKind.BACKUP, state=RunState.DONE, started_at=at, ended_at=at, files=12, in_folder=True
    )
    BackupRun.objects.create(
        kind=RunKind.DRILL,
        state=RunState.FAILED,
        started_at=at,
        ended_at=at,
        failure="Somebody who was erased came back.",
    )
    page = anna.get(reverse("security:backups")).content.decode()
    assert "Iemand die gewist is kwam terug." in page
    assert "Druk eerst het blad af" in page
    drill = BackupRun.objects.get(kind=RunKind.DRILL)
    assert "Niet alles kwam terug" in anna.get(reverse("security:drill", args=[drill.id])).content.decode()


def test_buttons_ask_for_work(anna: Browser) -> None:
    for name, job in (
        ("backup-now", actions.BACKUP_JOB),
        ("drill-now", actions.DRILL_JOB),
        ("places-test", actions.TEST_JOB),
    ):
        assert anna.post(reverse(f"security:{name}")).status_code == 302
        assert Job.objects.filter(name=job).count() == 1


def test_the_sheet_is_shown_once_and_opens_the_copy(anna: Browser, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyrage.passphrase.encrypt", cheap_sheets.encrypt)
    assert not (home / "keys" / SHEET).exists()
    assert "Wachtzin tonen" in anna.get(reverse("security:sheet")).content.decode()
    assert not (home / "keys" / SHEET).exists()
    answer = anna.post(reverse("security:sheet"))
    assert "no-store" in answer["Cache-Control"]
    words = re.search(r"<strong>((?:[0-9A-Z]{4}-){7}[0-9A-Z]{4})</strong>", answer.content.decode())
    assert words
    copy = anna.post(reverse("security:keys-file"))
    assert copy.content.startswith(b"gestand-keys 1 ")
    assert keys.identity_of(copy.content, words[1]) is not None
    anna.post(reverse("security:sheet-try"), {"passphrase": words[1].lower()})
    sheet = keys.read_sheet(home)
    assert sheet is not None
    assert sheet.tried_at is not None
    assert words[1] not in anna.get(reverse("security:backups")).content.decode()
    done = set(AuditLine.objects.values_list("action", flat=True))
    assert {"security.keys.sheet", "security.keys.copy", "security.keys.try"} <= done


def test_a_backup_is_saved_by_its_name_alone(anna: Browser) -> None:
    name = backup_name(timezone.now())
    (places.own_folder() / name).write_bytes(b"age-encryption.org/v1")
    answer = anna.get(reverse("security:backup-file", args=[name]))
    assert b"".join(answer.streaming_content) == b"age-encryption.org/v1"  # type: ignore[attr-defined]
    (places.own_folder() / "before-update-1.db").write_bytes(b"SQLite")
    for other in ("before-update-1.db", "..", "gestand-20200101T000000Z.age"):
        assert anna.get(f"/backups/file/{other}/").status_code == 404


def test_the_keys_may_not_lie_beside_the_backups(anna: Browser, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    (stick / "keys").mkdir(parents=True)
    for told in (
        {"folder": str(stick), "keys_folder": str(stick)},
        {"folder": str(stick), "keys_folder": str(stick / "keys")},
        {"folder": str(stick / "keys"), "keys_folder": str(stick)},
    ):
        answer = anna.post(reverse("security:places"), told)
        assert answer.status_code == 422
        assert "vindt ook de sleutels" in answer.content.decode()
    assert not BackupSettings.objects.exists()


@pytest.mark.parametrize("folder", ["backups", "/nowhere/at/all", "HOME", "HOME/files"])
def test_a_folder_that_keeps_nothing_safe_is_refused(anna: Browser, home: Path, folder: str) -> None:
    (home / "files").mkdir(exist_ok=True)
    answer = anna.post(reverse("security:places"), {"folder": folder.replace("HOME", str(home))})
    assert answer.status_code == 422


def test_today_says_when_the_last_backup_is_too_old(cast: Cast) -> None:
    at = timezone.now()
    (Path(settings.GESTAND_HOME) / "keys" / SHEET).write_text("{}")
    run = BackupRun.objects.create(kind=RunKind.BACKUP, state=RunState.DONE, started_at=at, ended_at=at)
    assert list(backup_card(actor=cast.owner, at=at + timedelta(hours=49))) == []
    (line,) = backup_card(actor=cast.owner, at=at + timedelta(days=3))
    assert line.tone == "broken"
    assert "3" in line.title
    assert list(backup_card(actor=cast.standin, at=at + timedelta(days=3))) == []
    run.delete()
    (line,) = backup_card(actor=cast.owner, at=at + timedelta(days=3))
    assert line.tone == "broken"


@pytest.mark.parametrize(
    "url",
    ["https://[", "https://a@b.example", "https://h.example:99999", "https://h.example/?x", "https://h.example/#x",
     "https://h.example\\@b.example", "https://exa mple", "https://", "https://h.example/../x?"],
)  # fmt: skip
def test_what_is_no_address_of_a_store_is_refused(anna: Browser, url: str) -> None:
    written = {"store_url": url, "store_bucket": "kopie", "store_key_id": "k", "store_secret": "s"}
    assert anna.post(reverse("security:places"), written).status_code == 422
    assert not BackupSettings.objects.exists()


def test_a_home_folder_is_kept_as_the_folder_that_was_looked_at(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "me" / "copies").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    row = actions.save_places(actions.WantedPlaces(folder="~/copies"), by=cast.owner, at=timezone.now())
    assert places.folder_of(row) == tmp_path / "me" / "copies"


def test_a_copy_is_never_written_through_a_link_that_somebody_put_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, disk, victim = tmp_path / backup_name(timezone.now()), tmp_path / "disk", tmp_path / "victim"
    backup.write_bytes(b"sealed")
    victim.write_bytes(b"theirs")
    disk.mkdir()
    monkeypatch.setattr(Path, "glob", lambda *_given: iter(()))  # put there after what was left was swept away
    (disk / f".{backup.name}.part-{os.getpid()}").symlink_to(victim)
    with pytest.raises(BackupRefused):
        places.copy_to_folder(backup, disk)
    assert victim.read_bytes() == b"theirs"
