"""Whom an erasure is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from gestand.core.declarations.paths import AnyModel
from gestand.core.declarations.registry import ACCOUNT, CLIENT, PERSON, rows_about


@dataclass(frozen=True, slots=True)
class ErasedSubjects:
    """Ids of the subject roots that go; with the ids of what was merged into them, which an older backup still has."""

    persons: frozenset[UUID] = frozenset()
    clients: frozenset[UUID] = frozenset()
    accounts: frozenset[UUID] = frozenset()

    @property
    def by_root(self) -> dict[str, tuple[UUID, ...]]:
        named = {PERSON: self.persons, CLIENT: self.clients, ACCOUNT: self.accounts}
        return {root: tuple(sorted(ids)) for root, ids in named.items() if ids}

    @classmethod
    def of_roots(cls, by_root: Mapping[str, Collection[UUID]]) -> ErasedSubjects:
        return cls(
            frozenset(by_root.get(PERSON, ())), frozenset(by_root.get(CLIENT, ())), frozenset(by_root.get(ACCOUNT, ()))
        )

    @property
    def ids(self) -> frozenset[UUID]:
        return self.persons | self.clients | self.accounts

    def parted(self, ids: Collection[UUID]) -> tuple[ErasedSubjects, ErasedSubjects]:
        """Those that are not among these ids, and those that are."""
        those = frozenset(ids)
        return (
            ErasedSubjects(self.persons - those, self.clients - those, self.accounts - those),
            ErasedSubjects(self.persons & those, self.clients & those, self.accounts & those),
        )

    def rows_of(self, model: type[AnyModel]) -> QuerySet[Any]:
        return rows_about(model, persons=self.persons, clients=self.clients, accounts=self.accounts)
