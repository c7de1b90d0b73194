"""What the today page says about mail that needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine
from gestand.core.mail.models import MailState, OutgoingMail
from gestand.core.questions import Question

if TYPE_CHECKING:
    from gestand.core.actors import Actor


@Question
def _counted_by_state() -> QuerySet[Any, Any]:
    open_states = (MailState.IN_DOUBT, MailState.FAILED, MailState.HELD)
    found = OutgoingMail.objects.filter(state__in=open_states, emptied_at__isnull=True)
    return found.order_by().values_list("state").annotate(count=Count("id"))


@Gathers
def todays_mails(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """Doubt first, then what was not sent, then what is held back."""
    del at
    return Reading(_lines, _counted_by_state.about()) if actor.is_owner else Reading(list)


def _lines(counted: list[tuple[str, int]]) -> Sequence[CardLine]:
    counts = dict(counted)
    outbox, lines = reverse("core:outbox"), []
    if count := counts.get(MailState.IN_DOUBT):
        title = ngettext("%(count)s mail is in doubt", "%(count)s mails are in doubt", count) % {"count": count}
        detail = _("Did it arrive? Only you can find out.")
        lines.append(CardLine(25, "mail-question", "warn", title, detail, _("Decide"), f"{outbox}?shelf=doubt"))
    if count := counts.get(MailState.FAILED):
        title = ngettext("%(count)s mail was not sent", "%(count)s mails were not sent", count) % {"count": count}
        detail = _("The reason stands beside it.")
        lines.append(CardLine(35, "mail-exclamation", "broken", title, detail, _("Look"), f"{outbox}?shelf=failed"))
    if (count := counts.get(MailState.HELD)) and not settings.DEMO:
        title = ngettext("%(count)s mail is held back", "%(count)s mails are held back", count) % {"count": count}
        detail = _("It leaves by itself when the mail settings are right.")
        lines.append(CardLine(40, "mail", "warn", title, detail, _("Set up mail"), reverse("core:mail-settings")))
    return lines
