"""Agreements with processors: write one down, correct it, tick what is in it, say that it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.egress import RecipientKind
from gestand.core.files import destroy_file, store_file
from gestand.core.ids import new_id
from gestand.core.mail.actions import release_held
from gestand.core.refusals import Refused
from gestand.sharing.actions.recipients import line_of
from gestand.sharing.models import ProcessorAgreement, RegisteredRecipient
from gestand.sharing.standard_text import POINTS

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.core.files.uploads import CheckedUpload

_PAGE_LENGTH = 40


class NotSignedYet(Refused):
    code = "not_signed_yet"


class EndsBeforeStart(Refused):
    code = "ends_before_start"


class NoAgreementNeeded(Refused):
    code = "no_agreement_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedAgreement:
    """What the owner filled in; without a first day it holds from the day of signing."""

    signed_on: date
    from_on: date | None = None
    until_on: date | None = None
    review_on: date | None = None
    reference: str = ""


def add_agreement(
    key: str, wanted: WantedAgreement, *, by: Actor, at: datetime, upload: CheckedUpload | None = None
) -> ProcessorAgreement:
    """Write down an agreement with a processor, with its file; mails that waited for it leave.

    Refuses a signature that is still to come (``NotSignedYet``), an end before the start (``EndsBeforeStart``) and a
    recipient that is no processor (``NoAgreementNeeded``). GDPR 28(3).
    """
    by.require_owner()
    checked = _checked(wanted, at=at)
    with transaction.atomic():
        recipient = line_of(key, by=by, at=at)
        if recipient.kind != RecipientKind.PROCESSOR:
            raise NoAgreementNeeded(_("Only a processor needs an agreement; this recipient is none."))
        row = ProcessorAgreement(id=new_id(), recipient=recipient, created_at=at, changed_at=at, **checked)
        if upload is not None:
            row.file = store_file(
                cast("BinaryIO", upload.content), name=upload.name, media_type=upload.media_type, at=at
            )
        row.save(force_insert=True)
        _audit("sharing.agreement.add", row, by=by, at=at)
        release_held(by=by, at=at)
    return row


def change_agreement(
    row: ProcessorAgreement, wanted: WantedAgreement, *, by: Actor, at: datetime, upload: CheckedUpload | None = None
) -> None:
    """Correct the days or put another file in its place (the old file is destroyed). Refuses as ``add_agreement``."""
    by.require_owner()
    checked = _checked(wanted, at=at)
    with transaction.atomic():
        locked = ProcessorAgreement.objects.select_for_update(of=("self",)).select_related("file").get(id=row.id)
        for name, value in checked.items():
            setattr(locked, name, value)
        before = locked.file
        if upload is not None:
            locked.file = store_file(
                cast("BinaryIO", upload.content), name=upload.name, media_type=upload.media_type, at=at
            )
        locked.changed_at = at
        locked.save()
        if upload is not None and before is not None:
            destroy_file(before)
        _audit("sharing.agreement.change", locked, by=by, at=at)
        release_held(by=by, at=at)


def tick_clauses(row: ProcessorAgreement, found: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """Keep which of the eight points of 28(3) stand in it, each with the page; a point left out is not found."""
    by.require_owner()
    clauses = {letter: " ".join(found[letter].split())[:_PAGE_LENGTH] for letter in POINTS if letter in found}
    with transaction.atomic():
        locked = ProcessorAgreement.objects.select_for_update().get(id=row.id)
        locked.clauses = clauses
        locked.changed_at = at
        locked.save(update_fields=["clauses", "changed_at"])
        _audit("sharing.agreement.tick", locked, by=by, at=at, points=len(clauses))


def _checked(wanted: WantedAgreement, *, at: datetime) -> dict[str, object]:
    today = timezone.localdate(at)
    if wanted.signed_on > today:
        raise NotSignedYet(_("This day is still to come. Fill in the day on which it was signed."), field="signed_on")
    first = wanted.from_on or wanted.signed_on
    if wanted.until_on is not None and wanted.until_on < first:
        raise EndsBeforeStart(_("It ends before it begins."), field="until_on")
    return {
        "signed_on": wanted.signed_on,
        "from_on": first,
        "until_on": wanted.until_on,
        "review_on": wanted.review_on,
        "reference": " ".join(wanted.reference.split())[:200],
    }


def newest_agreement(recipient: RegisteredRecipient, on: date) -> ProcessorAgreement | None:
    """The one that holds on this day, else the last one there was."""
    rows = list(recipient.agreements.all())
    return next((row for row in rows if row.holds_on(on)), rows[0] if rows else None)


def _audit(action: str, row: ProcessorAgreement, *, by: Actor, at: datetime, **facts: object) -> None:
    write_audit(
        action,
        by=by,
        at=at,
        subject=("agreement", row.id),
        facts={"recipient": row.recipient.key, "until_on": row.until_on, **facts},
    )
