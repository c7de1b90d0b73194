"""The clause ids: their sections and order. An id is the clause's name everywhere: in code, reports and tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Section:
    number: int
    key: str
    title: str | Promise
    clauses: tuple[str, ...]


SECTIONS: tuple[Section, ...] = (
    Section(1, "who", _("Who we are"), ("identity", "officer", "statement")),
    Section(
        2,
        "what",
        _("What we process"),
        (
            "data.name", "data.address", "data.phone", "data.email", "data.ip", "data.login", "data.login.shared",
            "data.browser", "data.correspondence",
        ),
    ),
    Section(
        3,
        "why",
        _("Why we process it"),
        (
            "purpose.payment", "purpose.mailing", "purpose.contact", "purpose.changes", "purpose.delivery",
            "purpose.maintenance",
        ),
    ),
    Section(
        4,
        "security",
        _("How it is secured"),
        (
            "secure.documented", "secure.passwords", "secure.disk", "secure.server", "secure.transport", "secure.mfa",
            "secure.endpoint", "secure.https", "secure.mail", "secure.report", "secure.access",
        ),
    ),
    Section(5, "how_long", _("How long we keep it"), ("keep.invoices", "keep.client", "keep.request")),
    Section(
        6,
        "rights",
        _("Your rights"),
        (
            "right.access", "right.rectify", "right.erase", "right.consent", "right.object", "right.port",
            "right.restrict", "right.identity", "right.term", "right.complaint",
        ),
    ),
    Section(7, "human", _("No automated decisions"), ("human",)),
    Section(8, "third_parties", _("Third parties"), ("share.none", "share.processor", "share.analytics")),
    Section(9, "minors_standins", _("Minors and stand-ins"), ("minors", "standin")),
)  # fmt: skip

#: All ids of the nine sections, in the statement's order.
CLAUSE_IDS: tuple[str, ...] = tuple(clause for section in SECTIONS for clause in section.clauses)
