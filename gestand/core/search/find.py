"""The one question: what is called, numbered or described like this, among what this actor may see."""
# ruff: noqa: S608 - statements are put together from our own words; values are always parameters

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from gestand.core.house import house
from gestand.core.search import dialect
from gestand.core.search.interface import Hit
from gestand.core.search.query import Reading, Token, readings
from gestand.core.search.spelling import fingerprints, forgives, one_error_apart, swaps
from gestand.core.search.sql import every_one, pool_of, words_of_pool
from gestand.core.search.words import SHORTEST_FORGIVING, TEXT, TITLE, WORDS

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: How far a match is from the best one, by how it matched and where the word stands.
_COST = {
    "exact": {TITLE: 0, WORDS: 1, TEXT: 6},
    "starts": {TITLE: 2, WORDS: 3, TEXT: 7},
    "misspelt": {TITLE: 4, WORDS: 5, TEXT: 8},
    "inside": {TITLE: 9, WORDS: 9, TEXT: 10},
}
_WORST = 12
_MOST_WORDS = 60


def find(query: str, *, actor: Actor, limit: int = 20, kinds: Collection[str] | None = None) -> list[Hit]:
    """The best ``limit`` things that have every word of ``query``, best first; only what ``actor`` may see.

    A word may be the start of what stands there, one typing error off, without its accents, or the middle of a
    compound. Name prefixes ("van den"), forms of address and legal forms may be left out. Numbers are found by any
    start or by their last four digits or more. At most five queries.
    """
    if limit <= 0 or actor.clients == frozenset() or (kinds is not None and not kinds):
        return []
    if not actor.is_owner and (hidden := {kind for kind, source in house.search_sources.items() if source.owner_only}):
        kinds = set(house.search_sources if kinds is None else kinds) - hidden
    ways = readings(query)
    if not ways or (kinds is not None and not kinds):
        return []
    ways = _with_neighbours(ways)
    for way in ways:
        if pool := pool_of(way, actor=actor, limit=limit, kinds=kinds):
            return _ranked(way, pool, actor)[:limit]
    return []


def find_all(query: str, *, actor: Actor, most: int, kinds: Collection[str]) -> list[UUID]:
    """Every thing of these kinds that has each word of ``query`` (any start of one), in no order: for lists that are
    narrowed by words. At most ``most``, the best of them. Where none has them, a typing error and the middle of a word
    are forgiven. Two or three queries for most words.
    """
    if most <= 0 or actor.clients == frozenset() or not kinds:
        return []
    ways = readings(query)
    for forgiving in (False, True):
        for way in _with_neighbours(ways) if forgiving else ways:
            found = every_one(way, actor=actor, most=most, kinds=kinds, forgiving=forgiving)
            # As in ``find``: the marks that the database compared are half an id.
            if seen := list(dict.fromkeys(thing for thing, client in found if actor.may_see_client(client))):
                return seen
    return []


def _with_neighbours(ways: Sequence[Reading]) -> list[Reading]:
    """Fill in the words of the index that a token may have meant: one query for all."""
    written = {word for way in ways for token in way.required for word in token.exact if word.isalpha()}
    long_enough = sorted(word for word in written if len(word) >= SHORTEST_FORGIVING)
    swapped = sorted(swap for word in written if len(word) == SHORTEST_FORGIVING - 1 for swap in swaps(word))
    near, holding = _neighbours(long_enough, swapped) if long_enough or swapped else ([], [])
    return [replace(way, required=tuple(_filled(token, near, holding) for token in way.required)) for way in ways]


def _filled(token: Token, near: Collection[str], holding: Collection[str]) -> Token:
    """Of the words that any token may have meant those that this one may."""
    misspelt: dict[str, None] = {}
    for word in token.exact:
        if len(word) == SHORTEST_FORGIVING - 1:
            misspelt.update(dict.fromkeys(swap for swap in swaps(word) if swap in near))
        elif len(word) >= SHORTEST_FORGIVING and forgives(word):
            misspelt.update(dict.fromkeys(one_error_apart(word, near)))
    long_enough = [word for word in token.exact if len(word) >= SHORTEST_FORGIVING]
    inside = [other for other in holding if any(word in other and not other.startswith(word) for word in long_enough)]
    others = [word for word in misspelt if word not in token.exact]
    return replace(token, misspelt=tuple(others[:_MOST_WORDS]), inside=tuple(inside[:_MOST_WORDS]))


def _neighbours(words: Sequence[str], swapped: Sequence[str]) -> tuple[list[str], list[str]]:
    """Words of the index that may be misspellings of ``words`` (or are ``swapped``), and words that may hold one."""
    prints = sorted({mark for word in words if forgives(word) for mark in fingerprints(word)})
    joined = "core_searchfingerprint marks JOIN core_searchword known ON known.id = marks.word_id"
    parts = [f"SELECT 0, known.word FROM {joined} WHERE {dialect.any_of('marks.fingerprint')}"]
    parameters: list[Any] = [dialect.values(prints)]
    if swapped:
        parts.append(f"SELECT 0, word FROM core_searchword WHERE {dialect.any_of('word')}")
        parameters.append(dialect.values(swapped))
    for place, word in enumerate(words):
        holding, these = dialect.words_holding(word)
        parts.append(f"SELECT * FROM (SELECT 1, word FROM {holding} LIMIT {_MOST_WORDS}) AS holding{place}")
        parameters += these
    found = dialect.rows_of(" UNION ALL ".join(parts), parameters)
    return [word for inside, word in found if not inside], [word for inside, word in found if inside]


def _ranked(way: Reading, pool: Sequence[int], actor: Actor) -> list[Hit]:
    entries: dict[int, list[Any]] = {}
    best: dict[int, dict[Token, int]] = {}
    for row in words_of_pool(way, pool):
        entry_id, *shown, word, place = row
        entries[entry_id] = shown
        costs = best.setdefault(entry_id, {})
        for token in (*way.required, *way.optional):
            cost = _cost(token, word, place)
            if cost < costs.get(token, _WORST):
                costs[token] = cost
    scored = []
    for entry_id, (kind, object_id, client_id, title, detail, rank) in entries.items():
        costs = best[entry_id]
        if any(token not in costs for token in way.required):
            continue
        total = sum(costs.get(token, _WORST) for token in way.required) / len(way.required)
        missing = sum(costs.get(token, _WORST) > _COST["starts"][WORDS] for token in way.optional)
        scored.append((total + missing / 4, rank, title, entry_id, (kind, object_id, client_id, title, detail)))
    scored.sort(key=lambda each: each[:4])
    hits: dict[tuple[str, object], Hit] = {}
    for far, _, _, _, (kind, object_id, client_id, title, detail) in scored:
        if kind not in house.search_sources or (kind, object_id) in hits:
            continue
        identifier, client = dialect.uuid_of(object_id), dialect.uuid_of(client_id) if client_id else None
        # The database compared marks, which are half an id: two that are alike by chance must not open a door.
        if not actor.may_see_client(client):
            continue
        hits[kind, object_id] = Hit(
            kind=kind,
            id=identifier,
            client_id=client,
            title=title,
            detail=detail,
            score=round(100 * (1 - far / _WORST), 1),
        )
    return list(hits.values())


def _cost(token: Token, word: str, place: int) -> int:
    if word in token.exact:
        return _COST["exact"][place]
    if word.startswith(token.starts):
        return _COST["starts"][place]
    if word in token.misspelt:
        return _COST["misspelt"][place]
    return _COST["inside"][place] if word in token.inside else _WORST
