"""Who asks: by the mailbox on file, or by what the owner did to be sure. Never by a name alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM, Actor
from gestand.core.audit import write_audit
from gestand.core.mail.models import OutgoingMail
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex
from gestand.people.kernels.mails import folded_mail
from gestand.people.models import MailAddress, Person
from gestand.rights.actions.objecting import stop_marketing_at_once, undo_for_others
from gestand.rights.mentions.searching import start_search
from gestand.rights.models import Channel, IdentityProof, PackageState, Request, RequestState
from gestand.rights.subjects import NobodyThere

#: How the owner can have made sure. The mailbox proves itself; nobody may claim it by hand.
PROOFS_BY_HAND = (IdentityProof.CALLED_BACK, IdentityProof.SEEN)


class NoProof(Refused):
    code = "no_proof"


class TooLateToIdentify(Refused):
    code = "too_late_to_identify"


def identify(*, request: Request, person_id: UUID, proof: str, by: Actor, at: datetime) -> Request:
    """Record who asks and how that was made sure: called back on a number on file, or seen.

    A package that was made for somebody else meanwhile is destroyed unsent. Refuses without a proof (``NoProof``),
    for a person who is not there (``NobodyThere``), and once the request is answered (``TooLateToIdentify``).
    """
    by.require_owner()
    with transaction.atomic():
        request = Request.objects.select_for_update().get(id=request.id)
        if request.state not in (RequestState.RECEIVED, RequestState.IDENTIFIED, RequestState.READY):
            raise TooLateToIdentify(_("The answer to this request has been written; who asked stays as it was."))
        record_identity(request=request, person_id=person_id, proof=proof, by=by, at=at)
        reindex("request", [request.id])
    return request


def record_identity(*, request: Request, person_id: UUID, proof: str, by: Actor, at: datetime) -> None:
    """The part that entering and identifying share; inside their transaction."""
    if proof not in PROOFS_BY_HAND:
        raise NoProof(_("Choose how you made sure who asks. A name alone is not enough."), field="proof")
    if not Person.objects.filter(id=person_id).exists():
        raise NobodyThere(_("There is no such person any more."), field="person")
    _drop_packages_of_others(request, person_id)
    _settle(request, person_id, IdentityProof(proof), by=by, at=at)


def identify_by_mailbox(*, request: Request, at: datetime) -> None:
    """The form was confirmed from a mailbox: if it is on file with one person and nobody else, it is that person."""
    if request.channel != Channel.FORM:
        return
    on_file = list(
        MailAddress.objects.filter(folded=folded_mail(request.email)).values_list("person_id", "client_id")[:2]
    )
    if len(on_file) == 1 and on_file[0][0] is not None:
        _settle(request, on_file[0][0], IdentityProof.MAIL_ON_FILE, by=SYSTEM, at=at)


def identify_by_copy(*, request: Request, person_id: UUID, by: Actor, at: datetime) -> None:
    """A blackened copy of an identity document was checked and agrees; inside the check's transaction."""
    _drop_packages_of_others(request, person_id)
    _settle(request, person_id, IdentityProof.ID_COPY, by=by, at=at)
    reindex("request", [request.id])


def doubt(*, request: Request) -> None:
    """Who asks is open again: what was made meanwhile is not sent; inside the caller's transaction."""
    if request.state not in (RequestState.IDENTIFIED, RequestState.READY):
        return
    request.packages.filter(state__in=(PackageState.MAKING, PackageState.READY)).update(
        state=PackageState.EXPIRED, link_digest=""
    )
    request.person_id, request.identity, request.identified_at, request.identified_by = None, "", None, None
    request.state = RequestState.RECEIVED
    request.save(update_fields=["person", "identity", "identified_at", "identified_by", "state"])
    reindex("request", [request.id])


def _settle(request: Request, person_id: UUID, proof: IdentityProof, *, by: Actor, at: datetime) -> None:
    request.person_id = person_id
    request.identity = proof
    request.identified_at = at
    request.identified_by = by.id
    request.state = RequestState.IDENTIFIED
    request.save(update_fields=["person", "identity", "identified_at", "identified_by", "state"])
    undo_for_others(request, by=by, at=at)
    stop_marketing_at_once(request, by=by, at=at)
    if request.confirm_mail_id:  # the mail about the form is about this person too
        OutgoingMail.objects.filter(id=request.confirm_mail_id).update(person_id=person_id)
    write_audit(
        "rights.request.identify",
        by=by,
        at=at,
        subject=("request", request.id),
        reason=proof.value,
        facts={"person": person_id},
    )
    start_search(request=request, by=by, at=at)


def _drop_packages_of_others(request: Request, person_id: UUID) -> None:
    """A package in the making, or ready, that is about somebody else must not be sent; the sweep destroys its file."""
    request.packages.exclude(person_id=person_id).filter(state__in=(PackageState.MAKING, PackageState.READY)).update(
        state=PackageState.EXPIRED, link_digest=""
    )
