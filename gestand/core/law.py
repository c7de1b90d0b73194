"""The law in numbers: one table, each number with its source and the days on which it holds.

A change of law is a new row: the old one gets its last day, the new one its first. Code asks ``law("request.answer",
on=day)`` and never writes the number itself. A declared term (``keep=``) may be shorter than the table's, never longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations.chosen import chosen_length, lengths_chosen_since
from gestand.core.declarations.lengths import Length


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


class NotInTheLaw(LookupError):
    """No such number, or none that holds on that day: a mistake of the builder, found by the start-up check."""


@dataclass(frozen=True, slots=True)
class LawNumber:
    """One number. ``source`` is an article, or the promise or choice that it is; ``valid_to`` is the last day."""

    key: str
    value: int
    unit: Unit
    source: str
    sentence: str | Promise
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def length(self) -> Length:
        """As a calendar length; hours have none."""
        if self.unit is Unit.HOURS:
            raise NotInTheLaw(f"{self.key} is counted in hours")
        return Length(**{self.unit.value: self.value})

    @property
    def hours(self) -> timedelta:
        if self.unit is not Unit.HOURS:
            raise NotInTheLaw(f"{self.key} is counted in {self.unit}")
        return timedelta(hours=self.value)

    @property
    def is_a_duty(self) -> bool:
        """Whether a law obliges to keep that long: nobody may shorten it."""
        return self.source.startswith(("AWR", "Wet", "Dir."))

    @property
    def words(self) -> str:
        """For letters and pages: "28 days"."""
        return _UNIT_WORDS[self.unit](self.value) % {"count": self.value}


_UNIT_WORDS: dict[Unit, Callable[[int], str]] = {
    Unit.HOURS: lambda count: ngettext("%(count)s hour", "%(count)s hours", count),
    Unit.DAYS: lambda count: ngettext("%(count)s day", "%(count)s days", count),
    Unit.MONTHS: lambda count: ngettext("%(count)s month", "%(count)s months", count),
    Unit.YEARS: lambda count: ngettext("%(count)s year", "%(count)s years", count),
}

_GDPR = date(2018, 5, 25)
#: Seven years held before this day too; books from before it are past every term.
_BOOKS = date(2000, 1, 1)
#: As the mini one-stop-shop, with the same ten years; widened to goods on 1 July 2021. What the books must hold is in
#: Reg. (EU) 282/2011, 63c.
_ONE_STOP = date(2015, 1, 1)
_STATEMENT = "the firm's privacy statement"
_CHOICE = "the firm's own choice (GDPR 5(1)(e))"

#: What stands between the articles, in the order in which it is looked for.
_WORDS_IN_SOURCES: dict[str, str | Promise] = {
    "the agreements with clients": _("the agreements with clients"),
    "for services offered online": _("for services offered online"),
    "elsewhere": _("elsewhere"),
    "GDPR": _("GDPR"),
}

LAW: tuple[LawNumber, ...] = (
    # Clocks
    LawNumber("request.answer", 28, Unit.DAYS, f"{_STATEMENT}; never later than GDPR 12(3)",
              _("A request about privacy rights is answered within four weeks of its receipt."), _GDPR),
    LawNumber("request.answer_law", 1, Unit.MONTHS, "GDPR 12(3)",
              _("The law allows one calendar month to answer a request."), _GDPR),
    LawNumber("request.extend", 2, Unit.MONTHS, "GDPR 12(3)",
              _("A complex request, or many at once, may take two further months; told with reasons in time."), _GDPR),
    LawNumber("request.refuse", 1, Unit.MONTHS, "GDPR 12(4)",
              _("A refusal is told within a month, with reasons, the authority and the court."), _GDPR),
    LawNumber("request.link", 24, Unit.HOURS, _CHOICE,
              _("The link to a package works once, within 24 hours."), _GDPR),
    LawNumber("request.copy_link", 7, Unit.DAYS, _CHOICE,
              _("The link to send a blackened copy of an identity document works once, within seven days."), _GDPR),
    LawNumber("request.copy_check", 5, Unit.DAYS, _CHOICE,
              _("A blackened copy of an identity document is destroyed at the check, and unchecked after five days."),
              _GDPR),
    LawNumber("breach.authority", 72, Unit.HOURS, "GDPR 33(1)",
              _("A data breach is reported to the authority within 72 hours of knowing about it."), _GDPR),
    LawNumber("breach.controller", 24, Unit.HOURS, "GDPR 33(2); the agreements with clients",
              _("As processor, a breach is told to the client without delay, within 24 hours by contract."), _GDPR),
    LawNumber("inform.indirect", 1, Unit.MONTHS, "GDPR 14(3)",
              _("Who did not give the data is informed within a month, or at the first contact."), _GDPR),
    LawNumber("claims.contract", 5, Unit.YEARS, "BW 3:307",
              _("A claim from a contract can be brought for five years."), date(1992, 1, 1)),
    # GDPR 8 is about services offered online alone; UAVG 5 asks the same wherever that article does not hold.
    LawNumber("minors.consent", 16, Unit.YEARS, "GDPR 8(1) for services offered online; UAVG 5 elsewhere",
              _("Where consent is the basis, below sixteen a parent gives it."), _GDPR),
    # How long
    LawNumber("keep.invoices", 7, Unit.YEARS, "AWR 52(4)",
              _("Invoices and books are kept for seven years after the book year."), _BOOKS),
    # Nine years following the year of first use (the property's clock, not the invoice's), so ten with that year.
    # Nobody here knows that year: ten after the book year is never too short for an invoice of that year or later.
    LawNumber("keep.invoices_property", 10, Unit.YEARS, "Wet OB 34a",
              _("Invoices about immovable property are kept for ten years after the book year: the law counts nine "
                "years after the year of first use."), _BOOKS),
    # In Dutch law: Wet OB 28rl, 28sj and 28tn.
    LawNumber("keep.invoices_one_stop_shop", 10, Unit.YEARS, "Dir. 2006/112/EC, 369k(2)",
              _("Books of the one-stop-shop VAT are kept for ten years after the year of the transaction."), _ONE_STOP),
    LawNumber("keep.client", 3, Unit.YEARS, _STATEMENT,
              _("Client data is kept while you are a client and three years after, for the warranty."), _GDPR),
    LawNumber("keep.unconfirmed_form", 7, Unit.DAYS, _CHOICE,
              _("A form that nobody confirms is gone after seven days."), _GDPR),
    LawNumber("keep.loose_note", 14, Unit.DAYS, _CHOICE,
              _("A note that belongs to nobody yet is assigned or gone within fourteen days."), _GDPR),
    LawNumber("keep.enquiry", 6, Unit.MONTHS, _CHOICE,
              _("A question from the website that led to nothing is kept for six months."), _GDPR),
    LawNumber("keep.consent_proof", 5, Unit.YEARS, "GDPR 7(1); BW 3:307",
              _("The proof of a consent is kept for five years after its withdrawal."), _GDPR),
    LawNumber("keep.request_dossier", 3, Unit.YEARS, _CHOICE,
              _("The file of a privacy request is kept for three years after closing."), _GDPR),
    LawNumber("keep.silent_household", 24, Unit.MONTHS, _CHOICE,
              _("After 24 silent months the program proposes to end a household's relation."), _GDPR),
    LawNumber("keep.package", 30, Unit.DAYS, _CHOICE,
              _("A package with a copy of your data is destroyed within thirty days."), _GDPR),
    LawNumber("keep.session", 7, Unit.DAYS, _CHOICE,
              _("A login session or link is gone at most seven days after it ends."), _GDPR),
    LawNumber("keep.account", 2, Unit.YEARS, _CHOICE,
              _("An account is kept for two years after the work here ends."), _GDPR),
    LawNumber("keep.sign_in", 1, Unit.YEARS, _CHOICE, _("Sign-in events are kept for a year."), _GDPR),
    LawNumber("keep.mail_log", 1, Unit.YEARS, _CHOICE,
              _("The log of sent mail is kept for a year."), _GDPR),
    LawNumber("keep.job_result", 90, Unit.DAYS, _CHOICE, _("Results of jobs are kept for ninety days."), _GDPR),
    LawNumber("keep.outbox", 90, Unit.DAYS, _CHOICE,
              _("The contents of sent mail are kept in the outbox for ninety days."), _GDPR),
    LawNumber("keep.import", 30, Unit.DAYS, _CHOICE,
              _("An imported file is destroyed within thirty days."), _GDPR),
    LawNumber("keep.audit_log", 7, Unit.YEARS, _CHOICE,
              _("The audit log, which holds numbers and no names, is kept for seven years."), _GDPR),
    LawNumber("keep.proof_report", 7, Unit.YEARS, _CHOICE,
              _("A signed report of our own checks, which holds no names, is kept for seven years."), _GDPR),
    LawNumber("keep.incident", 5, Unit.YEARS, _CHOICE,
              _("The file of an incident is kept for five years after closing."), _GDPR),
    LawNumber("keep.agreement", 5, Unit.YEARS, "BW 3:307",
              _("An agreement is kept for five years after its end."), _GDPR),
    LawNumber("keep.as_processor", 30, Unit.DAYS, "GDPR 28(3)(g); the agreements with clients",
              _("What is held as processor goes back or is deleted within thirty days of the end, as the client "
                "chooses."),
              _GDPR),
    LawNumber("keep.standin_contract", 2, Unit.YEARS, _CHOICE,
              _("A stand-in's contract is kept for two years after its end."), _GDPR),
    LawNumber("keep.dmarc", 13, Unit.MONTHS, _CHOICE,
              _("Reports about mail in our name are kept for thirteen months."), _GDPR),
    LawNumber("keep.backup", 90, Unit.DAYS, _CHOICE,
              _("A backup is destroyed within ninety days."), _GDPR),
    LawNumber("keep.keybox", 30, Unit.DAYS, _CHOICE,
              _("A copy of the keys is destroyed within thirty days."), _GDPR),
    LawNumber("statement.notice", 14, Unit.DAYS, _CHOICE,
              _("A change of the statement is told two weeks before it takes effect."), _GDPR),
)  # fmt: skip


#: What each term is about, in a few words: a page of terms is read by its first column.
TERM_NAMES: dict[str, str | Promise] = {
    "keep.invoices": _("Invoices and books"),
    "keep.invoices_property": _("Invoices about immovable property"),
    "keep.invoices_one_stop_shop": _("Books of the one-stop-shop VAT"),
    "keep.client": _("Data of clients"),
    "keep.unconfirmed_form": _("Forms that nobody confirmed"),
    "keep.loose_note": _("Notes that belong to nobody yet"),
    "keep.enquiry": _("Questions from the website that led to nothing"),
    "keep.consent_proof": _("Proof of a consent after its withdrawal"),
    "keep.request_dossier": _("Files of privacy requests"),
    "keep.silent_household": _("Households that are silent"),
    "keep.package": _("Packages with a copy of somebody's data"),
    "keep.session": _("Login sessions and links"),
    "keep.account": _("Accounts of who worked here"),
    "keep.sign_in": _("Sign-in events"),
    "keep.mail_log": _("Log of sent mail"),
    "keep.job_result": _("Results of background work"),
    "keep.outbox": _("Contents of sent mail"),
    "keep.import": _("Imported files"),
    "keep.audit_log": _("Audit log"),
    "keep.proof_report": _("Signed reports of our own checks"),
    "keep.incident": _("Files of incidents"),
    "keep.agreement": _("Agreements"),
    "keep.as_processor": _("What is held as processor, after the end"),
    "keep.standin_contract": _("Contracts of stand-ins"),
    "keep.dmarc": _("Reports about mail in our name"),
    "keep.backup": _("Backups"),
    "keep.keybox": _("Copies of the keys"),
}

#: What is like a log: it goes at its term by a standing yes, or by itself (GDPR 22 asks for no human here).
LOG_LIKE = frozenset(
    {
        "keep.unconfirmed_form", "keep.loose_note", "keep.package", "keep.session", "keep.sign_in", "keep.mail_log",
        "keep.job_result", "keep.outbox", "keep.import", "keep.audit_log", "keep.proof_report", "keep.dmarc",
        "keep.backup", "keep.keybox",
    }
)  # fmt: skip


def law(key: str, on: date, *, table: Sequence[LawNumber] = LAW) -> LawNumber:
    """The number that holds on a day, a term as the owner chose it. Raises ``NotInTheLaw``."""
    number = table_law(key, on, table=table)
    chosen = chosen_length(key) if table is LAW and key.startswith("keep.") else None
    return number if chosen is None else with_length(number, chosen)


def table_law(key: str, on: date, *, table: Sequence[LawNumber] = LAW) -> LawNumber:
    """The number that holds on a day as the table has it, whatever the owner chose. Raises ``NotInTheLaw``."""
    for number in table:
        if number.key == key and number.holds_on(on):
            return number
    raise NotInTheLaw(f"the law table has no {key!r} on {on}")


def lengths_since(key: str, day: date) -> set[Length]:
    """Every length that this term has had on that day or later, the owner's choices and the table's among them: who
    was promised one of them keeps it.
    """
    chosen = lengths_chosen_since(key, day)
    lengths = {length for length in chosen if length is not None}
    if None in chosen:
        lengths |= {
            number.length for number in LAW if number.key == key and (number.valid_to is None or day <= number.valid_to)
        }
    return lengths


def with_length(number: LawNumber, length: Length) -> LawNumber:
    """The same number with a length of one unit that the owner chose; its sentence says that length."""
    unit = next((unit for unit in (Unit.YEARS, Unit.MONTHS, Unit.DAYS) if getattr(length, unit.value)), Unit.DAYS)
    changed = replace(number, value=getattr(length, unit.value), unit=unit)
    name = TERM_NAMES.get(number.key, number.key)
    return replace(changed, sentence=_sentence_of_a_choice(name, changed))


def _told_choice(name: str | Promise, number: LawNumber) -> str:
    return gettext("%(name)s: %(length)s.") % {"name": name, "length": number.words}


_sentence_of_a_choice = lazy(_told_choice, str)


def source_words(source: str) -> str:
    """Where a number comes from, in the language of who reads it; the table itself is in English."""
    if source.startswith(_CHOICE):
        return gettext("own choice (GDPR 5(1)(e))")
    if source.startswith(_STATEMENT):
        return gettext("the privacy statement")
    for words, told in _WORDS_IN_SOURCES.items():
        source = source.replace(words, str(told))
    return source


def is_known(key: str) -> bool:
    return any(number.key == key for number in LAW)


def faults(table: Iterable[LawNumber] = LAW, *, on: date | None = None) -> list[str]:
    """What is wrong with a table: days with two numbers, days with none, ends before beginnings, no number today."""
    by_key: dict[str, list[LawNumber]] = {}
    for number in table:
        by_key.setdefault(number.key, []).append(number)
    found = []
    for key, numbers in by_key.items():
        numbers.sort(key=lambda number: number.valid_from)
        found += [f"{key}: {one.valid_from} comes after {one.valid_to}" for one in numbers if _ends_before(one)]
        for earlier, later in pairwise(numbers):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                found.append(f"{key}: two numbers hold on {later.valid_from}; end the first one the day before")
            elif earlier.valid_to + timedelta(days=1) < later.valid_from:
                found.append(f"{key}: no number holds between {earlier.valid_to} and {later.valid_from}")
        if on is not None and not any(one.holds_on(on) for one in numbers):
            found.append(f"{key}: no number holds on {on}")
    return found


def _ends_before(number: LawNumber) -> bool:
    return number.valid_to is not None and number.valid_to < number.valid_from
