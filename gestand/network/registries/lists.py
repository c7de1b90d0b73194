"""The two lists that come from elsewhere: until when systems get security updates, and the makers behind MAC addresses.

Each is packaged with its date and source. A newer one that the owner had fetched lies in the data folder and counts as
long as it is newer than the packaged one (a new version of the program may bring a newer list again).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

#: What a head says in words, for the catalogue.
SAID = (
    gettext_noop(
        "vendors' lifecycle pages, as collected by endoflife.date (MIT) and by Debian's distro-info-data (ISC)"
    ),
    gettext_noop("the IEEE's public registries MA-L, MA-M and MA-S, as collected by oui-data 2.1.9"),
    gettext_noop("the IEEE's registries MA-L, MA-M and MA-S"),
    gettext_noop("MIT and ISC"),
    gettext_noop("public registry"),
)
_PACKAGED = Path(__file__).resolve().parent
FOLDER = "registries"
#: Lines of a list's head, and a character of each.
_HEAD_BYTES = 2000


class Registry(StrEnum):
    SYSTEMS = "systems"
    MAC_MAKERS = "mac_vendors"


@dataclass(frozen=True, slots=True)
class Head:
    """What a list says of itself. ``dated_on``: the day up to which it knows."""

    dated_on: date
    source: str
    licence: str


def file_of(registry: Registry) -> Path:
    """The file that counts now."""
    fetched, packaged = _files(registry, str(settings.GESTAND_HOME))
    return fetched if fetched.exists() and head_of(fetched).dated_on > head_of(packaged).dated_on else packaged


@lru_cache(maxsize=8)
def _files(registry: Registry, _home: str) -> tuple[Path, Path]:
    """Asked for again with each line that names a system: where they lie is put together once."""
    return fetched_file(registry), packaged_file(registry)


def packaged_file(registry: Registry) -> Path:
    return _PACKAGED / f"{registry.value}.tsv"


def fetched_file(registry: Registry) -> Path:
    return Path(settings.GESTAND_HOME) / FOLDER / f"{registry.value}.tsv"


def stamp_of(registry: Registry) -> tuple[str, int, int]:
    """Differs as soon as another file counts: what was read from it is read again."""
    path = file_of(registry)
    there = path.stat()
    return str(path), there.st_mtime_ns, there.st_size


def head_of(path: Path) -> Head:
    """Lines such as "# date: 2026-10-07" at the top of a list."""
    return _read_head(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read_head(path: Path, _changed: int) -> Head:
    with path.open(encoding="utf-8") as stream:
        said = dict(_head_lines(stream.read(_HEAD_BYTES).splitlines()))
    return Head(date.fromisoformat(said["date"]), said.get("source", ""), said.get("licence", ""))


def _head_lines(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if not line.startswith("# "):
            return
        name, sign, words = line[2:].partition(": ")
        if sign:
            yield name, words


def keep_fetched(registry: Registry, content: str) -> None:
    """Put a fetched list in its place, whole or not at all."""
    path = fetched_file(registry)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.new")
    draft.write_text(content, encoding="utf-8")
    draft.replace(path)
