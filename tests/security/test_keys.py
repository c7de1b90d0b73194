"""The sheet, the copy of the keys, and what comes back of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gestand.core.home import ensure_home, read_key
from gestand.core.restoring import KEYS_SCRATCH
from gestand.security.backup import keys
from gestand.security.backup.passphrase import ALPHABET, new_passphrase, read_passphrase
from gestand.security.backup.refusals import BackupRefused, NotABackup, WrongPassphrase
from tests.cast import NOW
from tests.security import cheap_sheets


@pytest.fixture(autouse=True)
def _a_sheet_costs_nothing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying a passphrase takes a second; one test spends it, to see that age itself writes what is read here."""
    if request.node.name != "test_the_sheet_opens_every_later_copy_and_is_nowhere_on_the_machine":
        monkeypatch.setattr("pyrage.passphrase.encrypt", cheap_sheets.encrypt)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    ensure_home(home)
    read_key(home, "files")
    (home / "journal" / "erasures.jsonl").write_bytes(b'{"a": 1}\n')
    return home


def test_a_passphrase_is_read_however_it_is_typed() -> None:
    words = new_passphrase()
    assert len(words) == 8 * 4 + 7
    assert set(words) <= set(ALPHABET) | {"-"}
    assert read_passphrase(words.lower().replace("-", " ")) == words
    assert read_passphrase(words.replace("0", "o").replace("1", "l")) == words


def test_a_slip_of_the_pen_is_told_from_a_wrong_sheet() -> None:
    words = new_passphrase()
    slips = [
        words[:place] + letter + words[place + 1 :] for place in (0, 7, 30) for letter in "23" if letter != words[place]
    ]
    unseen = [slip for slip in slips if slip != words and not _is_told(slip)]
    assert unseen == []
    assert len({new_passphrase() for _each in range(50)}) == 50


def _is_told(typed: str) -> bool:
    try:
        read_passphrase(typed)
    except WrongPassphrase:
        return True
    return False


def test_the_sheet_opens_every_later_copy_and_is_nowhere_on_the_machine(home: Path, tmp_path: Path) -> None:
    words = keys.print_sheet(home, at=NOW)
    first, later = tmp_path / "1.age", tmp_path / "2.age"
    keys.write_keys(first, home=home)
    keys.write_keys(later, home=home)
    everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert words.encode() not in everything
    assert words.replace("-", "").encode() not in everything
    assert read_key(home, "files") not in later.read_bytes()
    for copy in (first, later):
        there = tmp_path / copy.stem
        ensure_home(there)
        names = keys.restore_keys(copy, home=there, typed=words)
        assert {"keys/files", "keys/backup", "keys/audit", "keys/sheet", "journal/erasures.jsonl"} <= set(names)
        assert read_key(there, "files") == read_key(home, "files")
        assert oct((there / "keys" / "files").stat().st_mode & 0o777) == "0o600"
        assert not (there / KEYS_SCRATCH).exists()


def test_a_new_sheet_does_not_open_older_copies(home: Path, tmp_path: Path) -> None:
    old = keys.print_sheet(home, at=NOW)
    keys.write_keys(tmp_path / "old.age", home=home)
    new = keys.print_sheet(home, at=NOW)
    keys.write_keys(tmp_path / "new.age", home=home)
    there = tmp_path / "there"
    ensure_home(there)
    for copy, words in (("old.age", new), ("new.age", old)):
        with pytest.raises(WrongPassphrase):
            keys.restore_keys(tmp_path / copy, home=there, typed=words)
    assert list((there / "keys").iterdir()) == []
    keys.try_sheet(home, new, at=NOW)
    with pytest.raises(WrongPassphrase):
        keys.try_sheet(home, old, at=NOW)
    sheet = keys.read_sheet(home)
    assert sheet is not None
    assert sheet.tried_at == NOW


def test_no_erasure_is_forgotten_when_keys_are_put_back(home: Path, tmp_path: Path) -> None:
    words = keys.print_sheet(home, at=NOW)
    keys.write_keys(tmp_path / "keys.age", home=home)
    (home / "journal" / "erasures.jsonl").write_bytes(b'{"a": 1}\n{"b": 2}\n')
    keys.restore_keys(tmp_path / "keys.age", home=home, typed=words)
    assert (home / "journal" / "erasures.jsonl").read_bytes() == b'{"a": 1}\n{"b": 2}\n'


def test_a_damaged_copy_of_the_keys_changes_nothing(home: Path, tmp_path: Path) -> None:
    words = keys.print_sheet(home, at=NOW)
    copy = tmp_path / "keys.age"
    keys.write_keys(copy, home=home)
    whole = copy.read_bytes()
    there = tmp_path / "there"
    ensure_home(there)
    for content in (
        b"",
        b"letter",
        whole[:50],
        whole[:-1],
        whole[:-40] + b"x" * 40,
        whole.replace(b"keys 1 ", b"keys 2 ", 1),
    ):
        copy.write_bytes(content)
        with pytest.raises(NotABackup):
            keys.restore_keys(copy, home=there, typed=words)
    assert list((there / "keys").iterdir()) == []


def test_without_a_sheet_there_is_no_copy(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused):
        keys.write_keys(tmp_path / "keys.age", home=home)
    assert not (tmp_path / "keys.age").exists()
