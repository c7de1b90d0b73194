"""A statement as it is read: texts with their facts filled in, in both languages, with what machines want to know.

A line that needs a fact which nobody filled in is left out; so is the paragraph that announces an empty list (it ends
in a colon). What is missing is told on the checklist, and the page never shows a hole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation

from gestand.statement.clauses.facts import Fact, FactSheet, join_words, sheets
from gestand.statement.clauses.ids import SECTIONS
from gestand.statement.clauses.machine import machine_part
from gestand.statement.clauses.markup import Block, Line, Placeholder, read
from gestand.statement.clauses.texts import LANGUAGES, ids_of, is_promise, text_of

#: The form of an assembled statement; a stored version says which one it has.
FORM = 1

#: An owner's own words, by (clause id, language).
Wordings = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class FilledClause:
    """One clause with its facts; the empty ones that left a hole are in ``lacking``."""

    blocks: list[dict[str, Any]]
    facts: list[str]
    lacking: list[str]


def assemble(*, at: datetime, wordings: Wordings | None = None) -> dict[str, Any]:
    """The statement of a moment: plain lists and words, ready to be stored as JSON. Costs a handful of queries."""
    own = wordings or {}
    by_language = sheets(at)
    documents = {language: _document(by_language[language], own) for language in LANGUAGES}
    names = sorted({name for sheet in by_language.values() for name in sheet.asked})
    return {
        "form": FORM,
        "made_on": timezone.localdate(at).isoformat(),
        "documents": documents,
        "facts": {
            name: {language: list(by_language[language][name].lines) for language in LANGUAGES} for name in names
        },
        **machine_part(by_language["en"].sources),
    }


def _document(sheet: FactSheet, own: Wordings) -> dict[str, Any]:
    with translation.override(sheet.language):
        return {
            "language": sheet.language,
            "firm": "".join(sheet["firm.name"].lines),
            "sections": [
                {
                    "number": section.number,
                    "key": section.key,
                    "title": str(section.title),
                    "clauses": [_clause(clause, sheet, own) for clause in ids_of(section.key)],
                }
                for section in SECTIONS
            ],
        }


def _clause(clause: str, sheet: FactSheet, own: Wordings) -> dict[str, Any]:
    text = text_of(clause, sheet.language)
    filled = fill(own.get((clause, sheet.language)) or text.source, sheet)
    return {
        "id": clause,
        "title": text.title,
        "promise": is_promise(clause),
        "own_words": (clause, sheet.language) in own,
        "blocks": filled.blocks,
        "facts": filled.facts,
        "lacking": filled.lacking,
    }


def fill(source: str, sheet: FactSheet) -> FilledClause:
    """A text with its facts. Raises ``NotInTheLanguage`` or ``UnknownFact`` at a text that is not well-formed."""
    blocks: list[dict[str, Any]] = []
    facts: list[str] = []
    lacking: list[str] = []
    for block in read(source):
        lines = [parts for line in block.lines for parts in _filled_lines(line, block, sheet, facts, lacking)]
        if lines and block.is_list:
            blocks.append({"kind": "list", "items": lines})
        elif lines:
            blocks.append({"kind": "paragraph", "parts": lines[0]})
        elif block.is_list and blocks and _announces(blocks[-1]):
            blocks.pop()
    return FilledClause(blocks, list(dict.fromkeys(facts)), list(dict.fromkeys(lacking)))


def _announces(block: dict[str, Any]) -> bool:
    return block["kind"] == "paragraph" and str(block["parts"][-1]["text"]).rstrip().endswith(":")


def _filled_lines(
    line: Line, block: Block, sheet: FactSheet, facts: list[str], lacking: list[str]
) -> Iterator[list[dict[str, str]]]:
    lone = line.lone_placeholder
    if lone and block.is_list:
        fact = sheet[lone]
        facts.append(lone)
        if fact.is_empty:
            lacking.append(lone)
        for words in fact.lines:
            yield [_part(fact, words)]
        return
    parts: list[dict[str, str]] = []
    whole = True
    for piece in line.pieces:
        if not isinstance(piece, Placeholder):
            parts.append({"text": piece.text})
            continue
        fact = sheet[piece.name]
        facts.append(piece.name)
        if fact.is_empty:
            lacking.append(piece.name)
            whole = False
        with translation.override(sheet.language):
            parts.append(_part(fact, join_words(fact.lines)))
    if whole and parts:
        yield parts


def _part(fact: Fact, words: str) -> dict[str, str]:
    part = {"text": words, "fact": fact.name}
    return {**part, "href": fact.href} if fact.href else part


def plain_text(clause: Mapping[str, Any]) -> str:
    """A filled clause as plain lines, for comparison, search and tests."""
    lines = []
    for block in clause["blocks"]:
        if block["kind"] == "list":
            lines += ["- " + "".join(part["text"] for part in item) for item in block["items"]]
        else:
            lines.append("".join(part["text"] for part in block["parts"]))
    return "\n".join(lines)
