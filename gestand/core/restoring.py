"""What a restore leaves in the data folder while it is not finished: a mark, and what is to be put in place.

Everything here knows files alone and is safe to do again after a death at any step. ``finish_swap`` runs before
anything opens the database; the mark stays until the erasure journal was followed, so that nothing is served before.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

MARK = "restoring.json"
SCRATCH = ".restore"
KEYS_SCRATCH = ".keys-restore"
READY = "ready"
_RUNNING = ".running"
#: In this order: a new database must never meet the write-ahead log of an old one.
PLACES = ("gestand.db-wal", "gestand.db-shm", "gestand.db", "files", "reports")


class RestoreUnreadable(RuntimeError):
    """The mark of a restore cannot be read: nobody knows how far it was, so nothing goes on."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"A restore was begun here, and its mark {path} cannot be read. Run the restore again: "
            "gestand restore FILE --over"
        )


def read_mark(home: Path) -> dict[str, Any] | None:
    """What the unfinished restore said, or None. Raises ``RestoreUnreadable``."""
    path = home / MARK
    try:
        mark = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as fault:
        raise RestoreUnreadable(path) from fault
    if not isinstance(mark, dict) or mark.get("form") != 1 or mark.get("phase") not in ("swap", "load", "follow"):
        raise RestoreUnreadable(path)
    return mark


def write_mark(home: Path, facts: Mapping[str, Any]) -> None:
    """On the disk, whole, before this returns."""
    draft = home / f".{MARK}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(json.dumps({"form": 1, **facts}, sort_keys=True).encode())
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(home / MARK)
    fsync_folder(home)


def finish_swap(home: Path) -> None:
    """Put in place what a restore has ready; after a death the rest of it. Does nothing without a mark."""
    if not (home / MARK).exists() and not (home / KEYS_SCRATCH).exists():
        return
    with _swapping(home):
        if not is_restoring(home):
            finish_keys(home)
        mark = read_mark(home)
        if mark is not None and mark["phase"] == "swap":
            _swap(home, mark)


@contextmanager
def _swapping(home: Path) -> Iterator[None]:
    """One process at a time puts things in place; another one that came at the same moment finds it done."""
    descriptor = os.open(home / ".swapping", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def is_restoring(home: Path) -> bool:
    """Whether a restore of data or keys is at work this moment in another process (it holds the lock of ``alone``)."""
    descriptor = os.open(home / _RUNNING, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _swap(home: Path, mark: Mapping[str, Any]) -> None:
    new, old = home / SCRATCH / "new", home / SCRATCH / "old"
    old.mkdir(mode=0o700, exist_ok=True)
    loads = bool(mark.get("loads"))
    for name in PLACES:
        if name.startswith("gestand.db") and loads:
            continue  # the database is a server's
        comes = (new / name).exists()
        if not comes and not name.endswith(("-wal", "-shm")):
            continue  # it stands in its place already
        if not comes and not (new / "gestand.db").exists():
            continue  # the log beside the new database is its own
        _set_aside(home / name, old / name)
        if comes:
            (new / name).replace(home / name)
        fsync_folder(home)
    write_mark(home, {**mark, "phase": "load" if loads else "follow"})
    if not loads:
        remove_tree(home / SCRATCH)


def finish_keys(home: Path) -> None:
    """Keys that were unpacked whole get their places; a half unpacked set is dropped."""
    scratch = home / KEYS_SCRATCH
    if not scratch.exists():
        return
    if (scratch / READY).exists():
        for path in sorted(path for path in scratch.rglob("*") if path.is_file() and path.name != READY):
            place = home / path.relative_to(scratch)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.replace(place)
            fsync_folder(place.parent)
    remove_tree(scratch)


def clear_mark(home: Path) -> None:
    """The restore is done: its mark and what it left go."""
    remove_tree(home / SCRATCH)
    (home / MARK).unlink(missing_ok=True)
    fsync_folder(home)


def remove_tree(folder: Path) -> None:
    """A scratch folder goes; a link in it is not followed."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _set_aside(path: Path, aside: Path) -> None:
    """What stood there before the restore is kept until its end; what came there since is nothing."""
    if not path.exists():
        return
    if not aside.exists():
        path.replace(aside)
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# Who is at work on this data folder -----------------------------------------------------------------------------------


class StillRunning(RuntimeError):
    """A Gestand serves this data folder."""


def say_running(home: Path) -> int:
    """Held by each process that serves, for as long as it lives; the number of the lock's file.

    Raises ``StillRunning`` while a restore is at work.
    """
    descriptor = os.open(home / _RUNNING, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as fault:
        os.close(descriptor)
        raise StillRunning("A backup is being put back here. Start Gestand when that is done.") from fault
    return descriptor


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Nobody serves this data folder meanwhile. Raises ``StillRunning``."""
    descriptor = os.open(home / _RUNNING, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise StillRunning("Gestand is running on this data folder. Stop it first.") from fault
        yield
    finally:
        with suppress(OSError):
            os.close(descriptor)
