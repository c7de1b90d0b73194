"""The network book: what stands in it, who may have it made, and what becomes of it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import jsonschema
import pypdf
import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from gestand.core.audit.models import AuditLine
from gestand.core.files.models import StoredFile
from gestand.core.freezing import Frozen
from gestand.core.jobs.registry import registered_jobs
from gestand.network.actions import books
from gestand.network.book.contents import TABLES, NothingDocumented, documentation_of
from gestand.network.book.handing_over import write_hand_over
from gestand.network.book.machine import as_json, schema, schema_text
from gestand.network.book.paper import as_pdf
from gestand.network.models import Device, NetworkBook
from gestand.people.actions.freezing import freeze_person
from gestand.people.models import Client
from tests.cast import NOW, TODAY, Cast
from tests.network.everything import HOSTILE, write_everything

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def pages_of(client: Client, language: str) -> list[str]:
    with translation.override(language):
        pdf = as_pdf(documentation_of(client), language=language, at=NOW)
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def zip_of(client: Client, language: str = "nl") -> zipfile.ZipFile:
    written = io.BytesIO()
    write_hand_over(client, language=language, at=NOW, to=written)
    return zipfile.ZipFile(written)


# The book on paper ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "chapters"),
    [
        (
            "nl",
            ["Wie belt u?", "Adresplan", "Apparaten", "Software en accounts", "Reservekopieën", "Woorden in dit boek"],
        ),
        ("en", ["Who to call", "Address plan", "Devices", "Software and accounts", "Backups", "Words in this book"]),
    ],
)
def test_a_person_finds_every_chapter_in_the_clients_language(cast: Cast, language: str, chapters: list[str]) -> None:
    pages = pages_of(write_everything(cast, cast.bakery, cast.carla), language)
    assert "Bakkerij Het Zoute Brood" in pages[0]
    assert all(chapter in pages[1] for chapter in chapters)
    text = "\n".join(pages[1:])
    assert all(chapter in text for chapter in chapters)


def test_the_book_says_what_one_looks_for(cast: Cast) -> None:
    text = "\n".join(pages_of(write_everything(cast, cast.bakery, cast.carla), "nl"))
    for words in (
        "KPN Zakelijk",
        "K-12",
        "192.168.10.21",
        "PF3X",
        "Carla van den Berg",
        "zoutebrood.example",
        "TransIP",
    ):
        assert words in text.replace("\u200b", ""), words
    assert "krijgt u apart" in text


def test_hostile_text_comes_out_as_it_was_typed(cast: Cast) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    Device.objects.filter(name="Router").update(name='#panic("x") $1$ *vet* </text><script>')
    text = "".join(pages_of(cast.bakery, "nl")).replace("\u200b", "").replace("\n", "")
    assert '#panic("x")' in text
    assert "*vet*" in text
    archive = zip_of(cast.bakery)
    rows = csv.reader(io.StringIO(archive.read("csv/devices.csv").decode("utf-8-sig")), delimiter=";")
    assert any(cell == f"'{HOSTILE}" for row in rows for cell in row)
    sheet = load_workbook(io.BytesIO(archive.read("Netwerk.xlsx")))["Apparaten"]
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_a_client_without_anything_gets_a_sentence(cast: Cast, anna: Browser) -> None:
    with pytest.raises(NothingDocumented, match="Familie Jansen"):
        documentation_of(cast.jansen)
    page = anna.get(reverse("network:book", args=[cast.jansen.id]))
    assert "nog niets vastgelegd" in page.content.decode()
    answer = anna.post(reverse("network:book", args=[cast.jansen.id]), {"language": "nl"})
    assert answer.status_code == 422
    assert not NetworkBook.objects.exists()


def test_a_client_with_one_device_gets_a_small_book(cast: Cast) -> None:
    Device.objects.create(client=cast.jansen, kind="computer", name="Laptop", created_at=NOW, changed_at=NOW)
    text = "\n".join(pages_of(cast.jansen, "nl"))
    assert "1 apparaat bij u thuis" in text
    assert "Adresplan" not in text


def test_the_number_of_questions_does_not_grow(cast: Cast, django_assert_max_num_queries: object) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    Device.objects.bulk_create(
        Device(client=cast.bakery, kind="printer", name=f"P{n}", created_at=NOW, changed_at=NOW) for n in range(60)
    )
    with django_assert_max_num_queries(len(TABLES) + 4):  # type: ignore[operator]
        documentation_of(cast.bakery)


# The files for programs -----------------------------------------------------------------------------------------------


def test_the_published_schema_is_the_one_of_today() -> None:
    published = (DOCS / "reference" / "network-book.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "write gestand.network.book.machine.schema_text() to that file"


def test_network_json_follows_its_schema(cast: Cast) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    jsonschema.Draft202012Validator.check_schema(schema())
    content = json.loads(as_json(documentation_of(cast.bakery), on=TODAY))
    jsonschema.Draft202012Validator(schema()).validate(content)
    assert all(content["tables"][table.name] for table in TABLES)


def test_the_zip_holds_the_book_and_every_file(cast: Cast) -> None:
    archive = zip_of(write_everything(cast, cast.bakery, cast.carla), "en")
    names = set(archive.namelist())
    assert {"Network book.pdf", "READ ME.txt", "network.json", "network.schema.json", "Network.xlsx"} <= names
    photo = json.loads(archive.read("network.json"))["tables"]["photos"][0]["file"]
    assert archive.read(photo).startswith(b"\xff\xd8")


def test_no_row_of_another_client_is_in_it(cast: Cast) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    Device.objects.create(client=cast.jansen, kind="computer", name="Geheim van Jansen", created_at=NOW, changed_at=NOW)
    archive = zip_of(cast.bakery)
    assert all(b"Geheim van Jansen" not in archive.read(name) for name in archive.namelist())


# Making, fetching, throwing away --------------------------------------------------------------------------------------


class Run:
    """A job's first argument, without a worker."""

    last_attempt = True

    def progress(self, *, done: int, total: int, words: str = "") -> None:
        assert 0 <= done <= total
        assert words or done == total


