"""Telling each recipient of a correction, an erasure or a restriction (GDPR 19)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.ids import new_id
from gestand.core.refusals import Refused
from gestand.rights import letters
from gestand.rights.actions.answers import NeedsAddress, NeedsWords, checked_way
from gestand.rights.actions.letters import send_letter
from gestand.rights.models import AnswerChannel, NoticeHow, Occasion, RecipientNotice, Request
from gestand.rights.package.words import recipient_words

if TYPE_CHECKING:
    from gestand.core.actors import Actor

LONGEST_NOTE = 300


class AlreadyTold(Refused):
    code = "already_told"


class NotToldThen(Refused):
    code = "not_told_then"


def open_notices(request: Request, *, recipients: Collection[str]) -> None:
    """Each of these recipients, by key, is still to be told; part of the caller's transaction. Safe to repeat."""
    known = set(request.notices.values_list("recipient", flat=True))
    missing = sorted(set(recipients) - known)
    RecipientNotice.objects.bulk_create(
        RecipientNotice(id=new_id(), request=request, recipient=key, name=name[:160])
        for key, name in zip(missing, recipient_words(missing), strict=True)
    )


def mail_notice(
    *, notice: RecipientNotice, words: str, email: str, by: Actor, at: datetime, text_version: str = ""
) -> RecipientNotice:
    """Mail a recipient what was corrected, erased or restricted; told at the moment at which the mail leaves.

    Refuses an empty mail (``NeedsWords``), one without an address (``NeedsAddress``), and telling twice.
    """
    by.require_owner()
    checked_way(words, AnswerChannel.MAIL, email)
    with transaction.atomic():
        row = _open(notice)
        letter = letters.reply(row.request, Occasion.RECIPIENT, words)
        kept = send_letter(
            request=row.request,
            occasion=Occasion.RECIPIENT,
            letter=letter,
            channel=AnswerChannel.MAIL,
            email=email,
            by=by,
            at=at,
            text_version=text_version,
            about_person=False,
        )
        row.how, row.mail_id, row.done_by = NoticeHow.MAIL, kept.mail_id, by.id
        row.save(update_fields=["how", "mail_id", "done_by"])
        _audit(row, by=by, at=at)
    return row


def note_notice(
    *, notice: RecipientNotice, how: str, note: str, told_on: date | None, by: Actor, at: datetime
) -> RecipientNotice:
    """Write down that a recipient was told otherwise, and when; or why that is impossible or out of proportion.

    Refuses a day that has yet to come (``NotToldThen``), "not needed" without a reason (``NeedsWords``), and twice.
    """
    by.require_owner()
    today = timezone.localdate(at)
    chosen = NoticeHow(how)
    if (told_on or today) > today:
        raise NotToldThen(_("This day has yet to come."), field="told_on")
    if chosen is NoticeHow.NOT_NEEDED and not note.strip():
        raise NeedsWords(_("Write down why it is impossible or out of all proportion."), field="note")
    with transaction.atomic():
        row = _open(notice)
        row.how, row.note, row.mail_id = chosen, note.strip()[:LONGEST_NOTE], None
        row.done_on, row.done_by = told_on or today, by.id
        row.save(update_fields=["how", "note", "mail_id", "done_on", "done_by"])
        _audit(row, by=by, at=at)
    return row


def _open(notice: RecipientNotice) -> RecipientNotice:
    row = RecipientNotice.objects.select_for_update(of=("self",)).select_related("request__person").get(id=notice.id)
    if row.done_on is not None:
        raise AlreadyTold(_("This recipient has been told already."))
    return row


def _audit(notice: RecipientNotice, *, by: Actor, at: datetime) -> None:
    write_audit(
        "rights.notice.tell",
        by=by,
        at=at,
        subject=("request", notice.request_id),
        reason=notice.how,
        facts={"to": notice.recipient},
    )


__all__ = ["AlreadyTold", "NeedsAddress", "NeedsWords", "NotToldThen", "mail_notice", "note_notice", "open_notices"]
