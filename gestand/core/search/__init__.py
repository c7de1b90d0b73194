"""Search: one index that every room fills, one question that forgives one wrong letter.

A room's actions call ``reindex(kind, ids)`` in their transaction; pages call ``find(query, actor=...)``.
"""

from gestand.core.search.find import find, find_all
from gestand.core.search.index import NotASource, optimize, rebuild, reindex, reindexed_together
from gestand.core.search.interface import Entry, Hit, SearchSource

__all__ = [
    "Entry",
    "Hit",
    "NotASource",
    "SearchSource",
    "find",
    "find_all",
    "optimize",
    "rebuild",
    "reindex",
    "reindexed_together",
]
