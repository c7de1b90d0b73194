"""The facts of the statement: each comes from where the program itself has it, in the reader's language.

Law numbers from ``core.law``, categories, purposes and terms from the declarations, recipients from their register,
the firm from its profile. A fact is a few lines of text; an empty fact says that nobody filled it in, or that there is
none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from gestand.core.authority import AUTHORITY_COMPLAINT, AUTHORITY_NAME, AUTHORITY_POST
from gestand.core.declarations import Basis, Category, Purpose
from gestand.core.declarations.purposes import BASES
from gestand.core.declarations.registry import DeclaredModel, personal_models
from gestand.core.egress.recipients import Recipient, RecipientKind, all_recipients
from gestand.core.firm import Firm, current_firm
from gestand.core.law import LawNumber, Unit, is_known, law
from gestand.core.public_address import public_address
from gestand.statement.clauses.record_names import name_for_readers
from gestand.statement.clauses.texts import LANGUAGES
from gestand.statement.register.terms_in_words import term_in_words
from gestand.ui.formats import phone_words

if TYPE_CHECKING:
    from gestand.core.declarations import Personal

BEYOND = "beyond."

#: Which interest it is, for each purpose that rests on one (GDPR 13(1)(d)).
INTERESTS: dict[Purpose, str | Promise] = {
    Purpose.MAILING: gettext_lazy("preventing damage at our clients, and telling them what we can do for them"),
    Purpose.CHANGES: gettext_lazy("that you know what you can expect of us"),
    Purpose.SECURITY: gettext_lazy("keeping data and systems safe, for you and for us"),
    Purpose.ENQUIRY: gettext_lazy("answering people who ask us something"),
}
_BASIS_LETTERS = {
    Basis.CONSENT: "a",
    Basis.CONTRACT: "b",
    Basis.LEGAL_DUTY: "c",
    Basis.LEGITIMATE_INTEREST: "f",
}
_DAYS_A_WEEK = 7
_WEEKS_READ_BETTER_FROM = 14


@dataclass(frozen=True, slots=True)
class Fact:
    """``lines``: what is shown, one or (a list) more. ``href``: where it leads."""

    name: str
    lines: tuple[str, ...] = ()
    href: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(self.lines)


class UnknownFact(LookupError):
    """A name that stands for nothing: a mistake in a text."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What facts are made from, fetched once: the same moment in both languages."""

    at: datetime
    firm: Firm | None
    recipients: tuple[Recipient, ...]

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @classmethod
    def of_today(cls, at: datetime) -> Sources:
        return cls(at, current_firm(), tuple(all_recipients()))


class FactSheet:
    """Every fact in one language. Facts are made when a text asks for them."""

    def __init__(self, sources: Sources, language: str) -> None:
        self.sources, self.language = sources, language
        self._made: dict[str, Fact] = {}

    def __getitem__(self, name: str) -> Fact:
        if name not in self._made:
            with translation.override(self.language):
                self._made[name] = self._make(name)
        return self._made[name]

    @property
    def asked(self) -> dict[str, Fact]:
        """The facts that some text used, by name."""
        return dict(sorted(self._made.items()))

    @cached_property
    def firm(self) -> Firm | None:
        return self.sources.firm

    def _make(self, name: str) -> Fact:
        kind, colon, argument = name.partition(":")
        if colon:
            maker = _WITH_ARGUMENT.get(kind)
            if maker is None or not argument:
                raise UnknownFact(name)
            return Fact(name, _clean(maker(self, argument)))
        if name.startswith("clock."):
            return Fact(name, (clock_words(_number(name.removeprefix("clock."), self.sources.today)),))
        plain = _PLAIN.get(name)
        if plain is None:
            raise UnknownFact(name)
        lines, href = plain(self)
        return Fact(name, _clean(lines), href)


