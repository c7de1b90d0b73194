"""What the statement has to say on the today page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine
from gestand.core.questions import Question
from gestand.statement.models.versions import StatementVersion, ToldClient, VersionState
from gestand.statement.versions.days import full_day

if TYPE_CHECKING:
    from datetime import date

    from gestand.core.actors import Actor

_UNPUBLISHED, _TO_TELL = 70, 40


@Question
def _newest_version() -> QuerySet[Any, Any]:
    """What is planned, else what is in force; a plan has no number yet."""
    waiting = ToldClient.objects.filter(version=OuterRef("pk")).waiting().order_by().values("version")
    versions = StatementVersion.objects.exclude(state=VersionState.DRAFT).order_by(F("number").desc(nulls_first=True))
    counted = versions.annotate(waiting=Subquery(waiting.annotate(count=Count("id")).values("count")))
    return counted.values_list("state", "tells_clients", "takes_effect_on", "waiting")[:1]


@Gathers
def statement_lines(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """Nothing is published yet, or clients are to be told of a planned change; for the owner."""
    if not actor.is_owner:
        return Reading(list)
    return Reading(lambda newest: _lines(newest, at=at), _newest_version.about())


def _lines(newest: list[tuple[str, bool, date | None, int | None]], *, at: datetime) -> Sequence[CardLine]:
    if not newest:
        return [
            CardLine(
                urgency=_UNPUBLISHED,
                icon="file-text",
                tone="warn",
                title=_("Your privacy statement is not published yet"),
                detail=_("It is ready to read; its facts come from your profile and your register."),
                action_label=_("Read it"),
                action_url=reverse("statement:read"),
            )
        ]
    ((state, tells_clients, takes_effect_on, waiting),) = newest
    if state != VersionState.PLANNED or not tells_clients or not waiting:
        return []
    return [
        CardLine(
            urgency=_TO_TELL,
            icon="users",
            tone="plain",
            title=ngettext(
                "%(n)d client is to be told that your privacy statement changes",
                "%(n)d clients are to be told that your privacy statement changes",
                waiting,
            )
            % {"n": waiting},
            detail=_("It takes effect on %(day)s.") % {"day": full_day(takes_effect_on)},
            action_label=_("Whom to tell"),
            action_url=reverse("statement:telling"),
            days_left=(takes_effect_on - timezone.localdate(at)).days if takes_effect_on else None,
            days_total=14,
        )
    ]
