"""Sending what goes along to an organisation that the person names (GDPR 20(2)): its address is confirmed from its own
mailbox, then a one-time link is mailed. The sealed file opens with the code in that link alone.
"""

from __future__ import annotations

import hashlib
import io
import re
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO, cast
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM, VISITOR, Actor
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.egress import allow
from gestand.core.egress.dns import look_up_mail_domain
from gestand.core.egress.trouble import OutsideTrouble
from gestand.core.files import open_file, store_file
from gestand.core.files.sealing import SealedReader, seal_stream
from gestand.core.ids import new_id
from gestand.core.jobs import enqueue
from gestand.core.mail import queue_mail
from gestand.core.mail.actions import withdraw_mail
from gestand.core.mail.models import OutgoingMail
from gestand.core.mail_addresses import checked_mail_address
from gestand.core.one_time_link import LinkNotValid, digest_of, link_until, new_token
from gestand.core.refusals import Refused
from gestand.rights.models import (
    Package,
    PackageForm,
    PackageState,
    Request,
    RequestKind,
    RequestState,
    Transfer,
    TransferState,
)
from gestand.rights.portable import letters
from gestand.rights.portable.recipient import NAMED_ORGANISATION
from gestand.rights.portable.scope import person_scope
from gestand.rights.portable.write import write_portable
from gestand.rights.terms import package_until, unconfirmed_until

MEDIA_TYPE = "application/zip"
SEAL_JOB = "rights.seal_transfer"
_MAY_SEND = (RequestState.IDENTIFIED, RequestState.READY, RequestState.SENDING, RequestState.ANSWERED)
_UNDER_WAY = (TransferState.ASKED, TransferState.CONFIRMED, TransferState.SENT)
_COPY_BYTES = 256 * 1024
_CODE_IN_LINK = re.compile(r"#[A-Za-z0-9_-]{32}\b")


class NotToBeSent(Refused):
    code = "not_to_be_sent"


class AddressNotReached(Refused):
    code = "address_not_reached"


def ask_organisation(*, request: Request, organisation: str, email: str, by: Actor, at: datetime) -> Transfer:
    """Record the organisation that the person names, and mail it the question whether this is its address.

    Refuses another kind of request, one whose asker is not known, and a second sending beside one under way
    (``NotToBeSent``); and an address whose domain receives no mail, or cannot be looked up (``AddressNotReached``).
    """
    by.require_owner()
    name = " ".join(organisation.split())[:160]
    if not name:
        raise NotToBeSent(_("Which organisation? Write down its name."), field="organisation")
    _refuse_what_may_not_go(request)
    address = _reached(email, by=by, at=at)
    with transaction.atomic():
        locked = Request.objects.select_for_update().get(id=request.id)
        _refuse_what_may_not_go(locked)
        if locked.transfers.filter(state__in=_UNDER_WAY).exists():
            raise NotToBeSent(_("A sending is under way already. Take that one back first."))
        token = new_token()
        transfer = Transfer(
            id=new_id(),
            request=locked,
            organisation=name,
            email=address,
            language=locked.language,
            asked_at=at,
            asked_by=by.id,
            confirm_digest=digest_of(token),
            confirm_until=_end_of(unconfirmed_until(at)),
        )
        letter = letters.is_this_you(transfer, token=token)
        transfer.mail_id = queue_mail(
            to=address,
            subject=letter.subject,
            text=letter.text,
            purpose=Purpose.RIGHTS,
            by=by,
            at=at,
            language=transfer.language,
        )
        transfer.save(force_insert=True)
        _audit("rights.transfer.ask", transfer, by=by, at=at)
    return transfer


def waiting_by(*, token: str, at: datetime) -> Transfer:
    """The sending that an organisation is asked about. Refuses (``LinkNotValid``) everything else alike."""
    waiting = Transfer.objects.filter(state=TransferState.ASKED, confirm_until__gt=at).select_related("request")
    found = waiting.filter(confirm_digest=digest_of(token)).first() if token.strip() else None
    if found is None:
        raise LinkNotValid(_("This link does not work (any more)."))
    return found


