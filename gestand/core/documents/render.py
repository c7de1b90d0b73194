"""From content to PDF. Content travels as JSON and is never read as markup, so nothing in it can do anything."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from gestand.core.documents.coverage import showable
from gestand.core.firm import current_firm

PACKAGE_FOLDER = Path(__file__).resolve().parent.parent.parent
FONT_FOLDER = PACKAGE_FOLDER / "ui" / "fonts"
_TYPESETTER = Path(__file__).with_name("typesetter.py")
_QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"")
_DEFAULT_ACCENT = "#1f5f66"


class DocumentFailed(RuntimeError):
    """Typst could not make the document; what it says is kept without the words that it quotes from the content."""


def render_pdf(
    template: str, content: Mapping[str, Any], language: str, *, at: datetime, time_limit_seconds: int = 120
) -> bytes:
    """Typeset ``template`` (a path inside the program, "rights/documents/overview.typ") with ``content`` as PDF/A-2b.

    The template reads ``json(bytes(sys.inputs.content))``: the caller's keys, and ``firm`` (name, lines, accent),
    ``language``. ``at`` is the document's own date: the same content and moment give the same bytes.
    Raises ``DocumentFailed``.
    """
    return _typeset(template, content, language, at=at, time_limit_seconds=time_limit_seconds)


def render_picture(
    template: str,
    content: Mapping[str, Any],
    language: str,
    *,
    at: datetime,
    pixels_an_inch: float,
    time_limit_seconds: int = 30,
) -> bytes:
    """The one page that ``template`` makes of ``content``, as PNG: for a look before it is printed.

    Raises ``DocumentFailed``.
    """
    return _typeset(
        template, content, language, at=at, time_limit_seconds=time_limit_seconds, pixels_an_inch=pixels_an_inch
    )


def _typeset(
    template: str,
    content: Mapping[str, Any],
    language: str,
    *,
    at: datetime,
    time_limit_seconds: int,
    pixels_an_inch: float | None = None,
) -> bytes:
    firm = current_firm()
    order = {
        "template": str(PACKAGE_FOLDER / template),
        "root": str(PACKAGE_FOLDER),
        "font_paths": [str(FONT_FOLDER)],
        "at": at.replace(microsecond=0).isoformat(),
        "pixels_an_inch": pixels_an_inch,
        "content": _cleaned(
            {
                **content,
                "language": language,
                "firm": {
                    "name": firm.name if firm else "Gestand",
                    "accent": firm.accent if firm else _DEFAULT_ACCENT,
                    "lines": _address_lines(firm) if firm else [],
                },
            }
        ),
    }
    try:
        finished = subprocess.run(  # noqa: S603 - our own script, with our own interpreter
            [sys.executable, "-I", str(_TYPESETTER)],
            input=json.dumps(order).encode("utf-8"),
            capture_output=True,
            timeout=time_limit_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise DocumentFailed(f"{template} took longer than {time_limit_seconds} seconds") from slow
    if finished.returncode != 0:
        said = finished.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise DocumentFailed(f"{template}: {_QUOTED.sub('…', said[-1])[:200]}")
    return finished.stdout


def _address_lines(firm: Any) -> list[str]:
    town = f"{firm.postal_code} {firm.city}".strip()
    return [line for line in (firm.street, town, firm.website) if line]


def _cleaned(content: Any) -> Any:
    if isinstance(content, str):
        return showable(content)
    if isinstance(content, Mapping):
        return {name: _cleaned(part) for name, part in content.items()}
    if isinstance(content, list | tuple):
        return [_cleaned(part) for part in content]
    return content
