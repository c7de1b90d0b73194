"""What stands in a package, in every form; and that hostile words stay words."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gestand.core.actors import SHELL
from gestand.core.audit import write_audit
from gestand.core.files import store_file
from gestand.core.files.store import place_of
from gestand.network.models import Device, Site
from gestand.people.models import Attachment, Correspondence, Membership
from gestand.rights.package import paper, tables
from gestand.rights.package.build import write_package
from gestand.rights.package.text import file_name, for_cell
from tests.cast import NOW, Cast, make_call, make_person
from tests.core.test_filled import only_sqlite

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
HOSTILE = [
    SCRIPT,
    "\"><svg/onload=alert(1)> ' onmouseover='x",
    '=HYPERLINK("http://evil.example";"klik")',
    "+31 6 12345678",
    "@SUM(A1:A9)",
    "-2+3+cmd|' /C calc'!A0",
    "#let x = 1; $sum$ *vet* _schuin_ `code` \\ [haak] @ref <label>",
    "../../etc/passwd",
    "\u202egnp.exe",
    "nul\x01teken",
    "{{ firm }} {% now 'Y' %}",
    "]]>--><!--",
    "😀 中文 עברית Ж",
    "regel een\r\nregel twee\ttab",
]


def package_of(person_id: Any, *, language: str = "nl", **options: Any) -> zipfile.ZipFile:
    out = io.BytesIO()
    write_package(person_id, language=language, at=options.pop("at", NOW + timedelta(days=1)), to=out, **options)
    return zipfile.ZipFile(out)


def data_of(archive: zipfile.ZipFile) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(archive.read("data.json"))
    return read


def table_of(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    return next(table for table in data_of(archive)["tables"] if table["name"] == name)


class Elements(HTMLParser):
    """Which elements and attributes a page really has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.found.update(name for name, _value in attrs if name.startswith("on"))
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]


@only_sqlite
def test_tables_without_rows_are_asked_once_and_named(cast: Cast) -> None:
    package_of(cast.eva.id, pdf=False)  # what is compiled once is compiled
    with CaptureQueriesContext(connection) as asked:
        archive = package_of(cast.eva.id, pdf=False)
    naming = [query["sql"] for query in asked.captured_queries if Device._meta.db_table in query["sql"]]
    assert len(naming) == 1
    assert naming[0].startswith("SELECT EXISTS(SELECT 1 FROM")
    assert len(asked) <= 40
    assert "network.device" in {table["name"] for table in data_of(archive)["empty_tables"]}


def test_a_table_that_got_its_first_row_since_the_last_package_is_in_the_next(cast: Cast) -> None:
    package_of(cast.eva.id, pdf=False)
    Site.objects.create(client=cast.jansen, name="Thuis", created_at=NOW, changed_at=NOW)
    archive = package_of(cast.eva.id, pdf=False)
    assert [row["name"] for row in table_of(archive, "network.site")["rows"]] == ["Thuis"]


def test_rows_of_others_are_counted_in_one_statement_for_each_table_apart(cast: Cast) -> None:
    other = make_person("Piet", "Jansen", phone="+31612345678")
    Membership.objects.create(client=cast.jansen, person=other, role="adult")
    make_call(cast.jansen, other, "Over Piet.")
    make_call(cast.jansen, other, "Nog eens over Piet.")
    archive = package_of(cast.eva.id, pdf=False)
    assert table_of(archive, "people.correspondence")["rows_about_others"] == 2
    assert table_of(archive, "people.membership")["rows_about_others"] == 1
    assert table_of(archive, "people.address")["rows_about_others"] == 0


def test_the_same_rows_and_moment_give_the_same_bytes(cast: Cast) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        write_package(cast.eva.id, language="nl", at=NOW, to=out)
    assert first.getvalue() == second.getvalue()


