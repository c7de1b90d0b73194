"""Queueing a mail: a row and a job, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Purpose
from gestand.core.declarations.purposes import TO_CLIENTS_ALONE
from gestand.core.firm import current_firm
from gestand.core.freezing import FROZEN, Frozen, may_be_mailed
from gestand.core.ids import new_id
from gestand.core.jobs.queue import enqueue
from gestand.core.mail.choices import is_wanted
from gestand.core.mail.models import MailAttachment, OutgoingMail
from gestand.core.mail_addresses import checked_mail_address
from gestand.core.refusals import Refused

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_SUBJECT_LENGTH = 250


class MailRefused(Refused):
    code = "mail_refused"


class MailNotWanted(MailRefused):
    """The person said no to this use of the data, or never said yes where a yes is needed."""

    code = "mail_not_wanted"


@dataclass(frozen=True, slots=True)
class Attachment:
    stored_file_id: UUID
    name: str


def queue_mail(
    *,
    to: str,
    subject: str,
    text: str,
    purpose: Purpose,
    by: Actor,
    at: datetime,
    person_id: UUID | None = None,
    account_id: UUID | None = None,
    html: str = "",
    language: str = "nl",
    attachments: Sequence[Attachment] = (),
) -> UUID:
    """Put a mail in the outbox, in the caller's transaction; returns its id. It leaves when mail is set up.

    Refuses (``MailRefused``) an address that is none, a mail without words, and news to nobody in particular, who could
    not say no; refuses (``MailNotWanted``) what this person may not be mailed for (GDPR 7(3), 21(2); Tw 11.7),
    and (``Frozen``) whatever is no answer to a request while this person's data is restricted (GDPR 18).
    """
    try:
        to = checked_mail_address(to)
    except ValidationError:
        raise MailRefused(_("This is not an e-mail address."), field="to") from None
    if not text.strip():
        raise MailRefused(_("A mail needs a text."), field="text")
    if not may_be_mailed(person_id=person_id, account_id=account_id, to=to, purpose=purpose):
        raise Frozen(FROZEN, field="to")
    if purpose in TO_CLIENTS_ALONE and person_id is None:
        raise MailRefused(_("Say to which person this goes: only then one can say no to it."), field="to")
    if not is_wanted(purpose=purpose, person_id=person_id, at=at):
        raise MailNotWanted(_("This person does not want mail for this purpose, or has not agreed to it."), field="to")
    mail_id = new_id()
    with transaction.atomic():
        OutgoingMail.objects.create(
            id=mail_id,
            to=to,
            subject=" ".join(subject.split())[:_SUBJECT_LENGTH],
            text=text,
            html=html,
            language=language,
            purpose=Purpose(purpose).value,
            person_id=person_id,
            account_id=account_id,
            message_id=f"<{mail_id.hex}@{_message_domain()}>",
            queued_at=at,
        )
        MailAttachment.objects.bulk_create(
            MailAttachment(mail_id=mail_id, file_id=attachment.stored_file_id, name=attachment.name[:200])
            for attachment in attachments
        )
        enqueue("core.send_mail", by=by, at=at, mail_id=mail_id)
    return mail_id


def _message_domain() -> str:
    """The right side of a Message-ID: the firm's own mail domain (RFC 5322, 3.6.4)."""
    firm = current_firm()
    domain = firm.email.rpartition("@")[2] if firm else ""
    return domain if domain and domain.isascii() else "gestand.invalid"