def confirm_organisation(*, token: str, at: datetime) -> Transfer:
    """The mailbox answered: the package is made and sealed by a job. Refuses (``LinkNotValid``) a link of before."""
    with transaction.atomic():
        transfer = waiting_by(token=token, at=at)
        won = Transfer.objects.filter(id=transfer.id, state=TransferState.ASKED).update(
            state=TransferState.CONFIRMED, confirmed_at=at, confirm_digest=""
        )
        if not won:
            raise LinkNotValid(_("This link does not work (any more)."))
        transfer.refresh_from_db()
        job = enqueue(SEAL_JOB, by=VISITOR, at=at, transfer_id=transfer.id)
        Transfer.objects.filter(id=transfer.id).update(job_id=job.id)
        _audit("rights.transfer.confirm", transfer, by=VISITOR, at=at)
    return transfer


def seal_and_offer(transfer_id: UUID) -> None:
    """Make the package, seal it under a new code, mail the link, and tell the person. May run twice: done once."""
    transfer = Transfer.objects.select_related("request").filter(id=transfer_id, state=TransferState.CONFIRMED).first()
    if transfer is None or transfer.request.person_id is None:
        return
    token, package_id = new_token(), new_id()
    with TemporaryFile(dir=settings.GESTAND_HOME) as plain, TemporaryFile(dir=settings.GESTAND_HOME) as sealed:
        summary = write_portable(person_scope(transfer.request.person_id), to=cast("BinaryIO", plain))
        plain.seek(0)
        digest = hashlib.sha256()
        for piece in seal_stream(_key_of(token), cast("BinaryIO", plain), cast("BinaryIO", sealed), file_id=package_id):
            digest.update(piece)
        sealed.seek(0)
        at = timezone.now()
        with transaction.atomic():
            locked = Transfer.objects.select_for_update(of=("self",)).select_related("request").get(id=transfer_id)
            if locked.state != TransferState.CONFIRMED or locked.request.person_id is None:
                return
            person_id = locked.request.person_id
            allow(
                NAMED_ORGANISATION,
                purpose=Purpose.RIGHTS,
                by=SYSTEM,
                at=at,
                count=summary.rows,
                subject=("person", person_id),
            )
            until = link_until(at)
            locked.package = Package.objects.create(
                id=package_id,
                person_id=person_id,
                form=PackageForm.PORTABLE,
                state=PackageState.READY,
                language=locked.language,
                file=store_file(cast("BinaryIO", sealed), name=f"{package_id}.zip", media_type=MEDIA_TYPE, at=at),
                asked_at=at,
                made_at=at,
                rows=summary.rows,
                link_digest=digest_of(token),
                link_until=until,
                gone_on=package_until(at),
                contents=summary.as_plain(),
            )
            letter = letters.link_for_organisation(locked, token=token, until=until)
            locked.mail_id = queue_mail(
                to=locked.email,
                subject=letter.subject,
                text=letter.text,
                purpose=Purpose.RIGHTS,
                by=SYSTEM,
                at=at,
                language=locked.language,
            )
            locked.state, locked.sent_at, locked.rows = TransferState.SENT, at, summary.rows
            locked.sha256 = digest.hexdigest()
            locked.save(update_fields=["package", "mail_id", "state", "sent_at", "rows", "sha256"])
            _tell_the_person(locked, at=at)
            _audit("rights.transfer.send", locked, by=SYSTEM, at=at, rows=summary.rows)


def link_left(*, mail_id: UUID, at: datetime) -> None:  # noqa: ARG001 - the shape of what waits for a mail
    """The mail with the link is gone: from now on its code is nowhere here, and the file opens for its reader alone."""
    if not Transfer.objects.filter(mail_id=mail_id, state=TransferState.SENT).exists():
        return
    mail = OutgoingMail.objects.filter(id=mail_id).first()
    if mail is not None:
        OutgoingMail.objects.filter(id=mail_id).update(text=_CODE_IN_LINK.sub("#…", mail.text))


def opened(package: Package, *, token: str) -> tuple[BinaryIO, int]:
    """What a claimed package holds, and its size: one for an organisation is unsealed with its code."""
    if package.file is None:
        raise LinkNotValid(_("This link does not work (any more)."))
    stream = open_file(package.file)
    if not Transfer.objects.filter(package=package).exists():
        return stream, package.file.size_bytes
    reader = SealedReader(_key_of(token), stream, file_id=package.id)
    return cast("BinaryIO", io.BufferedReader(reader, buffer_size=_COPY_BYTES)), reader.size


