"""Search: one index that every room fills, one question that forgives one wrong letter."""

from gestand.core.search.interface import Entry, Hit, SearchSource

__all__ = ["Entry", "Hit", "SearchSource"]
