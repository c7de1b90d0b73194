"""What was said and written: note a call, write down a letter, assign a loose end, attach a file, change, remove."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO, TypedDict, Unpack, cast
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import NotAllowed
from gestand.core.audit import write_audit
from gestand.core.declarations.purposes import Purpose
from gestand.core.files import destroy_file, store_file
from gestand.people.actions.findable import reindex_correspondence
from gestand.people.actions.rights import keep_changes, locked, require_client, require_person, require_unchanged
from gestand.people.drafts import checked_day, checked_text
from gestand.people.kernels import numbers
from gestand.people.kernels.folding import tidied
from gestand.people.kernels.refusals import NotValid
from gestand.people.models import (
    Attachment,
    Client,
    ClientKind,
    Correspondence,
    CorrespondenceKind,
    Direction,
    Membership,
    Person,
)
from gestand.people.terms import loose_end_days

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.core.files.uploads import CheckedUpload

#: What may hang on a letter, mail or note.
ATTACHMENT_TYPES = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "text/plain",
    "text/csv",
    "message/rfc822",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text",
    "application/zip",
)
ATTACHMENT_LIMIT_BYTES = 20 * 1024 * 1024
LONGEST_SUBJECT, LONGEST_CALLER, LONGEST_TEXT = 200, 160, 50_000
MOST_MINUTES = 24 * 60


class EntryFields(TypedDict, total=False):
    kind: str
    direction: str
    purpose: str
    subject: str
    text: str
    minutes: int | None
    entry_at: datetime  # when it was said or written; now unless given


def note_call(
    *,
    by: Actor,
    at: datetime,
    text: str,
    client: Client | None = None,
    person: Person | None = None,
    caller: str = "",
    minutes: int | None = None,
    direction: str = Direction.IN,
    called_at: datetime | None = None,
    bsn_confirmed: bool = False,
) -> Correspondence:
    """Note a call in one breath. Without client and person it is a loose end (``caller``: name or number as noted)."""
    return write_correspondence(
        by=by,
        at=at,
        client=client,
        person=person,
        caller=caller,
        bsn_confirmed=bsn_confirmed,
        kind=CorrespondenceKind.CALL,
        direction=direction,
        text=text,
        minutes=minutes,
        entry_at=called_at or at,
    )


def write_correspondence(
    *,
    by: Actor,
    at: datetime,
    client: Client | None = None,
    person: Person | None = None,
    caller: str = "",
    bsn_confirmed: bool = False,
    **fields: Unpack[EntryFields],
) -> Correspondence:
    """Write down a call, mail, letter, visit or note. A person with one client brings that client along.

    Refuses an empty entry, a moment that still has to come, and (once) what looks like a BSN.
    """
    client = _client_for(by, client, person)
    cleaned = checked_entry(fields, at=at, bsn_confirmed=bsn_confirmed)
    caller = checked_caller(caller)
    if client is None and person is None and by.id is None:
        raise NotAllowed(_("Choose the client that this is about."))
    if not (cleaned.get("text") or cleaned.get("subject") or caller):
        raise NotValid(_("Write down what it was about."), field="text")
    with transaction.atomic():
        is_loose = client is None and person is None
        row = Correspondence.objects.create(
            **{"kind": CorrespondenceKind.NOTE, "at": at, **cleaned},
            client=client,
            person=person,
            caller=caller,
            written_by=by.id,
            created_at=at,
            changed_at=at,
            loose_until_on=timezone.localdate(at) + timedelta(days=loose_end_days(at)) if is_loose else None,
        )
        _audit("people.correspondence.write", row, by=by, at=at, kind=row.kind)
        reindex_correspondence([row.id])
    return row


def assign_correspondence(
    *, by: Actor, at: datetime, entry: Correspondence, client: Client | None, person: Person | None = None
) -> Correspondence:
    """Say whose a loose end is; who wrote it, or the owner, corrects it. From then on the client's own term holds."""
    client = _client_for(by, client, person)
    if client is None and person is None:
        raise NotValid(_("Choose a client or a person."), field="who")
    with transaction.atomic():
        row = locked(entry)
        _require_entry(by, row)
        if row.client_id or row.person_id:
            _require_author(by, row)
        if row.client_id != (client.id if client else None):  # whose it is held for is said anew
            row.attachments.filter(is_held_for_client=True).update(is_held_for_client=False)
        row.client, row.person, row.loose_until_on, row.changed_at = client, person, None, at
        row.save(update_fields=["client", "person", "loose_until_on", "changed_at"])
        _audit("people.correspondence.assign", row, by=by, at=at)
        reindex_correspondence([row.id])
    return row


