"""What the today page says about work that failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine
from gestand.core.jobs.models import Job
from gestand.core.jobs.queries import failed_jobs
from gestand.core.jobs.sentences import shown_sentence
from gestand.core.questions import Question

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_URGENCY = 30
_AT_MOST = 100


@Question
def _failed() -> QuerySet[Job]:
    return failed_jobs()[:_AT_MOST]


@Gathers
def todays_failed_jobs(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """One line for all work that failed; only the owner can do something about it."""
    del at
    return Reading(_lines, _failed.about()) if actor.is_owner else Reading(list)


def _lines(failed: list[Job]) -> Sequence[CardLine]:
    if not failed:
        return []
    latest, count = failed[0], len(failed)
    title = ngettext("%(count)s piece of work failed", "%(count)s pieces of work failed", count) % {"count": count}
    detail = f"{latest.label}: {shown_sentence(latest.failure)}"
    return [CardLine(_URGENCY, "alert-circle", "broken", title, detail, _("Look"), reverse("core:jobs"))]
