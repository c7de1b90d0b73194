"""The same index on paper: blocks for the typesetter, in parts of so many rows, so that memory stays flat."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from gestand.core.documents import render_pdf
from gestand.rights.package.look import Link, ShownRows
from gestand.rights.package.text import visible

TEMPLATE = "core/documents/blocks.typ"
#: About 60 pages, one second and 120 MB of typesetting; a longer package gets more parts.
ROWS_IN_A_PART = 2000
_LONGEST_WHOLE = 14
_LONG_WORD = re.compile(r"\S{15,}")
#: After a mark inside an address or a name, or wherever there is none for long.
_BREAK_AFTER = re.compile(r"[@./_:-](?=\S)|[^@./_:\s-]{8}(?=\S)")

Block = dict[str, Any]


def heading(level: int, words: str) -> Block:
    return {"kind": "heading", "level": level, "text": visible(words)}


def paragraph(words: str) -> Block:
    return {"kind": "paragraph", "text": _breakable(words)}


def note(words: str) -> Block:
    return {"kind": "note", "text": _breakable(words)}


def bullets(points: Iterable[str]) -> Block:
    return {"kind": "list", "items": [_breakable(point) for point in points]}


def facts(pairs: Iterable[tuple[str, str]]) -> Block:
    return {"kind": "facts", "pairs": [[visible(name), _breakable(value)] for name, value in pairs if value]}


@dataclass(slots=True)
class Paper:
    """Collects blocks while the rows stream by; ``parts`` typesets them."""

    _blocks: IO[bytes] | None

    def add(self, block: Block) -> None:
        if self._blocks is not None:
            self._blocks.write(json.dumps(block).encode("ascii") + b"\n")

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        if self._blocks is not None:
            self.add(facts(pairs))

    def single_row(self, rows: ShownRows) -> None:
        pairs = [*zip(rows.heads, (column[0] for column in rows.cells), strict=True)]
        self.facts(
            [(name, _words(cell)) for name, cell in [*pairs, *((name, cells[0]) for name, cells in rows.details)]]
        )

    def rows(self, rows: ShownRows) -> None:
        if self._blocks is None or not len(rows):
            return
        details = [(visible(name), cells) for name, cells in rows.details]
        self.add(
            {
                "kind": "table",
                "columns": list(rows.heads) or [""],
                "weights": list(rows.weights) or [1],
                "rows": [
                    {
                        "cells": [_breakable(_words(column[place])) for column in rows.cells] or [""],
                        "details": [
                            [name, _breakable(_words(cells[place]))] for name, cells in details if cells[place]
                        ],
                    }
                    for place in range(len(rows))
                ],
            }
        )

    def parts(
        self,
        *,
        title: str,
        subtitle: str,
        facts: list[tuple[str, str]],
        front: list[Block],
        language: str,
        at: datetime,
    ) -> Iterator[bytes]:
        """The PDF documents, one after the other; ``front`` stands at the head of the first."""
        for number, blocks in enumerate(self._in_parts(front), start=1):
            yield render_pdf(
                TEMPLATE,
                {
                    "title": visible(title),
                    "subtitle": visible(subtitle) if number == 1 else f"{visible(subtitle)} · {_('part')} {number}",
                    "facts": [[name, _breakable(value)] for name, value in facts if value],
                    "contents": _("Contents"),
                    "footer": visible(subtitle),
                    "words": {"page": _("page"), "of": _("of")},
                    "blocks": blocks,
                },
                language,
                at=at,
            )

    def _in_parts(self, front: list[Block]) -> Iterator[list[Block]]:
        if self._blocks is None:
            return
        self._blocks.seek(0)
        part: list[Block] = list(front)
        rows = 0
        for line in self._blocks:
            for block in _cut(json.loads(line)):
                count = len(block.get("rows", ()))
                if part and rows + count > ROWS_IN_A_PART:
                    yield part
                    part, rows = [], 0
                part.append(block)
                rows += count
        if part:
            yield part


def _cut(block: Block) -> Iterator[Block]:
    """A long table as several that fit into a part."""
    rows = block.get("rows")
    if rows is None or len(rows) <= ROWS_IN_A_PART:
        yield block
        return
    for start in range(0, len(rows), ROWS_IN_A_PART):
        yield {**block, "rows": rows[start : start + ROWS_IN_A_PART]}


def _words(cell: str | Link) -> str:
    return cell.words if isinstance(cell, Link) else cell


def _breakable(text: str) -> str:
    """``text`` with places at which a long word (an address, a file name) may be broken."""
    shown = visible(text)
    return _LONG_WORD.sub(_with_breaks, shown) if len(shown) > _LONGEST_WHOLE else shown


def _with_breaks(word: re.Match[str]) -> str:
    return _BREAK_AFTER.sub("\\g<0>\u200b", word[0])
