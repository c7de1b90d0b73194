"""Requests come in: written down by the owner, or sent through the public form and confirmed from the mailbox."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM, VISITOR, Actor
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.firm import Firm
from gestand.core.house import house
from gestand.core.ids import new_id
from gestand.core.mail import queue_mail
from gestand.core.mail.models import OutgoingMail
from gestand.core.mail_addresses import folded_mail_address
from gestand.core.one_time_link import LinkNotValid, digest_of, new_token
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex
from gestand.rights import letters
from gestand.rights.actions.identity import identify_by_mailbox, record_identity
from gestand.rights.actions.letters import send_letter
from gestand.rights.clock import clock_of
from gestand.rights.models import AnswerChannel, Channel, Occasion, Request, RequestKind, RequestState
from gestand.rights.replies import words_for
from gestand.rights.terms import MOST_UNCONFIRMED, unconfirmed_until

SEARCH_KIND = "request"
_LONGEST_MESSAGE = 4000
A_DAY = timedelta(days=1)
#: A clock on a phone or a server may be a little ahead.
_CLOCKS_DIFFER = timedelta(minutes=2)
#: The first day of these rights; no clock can be reckoned before it (GDPR 99).
_RIGHTS_BEGAN = date(2018, 5, 25)


class NotReceivedYet(Refused):
    code = "not_received_yet"


class TooLongAgo(Refused):
    code = "too_long_ago"


class NeedsName(Refused):
    code = "needs_name"


def enter_request(
    *,
    kind: str,
    channel: str,
    name: str,
    received_at: datetime,
    by: Actor,
    at: datetime,
    email: str = "",
    phone: str = "",
    message: str = "",
    language: str = "nl",
    person_id: UUID | None = None,
    proof: str = "",
) -> Request:
    """Write down a request that came by mail, phone or letter; its clock runs from ``received_at``.

    With ``person_id`` and ``proof`` the identity is recorded at once. Refuses a moment that has yet to come
    (``NotReceivedYet``) or lies before these rights (``TooLongAgo``), and a request without a name (``NeedsName``).
    GDPR 12(3), 15 to 22.
    """
    by.require_owner()
    if received_at > at + _CLOCKS_DIFFER:
        raise NotReceivedYet(_("This moment has yet to come. When did the request arrive?"), field="received_at")
    if timezone.localdate(received_at) < _RIGHTS_BEGAN:
        raise TooLongAgo(_("These rights began on 25 May 2018. Is the year right?"), field="received_at")
    if not name.strip():
        raise NeedsName(_("Who asks? Write down the name as it was given."), field="name")
    with transaction.atomic():
        request = Request(
            id=new_id(),
            kind=RequestKind(kind),
            channel=Channel(channel),
            state=RequestState.RECEIVED,
            name=_one_line(name, 160),
            email=email.strip(),
            phone=_one_line(phone, 40),
            message=message.strip()[:_LONGEST_MESSAGE],
            language=language,
            received_at=received_at,
            statement_version=house.statement_in_force(received_at),
        )
        _start_clock(request)
        request.save(force_insert=True)
        _audit("rights.request.enter", request, by=by, at=at, kind=request.kind, channel=request.channel)
        if person_id is not None and proof:
            record_identity(request=request, person_id=person_id, proof=proof, by=by, at=at)
        reindex(SEARCH_KIND, [request.id])
    return request


def take_form(
    *, kind: str, name: str, email: str, message: str, language: str, at: datetime, by: Actor = VISITOR
) -> Request | None:
    """Keep what the public form holds until the mailbox confirms it, and mail the link for that.

    It is no request yet: it goes by itself after seven days. None when enough forms came for this address within a day:
    nothing is kept and nothing is mailed, and the visitor sees no difference.
    """
    with transaction.atomic():
        mailbox = folded_mail_address(email)
        today = Request.objects.unconfirmed().filter(received_at__gt=at - A_DAY).values_list("email", flat=True)
        if sum(folded_mail_address(other) == mailbox for other in today) >= MOST_UNCONFIRMED:
            return None
        token = new_token()
        letter = letters.confirmation(kind, token=token, language=language)
        mail_id = queue_mail(
            to=email,
            subject=letter.subject,
            text=letter.text,
            purpose=Purpose.RIGHTS,
            by=by,
            at=at,
            language=language,
        )
        request = Request.objects.create(
            id=new_id(),
            kind=RequestKind(kind),
            channel=Channel.FORM,
            state=RequestState.UNCONFIRMED,
            name=_one_line(name, 160),
            email=email.strip(),
            message=message.strip()[:_LONGEST_MESSAGE],
            language=language,
            received_at=at,
            statement_version=house.statement_in_force(at),
            confirm_digest=digest_of(token),
            confirm_mail_id=mail_id,
            forget_on=unconfirmed_until(at),
        )
        _audit("rights.request.form", request, by=by, at=at, kind=request.kind)
    return request


def unconfirmed_by(*, token: str, at: datetime) -> Request:
    """The form that a link belongs to, while it can be confirmed. Refuses (``LinkNotValid``) everything else alike."""
    found = Request.objects.unconfirmed().filter(confirm_digest=digest_of(token), forget_on__gt=timezone.localdate(at))
    request = found.first() if token else None
    if request is None:
        raise LinkNotValid(_("This link does not work (any more)."))
    return request


def confirm_request(*, token: str, at: datetime, by: Actor = VISITOR) -> Request:
    """Make a form a request: its mailbox answered. The clock runs from the moment the form was sent.

    When the mailbox is on file with one person and with nobody else, that person is identified. Refuses
    (``LinkNotValid``) a link that is wrong, used or too old.
    """
    with transaction.atomic():
        request = unconfirmed_by(token=token, at=at)
        claimed = Request.objects.unconfirmed().filter(id=request.id).update(confirm_digest="")
        if not claimed:  # somebody else was first
            raise LinkNotValid(_("This link does not work (any more)."))
        request.state = RequestState.RECEIVED
        request.confirm_digest = ""
        request.forget_on = None
        _start_clock(request)
        request.save(update_fields=["state", "confirm_digest", "forget_on", "number", "due_on", "law_due_on"])
        _audit("rights.request.confirm", request, by=by, at=at)
        identify_by_mailbox(request=request, at=at)
        reindex(SEARCH_KIND, [request.id])
        _tell_both(request, at=at)
    return request


def forget_unconfirmed(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Forms that nobody confirmed within seven days, and the mails that asked for it, are gone; says how many."""
    with transaction.atomic():
        old = list(Request.objects.unconfirmed().filter(forget_on__lte=timezone.localdate(at)))
        for request in old:
            _audit("rights.request.forget", request, by=by, at=at)
        OutgoingMail.objects.filter(id__in=[request.confirm_mail_id for request in old]).delete()
        Request.objects.filter(id__in=[request.id for request in old]).delete()
    return len(old)


