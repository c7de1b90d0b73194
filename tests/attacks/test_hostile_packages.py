"""Hostile text in every declared text field: it comes out of both packages harmless, in each form."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import models

from gestand.core.declarations import Personal
from gestand.core.declarations.registry import CLIENT, PERSON
from gestand.core.files.models import StoredFile
from gestand.rights.canary import planting
from gestand.rights.canary.planting import Gardener, Planted, planted
from gestand.rights.package.build import write_package
from gestand.rights.portable.scope import client_scope, person_scope
from gestand.rights.portable.write import write_portable
from tests.cast import NOW, Cast

#: What a spreadsheet, a browser, an address book, a calendar or a file system could take for something to do.
HOSTILE = (
    '=HYPERLINK("https://evil.example","x")',
    "@SUM(1+1)*cmd|'/c calc'!A1",
    "+1\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Vals",
    "-1\nEND:VEVENT\nBEGIN:VALARM\nACTION:PROCEDURE",
    "\t=1+1",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>' {{7*7}} ${7*7}",
    "../../../etc/passwd",
    "..\\..\\windows\\system32\\x.exe",
    "a;b,c:d\\n\\,\u202egnp.exe\u2028X:Y\x85Z:1",
    "]]> & < > \" '",
)


@pytest.fixture
def garden(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Planted:
    """An invented person with one of the hostile texts, in turn, in every text field of every table."""
    seen = {"number": 0}

    def hostile(gardener: Gardener, model: Any, each: Any, declaration: Personal) -> str:
        token = gardener.token()
        place = (model._meta.label_lower, each.name)
        (gardener.planted.withheld if each.name in declaration.withhold else gardener.planted.given)[place] = token
        if isinstance(each, models.EmailField):
            return f'"{token};=1"@tuin.example'
        if isinstance(each, models.URLField):
            return f"https://{token}.example/?<script>&\"'"
        if each.name != "last":  # a network's last address is not before its first
            seen["number"] += 1
        text = f"{HOSTILE[seen['number'] % len(HOSTILE)]}"
        return text[: each.max_length] if each.max_length else text

    monkeypatch.setattr(planting.Gardener, "plant_token", hostile)
    garden = planted("a")
    StoredFile.objects.update(name="../../etc/=cmd|'/c calc'!A1.txt")
    assert seen["number"] > 60
    return garden


def packages_of(garden: Planted) -> list[zipfile.ZipFile]:
    person, client = garden.roots[PERSON].pk, garden.roots[CLIENT].pk
    access, own, whole = io.BytesIO(), io.BytesIO(), io.BytesIO()
    write_package(person, language="nl", at=NOW, to=access, pdf=False)
    write_portable(person_scope(person), to=own)
    write_portable(client_scope(client), to=whole)
    return [zipfile.ZipFile(each) for each in (access, own, whole)]


class _Elements(HTMLParser):
    """The elements of a page, and whatever in them a browser would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        for name, value in attrs:
            outside = name in ("href", "src") and re.match(r"(?i)\s*(javascript|data|https?|//)", value or "")
            if name.startswith("on") or (outside and tag != "a"):
                self.wrong.append(f"{tag} {name}={value}")
            if name == "href" and re.match(r"(?i)\s*(javascript|data):", value or ""):
                self.wrong.append(f"{tag} {name}={value}")


def test_the_page_of_a_package_runs_nothing(garden: Planted) -> None:
    for archive in packages_of(garden):
        page = _Elements()
        page.feed(archive.read("index.html").decode())
        assert page.names & {"script", "img", "svg", "iframe", "object", "form"} == set()
        assert page.wrong == []


def test_no_cell_is_a_formula(garden: Planted) -> None:
    cells = 0
    for archive in packages_of(garden):
        for name in archive.namelist():
            if name.startswith("csv/"):
                text = archive.read(name).decode("utf-8-sig")
                separator = ";" if ";" in text.splitlines()[0] and "," not in text.splitlines()[0] else ","
                for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                    cells += len(row)
                    assert [cell for cell in row if re.match(r"[\s\u200b-\u200f\ufeff]*[=+\-@\t]", cell)] == [], name
    assert cells > 300


def test_the_copy_for_programs_is_the_very_text(garden: Planted) -> None:
    for archive in packages_of(garden):
        assert json.loads(archive.read("data.json"))["format"]["version"] == 1


def test_no_text_becomes_a_line_of_a_card_or_calendar(garden: Planted) -> None:
    for archive in packages_of(garden)[1:]:
        for name, allowed in (
            ("contacts.vcf", {"BEGIN", "VERSION", "UID", "KIND", "FN", "N", "ADR", "TEL", "EMAIL", "ORG", "TITLE",
                              "LANG", "MEMBER", "URL", "END"}),
            ("calendar.ics", {"BEGIN", "VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "DURATION", "SUMMARY",
                              "DESCRIPTION", "END"}),
        ):  # fmt: skip
            content = archive.read(name)
            assert re.search(rb"[^\r]\n|\r[^\n]", content) is None
            assert max(len(line) for line in content.split(b"\r\n")) <= 75
            text = content.decode().replace("\r\n ", "")
            lines = text.split("\r\n")[:-1]
            assert {re.split("[:;]", line, maxsplit=1)[0] for line in lines} <= allowed
            kinds = {"contacts.vcf": {"VCARD"}, "calendar.ics": {"VCALENDAR", "VEVENT", "VJOURNAL"}}[name]
            assert {line[6:] for line in lines if line.startswith("BEGIN:")} <= kinds
            assert all(ord(letter) >= 32 for line in lines for letter in line)
            for hidden in ("\u202e", "\u2028", "\x85"):
                assert hidden not in text


def test_every_name_in_a_package_is_a_name_on_every_system(garden: Planted) -> None:
    for archive in packages_of(garden):
        for name in archive.namelist():
            assert re.fullmatch(r"(?:csv/|files/)?[A-Za-z0-9._-]+", name), name
            assert ".." not in name
