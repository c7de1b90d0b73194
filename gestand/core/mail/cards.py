"""What the today page says about mail that needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.house import CardLine
from gestand.core.mail.models import MailState, OutgoingMail

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def todays_mails(*, actor: Actor, at: datetime) -> Sequence[CardLine]:
    """Doubt first, then what was not sent, then what is held back."""
    del at
    if not actor.is_owner:
        return []
    open_states = (MailState.IN_DOUBT, MailState.FAILED, MailState.HELD)
    counts = OutgoingMail.objects.filter(state__in=open_states, emptied_at__isnull=True).aggregate(
        doubt=Count("id", filter=Q(state=MailState.IN_DOUBT)),
        failed=Count("id", filter=Q(state=MailState.FAILED)),
        held=Count("id", filter=Q(state=MailState.HELD)),
    )
    outbox, lines = reverse("core:outbox"), []
    if count := counts["doubt"]:
        title = ngettext("%(count)s mail is in doubt", "%(count)s mails are in doubt", count) % {"count": count}
        detail = _("Did it arrive? Only you can find out.")
        lines.append(CardLine(25, "mail-question", "warn", title, detail, _("Decide"), f"{outbox}?shelf=doubt"))
    if count := counts["failed"]:
        title = ngettext("%(count)s mail was not sent", "%(count)s mails were not sent", count) % {"count": count}
        detail = _("The reason stands beside it.")
        lines.append(CardLine(35, "mail-exclamation", "broken", title, detail, _("Look"), f"{outbox}?shelf=failed"))
    if (count := counts["held"]) and not settings.DEMO:
        title = ngettext("%(count)s mail is held back", "%(count)s mails are held back", count) % {"count": count}
        detail = _("It leaves by itself when the mail settings are right.")
        lines.append(CardLine(40, "mail", "warn", title, detail, _("Set up mail"), reverse("core:mail-settings")))
    return lines
