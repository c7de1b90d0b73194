"""Script and formulas in what people type: shown as what they are, run by nothing."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from openpyxl import load_workbook

from gestand.core.search.index import rebuild
from gestand.people.imports.models import ImportBatch
from gestand.people.models import Client, Correspondence, MailAddress, Membership, Person
from gestand.rights.models import Request
from tests.cast import Cast, browser_of

SCRIPT = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", " =1+1", "\t=1+1", "＝1+1")
_TAG = re.compile(r"<(?:img src=x|script>alert)")


@pytest.fixture
def planted(cast: Cast) -> Cast:
    """Past every form, as if an older version had let it in: script in each text of the bakery and of Carla."""
    Client.objects.filter(id=cast.bakery.id).update(name=SCRIPT, note=SCRIPT, website="javascript:alert(1)")
    Person.objects.filter(id=cast.carla.id).update(given_name=SCRIPT, family_name=SCRIPT, note=SCRIPT)
    Membership.objects.filter(person=cast.carla).update(job_title=SCRIPT)
    MailAddress.objects.filter(person=cast.carla).update(label=SCRIPT[:40])  # as much as the column holds
    Correspondence.objects.filter(client=cast.bakery).update(text=SCRIPT, subject=SCRIPT)
    Correspondence.objects.create(
        kind="call", text=SCRIPT, caller=SCRIPT, at=cast.bakery.created_at,
        created_at=cast.bakery.created_at, changed_at=cast.bakery.changed_at,
    )  # fmt: skip
    for account in (cast.anna, cast.bram):
        account.name = SCRIPT
        account.save()
    cast.firm.name = SCRIPT
    cast.firm.save()
    rebuild()
    return cast


def test_planted_script_is_shown_and_never_run(planted: Cast) -> None:
    anna = browser_of(planted.anna)
    client, person = planted.bakery.id, planted.carla.id
    entry = Correspondence.objects.get(client=planted.bakery).id
    anna.post(
        reverse("rights:enter"),
        {"kind": "access", "channel": "mail", "received_at": "2026-11-01 10:00", "name": SCRIPT, "language": "nl",
         "message": SCRIPT},
    )  # fmt: skip
    urls = [
        "/",
        reverse("people:clients") + "?town=" + SCRIPT,
        *(reverse(f"people:{name}", args=[client]) for name in ("client", "client-people", "client-privacy")),
        *(reverse(f"people:{name}", args=[client]) for name in ("client-edit", "client-end", "entry-new")),
        *(reverse(f"people:{name}", args=[person]) for name in ("person", "person-edit", "consent-new")),
        *(reverse(f"people:{name}", args=[entry]) for name in ("entry", "entry-edit", "entry-assign")),
        reverse("people:loose-ends"),
        reverse("people:call-new") + f"?who={SCRIPT}&next={SCRIPT}",
        reverse("people:who") + "?who=img",
        reverse("office:search") + f"?q={SCRIPT}",
        reverse("office:search") + "?q=script alert",
        reverse("office:palette") + "?q=img",
        reverse("people:merge", args=["client", client, planted.jansen.id]),
        reverse("people:merge", args=["person", person, planted.eva.id]),
        reverse("team:accounts"),
        reverse("team:account", args=[planted.bram.id]),
        reverse("team:profile"),
        reverse("core:audit"),
        reverse("rights:requests"),
        *(reverse("rights:request", args=[row.id]) for row in Request.objects.all()),
        reverse("public:ask"),
    ]
    for url in urls:
        answer = anna.get(url)
        text = answer.content.decode()
        assert answer.status_code == 200, url
        assert not _TAG.search(text), url
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in re.search(r"script-src[^;]*", policy)[0], url  # type: ignore[index]


def test_planted_script_in_an_imported_file_is_only_shown(cast: Cast, anna: Browser) -> None:
    cell = '"' + SCRIPT.replace('"', '""') + '"'
    content = f"Voornaam;Achternaam;E-mail;Bedrijf\n{cell};{cell};a@b.example;{cell}\n"
    anna.post(reverse("people:imports"), {"file": SimpleUploadedFile(f"x{SCRIPT}.csv", content.encode())})
    batch = ImportBatch.objects.get()
    for name in ("import", "import-columns"):
        text = anna.get(reverse(f"people:{name}", args=[batch.id]), follow=True).content.decode()
        assert not _TAG.search(text)


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_spreadsheet_runs_a_clients_name(cast: Cast, anna: Browser, formula: str) -> None:
    Client.objects.filter(id=cast.bakery.id).update(name=formula)
    url = reverse("people:clients-export")
    sheet = b"".join(anna.post(url, {"do": "csv"})).decode("utf-8-sig")
    assert not re.search(r'(?m)(?:^|;)"?[ \t]*[=+\-@＝](?!31)', sheet)
    book = load_workbook(io.BytesIO(anna.post(url, {"do": "excel"}).content))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row if cell.value} == {"s"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("x.html", b"<!doctype html><script>alert(1)</script>"),
        ("x.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("x.txt\r\nSet-Cookie: a=b.txt", b"tekst"),
        ('"; filename=x.html', b"<script>alert(1)</script>"),
        ("../../../../tmp/planted.txt", b"tekst"),
    ],
)
def test_an_uploaded_page_is_never_shown_as_a_page(cast: Cast, anna: Browser, name: str, content: bytes) -> None:
    anna.post(
        reverse("people:entry-new", args=[cast.bakery.id]),
        {"kind": "mail", "direction": "in", "text": "Brief", "uploads": SimpleUploadedFile(name, content)},
    )
    entry = Correspondence.objects.filter(text="Brief").first()
    for attachment in entry.attachments.all() if entry else []:
        answer = anna.get(reverse("people:attachment", args=[attachment.id]))
        b"".join(answer)  # to its end, as a browser does
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "html" not in answer.headers["Content-Type"]
        assert "svg" not in answer.headers["Content-Type"]
        assert "/" not in attachment.file.name