def collected(*, package: Package, at: datetime) -> None:
    """The organisation has it; the caller has closed the package."""
    for transfer in Transfer.objects.filter(package=package, state=TransferState.SENT):
        transfer.state, transfer.collected_at, transfer.ended_at = TransferState.COLLECTED, at, at
        transfer.save(update_fields=["state", "collected_at", "ended_at"])
        _audit("rights.transfer.collect", transfer, by=VISITOR, at=at)


def withdraw(*, transfer: Transfer, by: Actor, at: datetime) -> None:
    """Take a sending back while it was not fetched: its links open nothing any more. Refuses (``NotToBeSent``)."""
    by.require_owner()
    with transaction.atomic():
        locked = Transfer.objects.select_for_update(of=("self",)).get(id=transfer.id)
        if locked.state not in _UNDER_WAY:
            raise NotToBeSent(_("This sending has ended already."))
        withdraw_mail(locked.mail_id, by=by, at=at)
        Package.objects.filter(transfer=locked, state=PackageState.READY).update(
            state=PackageState.EXPIRED, link_digest=""
        )
        _end(locked, TransferState.WITHDRAWN, at=at)
        _audit("rights.transfer.withdraw", locked, by=by, at=at)


def end_old_transfers(*, at: datetime) -> int:
    """Close sendings that nobody confirmed or fetched in time; says how many."""
    ended = 0
    with transaction.atomic():
        unconfirmed = Transfer.objects.filter(state=TransferState.ASKED, confirm_until__lte=at)
        unfetched = Transfer.objects.filter(state=TransferState.SENT).exclude(package__state=PackageState.READY)
        for transfer in [*unconfirmed, *unfetched]:
            _end(transfer, TransferState.EXPIRED, at=at)
            _audit("rights.transfer.expire", transfer, by=SYSTEM, at=at)
            ended += 1
    return ended


def _end(transfer: Transfer, state: TransferState, *, at: datetime) -> None:
    transfer.state, transfer.ended_at, transfer.confirm_digest = state, at, ""
    transfer.save(update_fields=["state", "ended_at", "confirm_digest"])


def _refuse_what_may_not_go(request: Request) -> None:
    if request.kind != RequestKind.PORTABILITY:
        raise NotToBeSent(_("Only at a request to take data along it can be sent to somebody else."))
    if request.person_id is None or request.state not in _MAY_SEND:
        raise NotToBeSent(_("First make sure who asks; nothing is sent before that."))


def _reached(email: str, *, by: Actor, at: datetime) -> str:
    """The address, when its domain receives mail."""
    try:
        address = checked_mail_address(email)
    except ValidationError:
        raise AddressNotReached(_("This is not an e-mail address."), field="email") from None
    try:
        domain = look_up_mail_domain(address.rpartition("@")[2], by=by, at=at)
    except OutsideTrouble:
        raise AddressNotReached(
            _(
                "The name servers of the internet did not answer, so this address could not be checked. Try again "
                "later."
            ),
            field="email",
        ) from None
    if not domain.exists or not domain.receives:
        raise AddressNotReached(_("Nobody can be mailed at this domain. Is the address right?"), field="email")
    return address


def _tell_the_person(transfer: Transfer, *, at: datetime) -> None:
    """By mail to the address on file, else to the one that was given; by hand where there is none."""
    address = letters.address_of_person(transfer.request)
    if not address:
        return
    letter = letters.sent_for_you(transfer)
    queue_mail(
        to=address,
        subject=letter.subject,
        text=letter.text,
        purpose=Purpose.RIGHTS,
        by=SYSTEM,
        at=at,
        person_id=transfer.request.person_id,
        language=transfer.language,
    )


def _key_of(token: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"gestand package for an organisation 1").derive(
        token.strip().encode("utf-8", "replace")
    )


def _end_of(day: object) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"{day}T23:59:59"))


def _audit(action: str, transfer: Transfer, *, by: Actor, at: datetime, **facts: object) -> None:
    write_audit(
        action,
        by=by,
        at=at,
        subject=("request", transfer.request_id),
        facts={"transfer": transfer.id, "recipient": NAMED_ORGANISATION, "purpose": Purpose.RIGHTS.value, **facts},
    )
