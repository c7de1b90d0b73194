"""The pages of the pack that people read: escaped, without scripts, with their style in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from gestand.core.spreadsheet_cells import without_formula

if TYPE_CHECKING:
    from gestand.core.house import InspectorPart
    from gestand.statement.proving.pack.build import PackedFile

#: A longer table is for a spreadsheet; a page of it would only be slow.
MOST_ROWS = 5000


def index_page(
    contents: Sequence[tuple[InspectorPart, Sequence[PackedFile]]], *, firm_name: str, at: datetime, language: str
) -> bytes:
    """What is in the pack, part by part, and how to see that it is whole."""
    parts = [
        {
            "title": part.title,
            "folder": part.folder,
            "files": [
                {"path": each.path, "name": each.path.partition("/")[2], "size_bytes": each.size_bytes}
                for each in files
            ],
        }
        for part, files in contents
    ]
    words = {"parts": parts, "firm_name": firm_name, "at": at, "language": language}
    return render_to_string("statement/proving/pack/index.html", words).encode("utf-8")


def csv_page(name: str, content: bytes, *, part: str, language: str) -> bytes | None:
    """A table as a page; None when it is too long to read."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    if not rows or len(rows) > MOST_ROWS:
        return None
    words = {
        "title": name.removesuffix(".csv"),
        "part": part,
        "head": rows[0],
        "rows": rows[1:],
        "language": language,
        "depth": "../" * (name.count("/") + 1),
    }
    return render_to_string("statement/proving/pack/table.html", words).encode("utf-8")


def csv_file(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A table for a spreadsheet: UTF-8 with a mark at its start, commas, nothing that a spreadsheet would run."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(head)
    writer.writerows([[without_formula("" if cell is None else str(cell)) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")
