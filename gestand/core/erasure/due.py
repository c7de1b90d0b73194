"""Which rows, and which single fields, are past their terms on a day: asked of the declarations alone.

A row lives as long as one live reason covers it. A term with several clocks ("a|b") follows those whose owner is there,
and the last one that stops; a further reason (``also_keep``) covers a row only while its own clock runs. A row whose
words are gone already, and which stays because something needs it, is not due until nothing points to it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import DateField, DateTimeField, Exists, ForeignObjectRel, OuterRef, Q, QuerySet
from django.utils import timezone

from gestand.core.chunks import in_chunks
from gestand.core.declarations.erasure import ErasureKind
from gestand.core.declarations.paths import AnyModel, SubjectPath, field_at
from gestand.core.declarations.personal import Personal
from gestand.core.declarations.registry import DeclaredModel, about_these, personal_models
from gestand.core.declarations.terms import Length, Term
from gestand.core.erasure.gather import emptiable_fields, relations_to
from gestand.core.erasure.rows import EMPTY_WORD, empty_value
from gestand.core.questions import Compiled, Given, Ids, Prepared, Question, filled_in
from gestand.core.search.models import SearchEntry

Model = type[AnyModel]
_AT_ONCE = 2000
_LETS_GO = (models.SET_NULL, models.SET_DEFAULT)
#: What a clock is compared with: a day, or a place for one in a question that is compiled once.
_Limit = Callable[[str, Length], Any]


@dataclass(frozen=True, slots=True)
class Due:
    """What rows have in common: whom they are about ("" and None: nobody), and the day on which they go: the one after
    their last.
    """

    root: str
    subject: UUID | None
    goes_on: date


@dataclass(frozen=True, slots=True)
class DueBatch:
    """Rows of a table, by key as the database has it; ``fields``: only these go, while the row stays.

    ``why`` is the reason of the term that is over.
    """

    model: Model
    fields: tuple[str, ...]
    why: str
    rows: Sequence[tuple[Any, Due]]


def swept_models() -> list[DeclaredModel]:
    """The tables whose rows the sweep proposes: no job of their own takes them away, and they are no copy."""
    return [
        declared
        for declared in personal_models()
        if declared.personal is not None and not declared.personal.forgotten_by and declared.model is not SearchEntry
    ]


def filled_models(filled: Collection[Model]) -> list[DeclaredModel]:
    """Those of them that hold a row at all: many of an office's tables are empty, and each is asked several times."""
    return [declared for declared in swept_models() if declared.model in filled]


def rows_past(model: Model, personal: Personal, *, on: date) -> list[QuerySet[Any, Any]]:
    """Rows of which every reason is over before ``on``; the parts share no row, and each starts from an index."""
    limit = _limit_of(model, on)
    conditions = _rows_over(model, personal.terms, personal, limit, _needing(model, personal, None))
    return [model._base_manager.filter(condition).order_by() for condition in conditions]


def due_batches(
    declared: DeclaredModel,
    *,
    on: date,
    subjects: Mapping[str, Prepared] | None = None,
    nobody: bool = False,
    filled: Collection[Model] | None = None,
) -> Iterator[DueBatch]:
    """The rows of a swept table that are past their terms on this day, and single fields past terms of their own.

    ``subjects``: rows that name one of these, by the kind of subject (look at whom each is about); ``nobody``: only
    rows about nobody; ``filled``: the tables that hold a row, when that was asked: nothing points here from others.
    """
    personal = declared.personal
    if personal is None:
        return
    wanted = frozenset(subjects) if subjects is not None else None
    if wanted is not None and not wanted:
        return
    groups = [((), personal.terms), *_groups_of_fields(personal)]
    limit = _limit_of(declared.model, on)
    for fields, terms in groups:
        clocks = tuple((clock, term.length) for term in terms for clock in term.clocks)
        values: dict[str, Any] = {name_of(clock, length): limit(clock, length) for clock, length in clocks}
        if subjects is not None:
            values |= {f"{root}s": ids for root, ids in subjects.items()}
        needing = frozenset() if fields else _needing(declared.model, personal, filled)
        group = _Group(declared.model, declared.subjects, fields, terms, wanted, nobody, needing)
        compiled = group.compiled(personal)
        for rows in _read(declared, compiled, values, clocks) if compiled is not None else ():
            yield DueBatch(declared.model, fields, terms[0].why, rows)


def key_of(model: Model, raw: Any) -> Any:
    """A key as Python has it."""
    return UUID(raw) if isinstance(model._meta.pk, models.UUIDField) and isinstance(raw, str) else raw


def name_of(clock: str, length: Length) -> str:
    """Under which name the limit of a clock stands in a question."""
    return f"{clock}+{length.years}.{length.months}.{length.days}"


