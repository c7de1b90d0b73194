"""Rows that a job which forgets leaves alone: about whoever is under a hold or restricted (GDPR 17(3)(e), 18).

They go when that is over, at the job's next run.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from gestand.core.declarations.registry import declared_model
from gestand.core.erasure.plan import holds_on
from gestand.core.freezing import left_by_the_sweep

Row = TypeVar("Row", bound=Model)


def without_spared(rows: QuerySet[Row, Row], *, at: datetime) -> QuerySet[Row, Row]:
    """Of these rows, which are past their term, those that may go now."""
    subjects = [subject.lookup for subject in declared_model(rows.model).subjects]
    about: set[UUID] = set()
    for lookup in subjects:
        ids: QuerySet[Any, Any] = rows.order_by().filter(**{f"{lookup}__isnull": False}).values_list(lookup, flat=True)
        about.update(ids.distinct())
    spared = (left_by_the_sweep() & about) | set(holds_on(about, timezone.localdate(at)))
    if not spared:
        return rows
    theirs = Q()
    for lookup in subjects:
        theirs |= Q(**{f"{lookup}__in": list(spared)})
    return rows.exclude(theirs)
