"""The readable index as one HTML page: no script, nothing from outside, every word escaped."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from gestand.rights.package.look import Cell, Link, ShownRows
from gestand.rights.package.text import for_html
from gestand.ui import colour

_HERE = Path(__file__).resolve().parent
_VENDOR = _HERE.parent.parent / "ui" / "static" / "vendor"
_FACES = (
    ("Inter", "inter/inter-latin-wght.woff2"),
    ("Source Serif 4", "source-serif-4/source-serif-4-latin-wght.woff2"),
)
#: What a reader's browser may do with the page, whoever wrote the words in it: show it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"


@lru_cache(maxsize=1)
def _typefaces() -> str:
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:200 900;src:url(data:font/woff2;base64,'
        f'{base64.b64encode((_VENDOR / path).read_bytes()).decode("ascii")}) format("woff2")}}'
        for family, path in _FACES
    )


def typefaces_size() -> int:
    """How many bytes of the page are typefaces, which are packed already."""
    return len(_typefaces())


@lru_cache(maxsize=8)
def _style(accent: str) -> str:
    return _typefaces() + (_HERE / "page.css").read_text(encoding="utf-8") + colour.firm_css(accent)


def head(*, title: str, language: str, accent: str) -> str:
    """Everything before the words."""
    return (
        f'<!doctype html>\n<html lang="{for_html(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{for_html(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="robots" content="noindex">\n'
        f"<title>{for_html(title)}</title>\n<style>{_style(accent)}</style>\n</head>\n<body>\n"
    )


def foot(sentence: str) -> str:
    return f"<footer>{for_html(sentence)}</footer>\n</main>\n</body>\n</html>\n"


def paragraph(words: str, css_class: str = "") -> str:
    return f'<p class="{css_class}">{for_html(words)}</p>\n' if css_class else f"<p>{for_html(words)}</p>\n"


def bullets(points: Iterable[str]) -> str:
    items = "".join(f"<li>{for_html(point)}</li>" for point in points)
    return f"<ul>{items}</ul>\n" if items else ""


def facts(pairs: Iterable[tuple[str, str | Sequence[str]]]) -> str:
    """Names and values; a value of several lines becomes a list."""
    lines = []
    for name, value in pairs:
        words = for_html(value) if isinstance(value, str) else "<br>".join(for_html(line) for line in value)
        if words:
            lines.append(f"<div><dt>{for_html(name)}</dt><dd>{words}</dd></div>")
    return f'<dl class="facts">{"".join(lines)}</dl>\n'


def heading(level: int, words: str, anchor: str = "", aside: str = "") -> str:
    mark = f' id="{for_html(anchor)}"' if anchor else ""
    more = f' <span class="aside">{for_html(aside)}</span>' if aside else ""
    return f"<h{level}{mark}>{for_html(words)}{more}</h{level}>\n"


def contents(lines: Iterable[tuple[str, str, str]]) -> str:
    """The list of contents: (anchor, words, count)."""
    items = "".join(
        f'<li><a href="#{for_html(anchor)}">{for_html(words)}</a><span>{for_html(count)}</span></li>'
        for anchor, words, count in lines
    )
    return f'<nav aria-label="{for_html(_("Contents"))}"><ol class="contents">{items}</ol></nav>\n'


def single_row(rows: ShownRows) -> str:
    """A table of one row reads better as names and values."""
    pairs = [*zip(rows.heads, (column[0] for column in rows.cells), strict=True), *((n, c[0]) for n, c in rows.details)]
    lines = "".join(f"<div><dt>{for_html(name)}</dt><dd>{_cell(cell)}</dd></div>" for name, cell in pairs if cell)
    return f'<dl class="record" id="{for_html(rows.anchors[0])}">{lines}</dl>\n'


def table_head(heads: Sequence[str]) -> str:
    cells = "".join(f'<th scope="col">{for_html(words)}</th>' for words in heads)
    return f'<div class="frame"><table><thead><tr>{cells}</tr></thead>\n<tbody>\n'


def table_rows(rows: ShownRows) -> str:
    """The rows of a table, column by column: that is several times faster than cell by cell."""
    wrapped = [
        [f'<td data-label="{label}">{_cell(cell)}</td>' for cell in column]
        for label, column in zip(map(for_html, rows.heads), rows.cells, strict=True)
    ]
    lines = ["".join(cells) for cells in zip(*wrapped, strict=True)] or [""] * len(rows)
    below = [
        [f"<p><b>{name}</b> {_cell(cell)}</p>" if cell else "" for cell in column]
        for name, column in ((for_html(name), column) for name, column in rows.details)
    ]
    more = ["".join(parts) for parts in zip(*below, strict=True)] or [""] * len(rows)
    span = max(len(rows.heads), 1)
    return "".join(
        f'<tr id="{anchor}" class="has-more">{line}</tr>\n<tr class="more"><td colspan="{span}">{words}</td></tr>\n'
        if words
        else f'<tr id="{anchor}">{line}</tr>\n'
        for anchor, line, words in zip(map(for_html, rows.anchors), lines, more, strict=True)
    )


def table_foot() -> str:
    return "</tbody></table></div>\n"


def _cell(cell: Cell) -> str:
    if isinstance(cell, Link):
        return f'<a href="{for_html(cell.href)}">{for_html(cell.words)}</a>'
    return for_html(cell)
