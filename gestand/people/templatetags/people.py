"""Words of this room for templates."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from gestand.core.declarations import Term
from gestand.people import terms

register = template.Library()


@register.filter
def terms_words(kept: Iterable[Term]) -> list[str]:
    """How long something is kept, as the client would read it; terms that read the same stand there once."""
    return list(dict.fromkeys(terms.term_words(term) for term in kept))
