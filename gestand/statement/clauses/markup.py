"""The statement's own small language: paragraphs, lists and facts. Nothing else, and nothing in it can be markup.

An empty line ends a paragraph; a line that begins with "- " is an item of a list; ``{firm.name}`` is a fact. Every
other character is itself: what is shown is escaped where it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_PLACEHOLDER = re.compile(r"\{([a-z_.]+(?::[A-Za-z_.]+)?)\}")
_BULLET = "- "


class NotInTheLanguage(ValueError):
    """A text that cannot be read; ``near`` quotes where."""

    def __init__(self, near: str) -> None:
        super().__init__(near)
        self.near = near


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A fact by its name: "firm.name", "term:people.Client"."""

    name: str


Piece = Words | Placeholder


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or one item of a list."""

    pieces: tuple[Piece, ...]

    @property
    def lone_placeholder(self) -> str:
        """The fact that is all there is on this line, or ""."""
        if len(self.pieces) == 1 and isinstance(self.pieces[0], Placeholder):
            return self.pieces[0].name
        return ""

    @property
    def words(self) -> str:
        return "".join(piece.text if isinstance(piece, Words) else f"{{{piece.name}}}" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph (``is_list`` False, one line) or a list (its items)."""

    is_list: bool
    lines: tuple[Line, ...]


@lru_cache(maxsize=512)
def read(text: str) -> tuple[Block, ...]:
    """Take a text apart. Raises ``NotInTheLanguage`` at a brace that belongs to no fact."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip()):
        for is_list, lines in _runs(chunk):
            blocks.append(Block(is_list, tuple(Line(tuple(_pieces(line))) for line in lines)))
    return tuple(block for block in blocks if block.lines)


def _runs(chunk: str) -> Iterator[tuple[bool, list[str]]]:
    """The lines of a chunk: neighbouring plain lines are one paragraph, neighbouring items one list."""
    paragraph: list[str] = []
    items: list[str] = []
    for raw in chunk.split("\n"):
        line = raw.strip()
        if line.startswith(_BULLET):
            if paragraph:
                yield False, [" ".join(paragraph)]
                paragraph = []
            items.append(line.removeprefix(_BULLET).strip())
        elif line:
            if items:
                yield True, items
                items = []
            paragraph.append(line)
    if paragraph:
        yield False, [" ".join(paragraph)]
    if items:
        yield True, [item for item in items if item]


def _pieces(line: str) -> Iterator[Piece]:
    end = 0
    for found in _PLACEHOLDER.finditer(line):
        yield from _plain(line[end : found.start()])
        yield Placeholder(found[1])
        end = found.end()
    yield from _plain(line[end:])


def _plain(text: str) -> Iterator[Words]:
    for brace in "{}":
        if brace in text:
            at = text.index(brace)
            raise NotInTheLanguage(text[max(0, at - 20) : at + 20].strip())
    if text:
        yield Words(text)


def placeholders(text: str) -> list[str]:
    """The facts of a text, in order, with repetitions."""
    return [
        piece.name
        for block in read(text)
        for line in block.lines
        for piece in line.pieces
        if isinstance(piece, Placeholder)
    ]


def prose(text: str) -> list[str]:
    """The lines of a text with each fact replaced by a short word, for whoever counts words."""
    return [
        "".join(piece.text.replace("…", "...") if isinstance(piece, Words) else "…" for piece in line.pieces)
        for block in read(text)
        for line in block.lines
    ]
