"""What visitors can fill in: each room says how it keeps an entry after a parent's yes, and what goes at a word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models
from django.utils.functional import Promise

Entry = Mapping[str, str]
Rows = Mapping[type[models.Model], Collection[Any]]


class Keep(Protocol):
    """Keep the entry as if somebody of sixteen had sent it now; gives the id of what was kept, None for nothing."""

    def __call__(self, entry: Entry, *, language: str, at: datetime) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class EntryKind:
    """One public form. ``what`` is it inside a sentence ("a request about personal data"); ``told`` gives the entry in
    words for the parent; ``rows`` all that was kept of it and hangs on it, to be destroyed at the parent's word.
    """

    key: str
    what: str | Promise
    told: ToldInWords
    keep: Keep
    rows: RowsOf


class ToldInWords(Protocol):
    def __call__(self, entry: Entry) -> Sequence[tuple[str, str]]: ...


class RowsOf(Protocol):
    def __call__(self, kept_id: UUID) -> Rows: ...


_KINDS: dict[str, EntryKind] = {}


def add_entry_kind(kind: EntryKind) -> None:
    """Called from the doorplate of the room whose form it is."""
    _KINDS[kind.key] = kind


def entry_kind(key: str) -> EntryKind:
    """Raises ``KeyError``: a form that names a kind nobody offers is a mistake of the builder."""
    return _KINDS[key]


def entry_kinds() -> Mapping[str, EntryKind]:
    return _KINDS