def change_correspondence(
    *,
    by: Actor,
    at: datetime,
    entry: Correspondence,
    seen: datetime | None = None,
    bsn_confirmed: bool = False,
    **fields: Unpack[EntryFields],
) -> Correspondence:
    """Correct what was written down; a stand-in only what he or she wrote. ``seen`` is ``changed_at`` of the form."""
    with transaction.atomic():
        row = locked(entry)
        _require_author(by, row)
        require_unchanged(row, seen)
        cleaned = checked_entry(fields, at=at, bsn_confirmed=bsn_confirmed)
        changed = keep_changes(row, cleaned, at=at)
        if not changed:
            return row
        _audit("people.correspondence.change", row, by=by, at=at, fields=sorted(changed))
        reindex_correspondence([row.id])
    return row


def remove_correspondence(*, by: Actor, at: datetime, entry: Correspondence) -> None:
    """Take an entry away with its files; a stand-in removes what he or she wrote."""
    with transaction.atomic():
        row = locked(entry)
        _require_author(by, row)
        _take_away(row)
        _audit("people.correspondence.remove", row, by=by, at=at, kind=row.kind)


def attach_file(
    *, by: Actor, at: datetime, entry: Correspondence, upload: CheckedUpload, held_for_client: bool = False
) -> Attachment:
    """Hang a checked file on an entry; it is sealed on disk. ``held_for_client``: a business handed it over for the
    work, so that it is held as its processor. Refuses that for anybody else's (``NotValid``).
    """
    with transaction.atomic():
        row = locked(entry, frozen_too=True)
        _require_entry(by, row)
        if held_for_client:
            _require_business(row)
        stored = store_file(cast("BinaryIO", upload.content), name=upload.name, media_type=upload.media_type, at=at)
        attachment = Attachment.objects.create(correspondence=row, file=stored, is_held_for_client=held_for_client)
        _audit(
            "people.attachment.add",
            row,
            by=by,
            at=at,
            file=stored.id,
            size_bytes=stored.size_bytes,
            held_for_client=held_for_client,
        )
    return attachment


def hold_for_client(*, by: Actor, at: datetime, attachment: Attachment, is_held: bool) -> Attachment:
    """Say whether a file is the business's own, held as its processor, or the firm's. Refuses as ``attach_file``."""
    with transaction.atomic():
        row = locked(attachment)
        _require_author(by, row.correspondence)
        if is_held:
            _require_business(row.correspondence)
        if row.is_held_for_client != is_held:
            row.is_held_for_client = is_held
            row.save(update_fields=["is_held_for_client"])
            _audit("people.attachment.hold", row.correspondence, by=by, at=at, file=row.file_id, held=is_held)
    return row


def remove_attachment(*, by: Actor, at: datetime, attachment: Attachment) -> None:
    """Destroy a file that hung on an entry."""
    with transaction.atomic():
        row = locked(attachment)
        entry, stored = row.correspondence, row.file
        _require_author(by, entry)
        row.delete()
        destroy_file(stored)
        _audit("people.attachment.remove", entry, by=by, at=at, file=stored.id)


def forget_loose_ends(*, by: Actor, at: datetime) -> int:
    """Remove notes that nobody assigned before their day; not consequential, told on the page of terms."""
    today = timezone.localdate(at)
    forgotten = 0
    with transaction.atomic():
        for row in Correspondence.objects.unassigned().filter(loose_until_on__lt=today).order_by("id"):
            _take_away(row)
            _audit("people.correspondence.forget", row, by=by, at=at, kind=row.kind)
            forgotten += 1
    return forgotten


