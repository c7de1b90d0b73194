"""What machines read in a statement: categories, purposes, terms, recipients, clocks; in words, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation

from gestand.core.authority import AUTHORITY_COMPLAINT, AUTHORITY_NAME, AUTHORITY_POST
from gestand.core.declarations import Category
from gestand.core.declarations.purposes import BASES
from gestand.core.declarations.registry import personal_models
from gestand.core.law import LAW
from gestand.statement.clauses import facts
from gestand.statement.clauses.texts import LANGUAGES
from gestand.statement.register.terms_in_words import term_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from gestand.core.egress.recipients import Recipient
    from gestand.statement.clauses.facts import Sources


def machine_part(sources: Sources) -> dict[str, Any]:
    """The register's side of the statement, in a fixed order, so that equal facts give equal bytes."""
    return {
        "controller": _controller(sources),
        "authority": {"name": AUTHORITY_NAME, "post": AUTHORITY_POST, "complaint": dict(AUTHORITY_COMPLAINT)},
        "categories": _categories(),
        "purposes": _purposes(),
        "terms": _terms(sources),
        "recipients": [_recipient(each, sources) for each in sources.recipients if facts.receives_personal_data(each)],
        "clocks": [
            {"key": number.key, "value": number.value, "unit": number.unit.value, "source": number.source}
            for number in LAW
            if number.holds_on(sources.today)
        ],
    }


def in_both(words: Callable[[], str]) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(words())
    return said


def _controller(sources: Sources) -> dict[str, Any]:
    firm = sources.firm
    if firm is None:
        return {"name": ""}
    return {
        "name": firm.name,
        "street": firm.street,
        "postal_code": firm.postal_code,
        "city": firm.city,
        "country": firm.country,
        "phone": firm.phone,
        "email": firm.email,
        "website": firm.website,
        "kvk_number": firm.kvk_number,
        "officer": {
            "name": firm.officer_name,
            "email": firm.officer_email,
            "registered": firm.officer_is_registered,
        },
    }


def _categories() -> list[dict[str, Any]]:
    found = []
    for category in Category:
        holders = facts.holders(category.value)
        if holders:
            found.append(
                {
                    "id": category.value,
                    "label": in_both(lambda each=category: str(each.label)),  # type: ignore[misc]
                    "held_in": [declared.label for declared in holders],
                }
            )
    return found


def _purposes() -> list[dict[str, Any]]:
    used = facts.purposes_in_use()
    found = []
    for purpose, bases in BASES.items():
        entry: dict[str, Any] = {
            "id": purpose.value,
            "label": in_both(lambda each=purpose: str(each.label)),  # type: ignore[misc]
            "bases": [basis.value for basis in bases],
            "in_use": purpose in used,
        }
        if purpose in facts.INTERESTS:
            entry["interest"] = in_both(lambda each=purpose: str(facts.INTERESTS[each]))  # type: ignore[misc]
        found.append(entry)
    return found


def _terms(sources: Sources) -> list[dict[str, Any]]:
    found = []
    for declared in personal_models():
        personal = declared.personal
        if personal is None:
            continue
        length = personal.keep.length
        found.append(
            {
                "held_in": declared.label,
                "name": in_both(lambda each=declared: facts.name_of(each)),  # type: ignore[misc]
                "words": in_both(lambda each=personal: term_in_words(each.keep, on=sources.today)),  # type: ignore[misc]
                "while": personal.keep.alive_while,
                "years": length.years,
                "months": length.months,
                "days": length.days,
                "reason": personal.keep.why,
            }
        )
    return found


def _recipient(recipient: Recipient, sources: Sources) -> dict[str, Any]:
    agreement = recipient.agreement
    return {
        "key": recipient.key,
        "name": in_both(lambda: str(recipient.name)),
        "what": in_both(lambda: str(recipient.what)),
        "role": recipient.kind.value,
        "country": recipient.country,
        "outside_eea": recipient.leaves_the_eea,
        "safeguard": recipient.safeguard.value if recipient.safeguard else "",
        "agreement": bool(agreement and agreement.holds_at(sources.at)),
    }
