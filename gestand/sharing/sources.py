"""This room's part of the register that the egress gate asks: every line that is not in the archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from gestand.core.declarations import Category, Purpose
from gestand.core.egress import Agreement, Recipient, RecipientKind, Safeguard
from gestand.core.gathering import Gathers, Reading, together
from gestand.core.mail.recipients import MAIL_PROVIDER, mail_host
from gestand.core.questions import Question, bring_along
from gestand.sharing.actions.agreements import newest_agreement
from gestand.sharing.models import ProcessorAgreement, RegisteredRecipient


@dataclass(frozen=True, slots=True)
class Register:
    """The lines that are not in the archive, their agreements at hand; ``server`` is the mail server of now, or ""."""

    rows: list[RegisteredRecipient]
    server: str


@Question
def _current_rows() -> QuerySet[RegisteredRecipient]:
    return RegisteredRecipient.objects.current()


@Question
def _their_agreements() -> QuerySet[ProcessorAgreement]:
    return ProcessorAgreement.objects.filter(recipient__in=RegisteredRecipient.objects.current())


def register_reading() -> Reading[Register]:
    """The register as it is now, for whoever reads more with it."""
    return Reading(_register, _current_rows.about(), _their_agreements.about(), mail_host.about())


def _register(
    rows: list[RegisteredRecipient], agreements: list[ProcessorAgreement], hosts: list[tuple[str, str]]
) -> Register:
    bring_along(rows, agreements, link="recipient_id", name="agreements")
    return Register(rows, hosts[0][0] if hosts else "")


@Gathers
def registered_recipients() -> Reading[Iterable[Recipient]]:
    """What the register says now. What belongs to another mail server is left out."""
    return together(_told, [register_reading()])


def _told(registers: list[Register]) -> Iterable[Recipient]:
    (register,) = registers
    return [as_recipient(row) for row in register.rows if row.key != MAIL_PROVIDER or row.server == register.server]


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
