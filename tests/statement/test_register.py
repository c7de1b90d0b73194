"""The register of processing: what stands in it, how it changes, and its files."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from gestand.core.actors import SYSTEM
from gestand.core.audit.models import AuditLine
from gestand.core.declarations import Category, Hat, NoPersonalData, Personal, Purpose
from gestand.core.declarations.purposes import BASES
from gestand.core.declarations.registry import personal_models
from gestand.core.egress import Agreement, Recipient, RecipientKind, Safeguard
from gestand.core.house import ServedController, house
from gestand.people.models import PhoneNumber
from gestand.statement.models import RegisterSnapshot
from gestand.statement.register.comparing import changes
from gestand.statement.register.facts import Facts, digest_of, register_facts
from gestand.statement.register.files import SCHEMA, register_file
from gestand.statement.register.inspector import PART
from gestand.statement.register.picture import picture_of
from gestand.statement.register.snapshots import keep_snapshot
from gestand.statement.register.telling import told
from tests.cast import NOW, Cast, browser_of
from tests.rights.test_package_contents import faults

PRINTER = Recipient(
    "printer",
    "Drukkerij Jansen",
    RecipientKind.PROCESSOR,
    what="Brieven die wij laten drukken.",
    agreement=Agreement(date(2026, 1, 5)),
    country="US",
    safeguard=Safeguard.CLAUSES,
    purposes=(Purpose.CHANGES,),
    categories=(Category.ADDRESS,),
)


@pytest.fixture
def printer() -> Iterator[list[Recipient]]:
    """A processor outside the EEA, for one purpose."""
    found = [PRINTER]

    def source() -> list[Recipient]:
        return found

    house.recipient_sources.append(source)
    yield found
    house.recipient_sources.remove(source)


@pytest.fixture
def bakery_served(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    served = ServedController(cast.bakery.id, cast.bakery.name, "Nieuwe Gracht 41, Bilthoven", date(2026, 3, 1))
    monkeypatch.setattr(house, "served_controllers", lambda: [served])


@pytest.fixture
def now(cast: Cast) -> Facts:
    return register_facts(at=NOW)


def sentences(before: Facts, after: Facts) -> list[str]:
    with override("nl"):
        return [change.sentence for change in changes(before, after)]


# What stands in it ----------------------------------------------------------------------------------------------------


def test_every_table_with_personal_data_stands_in_it(now: Facts) -> None:
    for declared in personal_models():
        assert declared.personal is not None
        table = now["tables"][declared.label]
        assert table["categories"] == sorted({each.value for each in declared.personal.categories.values()})
        assert table["purposes"] == [each.value for each in declared.personal.purposes]
    with override("nl"):
        said = told(now)
    assert {each.value for declared in personal_models() for each in declared.personal.purposes} >= {  # type: ignore[union-attr]
        each.key for each in said.activities
    }


def test_an_activity_has_all_that_article_30_asks(now: Facts) -> None:
    with override("nl"):
        activity = next(each for each in told(now).activities if each.key == Purpose.RIGHTS)
    assert activity.bases == ("een wettelijke plicht (AVG 6(1)(c))",)
    assert "Verzoeken over privacyrechten" in activity.categories
    assert "3 jaar na het afsluiten van het verzoek" in {term.words for term in activity.terms}
    assert [each.key for each in activity.recipients] == ["addressee", "named_organisation"]
    assert activity.transfers == ()


def test_a_purpose_that_nothing_serves_makes_no_activity(now: Facts) -> None:
    """Mail serves every purpose; the website's questions come with the website."""
    assert Purpose.ENQUIRY not in {each.key for each in told(now).activities}
    assert set(now["purposes"]) == {purpose.value for purpose in BASES}


def test_a_recipient_stands_with_the_activities_of_its_purposes(cast: Cast, printer: list[Recipient]) -> None:
    with override("nl"):
        said = told(register_facts(at=NOW))
    given = {each.key for each in said.activities if "printer" in {one.key for one in each.recipients}}
    assert given == {Purpose.CHANGES.value}
    changes_told = next(each for each in said.activities if each.key == Purpose.CHANGES)
    assert changes_told.transfers == (
        "Drukkerij Jansen: Verenigde Staten (standaardbepalingen van de EU (artikel 46))",
    )


def test_who_receives_no_personal_data_stands_in_no_activity(now: Facts) -> None:
    assert "dns" in now["recipients"]
    assert "dns" not in {each.key for each in told(now).recipients}


