"""What may come in is judged by what is inside, and refused in words."""

from __future__ import annotations

import io
import zipfile
import zlib

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from gestand.core.files import UploadRefused, checked_upload
from gestand.core.files.contents import CONTENT_CHECKS, XLSX
from gestand.core.files.uploads import harmless_name

EVERY = list(CONTENT_CHECKS)


def pdf(password: str = "") -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def picture(kind: str, size: tuple[int, int] = (8, 4), **how: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#1f5f66").save(out, kind, **how)
    return out.getvalue()


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **members}.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def bomb_of_pixels() -> bytes:
    """A PNG that says it is 20,000 by 20,000, in a few hundred bytes."""

    def part(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)

    head = (20000).to_bytes(4) * 2 + b"\x08\x02\x00\x00\x00"
    body = part(b"IDAT", zlib.compress(b"\x00" * 60001 * 10))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + body + part(b"IEND", b"")


def upload(content: bytes, name: str = "bestand") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/x-whatever")


GOOD = [
    (pdf(), "a.pdf", "application/pdf"),
    (picture("JPEG"), "a.bin", "image/jpeg"),
    (picture("PNG"), "a.png", "image/png"),
    (picture("WEBP"), "a.webp", "image/webp"),
    (workbook(), "a.xlsx", XLSX),
    ("naam;plaats\nBakkerij;Zeist\n".encode("utf-16"), "a.csv", "text/csv"),
    ("naam;café\n".encode("cp1252"), "a.csv", "text/csv"),
    (b"BEGIN:VCARD\r\nFN:x\r\nEND:VCARD\r\n", "a.vcf", "text/vcard"),
    (b"From: a@b.example\r\nSubject: x\r\n\r\nDag", "a.eml", "message/rfc822"),
    (b"gewone tekst\n", "a.txt", "text/plain"),
]


@pytest.mark.parametrize(("content", "name", "media_type"), GOOD)
def test_a_good_file_is_known_by_its_content(content: bytes, name: str, media_type: str) -> None:
    checked = checked_upload(upload(content, name), allowed=EVERY, limit_bytes=1_000_000)
    assert checked.media_type == media_type
    assert checked.content.read(4)


BAD = [
    ("empty", b""),
    ("a program", b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 60),
    ("a script", b"#!/bin/sh\nrm -rf ~\n"),
    ("a PDF in name alone", b"%PDF-1.7\nhello"),
    ("a PDF with a password", pdf("geheim")),
    ("half a picture", picture("JPEG", (200, 200))[:-200]),
    ("a bomb of pixels", bomb_of_pixels()),
    ("a zip that is no workbook", packed()[:-30]),
    ("a workbook with macros", packed(xl__vbaProject__bin=b"x").replace(b"vbaProject/bin", b"vbaProject.bin")),
    ("a bomb of zeroes", packed(xl__sheet=b"\x00" * 60_000_000)),
    ("too many members", packed(**{f"xl__{number}": b"" for number in range(2100)})),
    ("a page of the web", b"\x00\x01\x02<html>"),
]


@pytest.mark.parametrize(("what", "content"), BAD, ids=[what for what, _ in BAD])
def test_a_bad_file_is_refused_with_a_sentence(what: str, content: bytes) -> None:
    with pytest.raises(UploadRefused) as refusal:
        checked_upload(upload(content, "factuur.pdf"), allowed=EVERY, limit_bytes=100_000_000)
    assert refusal.value.field == "file"
    assert str(refusal.value.sentence).endswith(".")


def test_a_file_that_is_too_large_or_of_another_kind_is_refused() -> None:
    with pytest.raises(UploadRefused, match="2 MB"):
        checked_upload(upload(b"a" * 2_000_001), allowed=EVERY, limit_bytes=2_000_000)
    with pytest.raises(UploadRefused, match="PDF, CSV"):
        checked_upload(upload(picture("PNG")), allowed=["text/csv", "application/pdf"], limit_bytes=2_000_000)


def test_a_picture_loses_where_and_with_what_it_was_taken_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "Telefoon van Carla", 6  # camera; turned a quarter
    taken = picture("JPEG", (40, 20), exif=exif, comment="Dorpsstraat 1")
    checked = checked_upload(upload(taken, "foto.jpg"), allowed=EVERY, limit_bytes=1_000_000)
    drawn = checked.content.read()
    assert b"Carla" not in drawn
    assert b"Dorpsstraat" not in drawn
    assert Image.open(io.BytesIO(drawn)).size == (20, 40)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Anna\\brief.pdf", "brief.pdf"),
        ("factuur\u202efdp.exe", "factuurfdp.exe"),
        ("regel\nbreuk\x00.txt", "regel breuk.txt"),
        (".htaccess", "htaccess"),
        ("", "bestand"),
        ("café ☕.pdf", "café ☕.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    assert harmless_name(given) == kept
