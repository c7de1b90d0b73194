"""What the audit log has to say on the today page: nothing, unless something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gestand.core.audit.models import AuditCheck
from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine
from gestand.core.questions import Question

if TYPE_CHECKING:
    from gestand.core.actors import Actor


@Question
def _last_check() -> QuerySet[Any, Any]:
    return AuditCheck.objects.order_by("-id").values_list("ok", flat=True)[:1]


@Gathers
def audit_card(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """The last verification, when it did not come out well; for the owner."""
    del at
    return Reading(_lines, _last_check.about()) if actor.is_owner else Reading(list)


def _lines(last: list[bool]) -> Sequence[CardLine]:
    if last != [False]:
        return []
    return [
        CardLine(
            urgency=0,
            icon="shield-x",
            tone="broken",
            title=_("The audit log is not as it was written"),
            detail=_("Lines were changed, put in or taken away. Look before you do anything else."),
            action_label=_("See what was found"),
            action_url=reverse("core:audit"),
        )
    ]
