"""Which characters a PDF of ours can show. PDF/A refuses a character without a glyph, and people write everything."""

from __future__ import annotations

import unicodedata

BOX = "□"
#: What our two typefaces and the ones inside typst have between them (a test typesets them all): Latin, Greek,
#: Cyrillic, punctuation, currencies, arrows, mathematics and simple shapes.
_COVERED = frozenset(
    code
    for first, last in (
        (0x20, 0x7E),
        (0xA0, 0xAC),
        (0xAE, 0x377),
        (0x384, 0x38A),
        (0x38C, 0x38C),
        (0x38E, 0x3A1),
        (0x3A3, 0x4FF),
        (0x1E00, 0x1EFF),
        (0x2010, 0x2027),
        (0x2030, 0x2040),
        (0x20A0, 0x20C0),
        (0x2190, 0x22FF),
        (0x25A0, 0x2606),
        (0x2713, 0x2714),
    )
    for code in range(first, last + 1)
)
#: Characters that only steer others: joiners, variation selectors, direction marks, tags. Left out rather than boxed.
_SILENT = frozenset(
    code
    for first, last in (
        (0xAD, 0xAD),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)


def showable(text: str) -> str:
    """``text`` with every character that cannot be shown replaced by a box; line ends are kept, control codes go."""
    if text.isascii() and text.isprintable():
        return text
    shown = []
    for character in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        code = ord(character)
        if character == "\n" or code in _COVERED:
            shown.append(character)
        elif character == "\t":
            shown.append(" ")
        elif (code not in _SILENT and not unicodedata.category(character).startswith("C")) or unicodedata.category(
            character
        ) in {"Co", "Cs", "Cn"}:
            shown.append(BOX)
    return "".join(shown)


def covered_characters() -> str:
    """Every character that is shown as itself, for the test that proves it."""
    return "".join(map(chr, sorted(_COVERED)))
