"""Who may receive something: the register that the gate asks, fed by the sources that rooms offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.house import house

if TYPE_CHECKING:
    from django.utils.functional import Promise


class RecipientKind(models.TextChoices):
    PROCESSOR = "processor", _("works for the firm (processor)")
    CONTROLLER = "controller", _("answers for itself (controller)")
    NO_PERSONAL_DATA = "no_personal_data", _("receives no personal data")


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
    """``key`` is its name in code and in the audit log; ``what`` says what it receives and for what."""

    key: str
    name: str | Promise
    kind: RecipientKind
    what: str | Promise = ""
    agreement: Agreement | None = None


class RecipientSource(Protocol):
    """A room's part of the register; asked at every passage, so that a change counts at once."""

    def __call__(self) -> Iterable[Recipient]: ...


def built_in() -> Iterable[Recipient]:
    """What the program itself needs to reach the outside; the firm's mail server comes from the mail settings."""
    yield Recipient(
        key="addressee",
        name=_("The person or company a mail is addressed to"),
        kind=RecipientKind.CONTROLLER,
        what=_("The mail that is meant for them."),
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


def all_recipients() -> list[Recipient]:
    """Everyone in the register, each key once (the first source that knows it counts)."""
    found: dict[str, Recipient] = {}
    for source in (built_in, *house.recipient_sources):
        for recipient in source():
            found.setdefault(recipient.key, recipient)
    return list(found.values())


def find_recipient(key: str) -> Recipient | None:
    return next((recipient for recipient in all_recipients() if recipient.key == key), None)
