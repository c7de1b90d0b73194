"""What changed between two versions: for people as marked text, for machines as JSON."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gestand.statement.clauses.assembly import plain_text
from gestand.statement.clauses.texts import LANGUAGES
from gestand.statement.models.versions import StatementVersion
from gestand.statement.versions.contents import clauses_of, clauses_that_differ

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Marked:
    """A run of words: ``kind`` is "same", "ins" or "del"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangedClause:
    """One clause that reads otherwise; ``kind`` is "changed", "added" or "removed". ``lines`` are its marked lines."""

    clause: str
    title: str
    kind: str
    lines: tuple[tuple[Marked, ...], ...]


def between(before: Mapping[str, Any], now: Mapping[str, Any], language: str) -> list[ChangedClause]:
    """The clauses that changed, in the statement's order, each word for word."""
    old, new = clauses_of(before, language), clauses_of(now, language)
    changed = []
    for clause in clauses_that_differ(before, now, language):
        was, becomes = old.get(clause), new.get(clause)
        kind = "changed" if was and becomes else "added" if becomes else "removed"
        title = (becomes or was or {})["title"]
        runs = list(marked(plain_text(was) if was else "", plain_text(becomes) if becomes else ""))
        changed.append(ChangedClause(clause, title, kind, tuple(_lines(runs))))
    return changed


def marked(before: str, now: str) -> Iterator[Marked]:
    """Word for word; words and the spaces between them are compared alike."""
    old, new = _WORDS.findall(before), _WORDS.findall(now)
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Marked("same", "".join(old[i1:i2]))
            continue
        if i2 > i1:
            yield Marked("del", "".join(old[i1:i2]))
        if j2 > j1:
            yield Marked("ins", "".join(new[j1:j2]))


def _lines(runs: list[Marked]) -> Iterator[tuple[Marked, ...]]:
    line: list[Marked] = []
    for run in runs:
        first, *others = run.text.split("\n")
        if first:
            line.append(Marked(run.kind, first))
        for part in others:
            if line:
                yield tuple(line)
            line = [Marked(run.kind, part)] if part else []
    if line:
        yield tuple(line)


def for_machines(before: StatementVersion, now: StatementVersion) -> dict[str, Any]:
    """Both languages: each changed clause with its text before and after, and the facts that changed."""
    old_facts, new_facts = before.content["facts"], now.content["facts"]
    return {
        "from": before.number,
        "to": now.number,
        "changes": [
            {
                "clause": each.clause,
                "language": language,
                "kind": each.kind,
                "before": _text(before.content, each.clause, language),
                "after": _text(now.content, each.clause, language),
            }
            for language in LANGUAGES
            for each in between(before.content, now.content, language)
        ],
        "facts": {
            name: {"before": old_facts.get(name), "after": new_facts.get(name)}
            for name in sorted(old_facts.keys() | new_facts.keys())
            if old_facts.get(name) != new_facts.get(name)
        },
    }


def _text(content: Mapping[str, Any], clause: str, language: str) -> str | None:
    found = clauses_of(content, language).get(clause)
    return plain_text(found) if found else None
