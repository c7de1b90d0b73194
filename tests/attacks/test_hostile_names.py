"""Names of the firm, of recipients and of files that try to be markup, formulas, programs or paths."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import openpyxl
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.files.uploads import checked_upload
from gestand.core.firm import Firm
from gestand.people.models import Client, Person
from gestand.sharing import letters
from gestand.sharing.actions.agreements import WantedAgreement, add_agreement
from gestand.sharing.actions.client_agreements import make_agreement
from gestand.sharing.actions.recipients import add_recipient
from gestand.sharing.models import ClientAgreement, ProcessorAgreement
from gestand.sharing.terms import AGREEMENT_TYPES, FILE_LIMIT_BYTES
from gestand.statement.proving.pack.build import write_pack
from gestand.statement.versions.actions import Announcement, plan_statement, publish_statement
from tests.cast import NOW, TODAY, Cast
from tests.sharing.conftest import PDF, PRINTER

NAMES = {
    "html": '<script>alert(1)</script><img src=x onerror="alert(2)">',
    "typst": '#eval("1+1") #import "x.typ": * $x$ [*b*] @ref \\ `raw` <label>',
    "formula": '=HYPERLINK("http://kwaad.example","Klik")',
    "path": "../../../etc/passwd",
    "fact": "{firm.email} {{ 7*7 }} %(name)s {% now 'Y' %}",
    "direction": "Jansen \u202efdp.exe\u202c",
}
MINE = Announcement(summary_nl="Wij veranderen iets.", summary_en="We change something.", not_told_because="klein")


@pytest.fixture(params=NAMES, ids=list(NAMES))
def hostile(request: pytest.FixtureRequest, cast: Cast) -> str:
    """Everything that has a name has this one."""
    name = NAMES[request.param]
    Firm.objects.update(name=name, officer_name=name, street=name, city=name)
    Client.objects.update(name=name)
    Person.objects.update(family_name=name[:60], given_name="")
    wanted = replace(PRINTER, name=name, what=name, contact="a@b.example", country="US", safeguard="clauses",
                     safeguard_note=name[:100])  # fmt: skip
    made = add_recipient(wanted, by=cast.owner, at=NOW)
    paper = SimpleUploadedFile(f"{name}.pdf", PDF, "application/pdf")
    upload = checked_upload(paper, allowed=AGREEMENT_TYPES, limit_bytes=FILE_LIMIT_BYTES)
    add_agreement(made.key, WantedAgreement(signed_on=TODAY, reference=name[:80]), by=cast.owner, at=NOW, upload=upload)
    publish_statement(announcement=replace(MINE, summary_nl=name, summary_en=name), by=cast.owner, at=NOW)
    return name


def pages_of(pdf: bytes) -> Iterator[str]:
    """The words of one page after the other: to read them all takes seconds."""
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        yield re.sub(r"\W+", "", page.extract_text())


def test_pages_show_them_as_words(hostile: str, cast: Cast, anna: Browser, visitor: Browser) -> None:
    plan_statement(takes_effect_on=TODAY.replace(year=TODAY.year + 1), announcement=replace(MINE, tells_clients=True),
                   by=cast.owner, at=NOW)  # fmt: skip
    row = ProcessorAgreement.objects.get()
    addresses = [
        "/statement/", "/statement/read/", "/statement/compare/", "/statement/telling/", "/statement/checklist/",
        "/statement/clauses/share.none/nl/", "/register/", "/recipients/", "/agreements/", "/promises/",
        reverse("sharing:recipient", args=[row.recipient.key]), reverse("sharing:agreement", args=[row.id]),
        reverse("sharing:client-agreement", args=[cast.bakery.id]),
    ]  # fmt: skip
    for browser, address in [
        *(
            (visitor, each)
            for each in ("/privacy", "/en/privacy", "/privacy/versions", "/privacy/v/1", "/privacy/planned")
        ),
        *((anna, each) for each in addresses),
    ]:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert "<script>alert" not in page, address
        assert not re.search(r"<img src=x", page), address
        assert 'href="javascript:' not in page, address


def test_papers_print_them_as_words(hostile: str, cast: Cast, visitor: Browser, anna: Browser) -> None:
    statement = visitor.get("/privacy/v/1/statement.pdf")
    register = anna.get(reverse("statement:register-file", args=["pdf"]))
    made = make_agreement(cast.bakery, by=cast.owner, at=timezone.now())
    agreement = letters.as_pdf(ClientAgreement.objects.select_related("text", "client").get(id=made.id), at=NOW)
    for paper in (statement.content, b"".join(register) if register.streaming else register.content, agreement):
        assert paper.startswith(b"%PDF")
        assert any(re.sub(r"\W+", "", hostile)[:12] in words for words in pages_of(paper))


def test_tables_for_a_spreadsheet_hold_no_formula(hostile: str, cast: Cast, anna: Browser) -> None:
    plan_statement(takes_effect_on=TODAY.replace(year=TODAY.year + 1), announcement=replace(MINE, tells_clients=True),
                   by=cast.owner, at=NOW)  # fmt: skip
    answer = anna.get(reverse("statement:register-file", args=["xlsx"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    listed = anna.get("/statement/telling/list.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(listed)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_machine_readable_forms_stay_whole(hostile: str, visitor: Browser, anna: Browser) -> None:
    assert hostile in json.dumps(
        json.loads(visitor.get("/privacy/v/1/statement.json").content), ensure_ascii=False
    ).replace('\\"', '"').replace("\\\\", "\\")
    answer = anna.get(reverse("statement:register-file", args=["json"]))
    json.loads(b"".join(answer) if answer.streaming else answer.content)


def test_the_inspectors_pack_is_whole_and_stays_in_its_folder(hostile: str, anna: Browser) -> None:
    stream = io.BytesIO()
    write_pack(stream, language="nl", at=NOW)
    with zipfile.ZipFile(stream) as pack:
        assert pack.testzip() is None
        for name in pack.namelist():
            assert re.fullmatch(r"[a-z0-9][\w./-]*", name, re.IGNORECASE), name
            assert ".." not in name
            assert not name.startswith("/")
        for name in pack.namelist():
            if name.endswith(".html"):
                page = pack.read(name).decode()
                assert "<script" not in page, name
                assert "<img src=x" not in page, name
            if name.endswith(".csv"):
                cells = [
                    cell
                    for row in csv.reader(io.StringIO(pack.read(name).decode("utf-8-sig")), delimiter=";")
                    for cell in row
                ]
                assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))], name
