from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client as Browser
from django.urls import reverse
from openpyxl import load_workbook

from gestand.core.audit.models import AuditLine
from gestand.people import actions
from gestand.people.importers.recognise import recognise
from gestand.people.models import Client
from gestand.people.queries.client_list import PAGE_SIZE, ClientFilter, client_page
from tests.cast import NOW, Cast


def names(cast: Cast, **wanted: object) -> list[str]:
    return [row.name for row in client_page(cast.owner, ClientFilter(**wanted)).rows]  # type: ignore[arg-type]


@pytest.fixture
def many(cast: Cast) -> Cast:
    """Pages full of clients, some with one and the same name."""
    Client.objects.bulk_create(
        Client(
            kind="household", name=f"Familie {number // 3:03}", sort_name=f"{number // 3:03}",
            started_on=NOW.date(), created_at=NOW, changed_at=NOW,
        )
        for number in range(PAGE_SIZE * 2 + 10)
    )  # fmt: skip
    return cast


@pytest.mark.parametrize("order", ["name", "-name", "start", "-start", "-changed"])
def test_every_client_is_on_one_page_exactly(many: Cast, order: str) -> None:
    seen, after = [], ""
    while True:
        page = client_page(many.owner, ClientFilter(order=order), after=after)
        seen += [row.id for row in page.rows]
        after = page.next
        if not after:
            break
    assert len(seen) == len(set(seen)) == Client.objects.count()


def test_the_way_back_shows_the_same_page(many: Cast) -> None:
    first = client_page(many.owner, ClientFilter())
    second = client_page(many.owner, ClientFilter(), after=first.next)
    back = client_page(many.owner, ClientFilter(), before=second.previous)
    assert [row.id for row in back.rows] == [row.id for row in first.rows]
    assert (back.previous, back.next, second.is_first) == ("", first.next, False)


@pytest.mark.parametrize("key", ["x", "0" * 32, "\x00" * 40, "ZZZ" * 20, "0" * 32 + "\x00"])
def test_a_tampered_key_gives_a_page(many: Cast, anna: Browser, key: str) -> None:
    for way in ("after", "before"):
        assert anna.get(reverse("people:clients"), {way: key, "order": "start"}).status_code == 200


def test_ended_and_archived_clients_have_their_own_lists(cast: Cast) -> None:
    actions.end_relation(by=cast.owner, at=NOW, client=cast.bakery)
    actions.archive_client(by=cast.owner, at=NOW, client=cast.jansen)
    assert names(cast) == []
    assert names(cast, state="ended") == ["Bakkerij Het Zoute Brood"]
    assert names(cast, state="archived") == ["Familie Jansen"]
    assert len(names(cast, state="all")) == 2


def test_filters_by_kind_town_and_what_is_missing(cast: Cast) -> None:
    empty = actions.create_client(by=cast.owner, at=NOW, kind="business", name="Leeg")
    assert names(cast, kind="household") == ["Familie Jansen"]
    assert names(cast, town="bilthoven") == ["Bakkerij Het Zoute Brood", "Familie Jansen"]
    for what in ("phone", "mail", "address", "person"):
        assert names(cast, missing=what) == [empty.name]
    assert names(cast, missing="kvk") == ["Bakkerij Het Zoute Brood", "Leeg"]


def test_a_standin_sees_and_filters_only_granted_clients(cast: Cast, bram: Browser) -> None:
    page = bram.get(reverse("people:clients"), {"state": "all", "town": "Bilthoven"}).content.decode()
    assert "Zoute Brood" in page
    assert "Jansen" not in page


def test_a_list_is_kept_under_a_name_and_found_back(cast: Cast, anna: Browser) -> None:
    anna.post(reverse("people:view-save"), {"name": "Zonder mail", "query": "missing=mail"})
    assert "?missing=mail" in anna.get(reverse("people:clients")).content.decode()


def test_ticked_clients_go_to_the_archive(cast: Cast, anna: Browser) -> None:
    anna.post(reverse("people:clients-bulk"), {"do": "archive", "ids": [str(cast.bakery.id), "not-an-id"]})
    cast.bakery.refresh_from_db()
    cast.jansen.refresh_from_db()
    assert cast.bakery.archived_at is not None
    assert cast.jansen.archived_at is None


HOSTILE = ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "\t=1", " =1+1"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_of_a_csv_is_a_formula(cast: Cast, anna: Browser, name: str) -> None:
    Client.objects.filter(id=cast.bakery.id).update(name=name)
    response = anna.post(reverse("people:clients-export"), {"do": "csv"})
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";"))
    cells = [cell for row in rows for cell in row]
    assert f"'{name}" in cells
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@\t]", cell)]


def test_no_cell_of_a_workbook_is_a_formula(cast: Cast, anna: Browser) -> None:
    Client.objects.filter(id=cast.bakery.id).update(name=HOSTILE[0] + "\x07")
    response = anna.post(reverse("people:clients-export"), {"do": "excel"})
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert sheet["A2"].value == HOSTILE[0]


@pytest.mark.parametrize("name", [*HOSTILE, "'=1", "'s-Hertogenbosch BV", "\u200b=1"])
@pytest.mark.parametrize("form", ["csv", "excel"])
def test_an_export_that_comes_back_has_the_same_words(cast: Cast, anna: Browser, name: str, form: str) -> None:
    Client.objects.filter(id=cast.bakery.id).update(name=name)
    response = anna.post(reverse("people:clients-export"), {"do": form})
    content = io.BytesIO(b"".join(response) if form == "csv" else response.content)
    found = recognise(content)
    place = found.header.index("Naam")
    assert name in [cells[place] for cells in found.samples]


def test_an_export_is_audited_with_its_number_of_rows(cast: Cast, anna: Browser) -> None:
    anna.post(reverse("people:clients-bulk"), {"do": "csv", "ids": [str(cast.bakery.id)]})
    line = AuditLine.objects.get(action="people.client.export")
    assert line.facts == {"rows": 1, "form": "csv"}


def test_the_export_holds_what_the_filters_say(cast: Cast, anna: Browser) -> None:
    response = anna.post(reverse("people:clients-export"), {"do": "csv", "kind": "business"})
    text = response.getvalue().decode()
    assert "Zoute Brood" in text
    assert "030 012 34 56" in text
    assert "Jansen" not in text


@pytest.mark.parametrize("name", ["clients-bulk", "clients-export"])
def test_a_standin_takes_nothing_out(cast: Cast, bram: Browser, name: str) -> None:
    assert bram.post(reverse(f"people:{name}"), {"do": "csv", "ids": [str(cast.bakery.id)]}).status_code == 404
