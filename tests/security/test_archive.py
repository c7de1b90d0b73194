"""What is no backup, or a bad one: a clear sentence, and nothing is changed or written."""

from __future__ import annotations

import errno
import io
import os
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from pyrage import x25519

from gestand.core.files import store_file
from gestand.core.restoring import SCRATCH
from gestand.security.backup import making, places
from gestand.security.backup.age import decrypt, encrypt, own_identity
from gestand.security.backup.archive import END, HEADER, Member, Nowhere, Totals, Unpacker, packed
from gestand.security.backup.making import make_backup
from gestand.security.backup.names import backup_name
from gestand.security.backup.refusals import BackupRefused, DiskFull, ForeignBackup, NewerBackup, NotABackup
from gestand.security.backup.restoring import RestoreRefused, restore_backup
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)
HOME = Path(settings.GESTAND_HOME)


@pytest.fixture(autouse=True)
def _words_in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _a_home_with_its_key() -> None:
    own_identity(HOME)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "backups"
    place.mkdir()
    return place


@pytest.fixture
def backup(folder: Path) -> Path:
    stored = store_file(b"een brief " * 50_000, name="brief.txt", media_type="text/plain", at=NOW)
    made = make_backup(to=folder, at=NOW)
    assert made.missing_files == 0
    assert stored.size_bytes == 500_000
    return made.path


def plain(backup: Path) -> bytes:
    """The tar stream inside."""
    held = bytearray()

    class Taken:
        def take(self, piece: bytes) -> None:
            held.extend(piece)

    with backup.open("rb") as sealed:
        decrypt(sealed, Taken(), own_identity(HOME))
    return bytes(held)


def sealed(content: bytes, place: Path, *, key: Any = None) -> Path:
    with place.open("wb") as out:
        encrypt(iter((content,)), out, (key or own_identity(HOME)).to_public())
    return place


def unpack(content: bytes) -> None:
    unpacker = Unpacker(Nowhere())
    unpacker.take(content)
    unpacker.close()


def refused(backup: Path, kind: type[Exception], words: str) -> None:
    """It is refused with these words, and the data folder is as it was."""
    before = _standing()
    with pytest.raises(kind, match=words):
        restore_backup(backup, at=NOW, over=True)
    assert not (HOME / SCRATCH).exists()
    assert _standing() == before


def _standing() -> list[Path]:
    """Files of the data folder, without locks and the test's own database."""
    return sorted(
        path for path in HOME.rglob("*") if path.is_file() and "test.db" not in path.name and path.name[:4] != ".run"
    )


def test_a_backup_is_an_ordinary_age_file_with_an_ordinary_tar_inside(backup: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(plain(backup))) as archive:
        names = archive.getnames()
    assert names[0] == HEADER
    assert names[-1] == END
    assert sum(name.startswith("files/") for name in names) >= 1
    assert [name for name in names if name.startswith(("keys", "journal", "keybox"))] == []


