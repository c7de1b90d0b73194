"""Words of this room for templates."""

from __future__ import annotations

from django import template

from gestand.core.declarations import Term
from gestand.people import terms

register = template.Library()


@register.filter
def term_words(term: Term) -> str:
    """How long something is kept, as the client would read it."""
    return terms.term_words(term)
