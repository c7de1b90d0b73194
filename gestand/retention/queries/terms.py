"""Every rule with what it covers now, in one statement however many tables there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, DateField, F, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst

from gestand.core.declarations.held import all_held, held_models
from gestand.core.declarations.paths import AnyModel, field_at
from gestand.core.declarations.personal import HeldFor, Personal
from gestand.core.declarations.registry import personal_models
from gestand.core.declarations.terms import Term
from gestand.core.gathering import gathered
from gestand.core.house import house
from gestand.core.jobs.registry import registered_jobs
from gestand.core.law import LOG_LIKE, TERM_NAMES, LawNumber, NotInTheLaw, law, source_words, table_law
from gestand.core.law_texts import LawText, texts_of
from gestand.core.search.models import SearchEntry
from gestand.retention.models import StandingYes, TermChange

Model = type[AnyModel]
_LONG_AGO = date(1900, 1, 1)
#: What is held for a client as its processor goes so long after the end, by a decision about each client.
AS_PROCESSOR = "keep.as_processor"
#: A copy goes by the shortest term since it was made: letters have named its last day.
OF_COPIES = frozenset({"keep.backup", "keep.keybox"})


@dataclass
class TableUnder:
    """A table, or some fields of one, under a rule. ``job``: what takes it away; empty: the sweep proposes it.

    ``first_on``: the earliest clock that runs; ``next_on``: the day on which that goes; ``running``: rows whose clock
    has started.
    """

    title: str
    label: str
    fields: tuple[str, ...] = ()
    term: Term | None = None
    job: str | Promise = ""
    loose_job: str | Promise = ""
    held: HeldFor | None = None  # rows that are held as processor, which go otherwise
    rows: int = 0
    running: int = 0
    first_on: date | None = None

    @property
    def next_on(self) -> date | None:
        if self.first_on is None or self.term is None:
            return None
        return self.term.length.added_to(self.first_on) + timedelta(days=1)


@dataclass
class Rule:
    """One number of the law table: what it is, and what is under it."""

    key: str
    name: str
    number: LawNumber
    in_table: LawNumber
    change: TermChange | None = None
    standing: StandingYes | None = None
    tables: list[TableUnder] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The article, or whose choice it is, in the reader's language."""
        return source_words(self.number.source)

    @property
    def texts(self) -> tuple[LawText, ...]:
        """Where the laws that it names can be read."""
        return texts_of(self.number.source)

    @property
    def is_chosen(self) -> bool:
        return self.change is not None and self.change.value is not None

    @property
    def is_like_a_log(self) -> bool:
        return self.key in LOG_LIKE

    @property
    def is_of_copies(self) -> bool:
        return self.key in OF_COPIES

    @property
    def may_stand(self) -> bool:
        """Whether a standing yes would do anything: it is like a log, and the sweep has it."""
        return self.is_like_a_log and any(not table.job for table in self.tables)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables if not table.fields)

    @property
    def first_on(self) -> date | None:
        return min((table.first_on for table in self.tables if table.first_on is not None), default=None)

    @property
    def next_on(self) -> date | None:
        return min((table.next_on for table in self.tables if table.next_on is not None), default=None)


def all_rules(*, at: datetime) -> list[Rule]:
    """Every term of the law table, those with rows first in the table's order."""
    today = timezone.localdate(at)
    changes = _newest_changes()
    standing = {each.key: each for each in StandingYes.objects.filter(ended_at__isnull=True)}
    tables = tables_under()
    _count(tables)
    rules = []
    for key, name in TERM_NAMES.items():
        try:
            number, plain = law(key, today), table_law(key, today)
        except NotInTheLaw:
            continue
        rules.append(Rule(key, str(name), number, plain, changes.get(key), standing.get(key)))
    by_key = {rule.key: rule for rule in rules}
    for table in tables:
        why = AS_PROCESSOR if table.held is not None else table.term.why if table.term is not None else ""
        if why in by_key:
            by_key[why].tables.append(table)
    return rules


def rule(key: str, *, at: datetime) -> Rule | None:
    return next((each for each in all_rules(at=at) if each.key == key), None)


def changes_of(key: str) -> Sequence[TermChange]:
    return list(TermChange.objects.filter(key=key))