def test_as_processor_it_names_what_is_kept_for_businesses(
    cast: Cast, bakery_served: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with override("en"):
        before = told(register_facts(at=NOW)).as_processor
    assert before.served == 1
    assert {"IP address", "Network documentation and login data", "Correspondence"} <= set(before.categories)
    assert "Phone number" not in before.categories
    said = PhoneNumber.personal
    monkeypatch.setattr(
        PhoneNumber,
        "personal",
        Personal(
            subject=said.subject, hat=Hat.PROCESSOR_FOR_BUSINESS, categories=said.categories,
            impersonal=said.impersonal, purposes=said.purposes, keep=said.keep,
        ),
    )  # fmt: skip
    with override("en"):
        after = told(register_facts(at=NOW)).as_processor
    assert set(after.categories) == {*before.categories, "Phone number"}


def test_no_name_of_a_client_or_person_is_kept(cast: Cast, bakery_served: None) -> None:
    kept = json.dumps(register_facts(at=NOW), ensure_ascii=False)
    for name in (cast.bakery.name, cast.carla.family_name, cast.eva.family_name):
        assert name not in kept
    assert str(cast.bakery.id) in kept


# How it changes -------------------------------------------------------------------------------------------------------


def test_a_snapshot_is_kept_once_for_each_change(cast: Cast) -> None:
    first = keep_snapshot(by=SYSTEM, at=NOW)
    assert first is not None
    assert keep_snapshot(by=SYSTEM, at=NOW + timedelta(hours=1)) is None
    cast.firm.phone = "+31301112233"
    cast.firm.save()
    second = keep_snapshot(by=SYSTEM, at=NOW + timedelta(hours=2))
    assert second is not None
    assert [row.number for row in RegisterSnapshot.objects.all()] == [2, 1]
    assert AuditLine.objects.filter(action="statement.register.snapshot").count() == 2
    assert sentences(first.contents, second.contents) == [
        f"Van het bedrijf, telefoon: {first.contents['controller']['phone'] or 'niets'} werd +31301112233."
    ]


def test_a_snapshot_reads_the_same_in_either_language(cast: Cast) -> None:
    with override("nl"):
        dutch = digest_of(register_facts(at=NOW))
    with override("en"):
        english = digest_of(register_facts(at=NOW))
    assert dutch == english


def test_what_came_went_and_changed_is_said_in_words(now: Facts) -> None:
    after = deepcopy(now)
    address = after["tables"]["people.Address"]
    address["term"]["years"] = 5
    address["categories"].append(Category.FREE_TEXT.value)
    address["purposes"].remove(Purpose.PAYMENT.value)
    address["recipients"].append("printer")
    del after["tables"]["people.SavedView"]
    after["tables"]["work.Visit"] = {**address, "name": {"nl": "bezoeken", "en": "visits"}, "hat": "controller"}
    after["purposes"][Purpose.PAYMENT.value] = ["6(1)(b)"]
    after["recipients"]["addressee"]["country"] = "BE"
    after["measures"] = after["measures"][1:]
    after["served"] = [{"client": "x", "since_on": "2026-03-01"}]
    said = sentences(now, after)
    lasts = "zolang de klantrelatie duurt, daarna nog"
    for words in (
        f"Hoe lang adressen worden bewaard: {lasts} 3 jaar werd {lasts} 5 jaar.",
        "adressen, soorten gegevens erbij: Vrije tekst.",
        "adressen, doelen weg: betalingen afhandelen.",
        "adressen, ontvangers erbij: printer.",
        "Bewaarde lijsten weg.",
        "De persoon of het bedrijf aan wie een mail is gericht, land: niets werd België.",
        "1 zakelijke klant erbij voor wie het bedrijf verwerker is.",
    ):
        assert words in said, said
    assert any(words.startswith("Bezoeken erbij: ") for words in said)
    assert any(words.startswith("De grondslag van betalingen afhandelen") for words in said)
    assert any(words.startswith("Maatregel weg: ") for words in said)


def test_a_recipient_that_comes_and_goes_is_named(cast: Cast, printer: list[Recipient], now: Facts) -> None:
    printer.clear()
    without = register_facts(at=NOW)
    assert "Ontvanger erbij: Drukkerij Jansen (werkt voor het bedrijf (verwerker))." in sentences(without, now)
    assert "Ontvanger weg: Drukkerij Jansen." in sentences(now, without)


# Its files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_json_is_what_its_schema_says(cast: Cast, bakery_served: None, printer: object, language: str) -> None:
    facts = register_facts(at=NOW)
    for named in (True, False):
        made = json.loads(register_file("json", facts, at=NOW, language=language, named=named))
        assert faults(made, json.loads(SCHEMA.read_bytes()), "$") == []
        (controller,) = made["as_processor"]["controllers"]
        assert ("name" in controller) is named


def test_the_workbook_has_a_sheet_for_each_part_and_no_formula(cast: Cast, bakery_served: None) -> None:
    cast.firm.name = "=1+1"
    cast.firm.save()
    book = openpyxl.load_workbook(io.BytesIO(register_file("xlsx", register_facts(at=NOW), at=NOW, language="nl")))
    assert book.sheetnames == [
        "Wie", "Verantwoordelijke, 30 lid 1", "Verwerker, 30 lid 2", "Ontvangers", "Hoe lang", "Beveiliging",
    ]  # fmt: skip
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    (name,) = [cell for cell in cells if cell.value == "=1+1"]
    assert name.quotePrefix
    assert cast.bakery.name in {cell.value for cell in cells}


def test_the_paper_holds_both_parts_of_the_article(cast: Cast, bakery_served: None) -> None:
    paper = register_file("pdf", register_facts(at=NOW), at=NOW, language="nl")
    said = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages).split())
    for words in ("Helder IT", "AVG 30, lid 1", "AVG 30, lid 2", "7 dagen na het verlopen", cast.bakery.name):
        assert words in said, words


