"""Answering in writing: every kind of request can be, and the words are kept as they were sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.mail import queue_mail
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex
from gestand.rights import letters
from gestand.rights.models import UNWRITTEN_STATES, AnswerChannel, Package, PackageState, Request, RequestState


class AlreadyAnswered(Refused):
    code = "already_answered"


class NeedsWords(Refused):
    code = "needs_words"


class NeedsAddress(Refused):
    code = "needs_address"


def answer_in_writing(*, request: Request, words: str, channel: str, email: str, by: Actor, at: datetime) -> Request:
    """Answer a request in words: on paper or in person at once, by mail at the moment at which the mail has left.

    The authority's address is put below the words, and all of it is kept. A package that was ready is not sent any
    more. Refuses an empty answer (``NeedsWords``), a mail without an address (``NeedsAddress``) and a second answer
    (``AlreadyAnswered``). GDPR 12(3), 12(4).
    """
    by.require_owner()
    if not words.strip():
        raise NeedsWords(_("Write the answer first."), field="words")
    by_mail = AnswerChannel(channel) is AnswerChannel.MAIL
    if by_mail and not email.strip():
        raise NeedsAddress(_("To which address?"), field="email")
    with transaction.atomic():
        request = claimed_unwritten(request)
        letter = letters.answer(request, words, language=request.language)
        if by_mail:
            mail_id = queue_mail(
                to=email,
                subject=letter.subject,
                text=letter.text,
                purpose=Purpose.RIGHTS,
                by=by,
                at=at,
                person_id=request.person_id,
                language=request.language,
            )
        Package.objects.filter(request=request, state__in=(PackageState.MAKING, PackageState.READY)).update(
            state=PackageState.EXPIRED, link_digest=""
        )
        if by_mail:
            put_in_outbox(request, text=letter.text, mail_id=mail_id)
        else:
            close(request, text=letter.text, channel=AnswerChannel(channel), at=at)
        write_audit(
            "rights.request.write" if by_mail else "rights.request.answer",
            by=by,
            at=at,
            subject=("request", request.id),
            reason=channel,
            facts={"recipient": "addressee", "kind": request.kind},
        )
        reindex("request", [request.id])
    return request


def claimed_unwritten(request: Request) -> Request:
    """The request, locked, while no answer has been written. Refuses (``AlreadyAnswered``)."""
    fresh = Request.objects.select_for_update(of=("self",)).select_related("person").get(id=request.id)
    if fresh.state == RequestState.SENDING:
        raise AlreadyAnswered(_("The answer waits in the outbox already. Take it back first."))
    if fresh.state not in UNWRITTEN_STATES:
        raise AlreadyAnswered(_("This request has been answered already."))
    return fresh


def put_in_outbox(request: Request, *, text: str, mail_id: UUID) -> None:
    """Keep an answer whose mail waits; the clock goes on. Inside the caller's transaction."""
    request.state = RequestState.SENDING
    request.answer = text
    request.answer_channel = AnswerChannel.MAIL
    request.answer_mail_id = mail_id
    request.save(update_fields=["state", "answer", "answer_channel", "answer_mail_id"])


def close(request: Request, *, text: str, channel: AnswerChannel, at: datetime) -> None:
    """Keep the answer as it went out and stop the clock; inside the caller's transaction."""
    request.state = RequestState.ANSWERED
    request.answer = text
    request.answer_channel = channel
    request.closed_at = at
    request.save(update_fields=["state", "answer", "answer_channel", "closed_at"])
