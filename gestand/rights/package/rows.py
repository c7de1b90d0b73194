"""From rows to cells: the same row as words for people, as cells for a spreadsheet and as values for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from gestand.core.files.models import StoredFile
from gestand.core.house import house
from gestand.rights.package.columns import Column
from gestand.rights.package.look import Cell, Link
from gestand.rights.package.summary import TableSummary
from gestand.rights.package.tables import Table
from gestand.rights.package.text import file_name, for_cell
from gestand.rights.subjects import Subjects

_PEOPLE = ("person", "account")


def as_json(value: Any) -> bytes:
    """UTF-8 JSON; a lone surrogate, which UTF-8 cannot hold, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@dataclass(slots=True)
class Written:
    """One chunk of rows in every form."""

    keys: list[Any] = field(default_factory=list)
    cells: list[list[Cell]] = field(default_factory=list)
    sheet: list[list[str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)


class RowWriter:
    """Turns rows into cells, and collects the files that go along."""

    def __init__(self, subjects: Subjects, tables: Iterable[Table]) -> None:
        self._own = {"person": subjects.persons, "account": subjects.accounts}
        self._titles = {table.model: str(table.model._meta.verbose_name) for table in tables}
        self._you = _("you")
        self._others = {"person": _("someone else"), "account": _("someone of our team")}
        self.files: dict[UUID, str] = {}

    def write(self, table: Table, chunk: list[tuple[Any, ...]], told: TableSummary) -> Written:
        """Every form of a chunk of rows; counts what is held back."""
        columns = table.columns
        width = len(columns)
        key = next((place for place, column in enumerate(columns) if column.is_key), None)
        names = self._names(columns, chunk)
        written = Written()
        for row in chunk:
            cells: list[Cell] = []
            sheet: list[str] = []
            raw: dict[str, Any] = {}
            for place in range(width):
                column, value = columns[place], row[place]
                if value is None or value == "":
                    cells.append("")
                    sheet.append("")
                    raw[column.name] = value
                elif column.is_hidden and not column.root and not column.is_file:
                    cells.append("")
                    sheet.append(for_cell(column.cell(value)))
                    raw[column.name] = column.raw(value)
                elif column.root or column.target is not None:
                    cell, raw[column.name] = self._reference(column, value, names, told)
                    cells.append(cell)
                    sheet.append(for_cell(cell.words if isinstance(cell, Link) else cell))
                else:
                    cells.append(column.show(value))
                    sheet.append(for_cell(column.cell(value)))
                    raw[column.name] = column.raw(value)
                    told.notes += column.is_long
            for place, column in enumerate(table.withheld, start=width):
                if row[place] not in (None, ""):
                    told.hold_back(column.name)
            # A key that is withheld (who holds it could act in your name) is no anchor either.
            written.keys.append(f"{table.name}-{told.rows + len(written.keys)}" if key is None else row[key])
            written.cells.append(cells)
            written.sheet.append(sheet)
            written.raw.append(as_json(raw))
        told.rows += len(chunk)
        return written

    def _names(self, columns: list[Column], chunk: list[tuple[Any, ...]]) -> dict[Any, str]:
        """What foreign keys point to, where that is no person and no row of the package: one query for each column."""
        names: dict[Any, str] = {}
        for place, column in enumerate(columns):
            target = column.target or (house.subject_roots[column.root].model if column.root else None)
            if target is None or column.root in _PEOPLE or (target in self._titles and not column.root):
                continue
            ids = {row[place] for row in chunk if row[place] is not None}
            if not ids:
                continue
            if column.is_file:
                for stored in StoredFile.objects.filter(pk__in=ids).order_by("pk"):
                    names[stored.pk] = stored.name
                    self.files.setdefault(stored.pk, f"files/{file_name(len(self.files) + 1, stored.name)}")
            else:
                found: dict[Any, models.Model] = target._base_manager.in_bulk(ids)
                names.update({pk: str(thing) for pk, thing in found.items()})
        return names

    def _reference(self, column: Column, value: Any, names: dict[Any, str], told: TableSummary) -> tuple[Cell, Any]:
        """What an id shows, and its JSON value: other people stay out, whichever table points to them."""
        if column.is_file:
            path = self.files.get(value)
            return (Link(names[value], path), path) if path else ("", None)
        if column.root in _PEOPLE:
            if value in self._own[column.root]:
                return self._you, str(value)
            told.hold_back(column.name)
            return self._others[column.root], None
        if column.target in self._titles and not column.root:
            return Link(self._titles[column.target], f"#r-{value}"), str(value)
        return names.get(value, str(value)), str(value)
