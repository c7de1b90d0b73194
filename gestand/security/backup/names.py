"""What the files are called: the moment stands in the name, so that age is known without opening one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

PART = ".part"
_BACKUP = re.compile(r"gestand-(\d{8}T\d{6})Z\.age\Z")
_KEYS = re.compile(r"gestand-keys-(\d{8}T\d{6})Z\.age\Z")
_MOMENT = "%Y%m%dT%H%M%S"


def backup_name(at: datetime) -> str:
    return f"gestand-{at.astimezone(UTC):{_MOMENT}}Z.age"


def keys_name(at: datetime) -> str:
    return f"gestand-keys-{at.astimezone(UTC):{_MOMENT}}Z.age"


def made_at(name: str, *, keys: bool = False) -> datetime | None:
    """When a file of this name was made; None when it is not one of ours."""
    found = (_KEYS if keys else _BACKUP).fullmatch(name)
    try:
        return datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def copies_in(folder: Path, *, keys: bool = False) -> list[Path]:
    """Ours in this folder, oldest first; none when it is not there."""
    if not folder.is_dir():
        return []
    found = [
        (moment, path) for path in folder.iterdir() if (moment := made_at(path.name, keys=keys)) and path.is_file()
    ]
    return [path for _moment, path in sorted(found)]
