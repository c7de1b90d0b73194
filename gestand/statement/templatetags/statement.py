"""Tags for the statement's pages: the text of a clause with its facts, days, and the signs of the seals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gestand.statement.versions.days import full_day as day_in_words

register = template.Library()
_STYLE = Path(__file__).resolve().parent.parent / "versions" / "archive.css"


@register.filter
def full_day(on: date | None) -> str:
    return day_in_words(on)


@register.simple_tag
def blocks(clause_blocks: Sequence[Mapping[str, Any]]) -> SafeString:
    """The paragraphs and lists of a filled clause; everything in them is escaped."""
    made = []
    for block in clause_blocks:
        if block["kind"] == "list":
            items = format_html_join("", "<li>{}</li>", ((line(item),) for item in block["items"]))
            made.append(format_html("<ul>{}</ul>", items))
        else:
            made.append(format_html("<p>{}</p>", line(block["parts"])))
    return mark_safe("".join(made))  # each piece is escaped above


def line(parts: Sequence[Mapping[str, str]]) -> SafeString:
    """One line: words as they are, facts as links where they lead somewhere."""
    made = []
    for part in parts:
        href = part.get("href", "")
        if href and re.match(r"(https?://|mailto:|tel:)", href):
            made.append(format_html('<a href="{}">{}</a>', href, part["text"]))
        else:
            made.append(escape(part["text"]))
    return mark_safe("".join(made))  # each piece is escaped above


@register.simple_tag
def archive_style() -> SafeString:
    """The style of a page that stands alone, inside it."""
    return _style()


@cache
def _style() -> SafeString:
    return mark_safe(f"<style>{_STYLE.read_text(encoding='utf-8')}</style>")  # our own file
