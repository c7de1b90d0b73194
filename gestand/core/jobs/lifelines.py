"""Is that worker still alive? Each holds a lock on a file in the data folder; the system lets go of it when it dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from django.conf import settings


class Life(Enum):
    ALIVE = "alive"
    DEAD = "dead"
    UNKNOWN = "unknown"  # it lives in another data folder, or never held a lock


def _folder() -> Path:
    return Path(settings.GESTAND_HOME) / "workers"


@contextlib.contextmanager
def lifeline(worker: str) -> Iterator[None]:
    """Hold the lock of this worker for as long as it lives."""
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    _sweep(folder)
    path, draft = folder / worker, folder / f".{worker}"
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        draft.replace(path)  # it is never seen without its lock
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def life_of(worker: str) -> Life:
    if not worker or "/" in worker:
        return Life.UNKNOWN
    return _life(_folder() / worker)


def _life(path: Path) -> Life:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return Life.UNKNOWN
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Life.ALIVE
    finally:
        os.close(descriptor)
    return Life.DEAD


def _sweep(folder: Path) -> None:
    """Old lock files of dead workers are removed once no job can still name them."""
    import time

    for path in folder.glob("[!.]*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > 7 * 24 * 3600 and _life(path) is Life.DEAD:
                path.unlink()
