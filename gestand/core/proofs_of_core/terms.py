"""Clause ``keep.client``: nothing is held longer than its declaration says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gestand.core.declarations.registry import DeclaredModel, personal_models
from gestand.core.erasure.due import rows_past
from gestand.core.freezing import left_by_the_sweep
from gestand.core.house import house
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Proof, ProofKind
from gestand.core.search.models import SearchEntry

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

#: What is over goes in the night that follows.
GRACE = timedelta(days=1)


def nothing_past_its_term(*, at: datetime) -> Evidence:
    """Rows of every declared table whose every reason lies in the past; counts by table. What is under a hold, or
    whose use is restricted, has a reason more.
    """
    on = timezone.localdate(at) - GRACE
    tables, past, held = 0, {}, 0
    for declared in personal_models():
        if declared.personal is None:
            continue
        tables += 1
        count, of_these = _past(declared, on=on, today=timezone.localdate(at))
        held += of_these
        if count - of_these:
            past[declared.label] = count - of_these
    rows = sum(past.values())
    counts = {"rows": rows, "past_tables": len(past), "tables": tables, "held": held}
    if past:
        return broken(
            ngettext_lazy(
                "%(rows)s row is past its term (tables %(past_tables)s of %(tables)s): %(words)s.",
                "%(rows)s rows are past their term (tables %(past_tables)s of %(tables)s): %(words)s.",
                "rows",
            ),
            words=", ".join(f"{label} ({count})" for label, count in sorted(past.items())),
            todo=_("Decide about the clients whose term is over, and look whether the nightly jobs run."),
            counts=counts,
        )
    return kept(
        _("In %(tables)s tables with a term no row is past it; %(held)s are under a hold or restricted."), counts
    )


def _past(declared: DeclaredModel, *, on: date, today: date) -> tuple[int, int]:
    """How many rows are past their term, and how many of these are under a hold or restricted."""
    personal = declared.personal
    assert personal is not None  # noqa: S101 - only personal tables are asked
    if declared.model is SearchEntry:  # a copy, which goes with its row
        return 0, 0
    parts = rows_past(declared.model, personal, on=on)
    total = sum(part.count() for part in parts)
    if not total:
        return total, 0
    subjects: dict[UUID, int] = {}
    for part in parts:
        for ids in part.values_list(*(path.lookup for path in declared.subjects)).iterator(chunk_size=2000):
            subject = next((each for each in ids if each is not None), None)
            if subject is not None:
                subjects[subject] = subjects.get(subject, 0) + 1
    held = left_by_the_sweep() | (
        house.holds_on(subjects.keys(), today).keys() if house.holds_on is not None else set()
    )
    return total, sum(count for subject, count in subjects.items() if subject in held)


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
