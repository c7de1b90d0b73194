"""What the statement has to say on the today page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.house import CardLine
from gestand.statement.models.versions import StatementVersion, ToldClient, VersionState
from gestand.statement.versions.days import full_day

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_UNPUBLISHED, _TO_TELL = 70, 40


def statement_lines(*, actor: Actor, at: datetime) -> Sequence[CardLine]:
    """Nothing is published yet, or clients are to be told of a planned change; for the owner, in two queries."""
    if not actor.is_owner:
        return []
    versions = list(StatementVersion.objects.exclude(state=VersionState.DRAFT).defer("content").order_by("-number")[:2])
    if not versions:
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
    planned = next((version for version in versions if version.state == VersionState.PLANNED), None)
    waiting = ToldClient.objects.filter(version=planned).waiting().count() if planned and planned.tells_clients else 0
    if planned is None or not waiting:
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
            detail=_("It takes effect on %(day)s.") % {"day": full_day(planned.takes_effect_on)},
            action_label=_("Whom to tell"),
            action_url=reverse("statement:telling"),
            days_left=(planned.takes_effect_on - timezone.localdate(at)).days if planned.takes_effect_on else None,
            days_total=14,
        )
    ]
