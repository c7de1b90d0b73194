"""Which rows, and which single fields, are past their terms on a day: asked of the declarations alone.

A row lives as long as one live reason covers it. A term with several clocks ("a|b") follows those whose owner is there,
and the last one that stops; a further reason (``also_keep``) covers a row only while its own clock runs. A row whose
words are gone already, and which stays because something needs it, is not due until nothing points to it any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, ForeignObjectRel, OuterRef, Q, QuerySet
from django.utils import timezone

from gestand.core.declarations.erasure import ErasureKind
from gestand.core.declarations.paths import AnyModel, field_at
from gestand.core.declarations.personal import Personal
from gestand.core.declarations.registry import DeclaredModel, personal_models
from gestand.core.declarations.terms import Length, Term
from gestand.core.erasure.gather import emptiable_fields, relations_to
from gestand.core.erasure.rows import EMPTY_WORD, empty_value
from gestand.core.search.models import SearchEntry

Model = type[AnyModel]
_AT_ONCE = 2000
_LETS_GO = (models.SET_NULL, models.SET_DEFAULT)


@dataclass(frozen=True, slots=True)
class DueRow:
    """A row, whom it is about ("" and None: nobody), and the day on which it goes: the one after its last."""

    model: Model
    key: Any
    root: str
    subject: UUID | None
    goes_on: date


def swept_models() -> list[DeclaredModel]:
    """The tables whose rows the sweep proposes: no job of their own takes them away, and they are no copy."""
    return [
        declared
        for declared in personal_models()
        if declared.personal is not None and not declared.personal.forgotten_by and declared.model is not SearchEntry
    ]


def rows_past(model: Model, personal: Personal, *, on: date) -> list[QuerySet[Any, Any]]:
    """Rows of which every reason is over before ``on``; the parts share no row, and each starts from an index."""
    further = Q()
    for term in personal.also_keep:
        further &= _not_covered(model, term, on)
    still_words = _still_something(model, personal)
    return [
        model._base_manager.filter(part & further & still_words).order_by()
        for part in _over_parts(model, personal.keep, on)
    ]


def due_rows(declared: DeclaredModel, *, on: date, among: QuerySet[Any, Any] | None = None) -> Iterator[DueRow]:
    """Each row of a swept table that is past its term on this day. ``among`` narrows the rows that are asked."""
    personal = declared.personal
    if personal is None:
        return
    clocks = [(clock, term.length) for term in personal.terms for clock in term.clocks]
    for part in rows_past(declared.model, personal, on=on):
        yield from _read(declared, part, clocks, among)


def due_fields(
    declared: DeclaredModel, *, on: date, among: QuerySet[Any, Any] | None = None
) -> Iterator[tuple[tuple[str, ...], DueRow]]:
    """Each row of which single fields are past a term of their own and still hold something, with these fields."""
    personal = declared.personal
    for term in dict.fromkeys(personal.keep_fields.values()) if personal is not None else ():
        assert personal is not None  # noqa: S101 - for the type checker
        fields = tuple(name for name, own in personal.keep_fields.items() if own == term)
        clocks = [(clock, term.length) for clock in term.clocks]
        for part in _over_parts(declared.model, term, on):
            rows = declared.model._base_manager.filter(part & words_in(declared.model, fields)).order_by()
            for row in _read(declared, rows, clocks, among):
                yield fields, row


def _read(
    declared: DeclaredModel,
    part: QuerySet[Any, Any],
    clocks: Sequence[tuple[str, Length]],
    among: QuerySet[Any, Any] | None,
) -> Iterator[DueRow]:
    lookups = [path.lookup for path in declared.subjects]
    rows = part if among is None else part & among
    if declared.personal is not None and declared.personal.loose_forgotten_by:
        rows = rows.exclude(**{f"{lookup}__isnull": True for lookup in lookups})
    names = ["pk", *lookups, *(clock for clock, _length in clocks)]
    for key, *values in rows.order_by().values_list(*names).iterator(chunk_size=_AT_ONCE):
        root, subject = _subject(declared, values[: len(lookups)])
        yield DueRow(declared.model, key, root, subject, goes_on(values[len(lookups) :], clocks))


def goes_on(moments: Sequence[date | datetime | None], clocks: Sequence[tuple[str, Length]]) -> date:
    """The day after the last on which one of these clocks covers a row."""
    ends = [
        _added(length, timezone.localdate(moment) if isinstance(moment, datetime) else moment)
        for moment, (_clock, length) in zip(moments, clocks, strict=True)
        if moment is not None
    ]
    return max(ends) + timedelta(days=1)


def words_in(model: Model, fields: Sequence[str]) -> Q:
    """Rows in which one of these fields still holds something."""
    full = Q(pk__in=[])
    for name in fields:
        field: models.Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment] # a declared column
        if not field.unique:
            value = empty_value(field)
            full |= Q(**{f"{name}__isnull": False}) if value is None else ~Q(**{name: value})
    return full


def without_clock(model: Model, term: Term) -> Q:
    """Rows that no clock can ever end: every owner of one is absent, and no clock of the row's own runs."""
    nobody = Q()
    for clock in term.clocks:
        nobody &= _absent(model, clock)
    return nobody if len(term.clocks) > 1 or "__" in term.clock else Q(pk__in=[])


