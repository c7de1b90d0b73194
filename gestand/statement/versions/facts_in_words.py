"""What a fact is called, for the owner: "telephone number of the firm" instead of firm.phone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from gestand.core.declarations import Category, Purpose
from gestand.core.law import LAW

if TYPE_CHECKING:
    from django.utils.functional import Promise

_NAMES: dict[str, str | Promise] = {
    "firm.name": gettext_lazy("name of the firm"),
    "firm.address": gettext_lazy("address of the firm"),
    "firm.phone": gettext_lazy("telephone number of the firm"),
    "firm.email": gettext_lazy("e-mail address of the firm"),
    "firm.website": gettext_lazy("website of the firm"),
    "firm.kvk": gettext_lazy("Chamber of Commerce number"),
    "officer.name": gettext_lazy("name of the contact for privacy"),
    "officer.email": gettext_lazy("e-mail address of the contact for privacy"),
    "officer.role": gettext_lazy("role of the contact for privacy"),
    "contact.email": gettext_lazy("address for questions about privacy"),
    "authority.name": gettext_lazy("name of the supervisory authority"),
    "authority.post": gettext_lazy("postal address of the supervisory authority"),
    "authority.complaint": gettext_lazy("where to complain"),
    "request.form": gettext_lazy("address of the form for requests"),
    "categories.beyond": gettext_lazy("other categories of data"),
    "purposes.beyond": gettext_lazy("other purposes"),
    "terms": gettext_lazy("all terms"),
    "recipients": gettext_lazy("recipients"),
    "transfers": gettext_lazy("transfers outside the EEA"),
    "processors": gettext_lazy("processors with an agreement"),
    "analytics": gettext_lazy("service for visitor numbers"),
}


def fact_in_words(name: str) -> str:
    """As the owner would say it."""
    if name in _NAMES:
        return str(_NAMES[name])
    kind, _colon, argument = name.partition(":")
    if kind in _OF_A_KIND:
        return str(_OF_A_KIND[kind]) % {"what": _label(argument)}
    if name.startswith("clock."):
        return _sentence_of(name.removeprefix("clock.")) or name
    return name


def _sentence_of(key: str) -> str:
    """What the table of the law says of a number, without the full stop."""
    return next((str(number.sentence).rstrip(".") for number in LAW if number.key == key), "")


_OF_A_KIND: dict[str, str | Promise] = {
    "where": gettext_lazy("where we hold: %(what)s"),
    "basis": gettext_lazy("legal basis of: %(what)s"),
    "interest": gettext_lazy("our interest in: %(what)s"),
    "term": gettext_lazy("term of: %(what)s"),
}


def _label(value: str) -> str:
    for choices in (Category, Purpose):
        if value in choices.values:
            return str(choices(value).label)
    return value


def facts_in_words(names: Iterable[str]) -> list[str]:
    return [fact_in_words(name) for name in names]
