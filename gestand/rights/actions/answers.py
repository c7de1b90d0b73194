"""Answering in writing: every kind of request can be, and the words are kept as they were sent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.mail import queue_mail
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex
from gestand.rights import letters
from gestand.rights.models import OPEN_STATES, AnswerChannel, Package, PackageState, Request, RequestState


class AlreadyAnswered(Refused):
    code = "already_answered"


class NeedsWords(Refused):
    code = "needs_words"


class NeedsAddress(Refused):
    code = "needs_address"


def answer_in_writing(*, request: Request, words: str, channel: str, email: str, by: Actor, at: datetime) -> Request:
    """Close a request with a written answer: mailed through the outbox, or on paper by the owner.

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
        request = claimed_open(request)
        letter = letters.answer(request, words, language=request.language)
        if by_mail:
            queue_mail(
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
        close(request, text=letter.text, channel=AnswerChannel(channel), at=at)
        write_audit(
            "rights.request.answer",
            by=by,
            at=at,
            subject=("request", request.id),
            reason=channel,
            facts={"recipient": "addressee", "kind": request.kind},
        )
        reindex("request", [request.id])
    return request


def claimed_open(request: Request) -> Request:
    """The request, locked, while it still waits for an answer. Refuses (``AlreadyAnswered``)."""
    fresh = Request.objects.select_for_update(of=("self",)).select_related("person").get(id=request.id)
    if fresh.state not in OPEN_STATES:
        raise AlreadyAnswered(_("This request has been answered already."))
    return fresh


def close(request: Request, *, text: str, channel: AnswerChannel, at: datetime) -> None:
    """Keep the answer as it went out and stop the clock; inside the caller's transaction."""
    request.state = RequestState.ANSWERED
    request.answer = text
    request.answer_channel = channel
    request.closed_at = at
    request.save(update_fields=["state", "answer", "answer_channel", "closed_at"])
