"""Words as search sees them: folded, without accents, with the Dutch habits of writing names. Pure functions."""

# ruff: noqa: SIM905 - lists of words are read as a sentence
from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from gestand.core.search.addresses import address_words, machine_names, whole_addresses

#: Letters that do not fall apart into a letter and an accent.
_PLAIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
_RUN = re.compile(r"[^\W_]+")
_DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_](?![^\W_]))?")
_POSTAL_CODE = re.compile(r"(?<![^\W_])([1-9][0-9]{3})\s?([a-z]{2})(?![^\W_])")
_PHONE_IN_TEXT = re.compile(r"(?<![\w+])(?:\+|0)[0-9][0-9 ()./-]{5,18}[0-9](?!\w)")

LONGEST_WORD = 40
FEWEST_DIGITS = 3
#: Shorter words than this forgive nothing but accents (and, with three letters, a swap).
SHORTEST_FORGIVING = 4

#: Dutch (and neighbouring) name prefixes: written apart, joined, shortened or left out.
PARTICLES = frozenset(
    "van de den der het t te ten ter v d vd vdr vda vander vanden vande aan bij in op onder uit s "
    "la le les du des von zu zum zur el al o l".split()
)
#: What people add to a name and leave out again: forms of address, legal forms, little words.
_ADDED = frozenset(
    "dhr dhr. heer meneer mevr mevrouw mw mr mrs ms dr drs ing ir fam familie en and the een of bv nv vof cv".split()
)
OPTIONAL = PARTICLES | _ADDED

#: Words that every sentence has: not indexed in running text, and not required of an entry.
STOP_WORDS = OPTIONAL | frozenset(
    "dat die dit er hij zij ze we wij je jij ik u hun haar zijn is was waren wordt worden werd heeft heb hebben had "
    "met voor naar om door over tot als maar ook nog niet geen wel al dan toen te bij uit na "
    "a an to in on for with at by from is are was were be been it its this that he she they we you i not no "
    "or as".split()
)
_JOINED_PREFIX = re.compile(r"^(?:van(?:den|der|de|het|t)?|v(?:d|dr|dn))(?=[^\W\d_]{3})")

# Where a word stands: lower is better.
TITLE, WORDS, TEXT = 0, 1, 2


def fold(text: str) -> str:
    """Lower case, without accents and invisible signs, letters with a stroke as the plain letter."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if unicodedata.category(letter) not in _UNSEEN).translate(_PLAIN)


def runs(folded: str) -> list[str]:
    """The runs of letters and digits, none longer than the longest word."""
    return [run[:LONGEST_WORD] for run in _RUN.findall(folded)]


def spellings(word: str) -> tuple[str, ...]:
    """A word as written and, for "ij", with the "y" that Dutch names swap it for."""
    return (word, word.replace("ij", "y")) if "ij" in word else (word,)


def digits_of(number: str) -> str:
    """The bare digits of a number without what a caller may leave out: +, 00, the Dutch 31, the leading 0."""
    international = number.lstrip().startswith("+")
    digits = re.sub(r"[^0-9]", "", number)
    if not international and digits.startswith("00"):
        digits, international = digits[2:], True
    if international and digits.startswith("31"):
        digits = digits[2:]
    return digits.lstrip("0")


def number_words(number: str) -> tuple[str, ...]:
    """How a number stands in the index: "#" and its digits, and "~" and its digits from the end."""
    digits = digits_of(number)
    return (f"#{digits}", f"~{digits[::-1]}") if len(digits) >= FEWEST_DIGITS else ()


def without_prefix(word: str) -> str:
    """What follows a joined prefix: "vandenberg" gives "berg"; a word without a joined prefix gives ""."""
    found = _JOINED_PREFIX.match(word)
    return word[found.end() :] if found else ""


def _dotted(folded: str) -> list[str]:
    """Letters with dots as one word: "b.v." gives "bv", "a.b. jansen" gives "ab"."""
    return ["".join(_RUN.findall(found)) for found in _DOTTED.findall(folded)]


def _name_words(text: str) -> set[str]:
    folded = fold(text)
    single = runs(folded)
    found = set(single)
    found.update(_dotted(folded))
    found.update(word for words in (whole_addresses, machine_names) for _start, _end, word in words(folded))
    found.update("".join(pair)[:LONGEST_WORD] for pair in _POSTAL_CODE.findall(folded))
    prefix = ""
    for word, following in pairwise([*single, ""]):
        if following and word in PARTICLES:
            prefix += word
            continue
        if prefix:
            found.add((prefix + word)[:LONGEST_WORD])
        prefix = ""
        found.add(without_prefix(word))
    found.discard("")
    return {spelling for word in found for spelling in spellings(word)}


def _text_words(text: str) -> set[str]:
    folded = fold(text)
    found = {word for word in runs(folded) if word not in STOP_WORDS}
    found.update("".join(pair) for pair in _POSTAL_CODE.findall(folded))
    for number in _PHONE_IN_TEXT.findall(folded):
        found.update(number_words(number))
    found.update(word for words in (whole_addresses, machine_names) for _start, _end, word in words(folded))
    return {spelling for word in found for spelling in spellings(word)}


def places_of_words(
    *, title: str, words: str, text: str, numbers: tuple[str, ...], addresses: tuple[str, ...] = ()
) -> dict[str, int]:
    """Every word by which an entry is found, with the best place where it stands.

    A title that is the beginning of the running text is no name: it counts as running text.
    """
    found = dict.fromkeys(_text_words(text), TEXT)
    found.update(dict.fromkeys(_name_words(words), WORDS))
    for number in numbers:
        found.update(dict.fromkeys(number_words(number), WORDS))
    found.update(dict.fromkeys(address_words(addresses), WORDS))
    is_excerpt = " ".join(title.split()) in " ".join(text.split())
    if title and not is_excerpt:
        found.update(dict.fromkeys(_name_words(title), TITLE))
    return found