def _groups_of_fields(personal: Personal) -> list[tuple[tuple[str, ...], tuple[Term, ...]]]:
    return [
        (tuple(name for name, own in personal.keep_fields.items() if own == term), (term,))
        for term in dict.fromkeys(personal.keep_fields.values())
    ]


@dataclass(frozen=True, slots=True)
class _Group:
    """What is asked of a table: the terms that must be over, for whole rows or some fields, about whom."""

    model: Model
    paths: tuple[SubjectPath, ...]
    fields: tuple[str, ...]
    terms: tuple[Term, ...]
    wanted: frozenset[str] | None
    nobody: bool
    needing: frozenset[Model]  # tables of which a row may hold an empty shell back

    def compiled(self, personal: Personal) -> Compiled | None:
        """Compiled once, its parts below each other; a length that the owner chooses makes another question."""
        lengths = tuple(term.length for term in self.terms)
        key = (self, id(personal), lengths, connection.vendor)
        if key not in _compiled_groups:
            parts = [self._part(personal, part) for part in range(len(self.terms[0].clocks))]
            made = [compiled for part in parts if (compiled := part.compiled()) is not None]
            _compiled_groups[key] = (personal, _together(made) if made else None)
        return _compiled_groups[key][1]

    def _part(self, personal: Personal, part: int) -> Question:
        """One part of the rows: key, ids of subjects, clocks."""
        lookups = [path.lookup for path in self.paths]
        limit = _place_of(self.model)

        def ask(persons: Ids, clients: Ids, accounts: Ids) -> QuerySet[Any, Any]:
            if self.fields:
                condition = _over_parts(self.model, self.terms[0], limit)[part] & words_in(self.model, self.fields)
            else:
                condition = _rows_over(self.model, self.terms, personal, limit, self.needing)[part]
            if self.wanted is not None:
                every = {"person": persons, "client": clients, "account": accounts}
                ids = {root: each for root, each in every.items() if root in self.wanted}
                about = about_these(self.model, self.paths, ids, loosely=True)
                condition = Q(pk__in=[]) if about is None else condition & about
            rows = self.model._base_manager.filter(condition)
            of_nobody = Q(**{f"{lookup}__isnull": True for lookup in lookups})
            if self.nobody:
                rows = rows.filter(of_nobody)
            if personal.loose_forgotten_by:
                rows = rows.exclude(of_nobody)
            clocks = [clock for term in self.terms for clock in term.clocks]
            return rows.order_by().values_list("pk", *lookups, *clocks)

        return Question(ask)


#: With the declaration that each was made of, so that another one never takes its place.
_compiled_groups: dict[tuple[Any, ...], tuple[Personal, Compiled | None]] = {}


def _together(parts: Sequence[Compiled]) -> Compiled:
    """Parts of the same rows, of which none is in two, as one question."""
    sql = " UNION ALL ".join(part.sql for part in parts)
    return replace(parts[0], sql=sql, parameters=tuple(each for part in parts for each in part.parameters))


def _read(
    declared: DeclaredModel, compiled: Compiled, values: Mapping[str, Any], clocks: Sequence[tuple[str, Length]]
) -> Iterator[list[tuple[Any, Due]]]:
    """In batches. Rows that are about the same and have the same clocks are understood once."""
    converters = {place: (each, column) for place, each, column in compiled.converters}
    known: dict[tuple[Any, ...], Due] = {}
    width = len(declared.subjects)

    def understood(row: tuple[Any, ...]) -> Due:
        plain = list(row)
        for place, (each, column) in converters.items():
            if place:
                for convert in each:
                    plain[place] = convert(plain[place], column, connection)
        ids = [UUID(each) if isinstance(each, str) else each for each in plain[1 : 1 + width]]
        root, subject = _subject(declared, ids)
        return Due(root, subject, goes_on(plain[1 + width :], clocks))

    for rows in in_chunks(_unread(compiled, width), filled_in(compiled.parameters, values), size=_AT_ONCE):
        batch = []
        for row in rows:
            rest = row[1:]
            due = known.get(rest)
            if due is None:
                due = known[rest] = understood(row)
            batch.append((row[0], due))
        yield batch


def _unread(compiled: Compiled, width: int) -> str:
    """The question, answered with what the database holds: ids and days of thousands of rows that are alike are read
    once. Behind the key so many columns are ids.
    """
    names = [f"c{place}" for place in range(len(compiled.columns))]
    if connection.vendor == "sqlite":
        shown = [f"+{name}" for name in names]  # what is calculated has no declared type: the driver leaves it as it is
    else:
        shown = [f"{name}::text" if 1 <= place <= width else name for place, name in enumerate(names)]
    return f"WITH due ({', '.join(names)}) AS ({compiled.sql}) SELECT {', '.join(shown)} FROM due"  # noqa: S608 - names of our own


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


