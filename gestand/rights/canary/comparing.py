"""Comparing: what a package should hold of its person, and what it may not hold of anybody else."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gestand.rights.canary.letters import letters_of
from gestand.rights.canary.planting import Planted, planted
from gestand.rights.package.build import write_package


@dataclass
class Unpacked:
    """A package in the forms in which a person gets it."""

    index: str
    data: str
    sheets: str
    paper: str
    everything: bytes
    withheld: set[tuple[str, str]]


def unpacked(person_id: Any) -> Unpacked:
    out = io.BytesIO()
    write_package(person_id, language="nl", at=datetime.now(UTC), to=out)
    archive = zipfile.ZipFile(out)
    names = archive.namelist()
    parts = {name: archive.read(name) for name in names}
    data = json.loads(parts["data.json"])
    return Unpacked(
        index=parts["index.html"].decode(),
        data=parts["data.json"].decode(),
        sheets="".join(parts[name].decode() for name in names if name.startswith("csv/")),
        paper=letters_of(parts["overzicht.pdf"]),
        everything=b"".join(parts.values()) + "".join(names).encode(),
        withheld={(table["name"], each["field"]) for table in data["tables"] for each in table["withheld"]},
    )


def complaints(package: Unpacked, mine: Planted, other: Planted) -> list[str]:
    """What is missing of mine, what of mine should have been left out, what of the other is in it."""
    forms = {"index.html": package.index, "data.json": package.data, "csv": package.sheets, "pdf": package.paper}
    found = [
        f"{form} lacks {table}.{name}"
        for (table, name), token in mine.given.items()
        for form, text in forms.items()
        if token not in text
    ]
    everything = package.everything + package.paper.encode()
    found += [f"withheld {place} is in it" for place, token in mine.withheld.items() if token.encode() in everything]
    found += [f"withheld {place} is not named" for place in mine.withheld if place not in package.withheld]
    found += [f"the file {token} is missing" for token in mine.files if f"inhoud {token}".encode() not in everything]
    foreign = {**other.given, **other.withheld}
    return found + [
        f"{place} of somebody else is in it" for place, token in foreign.items() if token.encode() in everything
    ]


@dataclass(frozen=True, slots=True)
class CanaryReport:
    """How much was planted in the two people together, and what is wrong with their packages."""

    tables: int
    fields: int
    withheld: int
    files: int
    complaints: tuple[str, ...]


def fly() -> CanaryReport:
    """Plant two people in this database (a scratch one!), make both packages, and compare."""
    one, other = planted("a"), planted("b")
    found = [
        *complaints(unpacked(one.roots["person"].pk), one, other),
        *complaints(unpacked(other.roots["person"].pk), other, one),
    ]
    return CanaryReport(
        tables=len({table for table, _field in {**one.given, **one.withheld}}),
        fields=len(one.given) + len(other.given),
        withheld=len(one.withheld) + len(other.withheld),
        files=len(one.files) + len(other.files),
        complaints=tuple(found),
    )