def test_the_inspectors_part_names_no_client(cast: Cast, bakery_served: None) -> None:
    keep_snapshot(by=SYSTEM, at=NOW)
    written: dict[str, bytes] = {}

    def add(name: str, content: bytes) -> None:
        written[name] = content

    PART.write(add, at=timezone.now(), language="nl")
    assert set(written) == {
        "register.xlsx", "register.pdf", "register.json", "register.schema.json", "history-0001-20261123.json",
    }  # fmt: skip
    assert cast.bakery.name not in written["register.json"].decode()
    book = openpyxl.load_workbook(io.BytesIO(written["register.xlsx"]))
    assert cast.bakery.name not in str([cell.value for sheet in book for row in sheet.iter_rows() for cell in row])
    paper = pypdf.PdfReader(io.BytesIO(written["register.pdf"]))
    assert cast.bakery.name not in "".join(page.extract_text() for page in paper.pages)


def test_a_download_is_written_down(cast: Cast) -> None:
    anna: Browser = browser_of(cast.anna)
    for kind in ("json", "xlsx", "pdf"):
        answer: Any = anna.get(reverse("statement:register-file", args=[kind]))
        assert f".{kind}" in answer["Content-Disposition"]
    assert anna.get(reverse("statement:register-file", args=["exe"])).status_code == 404
    formats = [
        line.facts["format"] for line in AuditLine.objects.filter(action="statement.register.download").order_by("id")
    ]
    assert formats == ["json", "xlsx", "pdf"]


def test_an_old_snapshot_can_be_had_as_a_file(cast: Cast) -> None:
    kept = keep_snapshot(by=SYSTEM, at=NOW)
    assert kept is not None
    cast.firm.name = "Anders"
    cast.firm.save()
    answer = browser_of(cast.anna).get(reverse("statement:register-snapshot-file", args=[1, "json"]))
    assert json.loads(answer.content)["digest"] == kept.digest


# The picture ----------------------------------------------------------------------------------------------------------


def test_the_picture_joins_each_activity_with_its_recipients(cast: Cast, printer: list[Recipient]) -> None:
    with override("nl"):
        said = told(register_facts(at=NOW))
    picture = picture_of(said)
    assert picture is not None
    assert len(picture.lines) == sum(len(activity.recipients) for activity in said.activities)
    assert [box.tone for box in picture.recipients if box.key == "printer"] == ["outside"]
    for boxes in (picture.activities, picture.recipients):
        tops = [box.y for box in boxes]
        assert all(later - earlier >= boxes[0].height for earlier, later in pairwise(tops))


def test_a_room_that_comes_later_fills_the_register_by_itself(cast: Cast, now: Facts) -> None:
    """Nothing here knows a table by name: what declares itself stands in it."""
    assert "people.Client" in now["tables"]
    outside = [name for name in now["tables"] if name.startswith("outside:")]
    declared = [each for each in house.outside_data if not isinstance(each.declaration, NoPersonalData)]
    assert len(outside) == len(declared) > 0


def test_the_schema_in_the_docs_is_the_one_in_the_program() -> None:
    docs = Path(__file__).parents[2] / "docs" / "reference" / "register-of-processing.schema.json"
    assert docs.read_bytes() == SCHEMA.read_bytes()