def tables_under() -> list[TableUnder]:
    """Each declared table and each group of fields with a term of its own; what lies outside the database too."""
    found = []
    for declared in personal_models():
        personal = declared.personal
        if personal is None or declared.model is SearchEntry:
            continue
        title = str(capfirst(str(declared.model._meta.verbose_name_plural)))
        job, loose = _job_words(personal.forgotten_by), _job_words(personal.loose_forgotten_by)
        found += [TableUnder(title, declared.label, (), term, job, loose) for term in personal.terms]
        for term in dict.fromkeys(personal.keep_fields.values()):
            fields = tuple(name for name, own in personal.keep_fields.items() if own == term)
            found += [TableUnder(title, declared.label, fields, term, job)]
    for declared, held in held_models():
        title = str(capfirst(str(declared.model._meta.verbose_name_plural)))
        found.append(TableUnder(title, declared.label, held=held))
    return found + [
        TableUnder(str(capfirst(str(outside.name))), "", term=outside.declaration.keep)
        for outside in house.outside_data
        if isinstance(outside.declaration, Personal)
    ]


def _job_words(name: str) -> str | Promise:
    return registered_jobs[name].label if name in registered_jobs else ""


def _newest_changes() -> Mapping[str, TermChange]:
    return {change.key: change for change in TermChange.objects.order_by("changed_at", "id")}


def _count(tables: Sequence[TableUnder]) -> None:
    """Rows, and the earliest clock that runs: two questions a table, all in one statement."""
    asked: list[tuple[TableUnder, QuerySet[Any, Any], QuerySet[Any, Any]]] = []
    models_by_label = {declared.label: declared.model for declared in personal_models()}
    for table in tables:
        model = models_by_label.get(table.label)
        if model is not None and table.held is not None:
            held = alone(all_held(model, table.held)).annotate(n=Count("pk")).values_list("n")
            asked.append((table, held, model._base_manager.none()))
            continue
        if model is None or table.term is None:
            continue
        whole = alone(model._base_manager.all()).annotate(n=Count("pk")).values_list("n")
        running = alone(model._base_manager.filter(_runs(model, table.term)))
        first = running.annotate(n=Count("pk"), first=Min(_last_clock(model, table.term))).values_list("n", "first")
        asked.append((table, whole, first))
    answers = gathered([question for _table, *both in asked for question in both])
    for table, whole, first in asked:
        table.rows = sum(row[0] for row in answers[whole])
        for running_rows, first_on in answers[first]:
            table.running = running_rows
            table.first_on = first_on.date() if isinstance(first_on, datetime) else first_on


def alone(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """To count all rows as one line of a statement."""
    found: QuerySet[Any, Any] = rows.order_by().annotate(all_of_it=Value(1)).values("all_of_it")
    return found


def _runs(model: Model, term: Term) -> Q:
    """Every clock whose owner is there has stopped: the term of this row runs."""
    found, some = Q(), Q()
    for clock in term.clocks:
        found &= Q(**{f"{clock}__isnull": False}) | absent(model, clock)
        some |= Q(**{f"{clock}__isnull": False})
    return found & some


def _last_clock(model: Model, term: Term) -> Any:
    if len(term.clocks) == 1:
        return _as_day(model, term.clock)
    day: models.Field[Any, Any] = DateField()
    return Greatest(
        *(Coalesce(_as_day(model, clock), Value(_LONG_AGO, day), output_field=day) for clock in term.clocks)
    )


def _as_day(model: Model, clock: str) -> Any:
    return TruncDate(clock) if isinstance(field_at(model, clock), models.DateTimeField) else F(clock)


def absent(model: Model, clock: str) -> Q:
    """Nobody owns this clock: a foreign key on its way is empty."""
    steps = clock.split("__")
    found = Q(pk__in=[])
    for length in range(1, len(steps)):
        way = "__".join(steps[:length])
        if field_at(model, way).null:
            found |= Q(**{f"{way}__isnull": True})
    return found if len(steps) > 1 else Q(**{f"{clock}__isnull": True})


def own_jobs() -> Iterator[tuple[str | Promise, str, str]]:
    """What goes by itself: the job, the table, and for which rows."""
    for declared in personal_models():
        personal = declared.personal
        if personal is None:
            continue
        title = str(capfirst(str(declared.model._meta.verbose_name_plural)))
        if personal.forgotten_by:
            yield _job_words(personal.forgotten_by), title, ""
        if personal.loose_forgotten_by:
            yield _job_words(personal.loose_forgotten_by), title, "loose"
