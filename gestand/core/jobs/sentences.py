"""Sentences that a job leaves for a reader whose language is not known yet."""

from __future__ import annotations

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, gettext, override

#: Between the English and the Dutch of a sentence that no catalogue can look up.
_BETWEEN = "\x1f"


def filled(sentence: str | Promise, **values: object) -> str | Promise:
    """A sentence with values in it that can still be read in either language (``%`` would choose one at once)."""

    def written() -> str:
        return str(sentence % values)

    return lazy(written, str)()


def kept_sentence(sentence: str | Promise, *, length: int) -> str:
    """What to store: the English original when the catalogue knows it, else the English and the Dutch together."""
    with override("en"):
        english = str(sentence)
    with override("nl"):
        dutch = str(sentence)
        known = not english or gettext(english) == dutch
    if known:
        return english[:length]
    half = (length - 1) // 2
    return f"{english[:half]}{_BETWEEN}{dutch[:half]}"


def shown_sentence(stored: str) -> str:
    """A stored sentence in the language of who reads it."""
    if _BETWEEN in stored:
        english, _between, dutch = stored.partition(_BETWEEN)
        return dutch if (get_language() or "nl").startswith("nl") else english
    return gettext(stored) if stored else ""
