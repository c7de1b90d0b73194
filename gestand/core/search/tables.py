"""The tables behind the index (made by the migration ``search_index`` in each database's own words).

``core_searchposting``: which word leads to which entry, and how well. ``core_searchword``: every different word once.
``core_searchfingerprint``: the words less one letter, as numbers (``spelling.py``). ``core_searchpiece``: the words by
three letters, for the middle of a compound.

Triggers keep the last three in step, so that a word goes with the last entry that has it, whoever deletes that entry.
"""

from __future__ import annotations

PLUMBING = {
    "core_searchposting": "the words of each search entry; deleted with the entry by the database itself",
    "core_searchword": "each different word of the index once; deleted with its last posting by the database itself",
    "core_searchfingerprint": "numbers made of those words, to forgive a typing error; deleted with the word",
    "core_searchpiece*": "three-letter pieces of those words, without the entries or the order; deleted with the word",
}
