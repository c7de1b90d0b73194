"""What the audit log has to say on the today page: nothing, unless something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from gestand.core.audit.models import AuditCheck
from gestand.core.house import CardLine

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def audit_card(*, actor: Actor, at: datetime) -> Sequence[CardLine]:  # noqa: ARG001 - the shape of every card
    """The last verification, when it did not come out well; one query, for the owner."""
    if not actor.is_owner:
        return []
    ok = AuditCheck.objects.order_by("-id").values_list("ok", flat=True).first()
    if ok is not False:
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
