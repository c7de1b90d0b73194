"""The copy for programs: data.json, described by schema.json (JSON Schema 2020-12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from gestand import __version__
from gestand.core.declarations import Category
from gestand.rights.package.columns import Column
from gestand.rights.package.handling import Handled
from gestand.rights.package.rows import as_json
from gestand.rights.package.summary import TableSummary
from gestand.rights.package.tables import Table

if TYPE_CHECKING:
    from gestand.rights.package.index import Index

FORMAT = "gestand.access-package"
FORMAT_VERSION = 1


@lru_cache(maxsize=1)
def schema_text() -> str:
    return (Path(__file__).resolve().parent / "schema.json").read_text(encoding="utf-8")


class MachineCopy:
    """Streams data.json while the tables go by."""

    def __init__(self, target: IO[bytes], index: Index, *, language: str, at: datetime) -> None:
        self._target = target
        self._index = index
        self._tables = 0
        self._empty: list[dict[str, str]] = []
        self._rows = 0
        self._put(
            b'{"format":'
            + as_json({"name": FORMAT, "version": FORMAT_VERSION, "made_by": f"Gestand {__version__}"})
            + b',\n"made_at":'
            + as_json(timezone.localtime(at).isoformat())
            + b',"language":'
            + as_json(language)
            + b',\n"controller":'
            + as_json(index.controller())
            + b',\n"person":'
            + as_json(index.person())
            + b',\n"information":'
            + as_json(index.information_raw())
            + b',\n"tables":['
        )

    def nothing_in(self, table: Table) -> None:
        """A table without anything about the person is named, not described."""
        self._empty.append({"name": table.name, "title": table.title})

    def begin_table(self, table: Table) -> None:
        table.head = table.head or as_json(_about(table))[:-1]
        recipients = as_json(self._index.recipients_of(table))
        self._put((b",\n" if self._tables else b"\n") + table.head + b',"recipients":' + recipients + b',"rows":[')
        self._tables += 1
        self._rows = 0

    def rows(self, rows: list[bytes]) -> None:
        self._put((b",\n" if self._rows else b"\n") + b",\n".join(rows))
        self._rows += len(rows)

    def end_table(self, table: Table, told: TableSummary) -> None:
        withheld = [
            {"field": name, "rows": count, "because": table.because(name)} for name, count in told.withheld.items()
        ]
        self._put(b'],"withheld":' + as_json(withheld) + b',"rows_about_others":' + as_json(told.of_others) + b"}")

    def handling(self, lines: Iterator[Handled]) -> Iterator[Handled]:
        """Pass the lines on while they are written."""
        self._put(b'],\n"empty_tables":' + as_json(self._empty) + b',\n"handling":[')
        for place, line in enumerate(lines):
            self._put((b",\n" if place else b"\n") + as_json(line.raw()))
            yield line
        self._put(b"]")

    def finished(self, files: Mapping[UUID, str]) -> IO[bytes]:
        self._put(b',\n"files":' + as_json([{"id": str(key), "path": path} for key, path in files.items()]) + b"}\n")
        self._target.seek(0)
        return self._target

    def _put(self, content: bytes) -> None:
        self._target.write(content)


def _about(table: Table) -> dict[str, Any]:
    declaration = table.declaration
    term = declaration.keep
    return {
        "name": table.name,
        "title": table.title,
        "purposes": [
            {"id": purpose.value, "words": sentence}
            for purpose, sentence in zip(declaration.purposes, table.purposes, strict=True)
        ],
        "keep": {
            "years": term.length.years,
            "months": term.length.months,
            "days": term.length.days,
            "after": term.clock,
            "while": term.alive_while,
            "reason": term.why,
            "words": table.keep_words,
        },
        "role": declaration.hat.value,
        "csv": f"csv/{table.file_name}",
        "fields": [_field(column) for column in table.columns],
    }


def _field(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": column.label,
        "kind": column.kind,
        "category": Category(column.category).value if column.category else None,
        **({"choices": {str(key): label for key, label in column.choices.items()}} if column.choices else {}),
    }
