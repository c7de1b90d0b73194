"""Sentences that a job leaves for a reader whose language is not known yet."""

from __future__ import annotations

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, override


def kept_sentence(sentence: str | Promise, *, length: int) -> str:
    """What to store: the English original when the catalogue knows it (so that each reader gets their own language),
    else the sentence in the program's own language (a number filled in leaves no original to look up).
    """
    with override("en"):
        original = str(sentence)
    with override(settings.LANGUAGE_CODE):
        own = str(sentence)
        known = not original or gettext(original) == own
    return (original if known else own)[:length]


def shown_sentence(stored: str) -> str:
    """A stored sentence in the language of who reads it."""
    return gettext(stored) if stored else ""
