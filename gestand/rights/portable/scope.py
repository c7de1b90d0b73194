"""Whose package it is: one person (GDPR 20), or a whole client with everybody in it (a hand-over)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category
from gestand.core.declarations.registry import CLIENT, PERSON, rows_about
from gestand.core.house import house
from gestand.people.models import Client, Membership
from gestand.rights.portable.refusals import NothingPortable
from gestand.rights.portable.tables import Division, LeftOut, PortableColumn, PortableTable
from gestand.rights.subjects import subjects_of

_OUR_NOTE = _("it is a note of ours; a request for access brings it")


class ScopeKind(StrEnum):
    PERSON = "person"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Scope:
    """``persons`` and ``clients`` are the roots whose rows go along; ``language`` is the one of who takes them."""

    kind: ScopeKind
    id: UUID
    name: str
    label: str  # short, for the name of a file
    language: str
    persons: frozenset[UUID]
    clients: frozenset[UUID]

    @property
    def roots(self) -> dict[type[models.Model], frozenset[UUID]]:
        shelf = house.subject_roots
        return {shelf[PERSON].model: self.persons, shelf[CLIENT].model: self.clients}

    def columns_of(self, table: PortableTable) -> tuple[PortableColumn, ...]:
        """What of a table goes along: our own notes about a person are no data that the person provided."""
        return tuple(column for column in table.columns if not self._is_our_note(column))

    def left_out_of(self, table: PortableTable) -> tuple[LeftOut, ...]:
        notes = tuple(
            LeftOut(
                column.name, column.label, str(_("it is a note of ours; a request for access brings it")), column.field
            )
            for column in table.columns
            if self._is_our_note(column)
        )
        return table.left_out + notes

    def _is_our_note(self, column: PortableColumn) -> bool:
        return self.kind is ScopeKind.PERSON and column.category is Category.FREE_TEXT and column.field.blank

    def rows_of(self, table: PortableTable, division: Division) -> QuerySet[Any]:
        """The rows that go along, by id. Of a row that cannot stand without somebody else's thing, nothing goes."""
        rows = self._about(table)
        for column in table.references:
            target = division.table(column.target)
            assert target is not None  # noqa: S101 - a reference leads to a table that goes along
            ids = self.roots.get(target.model)
            if ids is not None:
                within = Q(**{f"{column.attribute}__in": ids})
                if column.is_required:
                    rows = rows.filter(within)
                elif self.kind is ScopeKind.CLIENT:  # what is also about another client is that client's
                    rows = rows.filter(within | Q(**{f"{column.attribute}__isnull": True}))
            elif column.is_required and target is not table:
                rows = rows.filter(**{f"{column.attribute}__in": self.rows_of(target, division).values("pk")})
        for column in table.namings:
            named = Q(**{f"{column.attribute}__isnull": True}) if not column.is_required else Q()
            for name in column.among:
                if (target := division.table(name)) is not None:
                    named |= Q(**{f"{column.attribute}__in": self.rows_of(target, division).order_by().values("pk")})
            rows = rows.filter(named)
        return rows.order_by("pk")

    def _about(self, table: PortableTable) -> QuerySet[Any]:
        return rows_about(table.model, persons=self.persons, clients=self.clients)

    def left_behind(self, table: PortableTable, division: Division) -> int:
        """How many rows are about them and yet stay, because they hang on somebody else's thing."""
        return self._about(table).count() - self.rows_of(table, division).count()

    def within(self, target: PortableTable, ids: Collection[UUID], division: Division) -> set[UUID]:
        """Which of these rows go along."""
        own = self.roots.get(target.model)
        if own is not None:
            return {each for each in ids if each in own}
        return set(self.rows_of(target, division).filter(pk__in=list(ids)).order_by().values_list("pk", flat=True))


def person_scope(person_id: UUID) -> Scope:
    """One person, with what a household shares. Refuses (``NobodyThere``) when there is no such person."""
    subjects = subjects_of(person_id)
    person = subjects.person
    return Scope(
        ScopeKind.PERSON,
        person.id,
        person.full_name,
        person.short_id,
        person.language,
        frozenset({person.id}),
        subjects.clients,
    )


def client_scope(client_id: UUID) -> Scope:
    """A household or business with everybody in it, for a hand-over. Refuses (``NothingPortable``)."""
    client = Client.objects.filter(id=client_id).first()
    if client is None:
        raise NothingPortable(_("There is no such client any more."))
    members = frozenset(Membership.objects.filter(client=client).values_list("person_id", flat=True))
    return Scope(
        ScopeKind.CLIENT, client.id, client.name, client.id.hex[-8:], client.language, members, frozenset({client.id})
    )
