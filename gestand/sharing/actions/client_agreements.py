"""Agreements with business clients in which the firm is the processor: make, send, sign, end, withdraw."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.files import destroy_file, store_file
from gestand.core.firm import Firm
from gestand.core.ids import new_id
from gestand.core.jobs.queue import enqueue
from gestand.core.mail import Attachment, queue_mail
from gestand.core.refusals import Refused
from gestand.people.models import Client, ClientKind, MailAddress
from gestand.sharing import letters
from gestand.sharing.actions.handing_back import choose
from gestand.sharing.actions.steps import NeedsSigner, NotAtThisStep
from gestand.sharing.actions.texts import text_in_use
from gestand.sharing.models import (
    OPEN_STATES,
    ClientAgreement,
    ClientAgreementState,
    EndChoice,
    SentBy,
    Signature,
)
from gestand.sharing.queries.held import held_of

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.core.files.uploads import CheckedUpload

State = ClientAgreementState
MAKE_JOB = "sharing.make_agreement"
#: Nothing of it went out, so nothing has to be kept of it.
_NEVER_OUT = (State.MAKING, State.READY, State.FAILED)
_SIGNABLE = (State.READY, State.SENT)
#: As many as one press of a button makes.
MOST_AT_ONCE = 500


class NotABusiness(Refused):
    code = "not_a_business"


class NotSignedYet(Refused):
    code = "not_signed_yet"


class EndsBeforeSignature(Refused):
    code = "ends_before_signature"


@dataclass(frozen=True, slots=True)
class Made:
    """What a bulk press did: ``skipped`` clients have one that is under way or signed, or are no business."""

    made: int
    skipped: int


def make_agreement(client: Client, *, by: Actor, at: datetime, language: str = "") -> ClientAgreement:
    """Have the standard agreement made for a client, in the client's language unless another is given.

    What was made before and never went out goes; what was sent and not signed counts as withdrawn; what is signed stays
    in force until the new one is signed. Refuses a household (``NotABusiness``): there the firm is the controller.
    """
    by.require_owner()
    if client.kind != ClientKind.BUSINESS:
        raise NotABusiness(_("For a household you are the controller yourself: no agreement is needed."))
    with transaction.atomic():
        _numbering_lock()
        for earlier in ClientAgreement.objects.select_for_update(of=("self",)).filter(
            client=client, state__in=[*_NEVER_OUT, State.SENT]
        ):
            _put_aside(earlier, by=by, at=at)
        text = text_in_use(at=at)
        row = ClientAgreement.objects.create(
            id=new_id(),
            number=(ClientAgreement.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
            client=client,
            party_name=client.name,
            text=text,
            language=language or client.language,
            state=State.MAKING,
            made_at=at,
        )
        job = enqueue(MAKE_JOB, by=by, at=at, agreement_id=row.id)
        row.job_id = job.id
        row.save(update_fields=["job_id"])
        _audit("sharing.client_agreement.make", row, by=by, at=at, text=text.number)
    return row


def make_agreements(client_ids: Collection[UUID], *, by: Actor, at: datetime) -> Made:
    """Have one made for each of these businesses that has none under way or signed; the rest are left as they are."""
    by.require_owner()
    with transaction.atomic():
        busy = set(
            ClientAgreement.objects.filter(client_id__in=client_ids, state__in=OPEN_STATES).values_list(
                "client_id", flat=True
            )
        )
        wanted = Client.objects.filter(id__in=client_ids, kind=ClientKind.BUSINESS, ended_on__isnull=True)
        chosen = [client for client in wanted.order_by("sort_name", "id") if client.id not in busy][:MOST_AT_ONCE]
        for client in chosen:
            make_agreement(client, by=by, at=at)
    return Made(made=len(chosen), skipped=len(set(client_ids)) - len(chosen))


def keep_made(*, agreement_id: UUID, pdf: bytes, by: Actor, at: datetime) -> None:
    """Keep the document that the job made; nothing happens when somebody withdrew it meanwhile."""
    with transaction.atomic():
        row = ClientAgreement.objects.select_for_update().filter(id=agreement_id, state=State.MAKING).first()
        if row is None:
            return
        row.file = store_file(pdf, name=letters.file_name(row), media_type="application/pdf", at=at)
        row.state = State.READY
        row.save(update_fields=["file", "state"])
        _audit("sharing.client_agreement.made", row, by=by, at=at)


def note_failed(*, agreement_id: UUID) -> None:
    """The job gave up: the page says so and offers to try again."""
    ClientAgreement.objects.filter(id=agreement_id, state=State.MAKING).update(state=State.FAILED)


def send_agreement(row: ClientAgreement, *, to: str, by: Actor, at: datetime) -> None:
    """Mail the document to an address, through the outbox. Refuses what is not ready (``NotAtThisStep``)."""
    by.require_owner()
    with transaction.atomic():
        locked = _at_step(row, _SIGNABLE)
        letter = letters.covering(locked)
        mail_id = queue_mail(
            to=to,
            subject=letter.subject,
            text=letter.text,
            purpose=Purpose.CONTACT,
            by=by,
            at=at,
            person_id=_person_with(to, locked.client_id),
            language=locked.language,
            attachments=[Attachment(cast("UUID", locked.file_id), letters.file_name(locked))],
        )
        locked.state, locked.sent_at, locked.sent_by, locked.mail_id = State.SENT, at, SentBy.MAIL, mail_id
        locked.save(update_fields=["state", "sent_at", "sent_by", "mail_id"])
        _audit("sharing.client_agreement.send", locked, by=by, at=at, sent_by=SentBy.MAIL.value)


def note_sent(row: ClientAgreement, *, by: Actor, at: datetime) -> None:
    """Write down that it was handed over or sent in another way."""
    by.require_owner()
    with transaction.atomic():
        locked = _at_step(row, _SIGNABLE)
        locked.state, locked.sent_at, locked.sent_by = State.SENT, at, SentBy.OTHERWISE
        locked.save(update_fields=["state", "sent_at", "sent_by"])
        _audit("sharing.client_agreement.send", locked, by=by, at=at, sent_by=SentBy.OTHERWISE.value)


def sign_agreement(
    row: ClientAgreement,
    *,
    signed_on: date,
    signed_by: str,
    by: Actor,
    at: datetime,
    upload: CheckedUpload | None = None,
) -> None:
    """Record that both have signed, with the signed paper when there is one. The one before it ends on that day.

    Refuses a day that is still to come (``NotSignedYet``) and a signature of nobody (``NeedsSigner``).
    """
    by.require_owner()
    if signed_on > timezone.localdate(at):
        raise NotSignedYet(_("This day is still to come. Fill in the day on which it was signed."), field="signed_on")
    signer = " ".join(signed_by.split())[:160]
    if not signer:
        raise NeedsSigner(_("Who signed for the client? Fill in name and role."), field="signed_by")
    with transaction.atomic():
        locked = _at_step(row, _SIGNABLE)
        for earlier in ClientAgreement.objects.select_for_update(of=("self",)).filter(
            client=locked.client, state=State.SIGNED
        ):
            earlier.state, earlier.ended_on = State.ENDED, signed_on
            earlier.save(update_fields=["state", "ended_on"])
            _audit("sharing.client_agreement.end", earlier, by=by, at=at, reason="replaced", ended_on=signed_on)
        if upload is not None:
            locked.signed_file = store_file(
                cast("BinaryIO", upload.content), name=upload.name, media_type=upload.media_type, at=at
            )
        locked.state, locked.signed_on, locked.signed_by = State.SIGNED, signed_on, signer
        locked.signature = Signature.FILE if upload is not None else Signature.RECORDED
        locked.save(update_fields=["state", "signed_on", "signed_by", "signature", "signed_file"])
        _audit("sharing.client_agreement.sign", locked, by=by, at=at, signed_on=signed_on, signature=locked.signature)


def end_agreement(row: ClientAgreement, *, ended_on: date, choice: str, by: Actor, at: datetime) -> None:
    """Record the end and what the client chose for the data (GDPR 28(3)(g)); what is held for it waits for that then.

    Refuses an end before the signature (``EndsBeforeSignature``).
    """
    by.require_owner()
    with transaction.atomic():
        locked = _at_step(row, (State.SIGNED,))
        if locked.signed_on is not None and ended_on < locked.signed_on:
            raise EndsBeforeSignature(_("It ends before it was signed."), field="ended_on")
        locked.state, locked.ended_on, locked.end_choice = State.ENDED, ended_on, EndChoice(choice).value
        locked.save(update_fields=["state", "ended_on", "end_choice"])
        _audit("sharing.client_agreement.end", locked, by=by, at=at, reason="ended", ended_on=ended_on, choice=choice)
        if locked.client is not None and ended_on <= timezone.localdate(at) and held_of(locked.client.id).rows:
            choose(locked.client, choice=choice, by=by, at=at)


def withdraw_agreement(row: ClientAgreement, *, by: Actor, at: datetime) -> None:
    """Take back what is not signed: what never went out goes, what was sent stays listed as withdrawn."""
    by.require_owner()
    with transaction.atomic():
        _put_aside(_at_step(row, (*_NEVER_OUT, State.SENT)), by=by, at=at)


def _put_aside(row: ClientAgreement, *, by: Actor, at: datetime) -> None:
    _audit("sharing.client_agreement.withdraw", row, by=by, at=at, was=row.state)
    if row.state in _NEVER_OUT:
        stored = row.file
        row.delete()
        if stored is not None:
            destroy_file(stored)
        return
    row.state, row.ended_on = State.DROPPED, timezone.localdate(at)
    row.save(update_fields=["state", "ended_on"])


def _at_step(row: ClientAgreement, states: Iterable[str]) -> ClientAgreement:
    locked = ClientAgreement.objects.select_for_update(of=("self",)).filter(id=row.id, state__in=list(states)).first()
    if locked is None:
        raise NotAtThisStep(_("This agreement is at another step by now. Look again."))
    return locked


def _numbering_lock() -> None:
    """Two at once would take the same number: the firm's row lets one through at a time."""
    list(Firm.objects.select_for_update().filter(id=1).values_list("id"))


def _person_with(address: str, client_id: UUID | None) -> UUID | None:
    """The client's person to whom a mail address belongs, so that the passage names whom it was about."""
    if client_id is None:
        return None
    found = MailAddress.objects.filter(folded=address.strip().casefold(), person__memberships__client_id=client_id)
    return found.values_list("person_id", flat=True).first()


def _audit(action: str, row: ClientAgreement, *, by: Actor, at: datetime, reason: str = "", **facts: object) -> None:
    write_audit(
        action,
        by=by,
        at=at,
        subject=("client_agreement", row.id),
        client_id=row.client_id,
        reason=reason,
        facts={"number": row.number, **facts},
    )