def test_a_cut_backup_is_told(backup: Path) -> None:
    content = backup.read_bytes()
    for part in (10, 150, len(content) // 2, len(content) - 1):
        backup.write_bytes(content[:part])
        refused(backup, NotABackup, "damaged or cut off")


def test_one_changed_byte_is_told(backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    for place in (5, len(content) // 3, len(content) - 5):
        changed = bytearray(content)
        changed[place] ^= 1
        backup.write_bytes(changed)
        refused(backup, NotABackup, "damaged or cut off")


def test_what_is_no_backup_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7 something else")
    refused(tmp_path / "letter.pdf", NotABackup, "no backup of Gestand")
    refused(tmp_path / "nothing", NotABackup, "There is no file")
    refused(sealed(b"not a tar at all" * 100, tmp_path / "x.age"), NotABackup, "no backup of Gestand")


def test_a_backup_for_another_key_is_told(backup: Path, tmp_path: Path) -> None:
    other = sealed(plain(backup), tmp_path / "other.age", key=x25519.Identity.generate())
    refused(other, ForeignBackup, "others than those that this backup was made with")


def test_a_backup_of_a_newer_gestand_is_told(backup: Path, tmp_path: Path) -> None:
    content = plain(backup)
    later = content.replace(b'"form":1', b'"form":2', 1)
    refused(sealed(later, tmp_path / "later.age"), NewerBackup, "newer Gestand")
    unknown = content.replace(b'"0001_initial"', b'"9999_initial"', 1)
    refused(sealed(unknown, tmp_path / "unknown.age"), NewerBackup, "newer Gestand")


def test_a_backup_of_another_kind_of_database_is_told(backup: Path, tmp_path: Path) -> None:
    here = b'"engine":"sqlite"' if b'"engine":"sqlite"' in plain(backup)[:4096] * 1 else b'"engine":"postgresql"'
    content = plain(backup)
    if here not in content:
        here = b'"engine":"postgresql"'
    other = content.replace(here, b'"engine":' + b'"oracle"'.ljust(len(here) - 9), 1)
    refused(sealed(other, tmp_path / "other.age"), RestoreRefused, "another kind")


@pytest.mark.parametrize(
    "name",
    [
        "../gestand.db",
        "files/../../x",
        "/etc/passwd",
        "keys/files",
        "journal/erasures.jsonl",
        "files/aa/x",
        "database/../x",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    evil = packed({}, iter((Member(name, 4, iter((b"evil",))),)), ending=lambda: {"rows": {}}, totals=Totals())
    with pytest.raises(NotABackup, match="no place in a backup"):
        unpack(b"".join(evil))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_links_and_other_kinds_are_refused(kind: bytes) -> None:
    header = b"".join(packed({}, iter(()), ending=dict, totals=Totals()))[:1024]
    record = tarfile.TarInfo("files/aa/00000000-0000-0000-0000-000000000000")
    record.type, record.linkname = kind, "/etc/passwd"
    with pytest.raises(NotABackup, match="no place in a backup"):
        unpack(header + record.tobuf(tarfile.GNU_FORMAT))


def test_a_member_that_was_taken_out_is_seen(backup: Path) -> None:
    members = []
    with tarfile.open(fileobj=io.BytesIO(plain(backup))) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            assert stream is not None
            members.append((member.name, stream.read()))
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, content in members:
            if not name.startswith("files/"):
                record = tarfile.TarInfo(name)
                record.size = len(content)
                archive.addfile(record, io.BytesIO(content))
    with pytest.raises(NotABackup, match="damaged"):
        unpack(written.getvalue())


def test_a_full_disk_leaves_no_half_backup(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """/dev/full says what a full disk says, at the first byte that is written out."""
    store_file(b"veel " * 500_000, name="brief.txt", media_type="text/plain", at=NOW)
    plain = os.open

    def full(path: Any, *rest: Any, **more: Any) -> int:
        return plain("/dev/full", os.O_WRONLY) if ".part" in str(path) else plain(path, *rest, **more)

    monkeypatch.setattr(making.os, "open", full)
    with pytest.raises(DiskFull, match="nothing half is left"):
        make_backup(to=folder, at=NOW)
    assert list(folder.iterdir()) == []


def test_what_was_written_before_the_disk_was_full_goes_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(blocks: Iterator[bytes], out: Any, _recipient: object) -> None:
        out.write(next(blocks) * 4096)
        out.flush()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(making, "encrypt", half)
    with pytest.raises(DiskFull):
        make_backup(to=folder, at=NOW)
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_told_when_the_copy_is_put_elsewhere(backup: Path, tmp_path: Path, monkeypatch: Any) -> None:
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()

    def full(*_all: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(places.os, "write", full)
    with pytest.raises(DiskFull):
        places.copy_to_folder(backup, elsewhere)
    assert list(elsewhere.iterdir()) == []


def test_what_reads_back_otherwise_does_not_count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Spoiled:
        """A disk that changes one byte on the way."""

        def __init__(self, out: Any) -> None:
            self.out, self.spoiled = out, False

        def write(self, piece: bytes) -> int:
            if len(piece) > 1000 and not self.spoiled:
                self.spoiled = True
                piece = piece[:-1] + bytes([piece[-1] ^ 1])
            return int(self.out.write(piece))

        def flush(self) -> None:
            self.out.flush()

    plain_encrypt = making.encrypt
    monkeypatch.setattr(making, "encrypt", lambda blocks, out, key: plain_encrypt(blocks, Spoiled(out), key))
    with pytest.raises(NotABackup):
        make_backup(to=folder, at=NOW)
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="Is its disk connected"):
        make_backup(to=tmp_path / "gone", at=NOW)


def test_copies_stay_two_weeks_then_one_a_week_and_none_past_the_term(folder: Path) -> None:
    for days in range(120):
        (folder / backup_name(NOW - timedelta(days=days))).touch()
    (folder / "holiday.jpg").touch()
    places.sweep_folder(folder, at=NOW)
    left = sorted(path.name for path in folder.iterdir())
    ages = [days for days in range(120) if backup_name(NOW - timedelta(days=days)) in left]
    assert ages[:15] == list(range(15))
    assert max(ages) < 90
    assert len(ages) == 15 + 10
    assert "holiday.jpg" in left


def test_copies_from_before_an_update_go_with_the_term() -> None:
    old, young = places.own_folder() / "before-update-1.db", places.own_folder() / "before-update-2.db"
    for path, days in ((old, 90), (young, 89)):
        path.touch()
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
    assert places.sweep_copies_before_updates(at=NOW) == 1
    assert not old.exists()
    young.unlink()


def test_two_backups_of_one_second_are_two(folder: Path) -> None:
    one, other = make_backup(to=folder, at=NOW), make_backup(to=folder, at=NOW)
    assert [one.path.name, other.path.name] == [backup_name(NOW), backup_name(NOW + timedelta(seconds=1))]
    assert len(list(folder.iterdir())) == 2
