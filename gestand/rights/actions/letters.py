"""Letters about requests are kept as they went: each with its occasion, the version of its text, and when it left."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from gestand.core.declarations import Purpose
from gestand.core.ids import new_id
from gestand.core.mail import queue_mail
from gestand.core.mail.models import MailState, OutgoingMail
from gestand.rights.models import AnswerChannel, Occasion, Request, RequestLetter

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.rights.letters import Letter

#: A mail that is still going to leave, or may have.
_UNDER_WAY = (MailState.WAITING, MailState.HELD, MailState.SENDING, MailState.IN_DOUBT)


def send_letter(
    *,
    request: Request,
    occasion: Occasion,
    letter: Letter,
    channel: AnswerChannel,
    email: str,
    by: Actor,
    at: datetime,
    text_version: str = "",
    about_person: bool = True,
) -> RequestLetter:
    """Put a letter in the outbox, or note that it went on paper or in person; kept with the request either way.

    Part of the caller's transaction. ``about_person`` False: the mail is not kept with the person.
    """
    mail_id: UUID | None = None
    if channel is AnswerChannel.MAIL:
        mail_id = queue_mail(
            to=email,
            subject=letter.subject,
            text=letter.text,
            purpose=Purpose.RIGHTS,
            by=by,
            at=at,
            person_id=request.person_id if about_person else None,
            language=request.language,
        )
    return keep_letter(
        request=request,
        occasion=occasion,
        subject=letter.subject,
        text=letter.text,
        channel=channel,
        mail_id=mail_id,
        by=by,
        at=at,
        text_version=text_version,
    )


def keep_letter(
    *,
    request: Request,
    occasion: Occasion,
    subject: str,
    text: str,
    channel: AnswerChannel,
    mail_id: UUID | None,
    by: Actor,
    at: datetime,
    text_version: str = "",
) -> RequestLetter:
    """Keep what was written, by mail not sent before its mail has left."""
    return RequestLetter.objects.create(
        id=new_id(),
        request=request,
        occasion=occasion,
        language=request.language,
        text_version=text_version,
        subject=subject,
        text=text,
        channel=channel,
        mail_id=mail_id,
        written_at=at,
        written_by=by.id,
        sent_at=None if channel is AnswerChannel.MAIL else at,
    )


def letters_left(*, mail_id: UUID, at: datetime) -> list[RequestLetter]:
    """The letters whose mail left at this moment, each once; with their request, locked."""
    found = RequestLetter.objects.select_for_update(of=("self",)).filter(mail_id=mail_id, sent_at__isnull=True)
    letters = list(found.select_related("request"))
    RequestLetter.objects.filter(id__in=[letter.id for letter in letters]).update(sent_at=at)
    return letters


def on_paper_instead(*, request: Request, mail_id: UUID | None, at: datetime) -> None:
    """The letter whose mail was stopped went on paper."""
    request.letters.filter(mail_id=mail_id, sent_at__isnull=True).update(channel=AnswerChannel.LETTER, sent_at=at)


def forget_unsent(*, request: Request, mail_id: UUID | None) -> None:
    """The letter whose mail was stopped was never sent, so that nothing is kept of it."""
    if mail_id is not None:
        request.letters.filter(mail_id=mail_id, sent_at__isnull=True).delete()


def waiting_letter(request: Request, occasion: Occasion) -> RequestLetter | None:
    """The letter for this occasion whose mail is going to leave, or may have."""
    for letter in request.letters.filter(occasion=occasion, sent_at__isnull=True, mail_id__isnull=False):
        if letter.mail_id and OutgoingMail.objects.filter(id=letter.mail_id, state__in=_UNDER_WAY).exists():
            return letter
    return None