def made(cast: Cast) -> NetworkBook:
    asked = books.ask_book(cast.bakery, language="nl", by=cast.owner, at=timezone.now())
    registered_jobs[books.MAKE_JOB].function(Run(), book_id=asked.id)
    return NetworkBook.objects.get(id=asked.id)


def test_one_click_makes_a_book_that_can_be_fetched(cast: Cast, anna: Browser) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    book = made(cast)
    assert (book.state, book.devices) == ("ready", 3)
    page = anna.get(reverse("network:book", args=[cast.bakery.id])).content.decode()
    assert "Ophalen" in page
    answer = anna.post(reverse("network:book-fetch", args=[book.id]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert "netwerkboek-bakkerij-het-zoute-brood" in answer["Content-Disposition"]
    line = AuditLine.objects.get(action="network.book.fetch")
    assert (line.client_id, line.facts["recipient"]) == (cast.bakery.id, "addressee")


def test_a_standin_hands_over_only_what_he_may_see(cast: Cast, bram: Browser, dirk: Browser) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    book = made(cast)
    assert bram.get(reverse("network:book", args=[cast.bakery.id])).status_code == 200
    assert bram.get(reverse("network:book", args=[cast.jansen.id])).status_code == 404
    assert dirk.get(reverse("network:book", args=[cast.bakery.id])).status_code == 404
    assert dirk.post(reverse("network:book-fetch", args=[book.id])).status_code == 404


def test_a_new_book_takes_the_place_of_one_that_nobody_fetched(cast: Cast) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    first, second = made(cast), made(cast)
    assert list(NetworkBook.objects.all()) == [second]
    assert not StoredFile.objects.filter(id=first.file_id).exists()


def test_a_book_goes_after_a_month_and_its_file_with_it(cast: Cast) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    book = made(cast)
    assert books.sweep_books(at=book.asked_at + timedelta(days=29)) == 0
    assert books.sweep_books(at=book.asked_at + timedelta(days=31)) == 1
    assert not StoredFile.objects.filter(id=book.file_id).exists()


def test_what_may_only_be_stored_goes_into_no_book(cast: Cast) -> None:
    write_everything(cast, cast.jansen, cast.eva)
    freeze_person(person=cast.eva, ground="accuracy", by=cast.owner, at=timezone.now())
    with pytest.raises(Frozen):
        books.ask_book(cast.jansen, language="nl", by=cast.owner, at=timezone.now())


def test_a_book_whose_file_is_lost_is_made_anew(cast: Cast, anna: Browser) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    book = made(cast)
    NetworkBook.objects.filter(id=book.id).update(file=None)
    answer = anna.post(reverse("network:book-fetch", args=[book.id]), follow=True)
    assert "is er niet meer" in answer.content.decode()
