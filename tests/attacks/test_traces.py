"""What a visit leaves behind: in a browser's store, and on the disk for other users of the machine."""

from __future__ import annotations

import stat
from pathlib import Path

from django.test import Client as Browser
from django.urls import reverse

from gestand.core.home import ensure_home
from tests.cast import Cast


def test_no_page_about_people_stays_in_a_browsers_store(cast: Cast, anna: Browser) -> None:
    names = ("people:clients", "core:audit", "core:jobs", "core:outbox", "team:profile", "rights:requests")
    urls = [
        *(reverse(name) for name in names),
        reverse("people:client", args=[cast.bakery.id]),
        reverse("people:person", args=[cast.carla.id]),
        "/no/such/page/",
    ]
    kept = [url for url in urls if "no-store" not in anna.get(url).headers.get("Cache-Control", "")]
    assert not kept


def test_exported_clients_stay_in_no_store(cast: Cast, anna: Browser) -> None:
    for form in ("csv", "excel"):
        answer = anna.post(reverse("people:clients-export"), {"do": form})
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_home_that_was_open_to_others_keeps_its_files_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    database = tmp_path / "gestand.db"
    database.touch()
    database.chmod(0o644)
    ensure_home(tmp_path)
    (tmp_path / "later").touch()
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("gestand.db", "later")} == {0o600}