def _take_away(row: Correspondence) -> None:
    row_id: UUID = row.id
    for attachment in row.attachments.select_related("file"):
        stored = attachment.file
        attachment.delete()
        destroy_file(stored)
    row.delete()
    reindex_correspondence([row_id])
    row.id = row_id


def _client_for(by: Actor, client: Client | None, person: Person | None) -> Client | None:
    """Check the right to both, and bring a person's only client along."""
    if client is not None:
        require_client(by, client)
    if person is not None:
        require_person(by, person)
    if client is None and person is not None:
        clients = list(
            Client.objects.visible_to(by).filter(memberships__person=person).order_by("ended_on", "archived_at")[:2]
        )
        return clients[0] if len(clients) == 1 else None
    if (
        client is not None
        and person is not None
        and not Membership.objects.filter(client=client, person=person).exists()
    ):
        raise NotValid(_("This person does not belong to this client."), field="person")
    return client


def _require_business(row: Correspondence) -> None:
    if row.client is None or row.client.kind != ClientKind.BUSINESS:
        raise NotValid(
            _("Only what a business handed over is held as its processor. For a household you are the controller."),
            field="held_for_client",
        )


def _require_entry(by: Actor, row: Correspondence) -> None:
    if not Correspondence.objects.visible_to(by).filter(id=row.id).exists():
        raise NotAllowed(_("You cannot reach this entry."))


def _require_author(by: Actor, row: Correspondence) -> None:
    _require_entry(by, row)
    if not by.is_owner and row.written_by != by.id:
        raise NotAllowed(_("Only who wrote this, or the owner, can change it."))


def checked_entry(fields: EntryFields, *, at: datetime, bsn_confirmed: bool) -> dict[str, object]:
    """The cleaned values of an entry that is written at ``at``. Refuses (``NotValid``, ``LooksLikeBsn``)."""
    cleaned: dict[str, object] = {}
    if "kind" in fields:
        cleaned["kind"] = _choice(CorrespondenceKind.values, fields["kind"], "kind")
    if "direction" in fields:
        cleaned["direction"] = _choice(Direction.values, fields["direction"], "direction")
    if "purpose" in fields:
        cleaned["purpose"] = _choice(Purpose.values, fields["purpose"], "purpose")
    if "subject" in fields:
        cleaned["subject"] = checked_text(tidied(fields["subject"]), field="subject", bsn_confirmed=bsn_confirmed)
        _short(str(cleaned["subject"]), LONGEST_SUBJECT, "subject")
    if "text" in fields:
        cleaned["text"] = checked_text(fields["text"], field="text", bsn_confirmed=bsn_confirmed)
        _short(str(cleaned["text"]), LONGEST_TEXT, "text")
    if "minutes" in fields:
        minutes = fields["minutes"]
        if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
            raise NotValid(_("A call or visit lasts between 0 and 1440 minutes."), field="minutes")
        cleaned["minutes"] = minutes
    if "entry_at" in fields:
        # A visit may be noted for later today; a call cannot have been made tomorrow.
        if fields["entry_at"] > at + timedelta(days=1):
            raise NotValid(_("That moment still has to come."), field="entry_at")
        checked_day(fields["entry_at"].date(), field="entry_at")
        cleaned["at"] = fields["entry_at"]
    return cleaned


def _choice(values: list[str], value: str, field: str) -> str:
    if value not in values:
        raise NotValid(_("Choose one of the possibilities."), field=field)
    return value


def _short(text: str, longest: int, field: str) -> None:
    if len(text) > longest:
        raise NotValid(_("This is too long: at most %(number)d characters.") % {"number": longest}, field=field)


def checked_caller(caller: str) -> str:
    """Who called, where nobody is known by it. Refuses (``NotValid``, ``HoldsBsn``)."""
    cleaned = tidied(caller)
    numbers.refuse_bsn(cleaned, field="caller")
    _short(cleaned, LONGEST_CALLER, "caller")
    return cleaned


def _audit(action: str, row: Correspondence, *, by: Actor, at: datetime, **facts: object) -> None:
    write_audit(
        action,
        by=by,
        at=at,
        subject=("correspondence", row.id),
        client_id=row.client_id,
        facts={k: str(v) if k == "kind" else v for k, v in facts.items()},
    )
