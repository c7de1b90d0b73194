"""Who may receive something: the register that the gate asks, fed by the sources that rooms offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category
from gestand.core.declarations.registry import personal_models
from gestand.core.egress.countries import EEA
from gestand.core.gathering import Gathers, Reading, reading_of, together
from gestand.core.house import house

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from gestand.core.declarations import Purpose


class RecipientKind(models.TextChoices):
    PROCESSOR = "processor", _("works for the firm (processor)")
    CONTROLLER = "controller", _("answers for itself (controller)")
    NO_PERSONAL_DATA = "no_personal_data", _("receives no personal data")


class Safeguard(models.TextChoices):
    """Why data may go to the recipient's country (GDPR 44-49)."""

    NOT_NEEDED = "not_needed", _("none needed: inside the EEA")
    ADEQUACY = "adequacy", _("adequacy decision (article 45)")
    CLAUSES = "clauses", _("standard contractual clauses (article 46)")
    BINDING_RULES = "binding_rules", _("binding corporate rules (article 47)")
    DEROGATION = "derogation", _("needed for the contract with the person (article 49)")


@dataclass(frozen=True, slots=True)
class Agreement:
    """A processing agreement (GDPR 28(3)); ``until`` is its last day, if it has one."""

    signed_on: date
    reference: str = ""
    until: date | None = None

    def holds_at(self, at: datetime) -> bool:
        today = timezone.localdate(at)
        return self.signed_on <= today and (self.until is None or today <= self.until)


@dataclass(frozen=True, slots=True)
class Recipient:
    """``key`` is its name in code and in the audit log; ``what`` says what it receives and for what.

    ``country`` is an ISO 3166 code, empty while nobody said or when it differs by case (an addressee is anywhere).
    ``safeguard`` is None while nobody said. ``purposes`` empty: whatever purpose the sending names. ``contact`` is
    where the firm reaches it.
    ``categories`` are what it receives beyond what the declarations say (``what_goes_to``).
    """

    key: str
    name: str | Promise
    kind: RecipientKind
    what: str | Promise = ""
    agreement: Agreement | None = None
    country: str = ""
    safeguard: Safeguard | None = None
    purposes: tuple[Purpose, ...] = ()
    categories: tuple[Category, ...] = ()
    contact: str = ""

    @property
    def is_anywhere(self) -> bool:
        """Whether no country can be told: it is whoever a mail is for, or whom the person concerned names."""
        return not self.country and self.safeguard is Safeguard.NOT_NEEDED

    @property
    def leaves_the_eea(self) -> bool:
        """Whether personal data goes to a country outside the EEA, as far as is known."""
        return bool(self.country) and self.country not in EEA and self.kind is not RecipientKind.NO_PERSONAL_DATA

    def may_receive_at(self, at: datetime) -> bool:
        """Whether the law lets personal data go there now: a processor needs an agreement that holds (GDPR 28(3))."""
        return self.kind is not RecipientKind.PROCESSOR or (self.agreement is not None and self.agreement.holds_at(at))

    def completed_by(self, other: Recipient) -> Recipient:
        """What a later source adds to the same key; the kind stays as the first one said."""
        return replace(
            self,
            name=other.name or self.name,
            what=other.what or self.what,
            agreement=other.agreement or self.agreement,
            country=other.country or self.country,
            safeguard=other.safeguard or self.safeguard,
            purposes=other.purposes or self.purposes,
            categories=other.categories or self.categories,
            contact=other.contact or self.contact,
        )


class RecipientSource(Protocol):
    """A room's part of the register; asked at every passage, so that a change counts at once. One that ``Gathers``
    costs no query of its own.
    """

    def __call__(self) -> Iterable[Recipient]: ...


def built_in() -> Iterable[Recipient]:
    """What the program itself needs to reach the outside; the firm's mail server comes from the mail settings."""
    yield Recipient(
        key="addressee",
        name=_("The person or company a mail is addressed to"),
        kind=RecipientKind.CONTROLLER,
        what=_("The mail that is meant for them."),
        safeguard=Safeguard.NOT_NEEDED,
    )
    yield Recipient(
        key="dns",
        name=_("Name servers of the internet"),
        kind=RecipientKind.NO_PERSONAL_DATA,
        what=_("Names of mail domains, to see whether mail can be delivered."),
    )
    yield Recipient(
        key="mail_sign_in",
        name=_("The sign-in server of the mail provider"),
        kind=RecipientKind.NO_PERSONAL_DATA,
        what=_("The firm's own key to its mailbox, to have it renewed."),
    )


@Gathers
def all_recipients() -> Reading[list[Recipient]]:
    """Everyone in the register, each key once: the first source that knows it says what it is, later ones add to it."""
    return together(_completed, [reading_of(source) for source in (built_in, *house.recipient_sources)])


def _completed(told: Iterable[Iterable[Recipient]]) -> list[Recipient]:
    found: dict[str, Recipient] = {}
    for of_source in told:
        for recipient in of_source:
            known = found.get(recipient.key)
            found[recipient.key] = known.completed_by(recipient) if known else recipient
    return list(found.values())


def find_recipient(key: str) -> Recipient | None:
    return next((recipient for recipient in all_recipients() if recipient.key == key), None)


def what_goes_to(recipient: Recipient) -> tuple[Category, ...]:
    """The categories of data that it may receive: what the register says, and what the declarations name it for."""
    named = set(recipient.categories)
    for declared in personal_models():
        if declared.personal is not None and recipient.key in declared.personal.recipients:
            named.update(declared.personal.categories.values())
    return tuple(category for category in Category if category in named)
