"""Mentions in files, in JSON, and under other names: found where a program can read, told where it cannot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import openpyxl
import pytest
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.files import store_file
from gestand.core.files.models import StoredFile
from gestand.core.files.store import draft_of, place_of
from gestand.core.jobs.running import run_due_jobs
from gestand.people.models import Attachment, Merge, Person, PhoneNumber
from gestand.rights.mentions import files
from gestand.rights.mentions.deciding import NothingChosen, decide, say_it_is_in, say_looked_at
from gestand.rights.mentions.files import FileText, Unread, read_text
from gestand.rights.mentions.names import Finder, called
from gestand.rights.mentions.office_files import MOST_UNPACKED_BYTES
from gestand.rights.mentions.papers import PdfReading, reading_pdfs
from gestand.rights.mentions.queries import place_name
from gestand.rights.mentions.searching import NotLookedFor, look_again
from gestand.rights.mentions.texts import text_tables, words_of
from gestand.rights.models import Mention, MentionSearch, Request
from tests.cast import Cast, make_call
from tests.rights.steps import content_of, entered

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def stored(content: bytes, name: str, media_type: str = "text/plain") -> StoredFile:
    return store_file(io.BytesIO(content), name=name, media_type=media_type, at=NOW)


def attached(cast: Cast, content: bytes, name: str, media_type: str = "text/plain") -> Attachment:
    """A file with a call of Carla, who is somebody else."""
    return Attachment.objects.create(
        correspondence=make_call(cast.bakery, cast.carla, "Zie bijlage."), file=stored(content, name, media_type)
    )


def looked(cast: Cast) -> Request:
    request = entered(cast)
    run_due_jobs()
    return request


def found(request: Request) -> list[Mention]:
    return list(Mention.objects.filter(request=request))


def search_of(request: Request) -> MentionSearch:
    return MentionSearch.objects.get(request=request)


# What files say -------------------------------------------------------------------------------------------------------


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return out.getvalue()


def docx() -> bytes:
    runs = (
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>mevrouw Jan</w:t></w:r><w:r><w:t>sen belde</w:t></w:r></w:p>'
    )
    return zipped(word__document=runs + "</w:body></w:document>")


def odt() -> bytes:
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    return zipped(content=f'<a xmlns:t="{text}"><t:p>mevrouw <t:span>Jan</t:span>sen <t:span>belde</t:span></t:p></a>')


def xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Naam", "Nummer"])
    sheet.append(["mevrouw Jansen", "belde"])
    book.save(out)
    return out.getvalue()


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Carla <carla@zoutebrood.example>", "mevrouw Jansen"
    message.set_content("Zij belde.")
    message.add_attachment(docx(), maintype="application", subtype="octet-stream", filename="brief.docx")
    return message.as_bytes()


def pdf(text: str) -> bytes:
    import typst

    return typst.compile(text.encode(), format="pdf")  # type: ignore[no-any-return, call-overload]


READABLE: list[tuple[str, Callable[[], bytes]]] = [
    ("brief.txt", "mevrouw Jansen belde".encode),
    ("oud.txt", lambda: "mevrouw Jansen belde over één router".encode("cp1252")),
    ("wijd.txt", lambda: "mevrouw Jansen belde".encode("utf-16")),
    ("lijst.csv", lambda: b"naam;wat\nmevrouw Jansen;belde\n"),
    ("pagina.html", lambda: b"<!doctype html><p>mevrouw <b>Jan</b>sen belde</p>"),
    ("post.eml", mail),
    ("brief.docx", docx),
    ("brief.odt", odt),
    ("lijst.xlsx", xlsx),
    ("brief.pdf", lambda: pdf("mevrouw Jansen belde")),
]


@pytest.mark.parametrize(("name", "content"), READABLE, ids=[name for name, _content in READABLE])
def test_a_person_is_found_in_a_file(cast: Cast, name: str, content: Callable[[], bytes]) -> None:
    attached(cast, content(), name, "application/pdf" if name.endswith("pdf") else "application/octet-stream")
    if name.endswith(("docx", "odt", "xlsx")):
        assert "belde" in read_text(StoredFile.objects.latest("stored_at")).text
    request = looked(cast)
    assert [mention.field for mention in found(request)] == ["file"]
    assert search_of(request).files == 1


def test_a_file_is_found_by_its_name(cast: Cast) -> None:
    attached(cast, b"niets", "contract Eva Jansen.txt")
    assert len(found(looked(cast))) == 1


def test_her_own_files_are_no_mentions(cast: Cast) -> None:
    call = make_call(cast.jansen, cast.eva, "Zie bijlage.")
    Attachment.objects.create(correspondence=call, file=stored(b"Eva Jansen", "eigen.txt"))
    assert found(looked(cast)) == []


def picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "PNG")
    return out.getvalue()


def locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.append(PdfReader(io.BytesIO(pdf("Jansen"))))
    writer.encrypt("geheim")
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    return zipped(word__document=f'<w:document xmlns:w="{W}"><w:t>{"0" * (MOST_UNPACKED_BYTES + 10)}')


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("foto.png", picture, Unread.PICTURE),
        ("slot.pdf", locked_pdf, Unread.LOCKED),
        ("stuk.pdf", lambda: b"%PDF-1.7 niets", Unread.DAMAGED),
        ("stuk.docx", lambda: docx()[:80], Unread.DAMAGED),
        ("geluid.bin", lambda: bytes(range(256)) * 40, Unread.KIND),
        ("bom.docx", bomb, Unread.LARGE),
        ("iets.zip", docx, Unread.KIND),
        ("lang.txt", lambda: b"la " * (files.MOST_CHARACTERS // 3 + 5), Unread.LARGE),
    ],
)
def test_what_no_program_can_read_is_told_with_its_reason(
    cast: Cast, name: str, content: Callable[[], bytes], why: Unread
) -> None:
    place = attached(cast, content(), name, "application/octet-stream")
    search = search_of(looked(cast))
    assert (search.unread_count, search.files) == (1, 0)
    assert search.unread[0][:4] == ["people.Attachment", str(place.id), "file", why.value]


def test_an_entity_bomb_is_not_unpacked(cast: Cast) -> None:
    bad = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:t xmlns:w="urn:w">&b;</w:t>'
    assert read_text(stored(zipped(word__document=bad), "bom.docx")).unread == Unread.DAMAGED


def test_a_reader_that_dies_on_a_file_is_replaced(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    good, begun = stored(pdf("mevrouw Jansen"), "goed.pdf"), PdfReading._started

    def dead(reader: PdfReading) -> Any:
        process = begun(reader)
        process.kill()
        process.wait()
        return process

    with reading_pdfs() as reader:
        monkeypatch.setattr(PdfReading, "_started", dead)
        assert read_text(good) == FileText("goed.pdf\n", Unread.LARGE)
        monkeypatch.setattr(PdfReading, "_started", begun)
        assert "Jansen" in read_text(good).text
        alone = reader._process
    assert alone is not None
    assert alone.poll() is not None


def test_a_file_that_is_gone_from_the_disk_is_told(cast: Cast) -> None:
    place = attached(cast, b"mevrouw Jansen", "weg.txt")
    for path in (place_of(place.file.id), draft_of(place.file.id)):
        path.unlink(missing_ok=True)
    assert search_of(looked(cast)).unread[0][3] == "damaged"


def test_files_that_were_not_reached_in_time_are_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gestand.rights.mentions.reading.MOST_SECONDS_FOR_FILES", -1.0)
    attached(cast, b"mevrouw Jansen", "later.txt")
    assert search_of(looked(cast)).unread[0][3] == "late"


# A human looks --------------------------------------------------------------------------------------------------------


def test_a_human_says_that_the_person_is_in_a_picture(cast: Cast) -> None:
    place = attached(cast, picture(), "foto.png", "image/png")
    request = looked(cast)
    at = timezone.now()
    seen = say_it_is_in(request=request, place=("people.Attachment", str(place.id), "file"), by=cast.owner, at=at)
    decide(mention=seen, decision="goes", words="U staat op de foto.", because="", by=cast.owner, at=at)
    look_again(request=request, by=cast.owner, at=at)
    run_due_jobs()
    assert [(mention.decision, mention.words) for mention in found(request)] == [("goes", "U staat op de foto.")]


def test_that_somebody_looked_lasts_until_there_is_another_file(cast: Cast) -> None:
    attached(cast, picture(), "foto.png", "image/png")
    request = looked(cast)
    say_looked_at(request=request, by=cast.owner, at=timezone.now())
    for count in (1, 2):
        look_again(request=request, by=cast.owner, at=timezone.now())
        run_due_jobs()
        assert (search_of(request).looked_at is not None) is (count == 1)
        attached(cast, picture(), "nog een.png", "image/png")


def test_nobody_says_that_they_looked_at_nothing(cast: Cast) -> None:
    request = looked(cast)
    with pytest.raises(NothingChosen):
        say_looked_at(request=request, by=cast.owner, at=timezone.now())


def test_the_owner_opens_marks_and_signs_off_on_the_page(cast: Cast, anna: Browser) -> None:
    place = attached(cast, picture(), "foto.png", "image/png")
    attached(cast, b"mevrouw Jansen belde", "brief.txt")
    request = looked(cast)
    base = f"/requests/{request.id}/mentions/"
    page = anna.get(base).content.decode()
    for words in ("foto.png", "een foto of plaatje", "brief.txt", "<mark>Jansen</mark>", "niet bekeken"):
        assert words in page
    name = place_name(Mention(table="people.Attachment", row_key=str(place.id), field="file"))
    assert content_of(anna.get(f"{base}file/{name}/")) == picture()
    assert anna.post(f"{base}looked/").status_code == 302
    assert "niet bekeken" not in anna.get(base).content.decode()
    assert anna.post(f"{base}see/{name}/").status_code == 302
    assert "Een programma kan dit bestand niet lezen" in anna.get(base).content.decode()


def test_only_files_of_the_search_are_opened_here(cast: Cast, anna: Browser, bram: Browser) -> None:
    call = make_call(cast.jansen, cast.eva, "Zie bijlage.")
    own = Attachment.objects.create(correspondence=call, file=stored(b"eigen", "eigen.txt"))
    place = attached(cast, picture(), "foto.png", "image/png")
    request = looked(cast)
    base = f"/requests/{request.id}/mentions/"
    for name in (f"people.Attachment.{own.id}.file", "people.Attachment", "x.y.z.w"):
        assert anna.get(f"{base}file/{name}/").status_code == 404
    assert bram.get(f"{base}file/people.Attachment.{place.id}.file/").status_code == 404
    assert anna.post(f"{base}see/people.Attachment.{own.id}.file/").status_code == 422


def test_the_page_with_files_asks_few_questions(cast: Cast, anna: Browser, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        attached(cast, picture(), f"{number}.png", "image/png")
        attached(cast, b"mevrouw Jansen", f"{number}.txt")
    request = looked(cast)
    anna.get(f"/requests/{request.id}/mentions/")
    with django_assert_max_num_queries(16):
        assert anna.get(f"/requests/{request.id}/mentions/").status_code == 200


# JSON -----------------------------------------------------------------------------------------------------------------


def test_json_is_read_as_lines() -> None:
    assert words_of({"wie": ["Eva", {"tel": 6}], "leeg": None, "ja": True}) == "wie: Eva\ntel: 6"


def test_columns_of_json_are_looked_in(cast: Cast) -> None:
    Person.objects.filter(id=cast.eva.id).update(family_name="Müller")
    Merge.objects.create(
        person=cast.carla,
        gone_id=cast.bakery.id,
        differed={"note": ["Hoort bij Müller"]},
        merged_at=NOW,
    )
    assert ("people.Merge", "differed") in {(mention.table, mention.field) for mention in found(looked(cast))}
    assert {"people.Merge", "people.Attachment"} <= {
        table.label for table in text_tables() if table.json or table.files
    }


# Other names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "mevr. vd Berg", "mevr. v.d. Berg", "mevr. v/d Berg", "VandenBerg", "van de Berg", "VAN DEN BERG", "vdberg",
        "mail c.berg (at) brood.example", "c.berg+winkel@brood.example", "c.berg%40brood.example",
        "0049 30 1234567", "+49 (0)30 123-45-67", "030 / 123 45 67", "06 - 12 -- 34 56 78", "(06) 12.34.56.78",
        "31612345678",
    ],
)  # fmt: skip
def test_names_numbers_and_addresses_in_any_spelling(cast: Cast, text: str) -> None:
    Person.objects.filter(id=cast.eva.id).update(family_name="Berg", name_prefix="van den")
    PhoneNumber.objects.create(person=cast.eva, number="+49301234567")
    PhoneNumber.objects.create(person=cast.eva, number="+31612345678")
    cast.eva.mail_addresses.update(address="c.berg@brood.example", folded="c.berg@brood.example")
    make_call(cast.bakery, cast.carla, text)
    assert len(found(looked(cast))) == 1


def test_meijer_is_meyer_and_half_a_double_name_is_enough(cast: Cast) -> None:
    finder = Finder(called(Person(given_name="Jo", family_name="Meijer-de Vries")))
    for text in ("mevrouw Meyer", "mevrouw De Vries-Meijer", "mw. Vries", "Meijers router"):
        assert finder.places(text, at_home=False), text


def test_a_nickname_counts_at_home_alone(cast: Cast) -> None:
    finder = Finder(called(Person(given_name="Cornelis", family_name="Boven")))
    assert finder.places("Kees weet het", at_home=True)
    assert not finder.places("Kees weet het", at_home=False)


def test_a_name_that_the_owner_types_is_looked_for_everywhere(cast: Cast, anna: Browser) -> None:
    make_call(cast.bakery, cast.carla, "Poppy kwam de sleutel halen.")
    request = looked(cast)
    assert found(request) == []
    page = f"/requests/{request.id}/mentions/"
    assert anna.post(f"{page}look/", {"also_called": "Poppy, Eef"}).status_code == 302
    run_due_jobs()
    assert len(found(request)) == 1
    assert "<mark>Poppy</mark>" in anna.get(page).content.decode()
    assert anna.post(f"{page}look/", {"also_called": "Jo"}).status_code == 422


def test_a_typed_name_of_two_letters_is_refused(cast: Cast) -> None:
    with pytest.raises(NotLookedFor):
        look_again(request=looked(cast), by=cast.owner, at=timezone.now(), also_called="Jo")
