"""Icons and line drawings, read once and kept in memory, given as markup that is inlined into the page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

HERE = Path(__file__).resolve().parent


class NoSuchDrawing(LookupError):
    """A template names an icon or drawing that is not there; tools/vendor_assets.py lists the icons."""


@cache
def icon(name: str, css_class: str = "", title: str = "") -> SafeString:
    """An inline icon. Silent to screen readers unless it has a title."""
    lines = icon_lines(name)
    spoken = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    kind = f"icon {css_class}".strip()
    return mark_safe(  # our own file
        f'<svg class="{escape(kind)}" {spoken} viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-linecap="round" stroke-linejoin="round">{lines}</svg>'
    )


@cache
def drawing(name: str) -> SafeString:
    """A line drawing for an empty state, in the accent colour."""
    path = HERE / "illustrations" / f"{name}.svg"
    if not path.is_file():
        raise NoSuchDrawing(name)
    return mark_safe(path.read_text())  # our own file


@cache
def icon_lines(name: str) -> str:
    path = HERE / "icons" / f"{name}.svg"
    found = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL) if path.is_file() else None
    if found is None:
        raise NoSuchDrawing(name)
    return found[1]
