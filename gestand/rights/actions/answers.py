"""Answering in writing: every kind of request can be, and the words are kept as they were sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor
from gestand.core.audit import write_audit
from gestand.core.jobs.sentences import filled
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex
from gestand.rights import letters
from gestand.rights.actions.letters import send_letter
from gestand.rights.models import (
    UNWRITTEN_STATES,
    AnswerChannel,
    Occasion,
    Package,
    PackageState,
    RefusalGround,
    Request,
    RequestState,
)
from gestand.rights.replies import filled_in, open_places


class AlreadyAnswered(Refused):
    code = "already_answered"


class NeedsWords(Refused):
    code = "needs_words"


class NeedsAddress(Refused):
    code = "needs_address"


class NeedsReasons(Refused):
    code = "needs_reasons"


def answer_in_writing(
    *, request: Request, words: str, channel: str, email: str, by: Actor, at: datetime, text_version: str = ""
) -> Request:
    """Answer a request in words: on paper or in person at once, by mail at the moment at which the mail has left.

    The authority's address is put below the words, and all of it is kept. A package that was ready is not sent any
    more. Refuses an empty answer (``NeedsWords``), a mail without an address (``NeedsAddress``) and a second answer
    (``AlreadyAnswered``). GDPR 12(3), 12(4).
    """
    by.require_owner()
    chosen = checked_way(words, channel, email)
    with transaction.atomic():
        request = claimed_unwritten(request)
        write_answer(
            request, words=words, channel=chosen, email=email, by=by, at=at, text_version=text_version,
            outcome=RequestState.ANSWERED,
        )  # fmt: skip
    return request


def refuse_request(
    *,
    request: Request,
    ground: str,
    reasons: str,
    words: str,
    channel: str,
    email: str,
    by: Actor,
    at: datetime,
    text_version: str = "",
) -> Request:
    """Refuse a request, with the ground, the reasons, the authority and the court (GDPR 12(4)).

    ``{reasons}`` in the words stands for the reasons; without it they come below. Refuses a refusal without reasons
    (``NeedsReasons``) and what ``answer_in_writing`` refuses.
    """
    by.require_owner()
    words = with_reasons(words, reasons)
    chosen = checked_way(words, channel, email)
    with transaction.atomic():
        request = claimed_unwritten(request)
        request.refusal_ground, request.refusal_reasons = RefusalGround(ground), reasons.strip()
        request.save(update_fields=["refusal_ground", "refusal_reasons"])
        write_answer(
            request, words=words, channel=chosen, email=email, by=by, at=at, text_version=text_version,
            outcome=RequestState.REFUSED,
        )  # fmt: skip
    return request


def with_reasons(words: str, reasons: str) -> str:
    """The words with the reasons in their place, or below. Refuses (``NeedsReasons``) when there are none."""
    if not reasons.strip():
        raise NeedsReasons(_("Write down the reasons; the law asks for them."), field="reasons")
    if "{reasons}" in words:
        return filled_in(words, {"reasons": reasons.strip()})
    return f"{words.strip()}\n\n{reasons.strip()}"


def checked_way(words: str, channel: str, email: str) -> AnswerChannel:
    """How it goes. Refuses an empty letter, a place that nobody filled in, and a mail without an address."""
    if not words.strip():
        raise NeedsWords(_("Write the answer first."), field="words")
    if places := open_places(words):
        raise NeedsWords(
            filled(_("Nobody filled in %(place)s yet: write there what it stands for."), place=places[0]),
            field="words",
        )
    chosen = AnswerChannel(channel)
    if chosen is AnswerChannel.MAIL and not email.strip():
        raise NeedsAddress(_("To which address?"), field="email")
    return chosen


_AUDIT = {
    RequestState.ANSWERED: ("rights.request.write", "rights.request.answer"),
    RequestState.REFUSED: ("rights.request.refuse", "rights.request.refuse"),
    RequestState.PASSED_ON: ("rights.request.pass_on", "rights.request.pass_on"),
}
_OCCASION = {
    RequestState.ANSWERED: Occasion.DONE,
    RequestState.REFUSED: Occasion.REFUSED,
    RequestState.PASSED_ON: Occasion.PASSED_ON,
}


def write_answer(
    request: Request,
    *,
    words: str,
    channel: AnswerChannel,
    email: str,
    by: Actor,
    at: datetime,
    text_version: str,
    outcome: RequestState,
) -> None:
    """Write the letter that ends a claimed request, keep it, and stop the clock or wait for its mail.

    Part of the caller's transaction.
    """
    letter = letters.answer(request, words, language=request.language)
    kept = send_letter(
        request=request,
        occasion=_OCCASION[outcome],
        letter=letter,
        channel=channel,
        email=email,
        by=by,
        at=at,
        text_version=text_version,
    )
    Package.objects.filter(request=request, state__in=(PackageState.MAKING, PackageState.READY)).update(
        state=PackageState.EXPIRED, link_digest=""
    )
    request.outcome = outcome
    request.save(update_fields=["outcome"])
    if kept.mail_id is not None:
        put_in_outbox(request, text=letter.text, mail_id=kept.mail_id)
    else:
        close(request, text=letter.text, channel=channel, at=at)
    write_audit(
        _AUDIT[outcome][kept.mail_id is None],
        by=by,
        at=at,
        subject=("request", request.id),
        reason=channel.value,
        facts={"recipient": "addressee", "kind": request.kind},
    )
    reindex("request", [request.id])


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
    request.state = RequestState(request.outcome)
    request.answer = text
    request.answer_channel = channel
    request.closed_at = at
    request.save(update_fields=["state", "answer", "answer_channel", "closed_at"])
