"""Putting requests in order: another kind, one with its double, withdrawn, passed on to whose data it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex
from gestand.people.models import Client, ClientKind
from gestand.rights import letters
from gestand.rights.actions.answers import AlreadyAnswered, NeedsWords, checked_way, claimed_unwritten, write_answer
from gestand.rights.actions.letters import send_letter
from gestand.rights.actions.objecting import stop_marketing_at_once
from gestand.rights.models import (
    UNWRITTEN_STATES,
    Occasion,
    Package,
    PackageState,
    Request,
    RequestKind,
    RequestState,
)

if TYPE_CHECKING:
    from gestand.core.actors import Actor

LONGEST_NOTE = 400


class NotADouble(Refused):
    code = "not_a_double"


class NotTheirs(Refused):
    code = "not_theirs"


class WorkDone(Refused):
    code = "work_done"


def change_kind(*, request: Request, kind: str, by: Actor, at: datetime) -> Request:
    """The request asks for something else than was noted; its clock stays. A package in the making is dropped.

    Refuses once the answer has been written (``AlreadyAnswered``), and when something of the old kind was done
    (``WorkDone``).
    """
    by.require_owner()
    with transaction.atomic():
        request = claimed_unwritten(request)
        if request.kind == RequestKind(kind):
            return request
        if request.corrections.exists() or request.weighings.exists():
            raise WorkDone(_("Something was done for this request already. Answer it, and write down a new one."))
        before = request.kind
        _drop_packages(request)
        request.kind = RequestKind(kind)
        if request.state == RequestState.READY:
            request.state = RequestState.IDENTIFIED
        request.save(update_fields=["kind", "state"])
        if request.state == RequestState.IDENTIFIED:
            stop_marketing_at_once(request, by=by, at=at)
        _audit("rights.request.change_kind", request, by=by, at=at, before=before, kind=request.kind)
        reindex("request", [request.id])
    return request


def join_requests(*, request: Request, other: Request, by: Actor, at: datetime) -> Request:
    """The request is the same as another one, which came first and goes on; this one needs no answer of its own.

    Refuses what asks for something else, comes from somebody else, or came first itself (``NotADouble``), so that no
    clock is moved; and what has an answer (``AlreadyAnswered``).
    """
    by.require_owner()
    with transaction.atomic():
        first, second = sorted((request.id, other.id))
        locked = {
            row.id: row
            for row in Request.objects.select_for_update(of=("self",)).filter(id__in=(first, second)).order_by("id")
        }
        goes, stays = locked.get(request.id), locked.get(other.id)
        if goes is None or stays is None or goes.id == stays.id:
            raise NotADouble(_("Choose the other request."), field="other")
        if any(row.state not in UNWRITTEN_STATES for row in (goes, stays)):
            raise AlreadyAnswered(_("One of the two has been answered already."))
        if goes.kind != stays.kind:
            raise NotADouble(_("The other one asks for something else."), field="other")
        if not same_asker(goes, stays):
            raise NotADouble(_("The other one comes from somebody else."), field="other")
        if stays.received_at > goes.received_at:
            raise NotADouble(
                _("The other one came later: join that one with this, so that the clock stays."), field="other"
            )
        _drop_packages(goes)
        goes.state, goes.outcome, goes.joined_to, goes.closed_at = RequestState.JOINED, RequestState.JOINED, stays, at
        goes.save(update_fields=["state", "outcome", "joined_to", "closed_at"])
        _audit("rights.request.join", goes, by=by, at=at, other=stays.id)
        reindex("request", [goes.id, stays.id])
    return goes


def same_asker(one: Request, other: Request) -> bool:
    """Whether two requests come from one person: by who they are, else by the address or name that was given."""
    if one.person_id and other.person_id:
        return one.person_id == other.person_id
    if one.email and other.email:
        return one.email.casefold() == other.email.casefold()
    return one.name.casefold() == other.name.casefold()


def withdraw_request(*, request: Request, note: str, by: Actor, at: datetime) -> Request:
    """Whoever asked takes the request back; ``note`` says how. Refuses without a note, and once it is answered."""
    by.require_owner()
    if not note.strip():
        raise NeedsWords(_("Write down how the person took it back: by phone, by mail, on which day."), field="note")
    with transaction.atomic():
        request = claimed_unwritten(request)
        _drop_packages(request)
        request.state, request.outcome = RequestState.WITHDRAWN, RequestState.WITHDRAWN
        request.answer, request.closed_at = note.strip()[:LONGEST_NOTE], at
        request.save(update_fields=["state", "outcome", "answer", "closed_at"])
        _audit("rights.request.withdraw", request, by=by, at=at)
        reindex("request", [request.id])
    return request


def pass_on(
    *,
    request: Request,
    client_id: UUID,
    words_to_client: str,
    client_channel: str,
    client_email: str,
    words: str,
    channel: str,
    email: str,
    by: Actor,
    at: datetime,
    client_text_version: str = "",
    text_version: str = "",
) -> Request:
    """Pass a request about data that is a business client's on to that client, and tell the person (GDPR 28(3)(e)).

    Both letters are kept. Refuses a household or nobody (``NotTheirs``), a second answer, and what any letter refuses.
    """
    by.require_owner()
    client_way = checked_way(words_to_client, client_channel, client_email)
    way = checked_way(words, channel, email)
    with transaction.atomic():
        request = claimed_unwritten(request)
        client = Client.objects.filter(id=client_id, kind=ClientKind.BUSINESS).first()
        if client is None:
            raise NotTheirs(_("Choose the business client whose data it is."), field="client")
        send_letter(
            request=request,
            occasion=Occasion.CLIENT,
            letter=letters.reply(request, Occasion.CLIENT, words_to_client),
            channel=client_way,
            email=client_email,
            by=by,
            at=at,
            text_version=client_text_version,
        )
        request.passed_to = client
        request.save(update_fields=["passed_to"])
        write_answer(
            request,
            words=words,
            channel=way,
            email=email,
            by=by,
            at=at,
            text_version=text_version,
            outcome=RequestState.PASSED_ON,
        )
        write_audit(
            "rights.request.to_client",
            by=by,
            at=at,
            subject=("request", request.id),
            client_id=client.id,
            reason=client_way.value,
            facts={"recipient": "addressee"},
        )
    return request


def _drop_packages(request: Request) -> None:
    Package.objects.filter(request=request, state__in=(PackageState.MAKING, PackageState.READY)).update(
        state=PackageState.EXPIRED, link_digest=""
    )


def _audit(action: str, request: Request, *, by: Actor, at: datetime, **facts: object) -> None:
    write_audit(action, by=by, at=at, subject=("request", request.id), facts=facts)
