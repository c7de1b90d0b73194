"""Which parts of a text a query matched, for marking them; plain text in, plain text out."""

from __future__ import annotations

import re

from gestand.core.search.query import Token, readings
from gestand.core.search.spelling import one_error_apart
from gestand.core.search.words import SHORTEST_FORGIVING, fold

_RUN = re.compile(r"[^\W_]+")


def pieces(text: str, query: str) -> list[tuple[str, bool]]:
    """``text`` cut into pieces, each with whether it was asked for; together they are ``text`` again."""
    tokens = [token for way in readings(query)[:1] for token in (*way.required, *way.optional)]
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
    if any(word in token.exact for token in tokens):
        return len(run)
    starts = [len(start) for token in tokens for start in token.starts if word.startswith(start)]
    if starts:
        return max(starts) if len(word) == len(run) else len(run)
    near = (each for token in tokens for each in token.exact if len(each) >= SHORTEST_FORGIVING)
    return len(run) if word.isalpha() and one_error_apart(word, near) else 0