@lru_cache(maxsize=4096)
def _added(length: Length, start: date) -> date:
    return length.added_to(start)


def _subject(declared: DeclaredModel, ids: Sequence[UUID | None]) -> tuple[str, UUID | None]:
    for path, subject in zip(declared.subjects, ids, strict=True):
        if subject is not None:
            return path.root, subject
    return "", None


def _over_parts(model: Model, term: Term, on: date) -> list[Q]:
    """By the first clock that is there, so that each part starts from the few rows of an index."""
    parts = []
    for place, clock in enumerate(term.clocks):
        rows = _over(model, clock, term.length, on)
        for earlier in term.clocks[:place]:
            rows &= _absent(model, earlier)
        for later in term.clocks[place + 1 :]:
            rows &= _absent(model, later) | _over(model, later, term.length, on)
        parts.append(rows)
    return parts


def _over(model: Model, clock: str, length: Length, on: date) -> Q:
    """The clock stopped so long ago that the term ended before that day."""
    last = length.last_start_before(on)
    field: models.Field[Any, Any] = field_at(model, clock)
    if isinstance(field, models.DateTimeField):
        return Q(**{f"{clock}__lt": timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))})
    return Q(**{f"{clock}__lte": last})


def _not_covered(model: Model, term: Term, on: date) -> Q:
    """A further reason is over, or never began."""
    free = Q()
    for clock in term.clocks:
        free &= Q(**{f"{clock}__isnull": True}) | _over(model, clock, term.length, on)
    return free


def _absent(model: Model, clock: str) -> Q:
    """Nobody owns this clock here: one of the foreign keys on its way is empty, or a clock of the row itself is."""
    steps = clock.split("__")
    if len(steps) == 1:
        return Q(**{f"{clock}__isnull": True})
    empty = Q()
    for length in range(1, len(steps)):
        way = "__".join(steps[:length])
        if field_at(model, way).null:
            empty |= Q(**{f"{way}__isnull": True})
    return empty or Q(pk__in=[])


def _still_something(model: Model, personal: Personal) -> Q:
    """Leaves out rows whose words went before: those a room empties, and empty shells that something points to."""
    if personal.erase.kind is ErasureKind.EMPTY:
        return words_in(model, personal.erase.fields)
    fields = emptiable_fields(model)
    marked = Q()
    for name in fields:
        field: models.Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment] # a declared column
        if not field.unique and empty_value(field) == EMPTY_WORD:
            marked &= Q(**{name: EMPTY_WORD})
    needed = [_points_here(relation) for relation in relations_to(model) if relation.on_delete not in _LETS_GO]
    if not marked or not needed:
        return Q()
    pointed_at = needed[0]
    for other in needed[1:]:
        pointed_at |= other
    return ~(marked & ~words_in(model, fields) & pointed_at)


def _points_here(relation: ForeignObjectRel) -> Q:
    related: Model = relation.related_model  # type: ignore[assignment] # never "self" once loaded
    return Q(Exists(related._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