def _clean(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def is_a_fact(name: str) -> bool:
    """Whether a text may use this name; says nothing about whether it is filled in."""
    kind, colon, argument = name.partition(":")
    if colon:
        return kind in _WITH_ARGUMENT and _ARGUMENTS[kind](argument)
    return name in _PLAIN or (name.startswith("clock.") and is_known(name.removeprefix("clock.")))


# -- the firm ------------------------------------------------------------------------------------------------------

_Made = tuple[tuple[str, ...], str]


def _of_firm(field: str, link: str = "") -> Callable[[FactSheet], _Made]:
    def make(sheet: FactSheet) -> _Made:
        value = str(getattr(sheet.firm, field, "") or "")
        return (value,), f"{link}{value}" if value and link is not None and link != "" else ""

    return make


def _firm_website(sheet: FactSheet) -> _Made:
    value = sheet.firm.website if sheet.firm else ""
    return (value.rstrip("/"),), value


def _firm_address(sheet: FactSheet) -> _Made:
    firm = sheet.firm
    if firm is None or not (firm.street and firm.city):
        return (), ""
    return (f"{firm.street}, {firm.postal_code} {firm.city}".replace("  ", " "),), ""


def _firm_phone(sheet: FactSheet) -> _Made:
    number = sheet.firm.phone if sheet.firm else ""
    return (phone_words(number) if number else "",), f"tel:{number}" if number else ""


def _officer_role(sheet: FactSheet) -> _Made:
    if sheet.firm is None or not sheet.firm.officer_name:
        return (), ""
    registered = _("data-protection officer, known to the supervisory authority")
    return (registered if sheet.firm.officer_is_registered else _("contact person for privacy"),), ""


def _contact(sheet: FactSheet) -> _Made:
    address = (sheet.firm.officer_email or sheet.firm.email) if sheet.firm else ""
    return (address,), f"mailto:{address}" if address else ""


def _complaint(sheet: FactSheet) -> _Made:
    address = AUTHORITY_COMPLAINT[sheet.language]
    return (address,), address


def _request_form(sheet: FactSheet) -> _Made:
    """Empty while this Gestand can only be reached from its own machine: nobody could open such an address."""
    if is_local(public_address(sheet.firm)):
        return (), ""
    try:
        with translation.override(sheet.language):
            address = f"{public_address(sheet.firm)}{reverse('public:ask')}"
    except NoReverseMatch:
        return (), ""
    return (address,), address


def is_local(address: str) -> bool:
    return (urlsplit(address).hostname or "") in {"localhost", "127.0.0.1", "::1"}


# -- the law -------------------------------------------------------------------------------------------------------


def _number(key: str, on: date) -> LawNumber:
    if not is_known(key):
        raise UnknownFact(f"clock.{key}")
    return law(key, on)


def clock_words(number: LawNumber) -> str:
    """As in "four weeks (28 days)": whole weeks are said in weeks too."""
    words = number.words
    count = number.value
    if number.unit is Unit.DAYS and count >= _WEEKS_READ_BETTER_FROM and count % _DAYS_A_WEEK == 0:
        weeks = count // _DAYS_A_WEEK
        return _("%(weeks)s (%(days)s)") % {"weeks": _weeks(weeks), "days": words}
    one = {Unit.MONTHS: _("one month"), Unit.YEARS: _("one year"), Unit.DAYS: _("one day"), Unit.HOURS: _("one hour")}
    return one[number.unit] if count == 1 else words


def _weeks(count: int) -> str:
    spelled = {2: _("two weeks"), 3: _("three weeks"), 4: _("four weeks")}
    return spelled.get(count) or ngettext("%(n)d week", "%(n)d weeks", count) % {"n": count}


# -- the declarations ----------------------------------------------------------------------------------------------


def name_of(declared: DeclaredModel) -> str:
    return name_for_readers(declared)


def holders(category: str) -> list[DeclaredModel]:
    """The models with a field of this category (or of one below it), by label."""
    return [
        declared
        for declared in personal_models()
        if any(_belongs(str(Category(each).value), category) for each in _personal(declared).categories.values())
    ]


def _belongs(held: str, category: str) -> bool:
    return held == category or (held.startswith(f"{category}.") and held != "data.login.shared")


def _personal(declared: DeclaredModel) -> Personal:
    personal = declared.personal
    assert personal is not None  # noqa: S101 - personal_models() gives no others
    return personal


def _where(_sheet: FactSheet, category: str) -> Iterable[str]:
    return sorted({name_of(declared) for declared in holders(category)}, key=str.casefold)


def _term(_sheet: FactSheet, label: str) -> Iterable[str]:
    for declared in personal_models():
        if declared.label == label:
            return (term_in_words(_personal(declared).keep, on=_sheet.sources.today),)
    raise UnknownFact(f"term:{label}")


def basis_words(purpose: Purpose) -> str:
    """As in "the contract (article 6(1)(b) GDPR)"."""
    return join_words(
        _("%(basis)s (article 6(1)(%(letter)s) of the GDPR)") % {"basis": basis.label, "letter": _BASIS_LETTERS[basis]}
        for basis in BASES[purpose]
    )


def join_words(words: Iterable[str]) -> str:
    """As a person lists things: "a, b and c"."""
    listed = [str(word) for word in words]
    if len(listed) < 2:  # noqa: PLR2004 - one thing needs no "and"
        return "".join(listed)
    return pgettext("a list", "%(first)s and %(last)s") % {"first": ", ".join(listed[:-1]), "last": listed[-1]}


def _basis(_sheet: FactSheet, purpose: str) -> Iterable[str]:
    return (basis_words(Purpose(purpose)),)


def _interest(_sheet: FactSheet, purpose: str) -> Iterable[str]:
    return (str(INTERESTS[Purpose(purpose)]),)


def _categories_beyond(_sheet: FactSheet) -> _Made:
    held = {str(Category(one).value) for each in personal_models() for one in _personal(each).categories.values()}
    labels = [str(Category(value).label) for value in Category.values if value.startswith(BEYOND) and value in held]
    return tuple(labels), ""


def purposes_in_use() -> set[Purpose]:
    return {Purpose(purpose) for each in personal_models() for purpose in _personal(each).purposes}


def _purposes_beyond(_sheet: FactSheet) -> _Made:
    lines = []
    for purpose in Purpose:
        if purpose.value.startswith(BEYOND) and purpose in purposes_in_use():
            words = _("%(purpose)s. Legal basis: %(basis)s") % {
                "purpose": purpose.label,
                "basis": basis_words(purpose),
            }
            if purpose in INTERESTS:
                words = _("%(purpose)s. Our interest: %(interest)s") % {
                    "purpose": words,
                    "interest": INTERESTS[purpose],
                }
            lines.append(words)
    return tuple(lines), ""


def terms_by_words(on: date) -> list[tuple[str, list[str]]]:
    """Each term of the declarations with the names of what it holds for, in the active language; longest list first."""
    grouped: dict[str, set[str]] = {}
    for declared in personal_models():
        grouped.setdefault(term_in_words(_personal(declared).keep, on=on), set()).add(name_of(declared))
    ordered = sorted(grouped.items(), key=lambda entry: (-len(entry[1]), entry[0].casefold()))
    return [(words, sorted(names, key=str.casefold)) for words, names in ordered]


def _terms(sheet: FactSheet) -> _Made:
    lines = [
        _("%(what)s: %(term)s") % {"what": join_words(names), "term": words}
        for words, names in terms_by_words(sheet.sources.today)
    ]
    return tuple(line[:1].upper() + line[1:] for line in lines), ""


# -- the recipients ------------------------------------------------------------------------------------------------


def receives_personal_data(recipient: Recipient) -> bool:
    return recipient.kind is not RecipientKind.NO_PERSONAL_DATA


def is_for_analytics(recipient: Recipient) -> bool:
    return any("analytics" in str(words).casefold() for words in (recipient.key, recipient.name))


def recipient_words(recipient: Recipient) -> str:
    """As in "Example Mail: every mail that we send (works for us as processor; Germany)"."""
    role = {
        RecipientKind.PROCESSOR: _("works on our behalf"),
        RecipientKind.CONTROLLER: _("decides about the data itself"),
        RecipientKind.NO_PERSONAL_DATA: _("receives no personal data"),
    }[recipient.kind]
    details = [role]
    if recipient.country:
        details.append(country_name(recipient.country))
    if recipient.leaves_the_eea and recipient.safeguard is not None:
        details.append(str(recipient.safeguard.label))
    what = str(recipient.what).rstrip(".")
    named = _("%(name)s: %(what)s") % {"name": recipient.name, "what": what} if what else str(recipient.name)
    return _("%(named)s (%(details)s)") % {"named": named, "details": "; ".join(details)}


def country_name(code: str) -> str:
    """The name of a country that recipients are often in; else its code."""
    known = {
        "NL": _("the Netherlands"),
        "BE": _("Belgium"),
        "DE": _("Germany"),
        "FR": _("France"),
        "IE": _("Ireland"),
        "LU": _("Luxembourg"),
        "GB": _("the United Kingdom"),
        "CH": _("Switzerland"),
        "US": _("the United States"),
    }
    return known.get(code.upper(), code.upper())


def _recipients(sheet: FactSheet) -> _Made:
    lines = [recipient_words(each) for each in sheet.sources.recipients if receives_personal_data(each)]
    return tuple(lines) or (_("At this moment there are none."),), ""


def _transfers(sheet: FactSheet) -> _Made:
    outside = [each for each in sheet.sources.recipients if each.leaves_the_eea]
    if not outside:
        return (_("We pass no personal data on to countries outside the European Economic Area."),), ""
    named = [
        _("%(name)s (%(country)s, %(safeguard)s)")
        % {
            "name": each.name,
            "country": country_name(each.country),
            "safeguard": each.safeguard.label if each.safeguard else _("safeguard not stated yet"),
        }
        for each in outside
    ]
    words = _(
        "Outside the European Economic Area, these recipients get personal data: %(names)s."
        " Ask us for a copy of the safeguard, if you want to read it."
    )
    return (words % {"names": join_words(named)},), ""


def _processors(sheet: FactSheet) -> _Made:
    return tuple(
        str(each.name)
        for each in sheet.sources.recipients
        if each.kind is RecipientKind.PROCESSOR and each.agreement and each.agreement.holds_at(sheet.sources.at)
    ), ""


def _analytics(sheet: FactSheet) -> _Made:
    return tuple(str(each.name) for each in sheet.sources.recipients if is_for_analytics(each)), ""


_PLAIN: dict[str, Callable[[FactSheet], _Made]] = {
    "firm.name": _of_firm("name"),
    "firm.address": _firm_address,
    "firm.phone": _firm_phone,
    "firm.email": _of_firm("email", "mailto:"),
    "firm.website": _firm_website,
    "firm.kvk": _of_firm("kvk_number"),
    "officer.name": _of_firm("officer_name"),
    "officer.email": _of_firm("officer_email", "mailto:"),
    "officer.role": _officer_role,
    "contact.email": _contact,
    "authority.name": lambda _sheet: ((AUTHORITY_NAME,), ""),
    "authority.post": lambda _sheet: ((AUTHORITY_POST,), ""),
    "authority.complaint": _complaint,
    "request.form": _request_form,
    "categories.beyond": _categories_beyond,
    "purposes.beyond": _purposes_beyond,
    "terms": _terms,
    "recipients": _recipients,
    "transfers": _transfers,
    "processors": _processors,
    "analytics": _analytics,
}
_WITH_ARGUMENT: dict[str, Callable[[FactSheet, str], Iterable[str]]] = {
    "where": _where,
    "term": _term,
    "basis": _basis,
    "interest": _interest,
}
_ARGUMENTS: dict[str, Callable[[str], bool]] = {
    "where": lambda argument: argument in Category.values,
    "term": lambda argument: any(declared.label == argument for declared in personal_models()),
    "basis": lambda argument: argument in Purpose.values,
    "interest": lambda argument: argument in {purpose.value for purpose in INTERESTS},
}


def sheets(at: datetime) -> dict[str, FactSheet]:
    """The facts of a moment, in both languages."""
    sources = Sources.of_today(at)
    return {language: FactSheet(sources, language) for language in LANGUAGES}
