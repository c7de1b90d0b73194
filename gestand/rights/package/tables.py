"""Which tables hold something about a person, read from the declarations alone: no room is named here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.core.declarations import Personal
from gestand.core.declarations.registry import (
    CLIENT,
    PERSON,
    DeclaredModel,
    declared_model,
    personal_models,
    rows_about,
)
from gestand.core.house import house
from gestand.rights.package import words
from gestand.rights.package.columns import Column, column_of
from gestand.rights.package.prepared import Prepared, counted, prepared
from gestand.rights.subjects import Subjects

CHUNK_ROWS = 2000


@dataclass(slots=True)
class Table:
    """One declared model as the package shows it."""

    name: str  # "people.correspondence"
    title: str
    declaration: Personal
    model: type[models.Model]
    columns: list[Column]
    withheld: list[Column]
    counts_others: tuple[str, ...] = ()
    subject_lookups: tuple[str, ...] = ()
    categories: list[str] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)
    keep_words: str = ""
    role_words: str = ""
    head: bytes = b""  # the beginning of its part of data.json, written once
    attributes: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.attributes = [column.attribute for column in (*self.columns, *self.withheld)]

    def because(self, column_name: str) -> str:
        """Why a column, or some of its values, is not in the package."""
        for column in self.withheld:
            if column.name == column_name:
                return column.withheld_because
        return _("it concerns someone else")

    def label_of(self, column_name: str) -> str:
        return next((each.label for each in (*self.columns, *self.withheld) if each.name == column_name), column_name)

    @property
    def file_name(self) -> str:
        return f"{self.name}.csv"

    def rows(self, subjects: Subjects) -> Iterator[list[tuple[Any, ...]]]:
        """The rows about the person, in chunks of plain tuples in the order of ``attributes``; flat memory."""
        query = prepared(self.name, self._ordered, subjects)
        return iter(()) if query is None else query.rows(subjects, chunk_rows=CHUNK_ROWS)

    def _ordered(self, subjects: Subjects) -> QuerySet[Any, Any]:
        ordering = self.model._meta.ordering or ()
        return self.about(subjects).order_by(*ordering, "pk").values_list(*self.attributes)

    def about(self, subjects: Subjects) -> QuerySet[Any, Any]:
        return rows_about(self.model, persons=subjects.persons, clients=subjects.clients, accounts=subjects.accounts)

    def others(self, subjects: Subjects) -> Prepared | None:
        """The rows that stand with the same household or business, but are about other people in it."""
        if not self.counts_others or not self.subject_lookups or not subjects.clients:
            return None
        return prepared(f"others of {self.name}", self._about_others, subjects)

    def _about_others(self, subjects: Subjects) -> QuerySet[Any, Any]:
        with_us = Q()
        for lookup in self.counts_others:
            with_us |= Q(**{f"{lookup}__in": subjects.clients})
        about_others = Q()
        for lookup in self.subject_lookups:
            about_others |= Q(**{f"{lookup}__isnull": False}) & ~Q(**{f"{lookup}__in": subjects.persons})
        rows: QuerySet[Any, Any] = self.model._base_manager.filter(with_us & about_others)
        return rows.order_by().values_list("pk")


def rows_of_others(tables: Iterable[Table], subjects: Subjects) -> dict[str, int]:
    """By the table's name how many rows are about others of the same household or business. One statement."""
    asked = {table.name: query for table in tables if (query := table.others(subjects)) is not None}
    return dict(zip(asked, counted(asked.values(), subjects), strict=True))


@lru_cache(maxsize=8)
def personal_tables(_language: str, on: date) -> tuple[Table, ...]:
    """Every table that can hold something about a person, his or her own record first, in the active language.

    Nothing in it is about anybody, so it is kept for the next package; ``on`` is the day whose law numbers it tells.
    """
    return tuple(sorted((_table(declared, on) for declared in personal_models()), key=_place))


def _table(declared: DeclaredModel, on: date) -> Table:
    declaration = declared.personal
    assert declaration is not None  # noqa: S101 - personal_models() gives no others
    meta = declared.model._meta
    ids_of_subjects = {path.hops[0]: path.root for path in declared.subjects if len(path.hops) == 1}
    columns = [
        column_of(
            each,
            category=declaration.categories.get(each.name),
            withheld_because=declaration.withhold.get(each.name, ""),
            is_file=each.name in declaration.files,
            root=ids_of_subjects.get(each.name, ""),
            among=[apps.get_model(label) for label in declaration.points_to.get(each.name, ())],
        )
        for each in meta.concrete_fields
    ]
    return Table(
        name=meta.label_lower,
        title=capfirst(_(str(meta.verbose_name_plural))),
        declaration=declaration,
        model=declared.model,
        columns=[column for column in columns if not column.withheld_because],
        withheld=[column for column in columns if column.withheld_because],
        counts_others=_client_columns(declared.model),
        subject_lookups=tuple(path.lookup for path in declared.subjects if path.root == PERSON),
        categories=words.categories_words(each.category for each in columns if each.category),
        purposes=words.purposes_words(declaration.purposes),
        keep_words=words.term_words(declaration.keep, on),
        role_words=words.hat_words(declaration),
    )


def _client_columns(model: type[models.Model]) -> tuple[str, ...]:
    """Foreign keys to a contract (household, business) beside the person whom a row is about."""
    roots = {root.model for root in house.subject_roots.values() if root.name == CLIENT}
    return tuple(
        each.name
        for each in model._meta.concrete_fields
        if isinstance(each, models.ForeignKey) and each.remote_field.model in roots
    )


def _place(table: Table) -> tuple[int, str, str]:
    """The person's own record, then the clients', then what the rooms hold; what the ground floor keeps comes last."""
    roots = declared_model(table.model).subjects
    app_label = table.model._meta.app_label
    if roots and not roots[0].hops:
        return (0 if roots[0].root == PERSON else 1, app_label, table.name)
    return (3 if app_label == "core" else 2, app_label, table.name)
