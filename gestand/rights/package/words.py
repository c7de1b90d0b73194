"""The sentences of the package: why, how long, from whom, to whom, and the rights that come with it (15(1)(a)-(h))."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.authority import AUTHORITY_NAME, AUTHORITY_POST, AUTHORITY_SITE
from gestand.core.declarations import Category, Hat, Personal, Purpose, Term
from gestand.core.declarations.purposes import BASES
from gestand.core.declarations.terms import Length
from gestand.core.egress.recipients import all_recipients
from gestand.core.firm import Firm
from gestand.core.law import Unit, is_known, law


@dataclass(frozen=True, slots=True)
class Clause:
    """One point of the information that GDPR 15(1) asks for: heading, sentences, points of a list."""

    heading: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


def purposes_words(purposes: Iterable[Purpose]) -> list[str]:
    """As in "calling and mailing for the service (the contract, GDPR 6(1)(b))"."""
    return [
        _("%(purpose)s (%(bases)s)")
        % {
            "purpose": Purpose(purpose).label,
            "bases": _(" and ").join(
                _("%(basis)s, GDPR %(article)s") % {"basis": basis.label, "article": basis.value}
                for basis in BASES[Purpose(purpose)]
            ),
        }
        for purpose in purposes
    ]


def length_words(length: Length) -> str:
    """As in "3 years"; empty when the term is over at once."""
    parts = [
        (length.years, ngettext("%(n)d year", "%(n)d years", length.years)),
        (length.months, ngettext("%(n)d month", "%(n)d months", length.months)),
        (length.days, ngettext("%(n)d day", "%(n)d days", length.days)),
    ]
    return _(" and ").join(words % {"n": count} for count, words in parts if count)


def term_words(term: Term, on: date) -> str:
    """The law table's sentence where the term is the table's own; else "as long as you are a client, and …"."""
    if is_known(term.why):
        number = law(term.why, on)
        if number.unit is not Unit.HOURS and number.length == term.length:
            return str(number.sentence)
    length = length_words(term.length)
    if term.alive_while == "client":
        return (
            _("as long as you are a client, and %(length)s after that") % {"length": length}
            if length
            else _("as long as you are a client")
        )
    if term.alive_while == "account":
        return (
            _("as long as you work here, and %(length)s after that") % {"length": length}
            if length
            else _("as long as you work here")
        )
    return (
        _("%(length)s after it was dealt with") % {"length": length} if length else _("until it has served its purpose")
    )


def hat_words(declaration: Personal) -> str:
    if declaration.held_for is not None and declaration.held_for.when:
        return _(
            "What a business handed over for the work is held as its processor: that business answers you about it."
        )
    if declaration.hat is Hat.PROCESSOR_FOR_BUSINESS:
        return _("For households as controller; for a business as its processor, which then answers you itself.")
    return ""


def recipient_words(keys: Iterable[str]) -> list[str]:
    """Recipients by their key: the register's name where it knows one, else what the declaration means by it."""
    wanted = list(keys)
    known = {each.key: str(each.name) for each in all_recipients()} if wanted else {}
    meant = {"mail_provider": _("the provider of our mail, as our processor")}
    return [known.get(key) or meant.get(key, key) for key in wanted]


def categories_words(categories: Iterable[Category]) -> list[str]:
    return sorted({str(Category(category).label) for category in categories})


def information(firm: Firm | None, *, language: str, recipients: list[str]) -> list[Clause]:
    """What else must be told with an access answer: GDPR 15(1)(a)-(h) and 15(2), in the active language."""
    name = firm.name if firm else "Gestand"
    return [
        Clause(
            _("Why we use it, and on what basis"),
            (_("Below, each table says why we have it and on which legal basis (article 15(1)(a) of the GDPR)."),),
        ),
        Clause(
            _("Who receives it"),
            (_("We do not sell data. It goes out only for the contract or because the law asks it."),),
            tuple(recipients),
        ),
        Clause(
            _("How long we keep it"),
            (_("Below, each table says how long. After that it is destroyed."),),
        ),
        Clause(
            _("Where it comes from"),
            (
                _(
                    "From you, from someone of your household or business who gave it to us, or written down by us "
                    "during the work for you. Where a table knows its source, it is in it."
                ),
            ),
        ),
        Clause(
            _("What you can ask of us"),
            (
                _(
                    "You may ask us to correct, erase or restrict this data, object to its use, take it along to "
                    "someone else, and withdraw a consent as easily as you gave it."
                ),
                _("It costs nothing, and we answer within four weeks. Write to %(address)s.")
                % {"address": contact_of(firm)},
            ),
        ),
        Clause(
            _("If you do not agree"),
            (
                _(
                    "Please tell us first. You can always complain to the %(authority)s: %(site)s, or by post: "
                    "%(post)s. You may also go to court."
                )
                % {
                    "authority": AUTHORITY_NAME,
                    "site": AUTHORITY_SITE.get(language, AUTHORITY_SITE["en"]),
                    "post": AUTHORITY_POST,
                },
            ),
        ),
        Clause(
            _("No decisions by a program"),
            (
                _("%(firm)s takes no decision that affects you by a program alone, and makes no profile of you.")
                % {"firm": name},
            ),
        ),
    ]


def contact_of(firm: Firm | None) -> str:
    """Where a person writes about privacy: the officer's mailbox, else the firm's."""
    return (firm.officer_email or firm.email) if firm else ""
