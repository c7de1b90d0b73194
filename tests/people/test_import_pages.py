"""The import pages: for the owner alone, without JavaScript, in few queries, and refused rows come back harmless."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.files.models import StoredFile
from gestand.core.jobs.claims import take_next
from gestand.core.jobs.running import run_here
from gestand.people.imports.actions import stage_file
from gestand.people.imports.models import ImportBatch, ImportRow
from gestand.people.models import Client, Person
from tests.cast import NOW, Cast
from tests.people.importing import FILES, confirmed, dump, listed, staged

START = "/clients/import/"


def upload(browser: Browser, name: str, content: bytes | None = None) -> Any:
    content = (FILES / name).read_bytes() if content is None else content
    return browser.post(START, {"file": SimpleUploadedFile(name, content)})


def work_off() -> None:
    """Do what waits in the queue."""
    while job := take_next("test", timezone.now()):
        run_here(job)


def page_of(batch: ImportBatch, part: str = "") -> str:
    return f"{START}{batch.id}/{part}"


def test_a_known_export_goes_from_file_to_clients_and_back(anna: Browser, cast: Cast) -> None:
    before = dump()
    answer = upload(anna, "outlook-dutch.csv")
    batch = ImportBatch.objects.get()
    assert (answer.status_code, answer.url) == (302, page_of(batch))
    assert "wordt gelezen" in anna.get(page_of(batch)).content.decode()
    work_off()
    assert dump() == before
    preview = anna.get(page_of(batch)).content.decode()
    assert "Beslis over 1 twijfelgeval" in preview
    assert "kees@@fout.example” is geen e-mailadres" in preview
    anna.post(page_of(batch, "decide/"), {"do": f"same:9:{cast.eva.id}"})
    anna.post(page_of(batch, "confirm/"))
    work_off()
    assert Person.objects.filter(family_name="Visser-Smit").exists()
    assert "nieuwe klanten" in anna.get(page_of(batch)).content.decode()
    anna.post(page_of(batch, "undo/"))
    work_off()
    assert "Alles is weer zoals het was" in anna.get(page_of(batch)).content.decode()
    assert Person.objects.count() == 2


def test_columns_of_a_list_are_asked_once_and_then_remembered(anna: Browser, cast: Cast) -> None:
    answer = upload(anna, "klanten-puntkomma.csv")
    batch = ImportBatch.objects.get()
    assert answer.url == page_of(batch, "columns/")
    page = anna.get(answer.url).content.decode()
    assert "Garage Veldkamp" in page
    chosen = {f"column-{place}": key for place, key in enumerate(batch.layout["columns"])} | {"column-11": ""}
    assert anna.post(answer.url, chosen).url == page_of(batch)
    work_off()
    assert not ImportRow.objects.filter(batch=batch, number=2).get().parsed.get("note")
    assert upload(anna, "klanten-puntkomma.csv").url != answer.url  # straight to the preview
    assert ImportBatch.objects.order_by("-created_at")[0].layout["columns"][11] == ""


def test_columns_without_a_name_are_refused_beside_the_form(anna: Browser, cast: Cast) -> None:
    upload(anna, "klanten-puntkomma.csv")
    batch = ImportBatch.objects.get()
    answer = anna.post(page_of(batch, "columns/"), {"column-5": "phone"})
    assert answer.status_code == 422
    assert "minstens één kolom" in answer.content.decode()
    assert anna.post(page_of(batch, "columns/"), {"column-0": "wachtwoord"}).status_code == 422


@pytest.mark.parametrize("name", ["foto.csv", "leeg.csv", "webpagina.csv", "oud.xls", "outlook.pst"])
def test_rubbish_is_refused_with_a_sentence_and_leaves_nothing(anna: Browser, cast: Cast, name: str) -> None:
    answer = upload(anna, name)
    assert answer.status_code == 422
    assert 'class="errorlist' in answer.content.decode() or "error" in answer.content.decode()
    assert not ImportBatch.objects.exists()
    assert not StoredFile.objects.exists()


def test_no_file_at_all_is_told(anna: Browser, cast: Cast) -> None:
    answer = anna.post(START)
    assert (answer.status_code, "Kies eerst een bestand" in answer.content.decode()) == (422, True)


def test_a_hostile_file_name_is_never_a_path(anna: Browser, cast: Cast) -> None:
    upload(anna, "../../etc/<b>x.csv", (FILES / "google-2024.csv").read_bytes())
    batch = ImportBatch.objects.get()
    assert "/" not in batch.file_name
    work_off()
    assert "<b>x" not in anna.get(page_of(batch)).content.decode()


def test_a_standin_and_a_stranger_find_nothing(bram: Browser, dirk: Browser, cast: Cast) -> None:
    batch = staged(cast, "outlook-dutch.csv")
    before = dump()
    for browser in (bram, dirk):
        for part in ("", "columns/", "undo/", "refused/"):
            assert browser.get(page_of(batch, part)).status_code == 404
        for part in ("decide/", "kind/", "confirm/", "undo/", "discard/"):
            assert browser.post(page_of(batch, part), {"do": "skip:2"}).status_code == 404
        assert browser.get(START).status_code == 404
        assert upload(browser, "iphone.vcf").status_code == 404
    assert dump() == before
    assert ImportBatch.objects.count() == 1


def test_an_unknown_import_is_not_found(anna: Browser, cast: Cast) -> None:
    assert anna.get(f"{START}{uuid4()}/").status_code == 404
    assert anna.post(f"{START}{uuid4()}/confirm/").status_code == 404


def test_the_preview_answers_nonsense_calmly(anna: Browser, cast: Cast) -> None:
    batch = staged(cast, "outlook-dutch.csv")
    for form in (
        {"do": "same:9:nonsense"},
        {"do": f"same:9:{uuid4()}"},
        {"do": "steal:1"},
        {"do": ""},
        {"do": "skip:999999999999"},
    ):
        assert anna.post(page_of(batch, "decide/"), form).status_code in (302, 422)
    for form in ({"turn": "x:y"}, {"turn": "5:castle"}, {}):
        assert anna.post(page_of(batch, "kind/"), form).status_code in (302, 422)
    assert anna.get(page_of(batch) + "?show=nonsense&page=999").status_code == 200
    assert anna.post(page_of(batch, "confirm/")).status_code == 422  # a doubtful row waits
    assert not ImportRow.objects.exclude(decision="").exists()


def test_a_file_that_is_too_large_for_the_memory_of_a_request_is_read_too(anna: Browser, cast: Cast) -> None:
    lines = "".join(f"Jan{number},Vis{number},{'x' * 1000},jan{number}@vis.example\n" for number in range(2500))
    upload(
        anna,
        "groot.csv",
        f"First Name,Last Name,Notes,E-mail Address,Home Street,Home Phone,Business Phone\n{lines}".encode(),
    )
    work_off()
    assert ImportBatch.objects.get().counts["new"] == 2500


def test_many_rows_are_decided_with_one_button(anna: Browser, cast: Cast) -> None:
    batch = staged(cast, "outlook-dutch.csv")
    anna.post(page_of(batch, "decide/"), {"do": "skip", "rows": ["4", "5"]})
    assert set(ImportRow.objects.filter(decision="skip").values_list("number", flat=True)) == {4, 5}
    anna.post(page_of(batch, "decide/"), {"do": "back:4"})
    assert ImportRow.objects.get(number=4).decision == ""


def test_a_household_becomes_a_business_with_one_button(anna: Browser, cast: Cast) -> None:
    batch = staged(cast, "outlook-dutch.csv")
    anna.post(page_of(batch, "kind/"), {"turn": "7:business"})
    assert ImportRow.objects.get(number=7).kind == "business"


def test_a_page_costs_at_most_twelve_queries(anna: Browser, cast: Cast, django_assert_max_num_queries: Any) -> None:
    lines = [f"E.;Jansen;;;;;;020-1234567;m{number}@jansen.example" for number in range(30)]
    batch = listed(cast, *lines, *[f"P{n};Vis{n};;;Pad {n};3500 ZZ;Utrecht;;p{n}@vis.example" for n in range(40)])
    for address in (START, page_of(batch), page_of(batch) + "?show=doubtful", page_of(batch, "columns/")):
        anna.get(address)
        with django_assert_max_num_queries(12):
            anna.get(address)
    confirmed(cast, batch)
    with django_assert_max_num_queries(12):
        anna.get(page_of(batch))


def refused_of(browser: Browser, batch: ImportBatch, kind: str = "") -> Any:
    return browser.get(page_of(batch, "refused/") + (f"?as={kind}" if kind else ""))


def test_refused_rows_come_back_with_reasons_and_can_be_corrected(anna: Browser, cast: Cast) -> None:
    batch = staged(cast, "outlook-dutch.csv")
    content = b"".join(refused_of(anna, batch)).decode("utf-8-sig")
    header, kees = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert header[:-1] == batch.header
    assert "is geen e-mailadres" in kees[-1]
    corrected = content.replace("kees@@fout", "kees@fout")
    answer = upload(anna, "verbeterd.csv", corrected.encode("utf-8-sig"))
    assert answer.url.count("columns") == 0  # still recognised as Outlook's
    work_off()
    row = ImportRow.objects.exclude(batch=batch).get()
    assert (row.state, row.name) == ("new", "Kees Fout")


def test_formulas_in_refused_rows_do_not_run(anna: Browser, cast: Cast) -> None:
    batch = listed(cast, "=HYPERLINK(1);+31 30 001;@SUM(A1);-2+3;;;;;geen mail")
    content = b"".join(refused_of(anna, batch)).decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(content), delimiter=";"))[1]
    assert cells[:4] == ["'=HYPERLINK(1)", "'+31 30 001", "'@SUM(A1)", "'-2+3"]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(refused_of(anna, batch, "xlsx")))).worksheets[0]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == "=HYPERLINK(1)"
    assert sheet["A2"].quotePrefix  # also after somebody edits it


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_refused_rows_come_back_as_they_were(anna: Browser, cast: Cast, form: str) -> None:
    batch = listed(cast, "=HYPERLINK(1);+31 30 001;@SUM(A1);'-2+3;＝1;;;;geen mail;;;'s-Gravenhage")
    returned = b"".join(refused_of(anna, batch, form))
    again = stage_file(io.BytesIO(returned), name=f"terug.{form}", by=cast.owner, at=NOW)
    before, after = (ImportRow.objects.get(batch=each, state="refused").cells for each in (batch, again))
    assert after[: len(before)] == before


def test_refused_cards_come_back_as_a_table_that_is_understood(anna: Browser, cast: Cast) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ans Bos\nEMAIL:ans(at)bos.example\nTEL:030-0010001\nEND:VCARD\n"
    upload(anna, "kaart.vcf", card.encode())
    work_off()
    content = b"".join(refused_of(anna, ImportBatch.objects.get()))
    answer = upload(anna, "kaart.csv", content.replace(b"ans(at)", b"ans@"))
    batch = ImportBatch.objects.order_by("-created_at")[0]
    anna.post(answer.url, {f"column-{place}": key for place, key in enumerate(batch.layout["columns"])})
    work_off()
    row = ImportRow.objects.get(batch=batch)
    assert (row.name, row.state, row.parsed["mails"][0][0]) == ("Ans Bos", "new", "ans@bos.example")


def test_an_import_that_stands_still_goes_on_with_one_button(anna: Browser, cast: Cast) -> None:
    batch = staged(cast, "iphone.vcf")
    ImportBatch.objects.update(state="writing", confirmed_at=NOW, job=None)  # the power went in the middle
    assert "Verder gaan" in anna.get(page_of(batch)).content.decode()
    anna.post(page_of(batch, "resume/"))
    assert "Verder gaan" not in anna.get(page_of(batch)).content.decode()
    work_off()
    assert Person.objects.filter(family_name="Linden").exists()


def test_an_import_that_is_thrown_away_is_gone(anna: Browser, cast: Cast) -> None:
    batch = staged(cast, "outlook-dutch.csv")
    assert anna.post(page_of(batch, "discard/")).url == START
    assert anna.get(page_of(batch)).status_code == 404


def test_english_pages_speak_english(anna: Browser, cast: Cast) -> None:
    cast.anna.language = "en"
    cast.anna.save()
    batch = staged(cast, "outlook-dutch.csv")
    page = anna.get(page_of(batch)).content.decode()
    assert "Decide 1 doubtful row" in page
    assert "This is a preview: nothing has been written yet." in page
    assert Client.objects.count() == 2
    assert batch.created_at == NOW