@lru_cache(maxsize=256)
def _last_start(length: Length, on: date) -> date:
    return length.last_start_before(on)


@lru_cache(maxsize=4096)
def _added(length: Length, start: date) -> date:
    return length.added_to(start)


def _subject(declared: DeclaredModel, ids: Sequence[UUID | None]) -> tuple[str, UUID | None]:
    for path, subject in zip(declared.subjects, ids, strict=True):
        if subject is not None:
            return path.root, subject
    return "", None


def _rows_over(
    model: Model, terms: Sequence[Term], personal: Personal, limit: _Limit, needing: frozenset[Model]
) -> list[Q]:
    """By the first clock of the first term: every reason is over, and something is still there."""
    further = Q()
    for term in terms[1:]:
        further &= _not_covered(model, term, limit)
    still = further & _still_something(model, personal, needing)
    return [part & still for part in _over_parts(model, terms[0], limit)]


def _limit_of(model: Model, on: date) -> _Limit:
    """Of each clock the latest day, or the first moment too late, from which its term ended before ``on``."""

    def limit(clock: str, length: Length) -> Any:
        last = _last_start(length, on)
        if isinstance(field_at(model, clock), models.DateTimeField):
            return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
        return last

    return limit


def _place_of(model: Model) -> _Limit:
    """Where such a limit comes to stand."""

    def limit(clock: str, length: Length) -> Any:
        is_moment = isinstance(field_at(model, clock), models.DateTimeField)
        return Given(name_of(clock, length), DateTimeField() if is_moment else DateField())

    return limit


def _over_parts(model: Model, term: Term, limit: _Limit) -> list[Q]:
    """By the first clock that is there, so that each part starts from the few rows of an index."""
    parts = []
    for place, clock in enumerate(term.clocks):
        rows = _over(model, clock, term.length, limit)
        for earlier in term.clocks[:place]:
            rows &= _absent(model, earlier)
        for later in term.clocks[place + 1 :]:
            rows &= _absent(model, later) | _over(model, later, term.length, limit)
        parts.append(rows)
    return parts


def _over(model: Model, clock: str, length: Length, limit: _Limit) -> Q:
    """The clock stopped so long ago that the term ended before that day."""
    compared = "lt" if isinstance(field_at(model, clock), models.DateTimeField) else "lte"
    return Q(**{f"{clock}__{compared}": limit(clock, length)})


def _not_covered(model: Model, term: Term, limit: _Limit) -> Q:
    """A further reason is over, or never began."""
    free = Q()
    for clock in term.clocks:
        free &= Q(**{f"{clock}__isnull": True}) | _over(model, clock, term.length, limit)
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


def _still_something(model: Model, personal: Personal, needing: frozenset[Model]) -> Q:
    """Leaves out rows whose words went before: those a room empties, and empty shells that something points to."""
    if personal.erase.kind is ErasureKind.EMPTY:
        return words_in(model, personal.erase.fields)
    marked = _mark_of_a_shell(model)
    if not marked or not needing:
        return Q()
    pointed_at = Q()
    for relation in _holding_back(model, among=needing):
        pointed_at |= _points_here(relation)
    return ~(marked & ~words_in(model, emptiable_fields(model)) & pointed_at)


def _mark_of_a_shell(model: Model) -> Q:
    """What stands in each empty shell of this table; nothing when it has none."""
    marked = Q()
    for name in emptiable_fields(model):
        field: models.Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment] # a declared column
        if not field.unique and empty_value(field) == EMPTY_WORD:
            marked &= Q(**{name: EMPTY_WORD})
    return marked


def _needing(model: Model, personal: Personal, filled: Collection[Model] | None) -> frozenset[Model]:
    """The tables of which a row may need a shell of this one to stay: each is a question in the question, which the
    database plans, whether there is such a row or not (measured: two thirds of what is asked about clients).
    """
    if personal.erase.kind is ErasureKind.EMPTY or not _mark_of_a_shell(model):
        return frozenset()
    return frozenset(relation.related_model for relation in _holding_back(model, among=filled))  # type: ignore[misc]


def _holding_back(model: Model, *, among: Collection[Model] | None) -> list[ForeignObjectRel]:
    return [each for each in relations_to(model, among=among) if each.on_delete not in _LETS_GO]


def _points_here(relation: ForeignObjectRel) -> Q:
    related: Model = relation.related_model  # type: ignore[assignment] # never "self" once loaded
    return Q(Exists(related._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
