"""What was held for a client as its processor goes back or away, as the client chose (GDPR 28(3)(g))."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import VISITOR
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.erasure import AlreadyErased, UnderHold, erase_rows
from gestand.core.erasure.gather import Gathered, gather_rows
from gestand.core.erasure.plan import holds_on
from gestand.core.files import destroy_file, open_file, store_file
from gestand.core.files.store import whole_on_disk
from gestand.core.freezing import require_usable
from gestand.core.jobs.queue import enqueue
from gestand.core.jobs.sentences import filled
from gestand.core.mail import Attachment, queue_mail
from gestand.core.mail.actions import withdraw_mail
from gestand.core.one_time_link import Claimed, claim_or_refuse, digest_of, link_until, new_token, opened_by
from gestand.core.refusals import Refused
from gestand.people.models import Client
from gestand.sharing import certificate
from gestand.sharing.actions.steps import NeedsSigner, NotAtThisStep
from gestand.sharing.models import (
    ClientAgreement,
    ClientAgreementState,
    EndChoice,
    HandBack,
    HandBackState,
    HeldPackage,
)
from gestand.sharing.queries.held import Held, ended_on, held_of, running_hand_back

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.core.journal import Entry

State = HandBackState
PACK_JOB = "sharing.pack_held"
CERTIFY_JOB = "sharing.certify_deletion"
DESTROY = "sharing.held.destroy"
_PACKED = (State.MAKING, State.READY, State.FAILED)


class StillInForce(Refused):
    code = "still_in_force"


class NothingHeld(Refused):
    code = "nothing_held"


class HeldHasChanged(Refused):
    code = "held_has_changed"


class NotYetReceived(Refused):
    code = "not_yet_received"


def choose(client: Client, *, choice: str, by: Actor, at: datetime) -> HandBack:
    """Record what the client wants with what is held for it. Another choice takes the place of the one before; a
    package of that goes.

    Refuses while the service lasts (``StillInForce``), when nothing is held (``NothingHeld``) and after the receipt of
    a package (``NotAtThisStep``).
    """
    by.require_owner()
    today = timezone.localdate(at)
    with transaction.atomic():
        locked = Client.objects.select_for_update().get(id=client.id)
        if ended_on(locked.id, today) is None:
            raise StillInForce(_("The service to this client lasts. First write down its end."))
        if not held_of(locked.id).rows:
            raise NothingHeld(_("Nothing is held for this client as its processor."))
        row = running_hand_back(locked.id)
        if row is None:
            ended = ClientAgreement.objects.filter(client=locked, state=ClientAgreementState.ENDED)
            row = HandBack(
                client=locked,
                party_name=locked.name,
                language=locked.language,
                agreement=ended.exclude(end_choice="").order_by("-ended_on", "-number").first(),
            )
        elif row.state == State.RECEIVED:
            raise NotAtThisStep(_("The client has received everything already. Delete it here."))
        _drop_package(row, by=by, at=at)
        row.choice, row.chosen_on, row.state = EndChoice(choice).value, today, State.CHOSEN
        row.save()
        _audit("sharing.held.choose", row, by=by, at=at, choice=row.choice)
    return row


def pack(row: HandBack, *, by: Actor, at: datetime) -> HandBack:
    """Have everything that is held put together, to go back. Refuses another choice (``NotAtThisStep``)."""
    by.require_owner()
    with transaction.atomic():
        locked = _at_step(row, (State.CHOSEN, *_PACKED))
        if locked.choice != EndChoice.RETURNED:
            raise NotAtThisStep(_("The client chose deletion: nothing is packed."))
        _require_free(locked, held_of(_client_of(locked)), at=at)
        _drop_package(locked, by=by, at=at)
        locked.state, locked.job_id = State.MAKING, enqueue(PACK_JOB, by=by, at=at, hand_back_id=locked.id).id
        locked.save()
        _audit("sharing.held.pack", locked, by=by, at=at)
    return locked


def keep_package(*, hand_back_id: UUID, content: BinaryIO, held: Held, by: Actor, at: datetime) -> None:
    """Keep what the job packed; nothing happens when it is not wanted any more."""
    with transaction.atomic():
        row = HandBack.objects.select_for_update(of=("self",)).filter(id=hand_back_id, state=State.MAKING).first()
        if row is None:
            return
        # For days at most, and everything in it is in a backup already.
        stored = store_file(
            content, name=certificate.package_name(row), media_type="application/zip", at=at, passing=True
        )
        HeldPackage.objects.create(hand_back=row, client_id=_client_of(row), file=stored, packed_at=at)
        row.state, row.packed_at, row.digest = State.READY, at, held.digest
        row.save()
        _audit("sharing.held.packed", row, by=by, at=at, rows=held.rows)


def note_failed(*, hand_back_id: UUID) -> None:
    """The job gave up: the page says so and offers to try again."""
    HandBack.objects.filter(id=hand_back_id, state=State.MAKING).update(state=State.FAILED)


def note_fetched(row: HandBack, *, by: Actor, at: datetime) -> None:
    """Somebody of the firm fetched the package, to hand it over."""
    by.require_owner()
    with transaction.atomic():
        locked = _at_step(row, (State.READY,))
        if not locked.packages.exists():
            raise NotAtThisStep(_("The package is gone by now. Have it made again."))
        locked.fetched_at = locked.fetched_at or at
        locked.save(update_fields=["fetched_at"])
        _audit("sharing.held.fetch", locked, by=by, at=at, recipient="addressee")


def send_link(row: HandBack, *, to: str, by: Actor, at: datetime) -> HeldPackage:
    """Mail the link that opens the package once, within the term of every such link; an earlier one works no more.

    Refuses without a package (``NotAtThisStep``), when something was added or removed since (``HeldHasChanged``), and
    what is under a hold (``UnderHold``) or restricted (``Frozen``).
    """
    by.require_owner()
    with transaction.atomic():
        locked = _at_step(row, (State.READY,))
        package = HeldPackage.objects.select_for_update(of=("self",)).filter(hand_back=locked).first()
        if package is None:
            raise NotAtThisStep(_("The package is gone by now. Have it made again."))
        held = held_of(_client_of(locked))
        if held.digest != locked.digest:
            raise HeldHasChanged(_("Something was added or removed since. Look at it again, and pack it anew."))
        _require_free(locked, held, at=at)
        withdraw_mail(package.link_mail_id, by=by, at=at)
        token = new_token()
        package.link_digest, package.link_until, package.claimed_at = digest_of(token), link_until(at), None
        letter = certificate.with_link(locked, token=token, until=package.link_until)
        package.link_mail_id = queue_mail(
            to=to,
            subject=letter.subject,
            text=letter.text,
            purpose=Purpose.CONTACT,
            by=by,
            at=at,
            language=locked.language,
        )
        package.save()
        _audit("sharing.held.link", locked, by=by, at=at, recipient="addressee")
    return package


def withdraw_link(row: HandBack, *, by: Actor, at: datetime) -> HandBack:
    """Make the link worth nothing: it was sent to the wrong address, or is not wanted any more."""
    by.require_owner()
    with transaction.atomic():
        locked = _at_step(row, (State.READY,))
        for package in HeldPackage.objects.select_for_update(of=("self",)).filter(hand_back=locked):
            withdraw_mail(package.link_mail_id, by=by, at=at)
            package.link_digest, package.link_until, package.link_mail_id = "", None, None
            package.save(update_fields=["link_digest", "link_until", "link_mail_id"])
        _audit("sharing.held.unlink", locked, by=by, at=at)
    return locked


def open_by_link(token: str, at: datetime) -> Claimed | None:
    """The door of this room: the package that this code opens, for one download."""
    ready = HeldPackage.objects.filter(hand_back__state=State.READY).select_related("file", "hand_back")
    package: HeldPackage | None = opened_by(ready, token, at=at)
    # After a restore the row is here and the file, which is in no backup, is not.
    if package is None or not whole_on_disk(package.file):
        return None
    same = HeldPackage.objects.filter(id=package.id, link_digest=package.link_digest)
    claim_or_refuse(same, at=at)
    stored, row = package.file, package.hand_back
    return Claimed(
        file_name=certificate.package_name(row),
        open=lambda: (open_file(stored), stored.size_bytes),
        done=lambda: _fetched_by_link(package),
        release=lambda: _free(package),
    )


def _free(package: HeldPackage) -> None:
    HeldPackage.objects.filter(id=package.id).update(claimed_at=None)


def _fetched_by_link(package: HeldPackage) -> None:
    """The last byte has left: the link is used up. That the client has everything it says itself."""
    at = timezone.now()
    with transaction.atomic():
        done = HeldPackage.objects.filter(id=package.id, link_digest=package.link_digest)
        if done.update(link_digest="", claimed_at=None, collected_at=at):
            row = HandBack.objects.get(id=package.hand_back_id)
            HandBack.objects.filter(id=row.id, fetched_at=None).update(fetched_at=at)
            _audit("sharing.held.collect", row, by=VISITOR, at=at, recipient="addressee")


def note_received(row: HandBack, *, received_on: date, received_by: str, by: Actor, at: datetime) -> HandBack:
    """The client said that it has everything. Refuses a day that is still to come, or before it was packed
    (``NotYetReceived``), and a receipt by nobody (``NeedsSigner``).
    """
    by.require_owner()
    receiver = " ".join(received_by.split())[:160]
    if not receiver:
        raise NeedsSigner(_("Who received it for the client? Fill in name and role."), field="received_by")
    with transaction.atomic():
        locked = _at_step(row, (State.READY,))
        if locked.fetched_at is None:
            raise NotYetReceived(_("The package was never fetched from here, so nobody can have received it."))
        if not timezone.localdate(locked.packed_at) <= received_on <= timezone.localdate(at):
            raise NotYetReceived(
                _("That day lies before the package was made, or is still to come."), field="received_on"
            )
        locked.state, locked.received_on, locked.received_by = State.RECEIVED, received_on, receiver
        locked.save(update_fields=["state", "received_on", "received_by"])
        _audit("sharing.held.receive", locked, by=by, at=at, received_on=received_on)
    return locked


def destroy_held(row: HandBack, *, digest: str, by: Actor, at: datetime) -> HandBack:
    """Destroy everything that is held for the client, after a person's yes to exactly what was shown (``digest``).

    What went back goes only after the client confirmed the receipt (``NotYetReceived``), and only what was in the
    package (``HeldHasChanged``). Refuses what is under a hold (``UnderHold``) or restricted (``Frozen``), an actor
    without a name (``NeedsAName``) and a journal that cannot be written (``JournalNotWritable``). GDPR 28(3)(g), 22.
    """
    by.require_owner()
    client_id = _client_of(row)

    def gathered() -> Gathered:
        locked = _at_step(row, (State.CHOSEN, State.READY, State.RECEIVED))
        if locked.choice == EndChoice.RETURNED and locked.state != State.RECEIVED:
            raise NotYetReceived(_("First the client says that it has received everything."))
        held = held_of(client_id)
        if not held.rows:
            raise AlreadyErased(_("There is nothing left to erase: it has been done already."))
        if held.digest != digest or (locked.digest and locked.digest != digest):
            raise HeldHasChanged(_("Something was added or removed since. Look at it again, and pack it anew."))
        _require_free(locked, held, at=at)
        return gather_rows({model: set(keys) for model, keys in held.keys.items()})

    def close(entry: Entry) -> None:
        done = HandBack.objects.select_for_update(of=("self",)).get(id=row.id)
        _drop_package(done, by=by, at=at)
        done.state, done.done_at, done.done_on = State.DONE, at, timezone.localdate(at)
        done.said_by, done.entry_id, done.digest = by.id, entry.id, ""
        done.counts, done.files = dict(entry.counts), len(entry.files)
        done.job_id = enqueue(CERTIFY_JOB, by=by, at=at, hand_back_id=done.id).id
        done.save()
        _audit(DESTROY, done, by=by, at=at, entry=entry.id, choice=done.choice, rows=sum(entry.counts.values()))

    erase_rows(gathered=gathered, subjects={"client": {client_id}}, by=by, at=at, occasion=row.id, also=close)
    return HandBack.objects.get(id=row.id)


def reopen(row: HandBack, *, by: Actor, at: datetime) -> HandBack:
    """What was received is not everything any more (something came in since): it is packed anew."""
    by.require_owner()
    with transaction.atomic():
        locked = _at_step(row, (State.RECEIVED,))
        if held_of(_client_of(locked)).digest == locked.digest:
            raise NotAtThisStep(_("Nothing has changed since. Delete it here."))
        _drop_package(locked, by=by, at=at)
        locked.state, locked.received_on, locked.received_by = State.CHOSEN, None, ""
        locked.save()
        _audit("sharing.held.reopen", locked, by=by, at=at)
    return locked


def drop(row: HandBack, *, by: Actor, at: datetime) -> None:
    """Take back what was recorded: the service goes on after all, or nothing is held any more. Nothing was destroyed.

    Refuses what the client has received while it is still here (``NotAtThisStep``).
    """
    by.require_owner()
    with transaction.atomic():
        locked = _at_step(row, (State.CHOSEN, State.RECEIVED, *_PACKED))
        if locked.state == State.RECEIVED and held_of(_client_of(locked)).rows:
            raise NotAtThisStep(_("The client has received everything already. Delete it here."))
        _drop_package(locked, by=by, at=at)
        _audit("sharing.held.drop", locked, by=by, at=at, choice=locked.choice)
        locked.delete()


def keep_certificate(*, hand_back_id: UUID, pdf: bytes, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        row = HandBack.objects.select_for_update(of=("self",)).get(id=hand_back_id)
        if row.certificate_id is not None:
            return
        row.certificate = store_file(pdf, name=certificate.file_name(row), media_type="application/pdf", at=at)
        row.save(update_fields=["certificate"])
        _audit("sharing.held.certify", row, by=by, at=at)


def send_certificate(row: HandBack, *, to: str, by: Actor, at: datetime) -> None:
    """Mail the confirmation that everything is deleted. Refuses before it is made (``NotAtThisStep``)."""
    by.require_owner()
    with transaction.atomic():
        locked = _at_step(row, (State.DONE,))
        if locked.certificate_id is None:
            raise NotAtThisStep(_("The confirmation is being made. Look again in a minute."))
        letter = certificate.covering(locked)
        locked.mail_id = queue_mail(
            to=to,
            subject=letter.subject,
            text=letter.text,
            purpose=Purpose.CONTACT,
            by=by,
            at=at,
            language=locked.language,
            attachments=[Attachment(locked.certificate_id, certificate.file_name(locked))],
        )
        locked.sent_at = at
        locked.save(update_fields=["mail_id", "sent_at"])
        _audit("sharing.held.send", locked, by=by, at=at, recipient="addressee")


def _require_free(row: HandBack, held: Held, *, at: datetime) -> None:
    """Nobody holds it, and nobody's use of it is restricted."""
    holds = holds_on(held.subjects, timezone.localdate(at))
    if holds:
        hold = max(holds.values(), key=lambda each: each.until_on)
        raise UnderHold(
            filled(
                _("This is under a hold until %(day)s, because: %(reason)s. Nothing was erased."),
                day=hold.until_on.isoformat(),
                reason=hold.reason,
            )
        )
    require_usable(persons=held.subjects - {row.client_id}, clients=[row.client_id])


def _client_of(row: HandBack) -> UUID:
    if row.client_id is None:
        raise NothingHeld(_("Nothing is held for this client as its processor."))
    return row.client_id


def _drop_package(row: HandBack, *, by: Actor, at: datetime) -> None:
    row.packed_at = row.fetched_at = None
    for package in HeldPackage.objects.filter(hand_back=row.id).select_related("file"):
        stored = package.file
        if package.link_digest:
            withdraw_mail(package.link_mail_id, by=by, at=at)
        package.delete()
        destroy_file(stored)


def _at_step(row: HandBack, states: Iterable[str]) -> HandBack:
    locked = HandBack.objects.select_for_update(of=("self",)).filter(id=row.id, state__in=list(states)).first()
    if locked is None:
        raise NotAtThisStep(_("This is at another step by now. Look again."))
    return locked


def _audit(action: str, row: HandBack, *, by: Actor, at: datetime, **facts: object) -> None:
    write_audit(action, by=by, at=at, subject=("hand_back", row.id), client_id=row.client_id, facts=facts)
