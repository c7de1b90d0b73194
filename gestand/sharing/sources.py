"""This room's part of the register that the egress gate asks: every line that is not in the archive."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from gestand.core.declarations import Category, Purpose
from gestand.core.egress import Agreement, Recipient, RecipientKind, Safeguard
from gestand.core.mail.recipients import MAIL_PROVIDER
from gestand.sharing.actions.agreements import newest_agreement
from gestand.sharing.actions.recipients import mail_server
from gestand.sharing.models import RegisteredRecipient


def registered_recipients() -> Iterable[Recipient]:
    """What the register says now; at most three queries. What belongs to another mail server is left out."""
    rows = list(RegisteredRecipient.objects.current().prefetch_related("agreements"))
    server = mail_server() if any(row.key == MAIL_PROVIDER for row in rows) else ""
    for row in rows:
        if row.key == MAIL_PROVIDER and row.server != server:
            continue
        yield as_recipient(row)


def as_recipient(row: RegisteredRecipient) -> Recipient:
    """A line of the register as core knows recipients; its agreements must be at hand."""
    agreement = newest_agreement(row, timezone.localdate())
    return Recipient(
        key=row.key,
        name=row.name,
        kind=RecipientKind(row.kind),
        what=row.what,
        agreement=(
            Agreement(max(agreement.signed_on, agreement.from_on), agreement.reference, agreement.until_on)
            if agreement is not None
            else None
        ),
        country=row.country,
        safeguard=Safeguard(row.safeguard) if row.safeguard else None,
        purposes=tuple(Purpose(purpose) for purpose in row.purposes if purpose in Purpose.values),
        categories=tuple(Category(category) for category in row.categories if category in Category.values),
        contact=row.contact,
    )
