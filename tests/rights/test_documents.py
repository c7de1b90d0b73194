"""Documents on paper: what typst is given stays text, and every character that we promise to show is shown."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest

from gestand.core.documents import DocumentFailed, render_pdf
from gestand.core.documents.coverage import BOX, covered_characters, showable
from tests.cast import Cast

AT = datetime(2026, 11, 23, 9, 0, 1, 234, tzinfo=UTC)


def letter(*paragraphs: str) -> dict[str, Any]:
    return {
        "title": "Antwoord",
        "to": ["Eva Jansen"],
        "date_line": "Bilthoven",
        "reference": "12",
        "paragraphs": list(paragraphs),
        "words": {"page": "pagina", "of": "van"},
    }


def text_of(document: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages).split())


def test_a_letter_is_in_the_firms_name(cast: Cast) -> None:
    document = render_pdf("core/documents/letter.typ", letter("Geachte mevrouw,"), "nl", at=AT)
    assert "Helder IT" in text_of(document)
    assert "pagina 1 van 1" in text_of(document)
    assert document == render_pdf("core/documents/letter.typ", letter("Geachte mevrouw,"), "nl", at=AT)


@pytest.mark.parametrize(
    "words", ["#panic()", '#include "/etc/passwd"', "$ x $ *vet*", "<label> @ref", "\\u{41}", "[a](b)"]
)
def test_content_is_never_read_as_markup(db: None, words: str) -> None:
    document = render_pdf("core/documents/letter.typ", letter(words), "nl", at=AT)
    assert words.replace("  ", " ") in text_of(document)


def test_every_covered_character_can_be_set(db: None) -> None:
    characters = covered_characters()
    parts = [" ".join(characters[start : start + 500]) for start in range(0, len(characters), 500)]
    assert render_pdf("core/documents/letter.typ", letter(*parts), "nl", at=AT).startswith(b"%PDF-1.7")


def test_what_no_typeface_has_becomes_a_box_and_what_only_steers_goes() -> None:
    assert showable("a\u202eb\x00c\u200dd") == "abcd"
    assert showable("😀 中") == f"{BOX} {BOX}"
    assert showable("regel\r\ntwee\tdrie") == "regel\ntwee drie"
    assert showable("e\u0301") == "é"


def test_a_template_that_fails_says_so_without_the_content(db: None) -> None:
    with pytest.raises(DocumentFailed) as failure:
        render_pdf("core/documents/letter.typ", {"title": "geheim"}, "nl", at=AT)
    assert "geheim" not in str(failure.value)


def test_a_document_that_takes_too_long_is_stopped(db: None) -> None:
    with pytest.raises(DocumentFailed):
        render_pdf("core/documents/letter.typ", letter("x"), "nl", at=AT, time_limit_seconds=0)
