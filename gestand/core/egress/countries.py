"""Countries as the law on transfers sees them: inside the EEA, with an adequacy decision, or neither (GDPR 44-46)."""

from __future__ import annotations

from typing import Any

from babel import Locale
from django.utils.translation import get_language

#: EU, Iceland, Liechtenstein and Norway: data moves as at home.
EEA: frozenset[str] = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905 - a row of codes reads better
)

#: Decisions of the European Commission under GDPR 45, as they stood on 1 October 2026.
ADEQUATE: frozenset[str] = frozenset("AD AR BR CA CH FO GB GG IL IM JE JP KR NZ US UY".split())  # noqa: SIM905 - as above

#: Decisions that cover some companies alone: Canada's law on businesses, the EU-US Data Privacy Framework.
ADEQUATE_IN_PART: frozenset[str] = frozenset({"CA", "US"})


def is_country(code: str) -> bool:
    """Whether it is an ISO 3166 code of a country (two capitals)."""
    return len(code) == 2 and code.isalpha() and code in Locale("en").territories  # noqa: PLR2004 - alpha-2


def country_name(code: str) -> str:
    """In the reader's language; the code itself when it is none."""
    return _names().get(code, code)


def country_choices() -> list[tuple[str, str]]:
    """Every country with its name in the reader's language: the EEA first, the others after, each by name."""
    names = _names()
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES]  # noqa: PLR2004
    return sorted(((code, names[code]) for code in codes), key=lambda pair: (pair[0] not in EEA, pair[1].casefold()))


def _names() -> dict[str, str]:
    territories: Any = Locale((get_language() or "nl")[:2]).territories
    return dict(territories)


#: Two letters in the table of names that are no country: unions, outlying parts, unknown.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "XK", "ZZ"})
