"""The data folder: ``GESTAND_HOME``, made with its keys at the first start."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

import platformdirs

#: Lies in the throw-away home of a demo; holds the port that it is served on.
_PORT = ".port"
DEMO_MARK = "demo"
FOLDERS = ("files", "keys", "reports", "backups", "journal")
_LONGEST_CHAIN = 20


def home_path() -> Path:
    """``GESTAND_HOME``, or a ``gestand`` folder in the user's data directory."""
    configured = os.environ.get("GESTAND_HOME")
    return Path(configured).expanduser().resolve() if configured else Path(platformdirs.user_data_dir("gestand"))


def ensure_home(home: Path) -> None:
    """Make the folders, readable by this user alone. Safe to call at every start.

    The home itself may be there already, open to others (a service manager made it): then its files are not.
    """
    os.umask(0o077)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("gestand.db", "gestand.db-wal", "gestand.db-shm"):
        with suppress(FileNotFoundError, PermissionError):
            (home / name).chmod(0o600)
    for name in FOLDERS:
        (home / name).mkdir(mode=0o700, exist_ok=True)


def mark_as_demo(home: Path, *, port: int) -> None:
    """Whoever opens this home later knows that it is a demo's: nothing leaves it."""
    (home / DEMO_MARK).write_text(f"{port}\n", encoding="ascii")


def demo_port(home: Path) -> int | None:
    """The port of the demo whose home this is; None for a home that is no demo's."""
    try:
        written = (home / DEMO_MARK).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return int(written) if written.isdigit() else 0


def note_port(home: Path, port: int) -> None:
    """Commands typed in another shell make links to the port that is served (``served_port``)."""
    (home / _PORT).write_text(f"{port}\n", encoding="ascii")


def served_port(home: Path) -> int | None:
    """The port on which this home was served last."""
    try:
        written = (home / _PORT).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return int(written) if written.isdigit() else None


def home_trouble(home: Path) -> str:
    """A sentence when this folder cannot be made or written, else nothing."""
    choose = "Choose another folder with GESTAND_HOME, or give this user the right to write there."
    try:
        ensure_home(home)
    except FileExistsError:
        return f"The data folder {home} is a file. {choose}"
    except OSError as fault:
        return f"The data folder {home} cannot be made ({fault.strerror}). {choose}"
    return "" if os.access(home, os.W_OK | os.X_OK) else f"The data folder {home} cannot be written to. {choose}"


def is_disk_full(fault: BaseException | None) -> bool:
    """Whether this fault, or what caused it, is that nothing fits on the disk any more."""
    seen = 0
    while fault is not None and seen < _LONGEST_CHAIN:
        if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if "disk is full" in str(fault) or "No space left on device" in str(fault):
            return True
        fault, seen = fault.__cause__ or fault.__context__, seen + 1
    return False


def disk_is_full(home: Path) -> str:
    """The sentence for who starts the program; the cause is known, so no trace goes with it."""
    return f"The disk of the data folder {home} is full. Nothing is lost: make room there, and start Gestand again."


def read_key(home: Path, name: str, *, size_bytes: int = 32) -> bytes:
    """The key ``keys/NAME``, made at random when it does not exist yet (mode 0600, written whole or not at all)."""
    path = home / "keys" / name
    try:
        return path.read_bytes()
    except FileNotFoundError:
        ensure_home(home)
    draft = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(secrets.token_bytes(size_bytes))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, path)  # fails when another process was first: then theirs counts
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()