def _start_clock(request: Request) -> None:
    clock = clock_of(request.received_at)
    request.due_on, request.law_due_on = clock.due_on, clock.law_due_on
    Firm.objects.select_for_update().first()  # one number at a time
    request.number = (Request.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _tell_both(request: Request, *, at: datetime) -> None:
    text = words_for(Occasion.RECEIVED, request)
    send_letter(
        request=request,
        occasion=Occasion.RECEIVED,
        letter=letters.reply(request, Occasion.RECEIVED, text.words),
        channel=AnswerChannel.MAIL,
        email=request.email,
        by=SYSTEM,
        at=at,
        text_version=text.version,
    )
    for owner in house.owners() if house.owners else ():
        news = letters.news_for_the_owner(request, language=owner.language)
        queue_mail(
            to=owner.email,
            subject=news.subject,
            text=news.text,
            purpose=Purpose.RIGHTS,
            by=SYSTEM,
            at=at,
            account_id=owner.account_id,
            language=owner.language,
        )


def _one_line(text: str, length: int) -> str:
    return re.sub(r"\s+", " ", text).strip()[:length]


def _audit(action: str, request: Request, *, by: Actor, at: datetime, **facts: object) -> None:
    write_audit(action, by=by, at=at, subject=("request", request.id), facts=facts)
