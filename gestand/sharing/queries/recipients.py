"""The register of recipients as the owner reads it: each line with its agreement, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.declarations import Category
from gestand.core.egress import Recipient, RecipientKind, Safeguard
from gestand.core.egress.countries import EEA, country_name
from gestand.core.egress.recipients import all_recipients, what_goes_to
from gestand.core.gathering import Gathers, Reading, together
from gestand.core.mail.recipients import MAIL_PROVIDER
from gestand.sharing.actions.agreements import newest_agreement
from gestand.sharing.actions.recipients import PROGRAM_KEYS, mail_server
from gestand.sharing.models import ProcessorAgreement, RegisteredRecipient
from gestand.sharing.queries.disclosures import YEAR, Disclosure, disclosures
from gestand.sharing.sources import Register, as_recipient, register_reading
from gestand.sharing.standard_text import POINTS
from gestand.sharing.terms import WARN_AHEAD

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing. ``stops``: the gate keeps shut until it is there. ``code`` is for programs."""

    code: str
    sentence: str
    stops: bool = False
    days_left: int | None = None


@dataclass(slots=True)
class RecipientLine:
    """One line of the register. ``row`` is None while nobody said anything about one of the program's own."""

    recipient: Recipient
    row: RegisteredRecipient | None
    agreement: ProcessorAgreement | None
    lacks: list[Lack]
    categories: tuple[Category, ...] = ()
    disclosures: list[Disclosure] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.recipient.key

    @property
    def is_of_the_program(self) -> bool:
        return self.key in PROGRAM_KEYS

    @property
    def needs_agreement(self) -> bool:
        return self.recipient.kind is RecipientKind.PROCESSOR

    @property
    def has_personal_data(self) -> bool:
        return self.recipient.kind is not RecipientKind.NO_PERSONAL_DATA

    @property
    def is_stopped(self) -> bool:
        return any(lack.stops for lack in self.lacks)

    @property
    def country(self) -> str:
        return country_name(self.recipient.country) if self.recipient.country else ""

    @property
    def safeguard(self) -> str | Promise:
        return self.recipient.safeguard.label if self.recipient.safeguard else ""

    @property
    def count(self) -> int:
        return sum(each.count for each in self.disclosures)

    @property
    def last_at(self) -> datetime | None:
        return max((each.last_at for each in self.disclosures), default=None)


def recipient_lines(*, at: datetime, with_disclosures: bool = True) -> list[RecipientLine]:
    """Everyone who may receive something now, processors first; one query, and that of the disclosures."""
    lines = current_lines(at=at)
    went: dict[str, list[Disclosure]] = {}
    for each in disclosures(since=at - YEAR) if with_disclosures else ():
        went.setdefault(each.recipient, []).append(each)
    for line in lines:
        line.disclosures = went.get(line.key, [])
    return lines


@Gathers
def current_lines(*, at: datetime) -> Reading[list[RecipientLine]]:
    """The same without what went to them."""

    def lines(read: list[Any]) -> list[RecipientLine]:
        recipients: list[Recipient] = read[0]
        register: Register = read[1]
        rows = {row.key: row for row in register.rows}
        found = [_line(each, rows.get(each.key), at=at, server=register.server) for each in recipients]
        order = list(RecipientKind)
        return sorted(found, key=lambda line: (order.index(line.recipient.kind), str(line.recipient.name).casefold()))

    return together(lines, [all_recipients.reading(), register_reading()])


def archived_lines(*, at: datetime) -> list[RecipientLine]:
    """Those in the archive, by name."""
    rows = RegisteredRecipient.objects.filter(archived_at__isnull=False).prefetch_related("agreements")
    server = mail_server()
    return [_line(as_recipient(row), row, at=at, server=server) for row in rows]


def recipient_line(key: str, *, at: datetime) -> RecipientLine | None:
    """One line, from the archive too; with everything that ever went to it."""
    row = RegisteredRecipient.objects.filter(key=key).prefetch_related("agreements__file").first()
    known = next((each for each in all_recipients() if each.key == key), None)
    if known is None and row is None:
        return None
    recipient = known if known is not None else as_recipient(row)  # type: ignore[arg-type]
    line = _line(recipient, row, at=at, server=mail_server())
    line.disclosures = disclosures(recipient=key)
    return line


def processors_without_agreement(at: datetime) -> list[RecipientLine]:
    """Processors in the register whose agreement is missing, has not begun or has ended."""
    return [line for line in recipient_lines(at=at, with_disclosures=False) if line.needs_agreement and line.is_stopped]


def incomplete_agreements(at: datetime) -> list[RecipientLine]:
    """Processors whose agreement holds, while its file is not here or a point of 28(3) was not found in it."""
    return [
        line
        for line in recipient_lines(at=at, with_disclosures=False)
        if line.needs_agreement and not line.is_stopped and {"file", "points"} & {lack.code for lack in line.lacks}
    ]


def _line(recipient: Recipient, row: RegisteredRecipient | None, *, at: datetime, server: str) -> RecipientLine:
    today = timezone.localdate(at)
    agreement = newest_agreement(row, today) if row is not None else None
    return RecipientLine(
        recipient=recipient,
        row=row,
        agreement=agreement,
        lacks=list(_lacks(recipient, row, agreement, today, server=server)),
        categories=what_goes_to(recipient),
    )


def _lacks(
    recipient: Recipient,
    row: RegisteredRecipient | None,
    agreement: ProcessorAgreement | None,
    today: date,
    *,
    server: str,
) -> Iterable[Lack]:
    if recipient.kind is RecipientKind.NO_PERSONAL_DATA:
        return
    if recipient.key == MAIL_PROVIDER and row is not None and row.server != server:
        yield Lack(
            "server",
            _("This was written down for %(old)s; mail now leaves through %(new)s.")
            % {"old": row.server or _("another server"), "new": server},
            stops=True,
        )
    elif recipient.kind is RecipientKind.PROCESSOR:
        yield from _lacks_of_agreement(agreement, today)
    if row is None and recipient.is_anywhere:
        return
    if not recipient.country:
        yield Lack("country", _("It is not written down in which country the data is."))
    elif recipient.country not in EEA and recipient.safeguard in (None, Safeguard.NOT_NEEDED):
        yield Lack("safeguard", _("The data leaves the EEA, and no safeguard is written down."))


def _lacks_of_agreement(agreement: ProcessorAgreement | None, today: date) -> Iterable[Lack]:
    if agreement is None:
        yield Lack("agreement", _("There is no agreement."), stops=True)
        return
    if not agreement.holds_on(today):
        ended = agreement.until_on is not None and agreement.until_on < today
        yield Lack(
            "ended" if ended else "not_begun",
            _("The agreement has ended.") if ended else _("The agreement has not begun yet."),
            stops=True,
        )
    elif agreement.until_on is not None and agreement.until_on - today <= WARN_AHEAD:
        left = (agreement.until_on - today).days
        yield Lack(
            "ends_soon",
            ngettext("The agreement ends in %(n)d day.", "The agreement ends in %(n)d days.", left) % {"n": left},
            days_left=left,
        )
    if agreement.file_id is None:
        yield Lack("file", _("The agreement itself is not here."))
    if missing := len([point for point in POINTS if point not in agreement.clauses]):
        yield Lack(
            "points",
            ngettext(
                "%(n)d of the eight points of article 28(3) was not found in it.",
                "%(n)d of the eight points of article 28(3) were not found in it.",
                missing,
            )
            % {"n": missing},
        )
    if agreement.review_on is not None and agreement.review_on <= today:
        yield Lack("review", _("It is time to look at the agreement again."))
