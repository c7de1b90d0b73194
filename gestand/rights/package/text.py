"""Making what people wrote harmless: for HTML, for spreadsheets, for file names. Nothing is dropped without a mark."""

from __future__ import annotations

import re
import unicodedata
from html import escape

from gestand.core.spreadsheet_cells import without_formula

#: Control codes, and characters that turn the direction of what follows: shown by their number instead.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: Most of what people write: nothing to escape in it, found out in one look.
_HARMLESS = re.compile(r"[A-Za-z0-9 .,:;!?()@/+_\n\u00c0-\u024f-]*")
_NAME_LENGTH = 80


def visible(text: str) -> str:
    """``text`` with unseen control codes shown as "[U+0000]", so that they can neither hide nor turn anything."""
    return _UNSEEN.sub(_code_of, text) if not text.isprintable() else text


def _code_of(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


def for_html(text: str) -> str:
    """``text`` as HTML text or attribute value."""
    return text if _HARMLESS.fullmatch(text) else escape(visible(text))


def for_cell(text: str) -> str:
    """``text`` for a spreadsheet, which runs none of it."""
    return without_formula(visible(text))


def file_name(number: int, name: str) -> str:
    """A name that is a name on every system: numbered, plain letters, no folders, its last extension kept."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, dot, extension = folded.rpartition(".")
    if not re.fullmatch(r"[A-Za-z0-9]{1,10}", extension):
        stem, extension = folded, ""
    elif not dot:
        stem, extension = extension, ""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:_NAME_LENGTH] or "bestand"
    return f"{number:04d}-{plain}" + (f".{extension.lower()}" if extension else "")
