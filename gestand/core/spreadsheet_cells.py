"""Text in a file that a spreadsheet opens: it stays text on the way out, and is the same text on the way back.

A spreadsheet runs a cell that begins with one of a few signs (OWASP, CSV injection). An apostrophe in front stops it;
whoever reads such a file takes the apostrophe off again.
"""

from __future__ import annotations

import re

#: Blanks and unseen marks that a spreadsheet skips, then a sign in one of its widths; a tab or line end by itself
#: moves what follows into a cell of its own. Apostrophes in front were there already, and get one more.
_FORMULA = re.compile("'*[\\s\ufeff\u200b-\u200f\u2060]*[=+\\-@\t\r\n＝＋－＠]")
_FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def without_formula(text: str) -> str:
    """The text for a cell of a CSV file: an apostrophe before whatever a spreadsheet would run."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_it_was(cell: str) -> str:
    """The text that ``without_formula`` was given; a cell without such an apostrophe is the text itself."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def for_workbook(text: str) -> str:
    """The text for a cell of an Excel file, which knows text from formulas by itself: without what XML cannot hold."""
    return _FORBIDDEN_IN_XML.sub("", text)
