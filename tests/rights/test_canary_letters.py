"""The canary reads the letters of its PDFs itself; a general reader of PDFs must find the same ones."""

from __future__ import annotations

import io

import pypdf
import pytest

from gestand.core.documents.render import FONT_FOLDER
from gestand.rights.canary.letters import letters_of

WORDS = (
    "knra0001 Café (met (haakjes)) en \\\\ een streep; )los( ΑΒΓ efficiënt <hoek> 100% [vak] /naam " + "langwoord" * 30
)


def as_pdf(words: str) -> bytes:
    import typst

    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    page = f'#set text(font: "Inter", hyphenate: true)\n#text("{escaped}")\n#pagebreak()\n*#text("{escaped}")*'
    pdf: bytes = typst.compile(page.encode(), font_paths=[str(FONT_FOLDER)])
    return pdf


def as_a_general_reader_reads(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_it_reads_what_a_general_reader_reads() -> None:
    pdf = as_pdf(WORDS)
    assert letters_of(pdf) == as_a_general_reader_reads(pdf)
    assert letters_of(pdf).count("knra0001Café(met(haakjes))en") == 2


def test_a_font_that_does_not_say_its_letters_is_no_silence() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(as_pdf("knra0001")))
    for font in writer.pages[0]["/Resources"]["/Font"].values():  # type: ignore[index]
        del font.get_object()["/ToUnicode"]
    without = io.BytesIO()
    writer.write(without)
    with pytest.raises(ValueError, match="letters"):
        letters_of(without.getvalue())
