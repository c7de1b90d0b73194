"""The register in words: activities, recipients, terms and measures, in the active language (GDPR 30(1), 30(2))."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gestand.core.declarations import Basis, Category, Hat, Purpose, Term
from gestand.core.declarations.terms import Length
from gestand.core.egress import RecipientKind, Safeguard
from gestand.core.egress.countries import EEA, country_name
from gestand.core.law import source_words
from gestand.core.measures import MEASURES
from gestand.statement.register.facts import Facts
from gestand.statement.register.terms_in_words import term_in_register
from gestand.ui import formats


@dataclass(frozen=True, slots=True)
class ToldTerm:
    """How long, for which tables, and where that number comes from."""

    words: str
    source: str
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldRecipient:
    key: str
    name: str
    kind: RecipientKind
    what: str
    country: str
    safeguard: str
    leaves_the_eea: bool
    contact: str
    categories: tuple[str, ...]
    agreement: str

    @property
    def kind_words(self) -> str:
        return str(self.kind.label)

    @property
    def transfer(self) -> str:
        """As in "India (standard contractual clauses)"; empty inside the EEA."""
        if not self.leaves_the_eea:
            return ""
        return f"{self.country} ({self.safeguard or _('no safeguard written down')})"


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of the register: what is done with data for one purpose."""

    key: str
    title: str
    bases: tuple[str, ...]
    subjects: tuple[str, ...]
    categories: tuple[str, ...]
    terms: tuple[ToldTerm, ...]
    recipients: tuple[ToldRecipient, ...]
    tables: tuple[str, ...]

    @property
    def transfers(self) -> tuple[str, ...]:
        return tuple(f"{each.name}: {each.transfer}" for each in self.recipients if each.transfer)


@dataclass(frozen=True, slots=True)
class AsProcessor:
    """What the firm does for business clients (30(2)); ``served`` counts those with a signed agreement."""

    served: int
    work: tuple[str, ...]
    categories: tuple[str, ...]
    tables: tuple[str, ...]
    recipients: tuple[ToldRecipient, ...]

    @property
    def transfers(self) -> tuple[str, ...]:
        return tuple(f"{each.name}: {each.transfer}" for each in self.recipients if each.transfer)


@dataclass(frozen=True, slots=True)
class Register:
    """Everything that article 30 asks, in words."""

    controller: tuple[tuple[str, str], ...]
    activities: tuple[Activity, ...]
    as_processor: AsProcessor
    recipients: tuple[ToldRecipient, ...]
    measures: tuple[tuple[str, str], ...]
    terms: tuple[ToldTerm, ...] = field(default=())


def told(facts: Facts) -> Register:
    """The facts of a moment, of today or of a snapshot, in the active language."""
    recipients = {key: _told_recipient(key, each) for key, each in facts["recipients"].items()}
    personal = [each for each in recipients.values() if each.kind is not RecipientKind.NO_PERSONAL_DATA]
    activities = [_activity(purpose, facts, recipients) for purpose in facts["purposes"]]
    return Register(
        controller=tuple(_controller(facts["controller"])),
        activities=tuple(each for each in activities if each is not None),
        as_processor=_as_processor(facts, recipients),
        recipients=tuple(sorted(personal, key=lambda each: (list(RecipientKind).index(each.kind), each.name))),
        measures=tuple((key, str(MEASURES.get(key, key))) for key in facts["measures"]),
        terms=tuple(_terms(facts["tables"].values())),
    )


def subject_words(root: str) -> str:
    """Whose data it is (30(1)(c)), by the root of the declaration."""
    return {
        "client": _("clients: households and businesses"),
        "person": _("persons: members of households, contacts and staff of businesses, people who ask something"),
        "account": _("the team and its stand-ins"),
    }.get(root, root)


def in_own_words(names: Mapping[str, str]) -> str:
    """A name that is kept in both languages."""
    language = (get_language() or "nl")[:2]
    return names.get(language) or names.get("nl") or ""


def category_words(key: str) -> str:
    return str(Category(key).label) if key in Category.values else key


def purpose_words(key: str) -> str:
    return str(Purpose(key).label) if key in Purpose.values else key


def basis_words(key: str) -> str:
    """As in "the contract (GDPR 6(1)(b))"."""
    return _("%(basis)s (GDPR %(article)s)") % {"basis": Basis(key).label, "article": key}


def term_words(term: Mapping[str, Any]) -> str:
    length = Length(years=term["years"], months=term["months"], days=term["days"])
    return term_in_register(Term(term["clock"], length, term["why"], term["alive_while"], is_of_the_past=True))