def test_both_languages_name_files_and_titles(cast: Cast) -> None:
    dutch, english = package_of(cast.eva.id), package_of(cast.eva.id, language="en")
    assert {"LEESMIJ.txt", "overzicht.pdf"} <= set(dutch.namelist())
    assert {"README.txt", "overview.pdf"} <= set(english.namelist())
    assert "Uw gegevens bij Helder IT" in dutch.read("index.html").decode()
    assert "Your data at Helder IT" in english.read("index.html").decode()


def test_data_json_is_what_schema_json_says(cast: Cast) -> None:
    archive = package_of(cast.eva.id)
    assert faults(data_of(archive), json.loads(archive.read("schema.json")), "$") == []


def faults(value: Any, schema: dict[str, Any], path: str) -> list[str]:
    """The part of JSON Schema that our schema uses: type, const, enum, required, properties, items."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    wanted = schema.get("type", [])
    named = [wanted] if isinstance(wanted, str) else wanted
    if named and not any(isinstance(value, kinds[name]) for name in named):
        return [f"{path} is no {wanted}"]
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        return [f"{path} is {value!r}"]
    found = [f"{path} lacks {name}" for name in schema.get("required", []) if name not in value]
    if isinstance(value, dict) and "properties" in schema:
        found += [f"{path}.{name} is not in the schema" for name in value if name not in schema["properties"]]
        for name, part in schema["properties"].items():
            found += faults(value[name], part, f"{path}.{name}") if name in value else []
    if isinstance(value, list) and "items" in schema:
        for place, part in enumerate(value):
            found += faults(part, schema["items"], f"{path}[{place}]")
    return found


def test_every_form_tells_why_how_long_and_where_to_complain(cast: Cast) -> None:
    archive = package_of(cast.eva.id)
    page = archive.read("index.html").decode()
    paper = " ".join("".join(p.extract_text() for p in pypdf.PdfReader(archive.open("overzicht.pdf")).pages).split())
    for words in (
        "artikel 15",
        "drie jaar",
        "Autoriteit Persoonsgegevens",
        "de overeenkomst",
        "privacy@helder-it.example",
    ):
        assert words in page, words
        assert words in paper, words
    assert {"purposes", "keep"} <= set(table_of(archive, "people.person"))


def test_the_paper_says_what_it_is(cast: Cast) -> None:
    reader = pypdf.PdfReader(package_of(cast.eva.id).open("overzicht.pdf"))
    assert reader.metadata is not None
    assert reader.metadata.title == "Uw gegevens bij Helder IT"
    assert reader.trailer["/Root"]["/Lang"].startswith("nl")
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp


def test_a_spreadsheet_gets_a_bom_and_the_separator_of_its_country(cast: Cast) -> None:
    raw = package_of(cast.eva.id).read("csv/people.person.csv")
    assert raw.startswith("\ufeff".encode())
    head, row = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert row[head.index("Voornaam")] == "Eva"
    assert b";" not in package_of(cast.eva.id, language="en").read("csv/people.person.csv").split(b"\n")[0]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(cast: Cast, words: str) -> None:
    cast.eva.given_name = words[:80]
    cast.eva.save()
    call = make_call(cast.jansen, cast.eva, words)
    cast.firm.name = words[:120].replace("\x01", "")
    cast.firm.save()
    stored = store_file(b"inhoud", name=words, media_type="text/html", at=NOW)
    Attachment.objects.create(correspondence=call, file=stored)
    archive = package_of(cast.eva.id)
    elements = Elements(archive.read("index.html").decode())
    assert not elements.found & {"script", "svg", "img", "iframe", "onerror", "onload", "onmouseover", "form"}
    assert all(link.startswith(("#", "files/")) for link in elements.links)
    assert "\u202e" not in archive.read("index.html").decode()
    texts = [row["text"] for row in table_of(archive, "people.correspondence")["rows"]]
    assert words in texts
    for name in archive.namelist():
        assert ".." not in name
        assert not name.startswith("/")
        assert name.isascii()
        assert archive.getinfo(name).file_size == len(archive.read(name))


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\t=1", "  =1", "＝1"])
def test_a_formula_gets_an_apostrophe(start: str) -> None:
    assert for_cell(start).startswith("'")


def test_no_cell_of_any_table_starts_a_formula(cast: Cast) -> None:
    for words in HOSTILE:
        make_call(cast.jansen, cast.eva, words)
    archive = package_of(cast.eva.id)
    for name in archive.namelist():
        if name.startswith("csv/"):
            for row in csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")), delimiter=";"):
                assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "0007-etc-passwd"),
        ("C:\\Windows\\con.exe", "0007-C-Windows-con.exe"),
        ("\u202efdp.exe", "0007-fdp.exe"),
        ("Offerte Zoë (def).PDF", "0007-Offerte-Zoe-def.pdf"),
        ("中文", "0007-bestand"),
        ("x" * 300 + ".txt", f"0007-{'x' * 80}.txt"),
        (".htaccess", "0007-bestand.htaccess"),
    ],
)
def test_a_file_gets_a_name_that_is_a_name_everywhere(given: str, safe: str) -> None:
    assert file_name(7, given) == safe


def test_a_file_that_cannot_be_read_is_named_and_counted(cast: Cast) -> None:
    call = make_call(cast.jansen, cast.eva, "met bijlage")
    stored = store_file(b"inhoud", name="foto.jpg", media_type="image/jpeg", at=NOW)
    Attachment.objects.create(correspondence=call, file=stored)
    for path in (place_of(stored.id), place_of(stored.id).parent.parent / "drafts" / str(stored.id)):
        path.unlink(missing_ok=True)
    out = io.BytesIO()
    summary = write_package(cast.eva.id, language="nl", at=NOW, to=out)
    assert (summary.files, summary.damaged_files) == (0, 1)
    assert "foto.jpg" in zipfile.ZipFile(out).read("index.html").decode().partition("niet worden gelezen")[0]


def test_what_was_done_is_told_without_names_of_the_team(cast: Cast) -> None:
    write_audit("people.person.change", by=cast.owner, at=NOW, subject=("person", cast.eva.id))
    write_audit("people.person.change", by=SHELL, at=NOW + timedelta(days=2), subject=("person", cast.eva.id))
    archive = package_of(cast.eva.id)
    assert [line["action"] for line in data_of(archive)["handling"]] == ["people.person.change"]
    assert "Anna" not in archive.read("index.html").decode()


def test_a_table_is_shown_whole_however_long(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than are read at once, than stand in one paper, and a column that is empty for a long time."""
    monkeypatch.setattr(tables, "CHUNK_ROWS", 100)
    monkeypatch.setattr(paper, "ROWS_IN_A_PART", 100)
    calls = [
        Correspondence(
            client=cast.jansen,
            person=cast.eva,
            kind="call",
            subject="" if number < 240 else "later gevuld",
            text=f"gesprek-{number:05d}",
            at=NOW + timedelta(minutes=number),
            created_at=NOW,
            changed_at=NOW,
        )
        for number in range(250)
    ]
    Correspondence.objects.bulk_create(calls)
    archive = package_of(cast.eva.id)
    page = archive.read("index.html").decode()
    papers = [pypdf.PdfReader(archive.open(name)) for name in archive.namelist() if name.endswith(".pdf")]
    assert len(papers) >= 3
    printed = "".join(sheet.extract_text() for each in papers for sheet in each.pages).replace("\u200b", "")
    for number in range(250):
        assert f"gesprek-{number:05d}" in page
        assert f"gesprek-{number:05d}" in printed
    assert page.count("later gevuld") == 10


def test_other_people_stay_out_whichever_column_points_to_them(cast: Cast) -> None:
    Membership.objects.create(client=cast.jansen, person=cast.carla, role="contact")
    everything = b"".join(package_of(cast.eva.id).read(name) for name in package_of(cast.eva.id).namelist())
    assert str(cast.carla.id).encode() not in everything
    assert b"Carla" not in everything
