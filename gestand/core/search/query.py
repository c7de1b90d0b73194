"""Reading what somebody typed: tokens, each with every way in which an entry may have written it. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from gestand.core.search.addresses import begun_addresses, machine_names, whole_addresses
from gestand.core.search.words import (
    FEWEST_DIGITS,
    OPTIONAL,
    PARTICLES,
    digits_of,
    fold,
    runs,
    spellings,
    without_prefix,
)

LONGEST_QUERY = 200
MOST_TOKENS = 10
_FEWEST_END_DIGITS = 4
_PHONE_DIGITS = range(7, 16)

_POSTAL_CODE = re.compile(r"(?<![^\W_])([1-9][0-9]{3})\s?([a-z]{2})(?![^\W_])")
_NUMBER = re.compile(r"(?<![^\W_])(?:\+\s?)?\(?[0-9](?:[0-9]|[ ()./-]+(?=[0-9]))*(?![^\W_])")
_DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.\s?){2,}[^\W\d_]?(?![^\W_])")


class Gluing(Enum):
    """Which digits apart by spaces are one number, likeliest first; "3722 zz" is one postal code unless nothing is."""

    LIKE_A_PHONE = "like_a_phone"
    NOTHING = "nothing"
    EVERY_DIGIT = "every_digit"


@dataclass(frozen=True, slots=True)
class Token:
    """``exact``: spellings that are the same word; ``starts``: what a longer word may begin with."""

    exact: tuple[str, ...]
    starts: tuple[str, ...]
    optional: bool = False
    misspelt: tuple[str, ...] = field(default=(), compare=False)  # words one error away, filled from the index
    inside: tuple[str, ...] = field(default=(), compare=False)  # words that hold it, filled from the index

    @property
    def written(self) -> str:
        return self.exact[0]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a query: an entry must have all ``required`` tokens; the others only lift it."""

    required: tuple[Token, ...]
    optional: tuple[Token, ...]


def readings(query: str) -> list[Reading]:
    """The ways to read a query, likeliest first; none when there is nothing to look for."""
    folded = fold(query[:LONGEST_QUERY])
    ways = (_reading(list(_tokens(folded, gluing))) for gluing in Gluing)
    return [way for way in dict.fromkeys(ways) if way.required]


def _reading(tokens: list[Token]) -> Reading:
    required = [token for token in tokens if not token.optional]
    optional = [token for token in tokens if token.optional]
    if not required:
        required, optional = optional, []
    return Reading(tuple(dict.fromkeys(required))[:MOST_TOKENS], tuple(dict.fromkeys(optional))[:MOST_TOKENS])


def _tokens(folded: str, gluing: Gluing) -> Iterator[Token]:
    place = 0
    for kind, start, end in _special(folded, gluing):
        yield from _word_tokens(folded[place:start])
        part = folded[start:end]
        if kind == "postal":
            yield _word_token("".join(runs(part)))
        elif kind == "number":
            yield _number_token(part)
        elif kind.startswith("#"):
            yield Token((part, kind), (kind,))
        else:
            yield from _dotted_tokens(part)
        place = end
    yield from _word_tokens(folded[place:])


def _special(folded: str, gluing: Gluing) -> list[tuple[str, int, int]]:
    """Stretches that are not plain words, in order, none overlapping; addresses and machines' names as their words."""
    found: list[tuple[str, int, int]] = []
    if gluing is Gluing.LIKE_A_PHONE:
        for words in (whole_addresses, begun_addresses, machine_names):
            for start, end, word in words(folded):
                if all(end <= begun or start >= ended for _, begun, ended in found):
                    found.append((word, start, end))
    patterns = [("dotted", _DOTTED)]
    if gluing is not Gluing.NOTHING:
        patterns = [("postal", _POSTAL_CODE), ("number", _NUMBER), *patterns]
    for kind, pattern in patterns:
        for match in pattern.finditer(folded):
            free = all(match.end() <= start or match.start() >= end for _, start, end in found)
            if free and (kind != "number" or gluing is Gluing.EVERY_DIGIT or _is_one_number(match.group())):
                found.append((kind, match.start(), match.end()))
    return sorted(found, key=lambda stretch: stretch[1])


def _is_one_number(part: str) -> bool:
    """Digits in groups are one number when they begin like a phone number or are as long as one."""
    digits = re.sub(r"[^0-9]", "", part)
    return part[0] in "+(" or digits[0] == "0" or len(digits) in _PHONE_DIGITS or digits == part


def _dotted_tokens(part: str) -> Iterator[Token]:
    """Dotted letters: "b.v." and "v.d." may be left out; initials are looked for one by one."""
    letters = runs(part)
    together = "".join(letters)
    if together in OPTIONAL:
        yield _word_token(together)
    else:
        yield from (_word_token(letter) for letter in letters)


def _word_tokens(part: str) -> Iterator[Token]:
    prefix = ""
    for word in runs(part):
        yield _number_token(word) if word.isascii() and word.isdigit() else _word_token(word, prefix)
        prefix = prefix + word if word in PARTICLES else ""


def _word_token(word: str, prefix: str = "") -> Token:
    """``prefix``: the particles before it, which somebody may have written to it ("vandenberg")."""
    same = [word]
    if prefix and word not in PARTICLES:
        same.append(prefix + word)
    if bare := without_prefix(word):
        same.append(bare)
    exact = tuple(dict.fromkeys(spelling for each in same for spelling in spellings(each)))
    return Token(exact, exact, optional=word in OPTIONAL)


def _number_token(part: str) -> Token:
    written = "".join(runs(part))
    starts, exact = [written], [written]
    digits = digits_of(part)
    without_country = written[2:] if written.startswith("31") and not part.startswith("+") else ""
    for spelling in (digits, without_country):
        if len(spelling) >= FEWEST_DIGITS or (spelling and written.startswith("0")):
            starts.append(f"#{spelling}")
            exact.append(f"#{spelling}")
    if len(written) >= _FEWEST_END_DIGITS:
        starts.append(f"~{(digits if written.startswith(('0', '+')) else written)[::-1]}")
    return Token(tuple(exact), tuple(starts))