def _activity(purpose: str, facts: Facts, recipients: Mapping[str, ToldRecipient]) -> Activity | None:
    """What serves every purpose (mail) makes none an activity by itself, and tells nothing about whose data it is."""
    every = set(facts["purposes"])
    tables = [each for each in facts["tables"].values() if purpose in each["purposes"]]
    own = [each for each in tables if set(each["purposes"]) != every]
    if not own:
        return None
    keys = {key for each in tables for key in each["recipients"]}
    keys |= {key for key, each in facts["recipients"].items() if purpose in each["purposes"]}
    return Activity(
        key=purpose,
        title=purpose_words(purpose),
        bases=tuple(basis_words(basis) for basis in facts["purposes"][purpose]),
        subjects=tuple(subject_words(root) for root in _in_order(own, "subjects", ("client", "person", "account"))),
        categories=tuple(category_words(key) for key in _in_order(tables, "categories", Category.values)),
        terms=tuple(_terms(tables)),
        recipients=_chosen(keys, recipients),
        tables=tuple(sorted(in_own_words(each["name"]) for each in tables)),
    )


def _in_order(tables: Iterable[Mapping[str, Any]], name: str, order: Iterable[str]) -> list[str]:
    found = {key for each in tables for key in each[name]}
    known = [key for key in order if key in found]
    return known + sorted(found - set(known))


def _terms(tables: Iterable[Mapping[str, Any]]) -> list[ToldTerm]:
    """Tables with the same term stand together."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for each in tables:
        key = (term_words(each["term"]), source_words(each["term"]["source"]))
        grouped.setdefault(key, []).append(in_own_words(each["name"]))
    return [ToldTerm(words, source, tuple(sorted(names))) for (words, source), names in sorted(grouped.items())]


def _chosen(keys: Iterable[str], recipients: Mapping[str, ToldRecipient]) -> tuple[ToldRecipient, ...]:
    found = [recipients[key] for key in keys if key in recipients]
    personal = [each for each in found if each.kind is not RecipientKind.NO_PERSONAL_DATA]
    return tuple(sorted(personal, key=lambda each: (list(RecipientKind).index(each.kind), each.name)))


def _told_recipient(key: str, said: Mapping[str, Any]) -> ToldRecipient:
    country, agreement = said["country"], said["agreement"]
    kind = RecipientKind(said["kind"])
    leaves = bool(country) and country not in EEA and kind is not RecipientKind.NO_PERSONAL_DATA
    words = ""
    if agreement is not None:
        days = {"day": _day(agreement["signed_on"]), "end": _day(agreement["until_on"])}
        words = (
            _("agreement since %(day)s, until %(end)s") % days
            if agreement["until_on"]
            else _("agreement since %(day)s") % days
        )
    elif kind is RecipientKind.PROCESSOR:
        words = _("no agreement")
    return ToldRecipient(
        key=key,
        name=in_own_words(said["name"]),
        kind=kind,
        what=in_own_words(said["what"]),
        country=country_name(country) if country else "",
        safeguard=str(Safeguard(said["safeguard"]).label) if said["safeguard"] and leaves else "",
        leaves_the_eea=leaves,
        contact=said["contact"],
        categories=tuple(category_words(each) for each in said["categories"]),
        agreement=words,
    )


def _day(written: str) -> str:
    return formats.day_words(date.fromisoformat(written)) if written else ""


def _as_processor(facts: Facts, recipients: Mapping[str, ToldRecipient]) -> AsProcessor:
    tables = [each for each in facts["tables"].values() if each["hat"] == Hat.PROCESSOR_FOR_BUSINESS.value]
    return AsProcessor(
        served=len(facts["served"]),
        work=(
            _("maintaining computers, network, peripherals and programs, on site and remotely"),
            _("helping the people who use them"),
            _("documenting how everything is arranged, with names of users and login data"),
            _("storing, restoring, moving and deleting data on the client's instructions"),
        ),
        categories=tuple(category_words(key) for key in _in_order(tables, "categories", Category.values)),
        tables=tuple(sorted(in_own_words(each["name"]) for each in tables)),
        recipients=tuple(each for each in _chosen(recipients, recipients) if each.kind is RecipientKind.PROCESSOR),
    )


def _controller(said: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Name and contact details, and those of the officer (30(1)(a)); what is empty is left out."""
    if not said:
        return
    town = f"{said['postal_code']} {said['city']}".strip()
    where = ", ".join(part for part in (said["street"], town, country_name(said["country"])) if part)
    officer = " · ".join(part for part in (said["officer_name"], said["officer_email"]) if part)
    label = _("Data-protection officer") if said["officer_is_registered"] else _("Contact for privacy")
    pairs = [
        (_("Controller"), said["name"]),
        (_("Address"), where),
        (_("Telephone"), said["phone"]),
        (_("E-mail"), said["email"]),
        (_("Website"), said["website"]),
        (_("Chamber of commerce"), said["kvk_number"]),
        (label, officer),
    ]
    yield from ((name, str(value)) for name, value in pairs if value)
