"""What articles 13 and 14 of the GDPR ask of a statement, letter by letter, and where it is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gestand.core.egress.recipients import Recipient
from gestand.core.firm import Firm
from gestand.core.public_address import public_address
from gestand.statement.clauses.facts import FactSheet, Sources, is_local, receives_personal_data
from gestand.statement.clauses.texts import text_of

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Asked:
    """One letter of the law: what it asks, the clauses that say it, and what is missing today."""

    article: str
    asks: str | Promise
    clauses: tuple[tuple[str, str], ...]
    missing: tuple[str | Promise, ...]


_Lacks = Callable[[Sources], tuple["str | Promise", ...]]


def _nothing(_sources: Sources) -> tuple[str | Promise, ...]:
    return ()


def _identity(sources: Sources) -> tuple[str | Promise, ...]:
    firm = sources.firm or Firm()
    wanted: list[tuple[str, str | Promise]] = [
        (firm.name, _("The firm has no name.")),
        (firm.street and firm.city, _("The firm has no address.")),
        (firm.email or firm.phone, _("The firm has no e-mail address or phone number.")),
    ]
    return tuple(sentence for value, sentence in wanted if not value)


def _officer(sources: Sources) -> tuple[str | Promise, ...]:
    firm = sources.firm or Firm()
    if firm.officer_name and not firm.officer_email:
        return (_("The contact for privacy has no e-mail address."),)
    if firm.officer_is_registered and not firm.officer_name:
        return (_("The registered data-protection officer is not named."),)
    return ()


def _form(sources: Sources) -> tuple[str | Promise, ...]:
    if is_local(public_address(sources.firm)):
        return (
            _("Visitors cannot reach this Gestand yet, so the form for requests is left out (GESTAND_PUBLIC_URL)."),
        )
    return ()


def _transfers(sources: Sources) -> tuple[str | Promise, ...]:
    lacking: list[str | Promise] = []
    for recipient in sources.recipients:
        if not receives_personal_data(recipient) or recipient.is_anywhere:
            continue
        if not recipient.country:
            lacking.append(_named(_("The country of %(name)s is not filled in."), recipient))
        elif recipient.leaves_the_eea and recipient.safeguard is None:
            lacking.append(_named(_("%(name)s is outside the EEA and has no safeguard."), recipient))
    return tuple(lacking)


def _named(sentence: str | Promise, recipient: Recipient) -> str:
    return str(sentence) % {"name": recipient.name}


_PURPOSES = (
    "purpose.payment", "purpose.mailing", "purpose.contact", "purpose.changes", "purpose.delivery",
    "purpose.maintenance", "beyond.purpose",
)  # fmt: skip
_CATEGORIES = (
    "data.name", "data.address", "data.phone", "data.email", "data.ip", "data.login", "data.browser",
    "data.correspondence", "beyond.data",
)  # fmt: skip
_RIGHTS = ("right.access", "right.rectify", "right.erase", "right.restrict", "right.object", "right.port")

LETTERS: tuple[tuple[str, str | Promise, tuple[str, ...], _Lacks], ...] = (
    ("13(1)(a)", _("Who is responsible, and how to reach them"), ("identity",), _identity),
    ("13(1)(b)", _("How to reach the data-protection officer, where there is one"), ("officer",), _officer),
    ("13(1)(c)", _("The purposes, each with its legal basis"), _PURPOSES, _nothing),
    ("13(1)(d)", _("Which legitimate interest, where that is the basis"),
     ("purpose.mailing", "purpose.changes", "beyond.purpose"), _nothing),
    ("13(1)(e)", _("Who receives the data"), ("share.none", "share.processor"), _nothing),
    ("13(1)(f)", _("Transfers outside the EEA, with the safeguard"), ("share.none",), _transfers),
    ("13(2)(a)", _("How long the data is kept"),
     ("keep.invoices", "keep.client", "keep.request", "beyond.keep"), _nothing),
    ("13(2)(b)", _("The rights: access, rectification, erasure, restriction, objection, portability"),
     _RIGHTS, _form),
    ("13(2)(c)", _("That consent can be withdrawn"), ("right.consent",), _nothing),
    ("13(2)(d)", _("That one may complain to the supervisory authority"), ("right.complaint",), _nothing),
    ("13(2)(e)", _("Whether giving the data is required, and what follows if one does not"),
     ("data.name", "data.address", "beyond.purpose"), _nothing),
    ("13(2)(f)", _("Automated decisions and profiling"), ("human",), _nothing),
    ("14(1)(a)-(c)", _("The same, for data that came from somebody else"),
     ("identity", "officer", *_PURPOSES), _nothing),
    ("14(1)(d)", _("The categories of data"), _CATEGORIES, _nothing),
    ("14(1)(e)-(f)", _("Recipients and transfers, for data that came from somebody else"),
     ("share.none", "share.processor"), _transfers),
    ("14(2)(a)-(e)", _("Terms, interests, rights and the authority, for data that came from somebody else"),
     ("keep.client", "beyond.keep", "purpose.changes", *_RIGHTS, "right.consent", "right.complaint"), _nothing),
    ("14(2)(f)", _("Where the data came from"), ("data.name",), _nothing),
    ("14(2)(g)", _("Automated decisions, for data that came from somebody else"), ("human",), _nothing),
)  # fmt: skip


def asked_by_law(*, at: datetime) -> list[Asked]:
    """Every letter with its clauses (id, title) in the reader's language and what is missing today."""
    sources = Sources.of_today(at)
    language = "en" if (translation.get_language() or "nl").startswith("en") else "nl"
    sheet = FactSheet(sources, language)
    return [
        Asked(
            article,
            asks,
            tuple((clause, text_of(clause, sheet.language).title) for clause in clauses),
            lacks(sources),
        )
        for article, asks, clauses, lacks in LETTERS
    ]
