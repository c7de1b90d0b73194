"""The parts of a page, as the typesetter takes them: plain values, in which nothing is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

#: The width in the head of an SVG, in pixels; the room between the margins of a page.
_SIZE = re.compile(r'<svg [^>]*?width="(\d+)"')
_MILLIMETRES_A_PIXEL = 0.22
_WIDEST = 166.0

Block = dict[str, Any]
Pairs = Sequence[tuple[object, str]]


def heading(level: int, words: object) -> Block:
    return {"kind": "heading", "level": level, "text": str(words)}


def paragraph(words: object) -> Block:
    return {"kind": "paragraph", "text": str(words)}


def note(words: object) -> Block:
    return {"kind": "note", "text": str(words)}


def bullets(items: Iterable[object]) -> Block:
    return {"kind": "list", "items": [str(item) for item in items]}


def facts(pairs: Pairs) -> Block:
    """Names with their values; what is empty is left out."""
    return {"kind": "facts", "pairs": [[str(name), value] for name, value in pairs if value]}


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a table's row, and what else is known, below it."""

    cells: Sequence[str]
    more: Pairs = ()


def table(columns: Sequence[object], weights: Sequence[int], rows: Iterable[Row]) -> Block:
    """A table whose columns are empty in every row loses them."""
    lines = list(rows)
    kept = [place for place in range(len(columns)) if place == 0 or any(line.cells[place] for line in lines)]
    return {
        "kind": "table",
        "columns": [str(columns[place]) for place in kept],
        "weights": [weights[place] for place in kept],
        "rows": [
            {
                "cells": [line.cells[place] for place in kept],
                "details": [[str(name), value] for name, value in line.more if value],
            }
            for line in lines
        ],
        "flowing": True,
    }


def drawing(svg: str, *, chapter: object = "", whole_page: bool) -> Block:
    """A picture in the text, or on a page of its own that lies on its side (``chapter``: the heading above it)."""
    size = _SIZE.search(svg)
    millimetres = int(size[1]) * _MILLIMETRES_A_PIXEL if size else _WIDEST
    return {
        "kind": "drawing",
        "svg": svg,
        "chapter": str(chapter),
        "whole_page": whole_page,
        "millimetres": min(_WIDEST, millimetres),
    }


def address_map(cells: Sequence[tuple[str, str]], legend: Sequence[tuple[str, object]]) -> Block:
    """Squares, each with its number and what it is; ``legend``: what each kind means."""
    return {
        "kind": "map",
        "cells": [list(cell) for cell in cells],
        "legend": [[kind, str(words)] for kind, words in legend],
    }
