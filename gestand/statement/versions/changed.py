"""The mark that tells every process of this home that the public statement changed: a file's moment of change."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings


def mark_path() -> Path:
    return Path(settings.GESTAND_HOME) / "public" / "changed"


def public_page_changed() -> None:
    """Say that what visitors read has changed; each web process looks at most a second later."""
    path = mark_path()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(f"{time.time_ns()}\n", encoding="ascii")


def mark() -> int:
    """When it last changed, in nanoseconds; 0 when never."""
    try:
        return mark_path().stat().st_mtime_ns
    except OSError:
        return 0
