"""The register of processing as facts: what the declarations and registries say now, in codes, the same in each
language.

A snapshot keeps these facts; pages and files put them into words (``telling``). Nothing here is typed by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import rfc8785
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import override

from gestand.core.declarations import Personal, Term
from gestand.core.declarations.purposes import BASES
from gestand.core.declarations.registry import personal_models
from gestand.core.egress.recipients import Recipient, all_recipients, what_goes_to
from gestand.core.firm import current_firm
from gestand.core.house import ServedController, house
from gestand.core.law import NotInTheLaw, law
from gestand.core.measures import MEASURES

FORMAT = 1
_FIRM = (
    "name", "street", "postal_code", "city", "country", "phone", "email", "website", "kvk_number", "officer_name",
    "officer_email", "officer_is_registered",
)  # fmt: skip

Facts = dict[str, Any]


def register_facts(*, at: datetime, served: Sequence[ServedController] | None = None) -> Facts:
    """The register of this moment; a few queries, whatever the number of rows. ``served`` saves asking for them."""
    today = timezone.localdate(at)
    tables = _tables(today)
    named = {key for table in tables.values() for key in table["recipients"]}
    firm = current_firm()
    return {
        "format": FORMAT,
        "controller": {name: getattr(firm, name) for name in _FIRM} if firm else {},
        "purposes": {purpose.value: [basis.value for basis in bases] for purpose, bases in BASES.items()},
        "tables": tables,
        "recipients": {
            recipient.key: _recipient(recipient, is_named=recipient.key in named) for recipient in all_recipients()
        },
        "measures": list(MEASURES),
        "served": _served(served_now() if served is None else served),
    }


def digest_of(facts: Facts) -> str:
    """The SHA-256 of the facts as canonical JSON (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(facts)).hexdigest()


def _tables(on: date) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for declared in personal_models():
        assert declared.personal is not None  # noqa: S101 - personal_models gives no other
        name = _both(declared.model._meta.verbose_name_plural or declared.label)
        tables[declared.label] = _table(name, declared.personal, sorted(declared.subject_roots), on)
    for outside in house.outside_data:
        if isinstance(outside.declaration, Personal):
            name = _both(outside.name)
            roots = sorted({path.rpartition(":")[2] for path in outside.declaration.subject_paths if ":" in path})
            tables[f"outside:{name['en']}"] = _table(name, outside.declaration, roots, on)
    return tables


def _table(name: dict[str, str], said: Personal, roots: list[str], on: date) -> dict[str, Any]:
    return {
        "name": name,
        "subjects": roots,
        "purposes": [purpose.value for purpose in said.purposes],
        "categories": sorted({category.value for category in said.categories.values()}),
        "term": _term(said.keep, on),
        "hat": said.hat.value,
        "recipients": sorted(said.recipients),
    }


def _term(term: Term, on: date) -> dict[str, Any]:
    try:
        source = law(term.why, on).source
    except NotInTheLaw:
        source = ""
    return {
        "clock": term.clock,
        "years": term.length.years,
        "months": term.length.months,
        "days": term.length.days,
        "why": term.why,
        "alive_while": term.alive_while,
        "source": source,
    }


def _recipient(recipient: Recipient, *, is_named: bool) -> dict[str, Any]:
    agreement = recipient.agreement
    return {
        "name": _both(recipient.name),
        "kind": recipient.kind.value,
        "what": _both(recipient.what),
        "purposes": [purpose.value for purpose in recipient.purposes],
        "categories": [category.value for category in what_goes_to(recipient)],
        "country": recipient.country,
        "safeguard": recipient.safeguard.value if recipient.safeguard else "",
        "contact": recipient.contact,
        "declared": is_named,
        "agreement": (
            {
                "signed_on": agreement.signed_on.isoformat(),
                "until_on": agreement.until.isoformat() if agreement.until else "",
            }
            if agreement
            else None
        ),
    }


def served_now() -> Sequence[ServedController]:
    """The clients for whom the firm is processor."""
    return house.served_controllers() if house.served_controllers else ()


def _served(found: Sequence[ServedController]) -> list[dict[str, str]]:
    """By id alone: names of clients belong to no snapshot."""
    return sorted(
        ({"client": str(each.client_id), "since_on": each.since_on.isoformat()} for each in found),
        key=lambda each: each["client"],
    )


def _both(words: str | Promise) -> dict[str, str]:
    told = {}
    for language in ("nl", "en"):
        with override(language):
            told[language] = str(words)
    return told
