"""The program's own texts: ``texts/LANGUAGE/NUMBER-SECTION.md``, one file a section, each clause under its id.

A heading ``# id: title`` begins a clause; what follows is written in the language of ``markup``. Ids that begin with
``beyond.`` are no promises of their own: they list what the register holds besides the promises, and carry no seal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gestand.statement.clauses.ids import CLAUSE_IDS, SECTIONS

LANGUAGES = ("nl", "en")
FOLDER = Path(__file__).with_name("texts")
#: What follows the promises of a section, by the section's key.
BEYOND: dict[str, str] = {"what": "beyond.data", "why": "beyond.purpose", "how_long": "beyond.keep"}
_HEADING = re.compile(r"^# ([a-z_.]+): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ClauseText:
    clause: str
    title: str
    source: str


def ids_of(section_key: str) -> tuple[str, ...]:
    """What a section holds, in order: its promises, then what lies beyond them."""
    section = next(each for each in SECTIONS if each.key == section_key)
    beyond = BEYOND.get(section_key)
    return (*section.clauses, beyond) if beyond else section.clauses


def all_ids() -> tuple[str, ...]:
    return tuple(clause for section in SECTIONS for clause in ids_of(section.key))


def is_promise(clause: str) -> bool:
    return clause in _PROMISES


_PROMISES = frozenset(CLAUSE_IDS)


@cache
def texts_in(language: str) -> dict[str, ClauseText]:
    """Every text of a language by its id, as the files have them (whether each id is there is a check's work)."""
    found: dict[str, ClauseText] = {}
    for path in sorted((FOLDER / language).glob("*.md")):
        parts = _HEADING.split(path.read_text(encoding="utf-8"))[1:]
        for clause, title, source in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            found[clause] = ClauseText(clause, title.strip(), source.strip())
    return found


def text_of(clause: str, language: str) -> ClauseText:
    return texts_in(language)[clause]
