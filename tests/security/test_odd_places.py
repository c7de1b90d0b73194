"""Places where no copy may go are refused when they are saved; and a restore says which keys it lacks."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone, translation

from gestand.core.home import ensure_home
from gestand.security.backup import actions
from gestand.security.backup.refusals import ForeignBackup
from gestand.security.backup.restoring import restore_backup
from gestand.security.models import BackupSettings
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def refused(cast: Cast, field: str, **places: Any) -> str:
    with translation.override("en"):
        with pytest.raises(actions.PlaceRefused) as told:
            actions.save_places(actions.WantedPlaces(**places), by=cast.owner, at=timezone.now())
        assert told.value.field == field
        assert not BackupSettings.objects.exists()
        return str(told.value)


@pytest.mark.parametrize("folder", ["/dev", "/dev/shm", "/etc", "/proc", "/sys", "/usr/share", "/bin", "/tmp/../etc"])  # noqa: S108
@pytest.mark.parametrize("field", ["folder", "keys_folder"])
def test_a_folder_of_the_system_is_refused(cast: Cast, folder: str, field: str) -> None:
    assert "belongs to the system" in refused(cast, field, **{field: folder})


def test_a_link_into_the_system_is_refused(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "copies").symlink_to("/etc")
    assert "belongs to the system" in refused(cast, "folder", folder=str(tmp_path / "copies"))


@pytest.mark.parametrize("inside", ["", "files", "backups", ".."])
def test_the_data_folder_and_what_is_in_it_or_around_it_is_refused(cast: Cast, inside: str) -> None:
    folder = Path(settings.GESTAND_HOME) / inside
    folder.mkdir(exist_ok=True)
    assert "data folder" in refused(cast, "folder", folder=str(folder))


def test_a_folder_in_which_gestand_cannot_write_is_refused(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def may_not(**_given: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("gestand.security.backup.actions.tempfile.TemporaryFile", may_not)
    assert "cannot write in this folder (Permission denied)" in refused(cast, "folder", folder=str(tmp_path))


def test_a_folder_that_was_tried_out_is_left_as_it_was(cast: Cast, tmp_path: Path) -> None:
    actions.save_places(actions.WantedPlaces(folder=str(tmp_path)), by=cast.owner, at=timezone.now())
    assert list(tmp_path.iterdir()) == []


STORE = {"store_bucket": "kopie", "store_key_id": "k", "store_secret": "s"}


@pytest.mark.parametrize("host", ["192.168.1.4", "10.0.0.2", "127.0.0.1", "169.254.169.254", "100.64.0.1"])
@pytest.mark.parametrize("is_own", [True, False])
def test_a_store_inside_a_private_network_is_refused(cast: Cast, host: str, *, is_own: bool) -> None:
    said = refused(cast, "store_url", store_url=f"https://{host}:9000", is_own_store=is_own, **STORE)
    assert "private network" in said
    assert "as a folder" in said


def test_a_name_that_leads_inside_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.168.1.4", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_more: inside)
    assert "private network" in refused(cast, "store_url", store_url="https://nas.firm.example", **STORE)


def test_a_name_that_cannot_be_looked_up_now_is_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_given: object, **_more: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    wanted = actions.WantedPlaces(store_url="https://s3.provider.example", **STORE)
    assert actions.save_places(wanted, by=cast.owner, at=timezone.now()).has_store


def test_a_restore_without_keys_says_where_they_come_from(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    ensure_home(home)
    settings.GESTAND_HOME = str(home)
    (tmp_path / "b.age").write_bytes(b"x")
    with translation.override("en"), pytest.raises(ForeignBackup) as told:
        restore_backup(tmp_path / "b.age", at=timezone.now())
    for words in (str(home), "gestand keys restore FILE", "printed sheet", "--identity FILE", "Nothing was changed"):
        assert words in str(told.value)
    assert list((home / "keys").iterdir()) == []
