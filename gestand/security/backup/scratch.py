"""Scratch folders in the data folder: they hold what must not stay, so whoever dies leaves them to the next one."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gestand.core.restoring import remove_tree

FOLDER = ".scratch"
_LOCK = "lock"


@contextmanager
def scratch_folder(home: Path, what: str) -> Iterator[Path]:
    """An empty folder that is gone afterwards; a lock in it says that somebody lives."""
    sweep_scratch(home)
    folder = home / FOLDER / f"{what}-{os.getpid()}-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700, parents=True)
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield folder
    finally:
        remove_tree(folder)
        os.close(descriptor)


def sweep_scratch(home: Path) -> int:
    """Remove the folders of processes that died; returns how many."""
    gone = 0
    for folder in (home / FOLDER).glob("*"):
        try:
            descriptor = os.open(folder / _LOCK, os.O_RDWR)
        except OSError:
            if _is_alive(folder):
                continue  # somebody is just making it
            remove_tree(folder)
            gone += 1
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove_tree(folder)
            gone += 1
        except BlockingIOError:
            continue
        finally:
            os.close(descriptor)
    return gone


@contextmanager
def one_at_a_time(home: Path) -> Iterator[None]:
    """One backup, drill or copy of the keys at a time on this data folder; others wait."""
    descriptor = os.open(home / ".backing-up", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_alive(folder: Path) -> bool:
    """Whether the process that makes this folder, and has no lock in it yet, lives."""
    try:
        os.kill(int(folder.name.split("-")[1]), 0)
    except (ValueError, IndexError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
