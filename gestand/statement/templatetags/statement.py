"""Tags for the statement's pages: the text of a clause with its facts, days, and the signs of the seals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gestand.statement.versions.days import full_day as day_in_words
from gestand.statement.versions.seals import Seal
from gestand.ui import formats

register = template.Library()
_STYLE = Path(__file__).resolve().parent.parent / "versions" / "archive.css"


@register.filter
def full_day(on: date | None) -> str:
    return day_in_words(on)


@register.simple_tag
def blocks(clause_blocks: Sequence[Mapping[str, Any]]) -> SafeString:
    """The paragraphs and lists of a filled clause; everything in them is escaped.

    HTML needs no end of a paragraph or an item: on the public page that is a kilobyte.
    """
    made = []
    for block in clause_blocks:
        if block["kind"] == "list":
            items = format_html_join("", "<li>{}", ((line(item),) for item in block["items"]))
            made.append(format_html("<ul>{}</ul>", items))
        else:
            made.append(format_html("<p>{}", line(block["parts"])))
    return mark_safe("".join(made))  # each piece is escaped above


@register.simple_tag
def seal_of(clause: Mapping[str, Any]) -> SafeString:
    """The seal of a clause, which opens without script; its icon is in the style sheet. A clause may have none."""
    seal: Seal | None = clause["seal"]
    if seal is None:
        return SafeString("")
    dated = format_html(" <small>{}</small>", _moment(seal.checked_at)) if seal.checked_at else ""
    own = format_html("<p>{}", _("These are our own words. The seal is about the facts in them."))
    cannot_see = _("What this check cannot see:")
    checks = format_html_join(
        "", "<p>{} <b>{}</b> {}", ((each.what, cannot_see, each.limits) for each in seal.checks)
    ) or format_html("<p>{}", _("Nothing is checked here yet."))
    return format_html(
        '<details class="seal {}"><summary>{}{}</summary>{}{}</details>',
        seal.state.value,
        seal.word,
        dated,
        own if clause["own_words"] else "",
        checks,
    )


def _moment(at: datetime) -> str:
    """Such as "23 nov 2026 09:12" in the firm's time."""
    day = formats.spelled(formats.firm_time(at).date(), "j b Y" if formats.is_dutch() else "j M Y")
    return f"{day} {formats.clock_words(at)}"


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
