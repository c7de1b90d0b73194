"""Clause ``keep.client``: nothing is held longer than its declaration says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations.paths import AnyModel, field_at
from gestand.core.declarations.registry import personal_models
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Proof, ProofKind

if TYPE_CHECKING:
    from gestand.core.declarations.terms import Term
    from gestand.core.proofs.proof import Evidence

#: What is over goes in the night that follows.
GRACE = timedelta(days=1)


def nothing_past_its_term(*, at: datetime) -> Evidence:
    """Rows of every declared table whose clock and length lie in the past; counts by table."""
    today = timezone.localdate(at)
    tables, past = 0, {}
    for declared in personal_models():
        if declared.personal is None:
            continue
        tables += 1
        count = rows_past_term(declared.model, declared.personal.keep, today=today)
        if count:
            past[declared.label] = count
    rows = sum(past.values())
    if past:
        return broken(
            _("%(rows)s rows in %(past_tables)s of %(tables)s tables are past their term: %(words)s."),
            words=", ".join(f"{label} ({count})" for label, count in sorted(past.items())),
            todo=_("Decide about the clients whose term is over, and look whether the nightly jobs run."),
            counts={"rows": rows, "past_tables": len(past), "tables": tables},
        )
    return kept(_("In %(tables)s tables with a term no row is past it."), counts={"tables": tables, "rows": 0})


def rows_past_term(model: type[AnyModel], term: Term, *, today: date) -> int:
    """A term with several clocks ("a|b") follows those whose owner is there; the longest of them keeps the row.

    Counted by the first clock that is there, so that each part starts from the few rows of an index.
    """
    last = today - GRACE - relativedelta(years=term.length.years, months=term.length.months, days=term.length.days)
    clocks = term.clock.split("|")
    total = 0
    for place, clock in enumerate(clocks):
        rows = _over(model, clock, last)
        for earlier in clocks[:place]:
            rows &= _absent(model, earlier)
        for later in clocks[place + 1 :]:
            rows &= _absent(model, later) | _over(model, later, last)
        total += model._base_manager.filter(rows).order_by().count()
    return total


def _over(model: type[AnyModel], clock: str, last: date) -> Q:
    """The clock stopped before that day."""
    field: models.Field[Any, Any] = field_at(model, clock)
    if isinstance(field, models.DateTimeField):
        return Q(**{f"{clock}__lt": timezone.make_aware(datetime.combine(last, time.min))})
    return Q(**{f"{clock}__lt": last})


def _absent(model: type[AnyModel], clock: str) -> Q:
    """Nobody owns this clock here: one of the foreign keys on its way is empty, or a clock of the row itself is."""
    steps = clock.split("__")
    if len(steps) == 1:
        return Q(**{f"{clock}__isnull": True})
    empty = Q()
    for way in _nullable_ways(model, steps[:-1]):
        empty |= Q(**{f"{way}__isnull": True})
    return empty or Q(pk__in=[])


def _nullable_ways(model: type[AnyModel], steps: list[str]) -> Iterator[str]:
    for length in range(1, len(steps) + 1):
        way = "__".join(steps[:length])
        if field_at(model, way).null:
            yield way


TERMS = Proof(
    key="core.terms",
    clauses=("keep.client",),
    kind=ProofKind.DATA,
    what=_("Of every table with personal data: no row whose term, counted from its clock, is more than a day over."),
    limits=_("It counts rows in the database: no backups, no paper, and no mail outside Gestand."),
    check=nothing_past_its_term,
    time_limit_seconds=300,
)
PROOFS = (TERMS,)
