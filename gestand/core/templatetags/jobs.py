"""Words about jobs and mails: `{% load jobs %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.jobs.sentences import shown_sentence
from gestand.core.mail.models import MailState

if TYPE_CHECKING:
    from gestand.core.jobs.models import Job
    from gestand.core.mail.models import OutgoingMail

register = template.Library()

_MINUTE_SECONDS = 60
_MAIL_TONES = {
    MailState.WAITING: ("", "clock"),
    MailState.HELD: ("warn", "clock-pause"),
    MailState.SENDING: ("attested", "send"),
    MailState.SENT: ("kept", "mail-check"),
    MailState.IN_DOUBT: ("warn", "mail-question"),
    MailState.FAILED: ("broken", "mail-exclamation"),
    MailState.CANCELLED: ("", "mail-off"),
}


@register.filter
def sentence(stored: str) -> str:
    """A sentence that a job left, in the reader's language."""
    return shown_sentence(stored)


@register.simple_tag
def job_words(job: Job) -> str:
    """What a running job says it is at."""
    return shown_sentence(job.words) or _("Busy")


@register.simple_tag
def job_duration(job: Job) -> str:
    """How long it took: "3 s", "2 minutes"."""
    if job.started_at is None or job.finished_at is None:
        return ""
    seconds = round((job.finished_at - job.started_at).total_seconds())
    if seconds < 1:
        return _("less than 1 s")
    if seconds < _MINUTE_SECONDS:
        return _("%(seconds)s s") % {"seconds": seconds}
    return ngettext("%(count)s minute", "%(count)s minutes", seconds // 60) % {"count": seconds // 60}


@register.simple_tag
def mail_tone(mail: OutgoingMail) -> str:
    return _MAIL_TONES[MailState(mail.state)][0]


@register.simple_tag
def mail_icon(mail: OutgoingMail) -> str:
    return _MAIL_TONES[MailState(mail.state)][1]
