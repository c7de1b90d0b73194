"""From rows to cells: the same row as words for people, as cells for a spreadsheet and as values for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_json(value: Any) -> bytes:
    """UTF-8 JSON; a lone surrogate, which UTF-8 cannot hold, becomes a question mark."""
    return _ENCODER.encode(value).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Written:
    """One chunk of rows in every form; ``cells`` column by column, the rest row by row."""

    anchors: list[str]
    cells: list[list[Cell]]
    sheet: Iterable[tuple[str, ...]]
    raw: list[bytes]


class RowWriter:
    """Turns rows into cells, and collects the files that go along."""

    def __init__(self, subjects: Subjects, tables: Iterable[Table]) -> None:
        self._own = {"person": subjects.persons, "account": subjects.accounts}
        self._tables = {table.model for table in tables}
        self._titles: dict[type[models.Model], str] = {}  # of those to which a row points
        self._you = _("you")
        self._others = {"person": _("someone else"), "account": _("someone of our team")}
        self._names_of_roots: dict[Any, str] = {}
        self.files: dict[UUID, str] = {}

    def write(self, table: Table, chunk: list[tuple[Any, ...]], told: TableSummary) -> Written:
        """Every form of a chunk of rows; counts what is held back."""
        by_column = list(zip(*chunk, strict=True))
        columns = table.columns
        names = self._names(columns, by_column)
        empty = [""] * len(chunk)
        cells: list[list[Cell]] = []
        sheets: list[list[str]] = []
        raws: list[list[Any]] = []
        for column, values in zip(columns, by_column, strict=False):
            if column.root or column.is_file or column.among or (column.target is not None and not column.is_hidden):
                shown, raw = self._references(column, values, names, told)
                sheets.append([for_cell(cell.words if isinstance(cell, Link) else cell) for cell in shown])
            else:
                forms = column.forms(values)
                shown, raw = (empty if column.is_hidden else forms.shown), forms.raw  # type: ignore[assignment]
                sheets.append(forms.sheet)
                if column.is_long:
                    told.notes += sum(map(bool, forms.shown))
            cells.append(shown)
            raws.append(raw)
        for column, values in zip(table.withheld, by_column[len(columns) :], strict=True):
            count = sum(value is not None and value != "" for value in values)
            if count:
                told.withheld[column.name] = told.withheld.get(column.name, 0) + count
        fields = [column.name for column in columns]
        anchors = self._anchors(table, by_column, told.rows, len(chunk))
        told.rows += len(chunk)
        return Written(
            anchors,
            cells,
            zip(*sheets, strict=True),
            [as_json(dict(zip(fields, row, strict=True))) for row in zip(*raws, strict=True)],
        )

    def _anchors(self, table: Table, by_column: list[tuple[Any, ...]], before: int, count: int) -> list[str]:
        """Where links to a row lead. A key that is withheld (who holds it could act in your name) is no anchor."""
        for column, values in zip(table.columns, by_column, strict=False):
            if column.is_key:
                return [f"r-{value}" for value in values]
        return [f"r-{table.name}-{number}" for number in range(before, before + count)]

    def _names(self, columns: list[Column], by_column: list[tuple[Any, ...]]) -> dict[Any, str]:
        """What foreign keys point to, where that is no person and no row of the package: one query for each column."""
        names: dict[Any, str] = {}
        for column, values in zip(columns, by_column, strict=False):
            if column.among:
                names.update(_names_among(column.among, {value for value in values if value is not None}))
                continue
            target = column.target or (house.subject_roots[column.root].model if column.root else None)
            if target is None or column.root in _PEOPLE or (target in self._tables and not column.root):
                continue
            ids = {value for value in values if value is not None}
            if not ids:
                continue
            if column.is_file:
                for stored in StoredFile.objects.filter(pk__in=ids).order_by("pk"):
                    names[stored.pk] = stored.name
                    self.files.setdefault(stored.pk, f"files/{file_name(len(self.files) + 1, stored.name)}")
            else:
                known = self._names_of_roots if column.root else {}
                if new := ids - known.keys():
                    found: dict[Any, models.Model] = target._base_manager.in_bulk(new)
                    known.update({pk: str(thing) for pk, thing in found.items()})
                names.update(known)
        return names

    def _references(
        self, column: Column, values: Sequence[Any], names: dict[Any, str], told: TableSummary
    ) -> tuple[list[Cell], list[Any]]:
        """What ids show, and their JSON values: other people stay out, whichever table points to them."""
        shown: list[Cell] = []
        raw: list[Any] = []
        for value in values:
            if value is None or value == "":
                cell, plain = "", value
            else:
                cell, plain = self._reference(column, value, names, told)  # type: ignore[assignment]
            shown.append(cell)
            raw.append(plain)
        return shown, raw

    def _reference(self, column: Column, value: Any, names: dict[Any, str], told: TableSummary) -> tuple[Cell, Any]:
        if column.is_file:
            path = self.files.get(value)
            return (Link(names[value], path), path) if path else ("", None)
        if column.root in _PEOPLE:
            if value in self._own[column.root]:
                return ("" if column.is_hidden else self._you), str(value)
            told.hold_back(column.name)
            return self._others[column.root], None
        if column.among:
            return names.get(value, ""), str(value)
        if column.target is not None and column.target in self._tables and not column.root:
            if column.target not in self._titles:
                self._titles[column.target] = str(column.target._meta.verbose_name)
            return Link(self._titles[column.target], f"#r-{value}"), str(value)
        return ("" if column.is_hidden else names.get(value, str(value))), str(value)


def _names_among(tables: Iterable[type[models.Model]], ids: set[Any]) -> dict[Any, str]:
    """What rows are called that stand in one of several tables; one query for each while some are missing."""
    names: dict[Any, str] = {}
    for table in tables:
        if missing := ids - names.keys():
            names.update({pk: str(row) for pk, row in table._base_manager.in_bulk(missing).items()})
    return names
