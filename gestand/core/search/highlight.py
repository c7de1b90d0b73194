"""Which parts of a text a query matched, for marking them; plain text in, plain text out."""

from __future__ import annotations

import re

from gestand.core.search.query import Token, readings
from gestand.core.search.spelling import one_error_apart
from gestand.core.search.words import SHORTEST_FORGIVING, fold

_RUN = re.compile(r"[^\W_]+")


def tokens_of(query: str) -> list[Token]:
    """What to mark for a query: once for all texts."""
    return [token for way in readings(query)[:1] for token in (*way.required, *way.optional)]


def pieces(text: str, tokens: list[Token]) -> list[tuple[str, bool]]:
    """``text`` cut into pieces, each with whether it was asked for; together they are ``text`` again."""
    cut: list[tuple[str, bool]] = []
    place = 0
    for run in _RUN.finditer(text):
        length = _matched_letters(run.group(), tokens)
        if not length:
            continue
        if run.start() > place:
            cut.append((text[place : run.start()], False))
        cut.append((text[run.start() : run.start() + length], True))
        place = run.start() + length
    if place < len(text):
        cut.append((text[place:], False))
    return cut


def _matched_letters(run: str, tokens: list[Token]) -> int:
    """How many letters of a word to mark: its asked-for start, or all of it when it was found otherwise."""
    word = fold(run)
    started = 0
    for token in tokens:
        if word in token.exact:
            return len(run)
        if word.startswith(token.starts):
            started = max(started, *(len(start) for start in token.starts if word.startswith(start)), 0)
    if started:
        return started if len(word) == len(run) else len(run)
    if len(word) < SHORTEST_FORGIVING - 1 or not word.isalpha():
        return 0
    near = (each for token in tokens for each in token.exact if len(each) >= SHORTEST_FORGIVING)
    return len(run) if one_error_apart(word, near) else 0
