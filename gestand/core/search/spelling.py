"""One wrong, missing, doubled or swapped letter: a word's neighbours, found by look-up instead of by comparing.

Two words are one such error apart only if taking at most one letter from each leaves the same (symmetric deletion,
W. Garbe 2012). So each known word is stored under the fingerprint of itself and of itself less each letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from rapidfuzz.distance import OSA

from gestand.core.search.words import SHORTEST_FORGIVING

#: Longer "words" are keys and hashes, where an error means another thing.
_LONGEST_FORGIVING = 30


def forgives(word: str) -> bool:
    """Whether a known word may be meant by a misspelt one."""
    return SHORTEST_FORGIVING - 1 <= len(word) <= _LONGEST_FORGIVING and word.isalpha()


def fingerprints(word: str) -> set[int]:
    """Of the word and of the word less each letter, as signed 32-bit numbers; two words may share one by chance."""
    parts = {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
    return {crc32(part.encode()) - 2**31 for part in parts}


def swaps(word: str) -> tuple[str, ...]:
    """The word with two neighbouring letters swapped, for each pair of unlike ones."""
    return tuple(
        word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        for place in range(len(word) - 1)
        if word[place] != word[place + 1]
    )


def one_error_apart(word: str, candidates: Iterable[str]) -> list[str]:
    """Those of ``candidates`` that differ by exactly one error."""
    return [other for other in candidates if other != word and OSA.distance(word, other, score_cutoff=1) == 1]
