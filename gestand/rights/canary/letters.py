"""The letters that a PDF of our own prints, page after page, in the order in which they are drawn; without spaces.

General readers lay the text out again, which takes ten times as long; whether a token is printed needs no layout. Reads
what the typesetter writes: strings in composite fonts with two bytes a glyph and a table to Unicode.
"""

from __future__ import annotations

import io
import re
from functools import reduce
from typing import Any

#: Parentheses inside a string need no backslash where they pair off.
_DEEPEST = 12
_INSIDE = reduce(lambda inner, _level: rf"(?:\\.|[^\\()]|\({inner}\))*", range(_DEEPEST), r"(?:\\.|[^\\()])*")
#: Property lists are passed over: what stands in them is not printed.
_DRAWN = re.compile(
    rf"/(?P<font>\S+)\s+[-\d.]+\s+Tf\b|<<.*?>>|\((?P<literal>{_INSIDE})\)|<(?P<hex>[0-9A-Fa-f\s]*)>".encode("latin-1"),
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_SINGLE = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGE = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
_RANGE_LINE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[(.*?)\])", re.DOTALL)


def letters_of(pdf: bytes) -> str:
    """Every letter of every page. Raises ``ValueError`` for a font without a table to Unicode."""
    import pypdf

    known: dict[Any, dict[int, str]] = {}
    printed: list[str] = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        contents = page.get_contents()
        if contents is None:
            continue
        fonts = page["/Resources"].get("/Font", {})  # type: ignore[attr-defined] # a dictionary of the page
        table: dict[int, str] = {}
        for found in _DRAWN.finditer(contents.get_data()):
            if name := found["font"]:
                raw = fonts.raw_get(f"/{name.decode()}")
                about = getattr(raw, "idnum", id(raw))
                if about not in known:
                    known[about] = _to_unicode(raw.get_object())
                table = known[about]
            elif (codes := _codes(found)) is not None:
                pairs = zip(codes[::2], codes[1::2], strict=False)
                printed += [table.get(high << 8 | low, "") for high, low in pairs]
    return "".join("".join(printed).split())


def _codes(found: re.Match[bytes]) -> bytes | None:
    """What a string operand holds; None for what is none."""
    if (literal := found["literal"]) is not None:
        return _ESCAPED.sub(_unescaped, literal)
    if (digits := found["hex"]) is not None:
        digits = b"".join(digits.split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return None


def _unescaped(found: re.Match[bytes]) -> bytes:
    escaped = found[1]
    return bytes([int(escaped, 8) & 255]) if escaped[:1].isdigit() else _PLAIN.get(escaped, escaped)


def _to_unicode(font: Any) -> dict[int, str]:
    if font.get("/Encoding") != "/Identity-H" or "/ToUnicode" not in font:
        raise ValueError("a font that does not say which letters it prints")
    written = font["/ToUnicode"].get_object().get_data()
    table: dict[int, str] = {}
    for block in _SINGLE.findall(written):
        numbers = _HEX.findall(block)
        table.update({int(code, 16): _text(text) for code, text in zip(numbers[::2], numbers[1::2], strict=True)})
    for block in _RANGE.findall(written):
        for first, last, start, listed in _RANGE_LINE.findall(block):
            codes = range(int(first, 16), int(last, 16) + 1)
            if start:
                begin = int(start, 16)
                table.update({code: _text(b"%0*X" % (len(start), begin + place)) for place, code in enumerate(codes)})
            else:
                table.update({code: _text(text) for code, text in zip(codes, _HEX.findall(listed), strict=False)})
    return table


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")
