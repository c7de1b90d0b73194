"""What becomes of an answer whose mail is in the outbox: it leaves, is tried again, given as a letter or taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM, Actor
from gestand.core.audit import write_audit
from gestand.core.mail.actions import send_again, withdraw_mail
from gestand.core.mail.models import OutgoingMail
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex
from gestand.rights.actions.answers import AlreadyAnswered, close
from gestand.rights.actions.leaving import after_it_left
from gestand.rights.actions.letters import forget_unsent, letters_left, on_paper_instead
from gestand.rights.models import AnswerChannel, Package, PackageState, Request, RequestState


class CannotBeStopped(Refused):
    code = "cannot_be_stopped"


class MailIsGone(Refused):
    code = "mail_is_gone"


class LinkNeedsMail(Refused):
    code = "link_needs_mail"


def answer_left(*, mail_id: UUID, at: datetime) -> None:
    """The outbox handed a mail over: if it brings an answer, that request is answered at this moment."""
    for letter in letters_left(mail_id=mail_id, at=at):
        after_it_left(letter, at=at)
    for request in Request.objects.select_for_update().filter(answer_mail_id=mail_id, state=RequestState.SENDING):
        _arrive(request, at=at)


def has_arrived(*, package: Package, at: datetime) -> None:
    """Who fetched the package had its mail, whatever the mail server said; inside the caller's transaction."""
    for request in Request.objects.select_for_update().filter(packages=package, state=RequestState.SENDING):
        _arrive(request, at=at)


def _arrive(request: Request, *, at: datetime) -> None:
    close(request, text=request.answer, channel=AnswerChannel.MAIL, at=at)
    write_audit("rights.request.left", by=SYSTEM, at=at, subject=("request", request.id), facts={"kind": request.kind})
    reindex("request", [request.id])


def try_answer_again(*, request: Request, by: Actor, at: datetime) -> None:
    """Queue the mail of an answer that was not delivered once more. Refuses one that is gone (``MailIsGone``)."""
    by.require_owner()
    with transaction.atomic():
        mail_id = _in_the_outbox(request).answer_mail_id
        mail = OutgoingMail.objects.filter(id=mail_id).first() if mail_id else None
        if mail is None:
            raise MailIsGone(_("This mail is not kept any more. Take the answer back and write it anew."))
        send_again(mail, by=by, at=at)


def give_answer_as_letter(*, request: Request, by: Actor, at: datetime) -> Request:
    """The same words went on paper: the request is answered now, and its mail does not go any more.

    Refuses the one-time link of a package (``LinkNeedsMail``): on paper it would be no answer.
    """
    by.require_owner()
    with transaction.atomic():
        request = _in_the_outbox(request)
        if _sent_link_of(request):
            raise LinkNeedsMail(_("A link does not go on paper. Take it back, and hand the package over."))
        withdraw_mail(request.answer_mail_id, by=by, at=at)
        on_paper_instead(request=request, mail_id=request.answer_mail_id, at=at)
        close(request, text=request.answer, channel=AnswerChannel.LETTER, at=at)
        write_audit(
            "rights.request.answer",
            by=by,
            at=at,
            subject=("request", request.id),
            reason=AnswerChannel.LETTER.value,
            facts={"recipient": "addressee", "kind": request.kind},
        )
        reindex("request", [request.id])
    return request


def take_answer_back(*, request: Request, by: Actor, at: datetime) -> Request:
    """Stop the mail of an answer that has not left; the request is to do again, its package ready to be sent.

    Refuses (``CannotBeStopped``) a mail that has left, is on its way, or may have been delivered.
    """
    by.require_owner()
    with transaction.atomic():
        request = _in_the_outbox(request)
        if not withdraw_mail(request.answer_mail_id, by=by, at=at):
            raise CannotBeStopped(
                _("This mail is on its way, or may have been delivered. Decide about it in the outbox first.")
            )
        forget_unsent(request=request, mail_id=request.answer_mail_id)
        _open_again(request, by=by, at=at, is_ready=_make_sendable(request))
    return request


def link_ran_out(*, package: Package, by: Actor, at: datetime) -> None:
    """A link whose time is over is not mailed any more, and its request is to do again; in the caller's transaction."""
    for request in Request.objects.select_for_update().filter(packages=package, state=RequestState.SENDING):
        if withdraw_mail(request.answer_mail_id, by=by, at=at):
            forget_unsent(request=request, mail_id=request.answer_mail_id)
            request.answer_mail_id = None
            _open_again(request, by=by, at=at, is_ready=False)


def _in_the_outbox(request: Request) -> Request:
    fresh = Request.objects.select_for_update(of=("self",)).select_related("person").get(id=request.id)
    if fresh.state != RequestState.SENDING:
        raise AlreadyAnswered(_("This answer is not in the outbox any more."))
    return fresh


def _sent_link_of(request: Request) -> bool:
    return request.packages.filter(state=PackageState.READY).exclude(link_digest="").exists()


def _make_sendable(request: Request) -> bool:
    """The link of a package that was never mailed opens nothing any more; whether there was one."""
    sent = request.packages.filter(state=PackageState.READY).exclude(link_digest="")
    if not sent.update(link_digest="", link_until=None):
        return False
    request.answer_mail_id = None
    return True


def _open_again(request: Request, *, by: Actor, at: datetime, is_ready: bool) -> None:
    known = RequestState.READY if is_ready else RequestState.IDENTIFIED
    request.state = known if request.person_id and request.identity else RequestState.RECEIVED
    request.answer, request.answer_channel, request.outcome = "", "", RequestState.ANSWERED
    request.refusal_ground, request.refusal_reasons, request.passed_to = "", "", None
    request.save(
        update_fields=[
            "state", "answer", "answer_channel", "answer_mail_id", "outcome", "refusal_ground", "refusal_reasons",
            "passed_to",
        ]
    )  # fmt: skip
    write_audit("rights.request.take_back", by=by, at=at, subject=("request", request.id))
    reindex("request", [request.id])
