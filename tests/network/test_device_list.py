"""The devices of all clients in one list: what it shows, to whom, and out as a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from gestand.core.audit.models import AuditLine
from gestand.core.freezing import FrozenNow
from gestand.core.house import house
from gestand.core.search import reindex
from gestand.network import actions
from gestand.network.actions.sites import site_for
from gestand.network.importers.tables.columns import guess_column
from gestand.network.models import AddressUse, Device, DeviceUser, Interface
from gestand.network.queries.device_filter import ALL, COLUMNS, ORDERS, DeviceFilter
from gestand.network.queries.device_list import PAGE_SIZE, device_page
from tests.cast import NOW, TODAY, Cast

MOST_STATEMENTS = 15


def device(cast: Cast, name: str, *, client: Any = None, kind: str = "computer", **fields: Any) -> Device:
    made = actions.add_thing(
        "device", by=cast.owner, at=NOW, owner=client or cast.jansen, name=name, kind=kind, **fields
    )
    assert isinstance(made, Device)
    return made


def names(cast: Cast, query: str = "", *, actor: Any = None) -> list[str]:
    wanted = DeviceFilter.read(QueryDict(query))
    page = device_page(actor or cast.owner, wanted, today=TODAY, columns=COLUMNS)
    return [row.name for row in page.rows]


@pytest.fixture
def many(cast: Cast) -> Cast:
    """Pages full of devices, some with one and the same name, a third without a day of its own."""
    Device.objects.bulk_create(
        Device(
            client=cast.jansen, kind="computer", name=f"PC {number // 3:03}", created_at=NOW, changed_at=NOW,
            warranty_ends_on=TODAY + timedelta(days=number // 5) if number % 3 else None,
            seen_on=TODAY - timedelta(days=number // 5) if number % 3 else None,
        )
        for number in range(PAGE_SIZE * 2 + 10)
    )  # fmt: skip
    return cast


@pytest.mark.parametrize("order", list(ORDERS))
def test_every_device_is_on_one_page_exactly(many: Cast, order: str) -> None:
    seen, after, wanted = [], "", DeviceFilter(order=order)
    while True:
        page = device_page(many.owner, wanted, today=TODAY, columns=(), after=after)
        seen += [row.id for row in page.rows]
        after = page.next
        if not after:
            break
    assert len(seen) == len(set(seen)) == Device.objects.count()


@pytest.mark.parametrize("order", list(ORDERS))
def test_the_way_back_shows_the_same_pages(many: Cast, order: str) -> None:
    wanted = DeviceFilter(order=order)

    def page(**way: str) -> Any:
        return device_page(many.owner, wanted, today=TODAY, columns=(), **way)

    first = page()
    second = page(after=first.next)
    third = page(after=second.next)
    back = page(before=third.previous)
    assert [row.id for row in back.rows] == [row.id for row in second.rows]
    again = page(before=back.previous)
    assert [row.id for row in again.rows] == [row.id for row in first.rows]
    assert (again.previous, again.is_first, third.next) == ("", True, "")


def test_what_misses_the_day_of_the_order_stands_last(many: Cast) -> None:
    page = device_page(many.owner, DeviceFilter(order="-warranty"), today=TODAY, columns=())
    days = [row.warranty_ends_on for row in page.rows]
    assert None not in days
    assert days == sorted(days, reverse=True)  # type: ignore[type-var]


@pytest.mark.parametrize(
    "key", ["x", "0", "9" + "0" * 32, "0" * 33, "\x00" * 40, "1" + "0" * 32 + "x", "0" * 33 + "\x00"]
)
def test_a_tampered_key_gives_a_page(many: Cast, anna: Browser, key: str) -> None:
    for order in ORDERS:
        for way in ("after", "before"):
            assert anna.get(reverse("network:device-list"), {way: key, "order": order}).status_code == 200


def test_what_is_gone_is_not_in_the_list_until_it_is_asked_for(cast: Cast) -> None:
    device(cast, "Hier")
    Device.objects.create(
        client=cast.jansen, kind="computer", name="Weg", state="gone", gone_on=TODAY, created_at=NOW, changed_at=NOW
    )
    assert names(cast) == ["Hier"]
    assert names(cast, "state=gone") == ["Weg"]
    assert names(cast, f"state={ALL}") == ["Hier", "Weg"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=printer", ["Printer"]),
        ("make=hp", ["Printer"]),
        ("make=HP", ["Printer"]),
        ("make=Canon", []),
        ("system=windows+10", ["Oud"]),
        ("system=windows", ["Nieuw", "Oud"]),
        ("unsupported=1", ["Oud"]),
        ("warranty_from=2026-12-01", ["Nieuw"]),
        ("warranty_to=2026-12-01", ["Oud"]),
        ("warranty_from=2026-01-01&warranty_to=2027-12-31", ["Oud", "Nieuw"]),
        ("seen_before=2026-02-01", ["Oud"]),
        ("without_user=1", ["Oud", "Printer"]),
        ("kind=printer&make=hp", ["Printer"]),
        ("kind=nonsense&warranty_to=2026-99-99&site=x&client=y&order=z", ["Nieuw", "Oud", "Printer"]),
    ],
)
def test_filters_narrow_the_list(cast: Cast, query: str, found: list[str]) -> None:
    cache.clear()
    new = device(cast, "Nieuw", operating_system="Windows 11 Pro", warranty_ends_on=date(2027, 5, 1))
    old = device(cast, "Oud", operating_system="Windows 10 Pro 22H2", warranty_ends_on=date(2026, 3, 1))
    Device.objects.filter(pk=old.pk).update(system_cycle="windows/10-22h2", seen_on=date(2026, 1, 1))
    device(cast, "Printer", kind="printer", make="HP")
    DeviceUser.objects.create(device=new, person=cast.eva)
    assert names(cast, query) == found


def test_the_list_of_one_client_and_of_one_site(cast: Cast) -> None:
    shop = site_for(cast.bakery, by=cast.owner, at=NOW)
    device(cast, "Kassa", client=cast.bakery, site=shop)
    device(cast, "Oven", client=cast.bakery)
    device(cast, "Laptop")
    assert names(cast, f"client={cast.bakery.id}") == ["Kassa", "Oven"]
    assert names(cast, f"client={cast.bakery.id}&site={shop.pk}") == ["Kassa"]


@pytest.mark.parametrize(
    "typed", ["laptop", "latop", "PF-2X9Z1", "pf2x9z1", "00:1b:44:11:3a:b7", "001B44113AB7", "00-1B-44-11-3A-B7",
              "001b.4411.3ab7", "00:1b:44", "192.168.1.10", "192.168.1.", "dell latitude", "jansen laptop"],
)  # fmt: skip
def test_a_device_is_found_by_whatever_is_known_of_it(cast: Cast, typed: str) -> None:
    made = device(cast, "Laptop Eva", make="Dell", model="Latitude 5440", serial_number="PF-2X9Z1")
    device(cast, "Telefoon", kind="phone")
    Interface.objects.create(device=made, mac="00:1b:44:11:3a:b7")
    AddressUse.objects.create(
        site=site_for(cast.jansen, by=cast.owner, at=NOW), device=made, address="192.168.1.10",
        sort_key=f"{0:020d}ffffc0a8010a"[-32:], since_on=TODAY,
    )  # fmt: skip
    actions.change_thing(made, by=cast.owner, at=NOW, note="gezien")
    assert names(cast, QueryDict(mutable=True).urlencode() + f"q={typed}") == ["Laptop Eva"]


def test_words_and_a_client_narrow_together(cast: Cast) -> None:
    device(cast, "Printer", client=cast.bakery, kind="printer")
    device(cast, "Printer boven", kind="printer")
    assert names(cast, f"q=printer&client={cast.bakery.id}") == ["Printer"]


def test_the_page_shows_what_its_columns_say(cast: Cast, anna: Browser) -> None:
    made = device(cast, "Laptop <b>Eva</b>", make="Dell", model="Latitude")
    Interface.objects.create(device=made, mac="00:1b:44:11:3a:b7")
    DeviceUser.objects.create(device=made, person=cast.eva)
    page = anna.get(reverse("network:device-list") + "?" + "&".join(f"column={name}" for name in COLUMNS))
    text = page.content.decode()
    for word in ("Laptop &lt;b&gt;Eva", "Dell Latitude", "00:1b:44:11:3a:b7", "Eva Jansen", "Familie Jansen"):
        assert word in text
    assert "<b>Eva" not in text


def test_each_filter_is_a_chip_that_takes_it_off(cast: Cast, anna: Browser) -> None:
    device(cast, "Printer", kind="printer", make="HP")
    page = anna.get(reverse("network:device-list"), {"kind": "printer", "make": "HP"})
    chips = {chip.label: chip.url for chip in page.context["narrowings"]}
    assert chips == {"Printer": "?make=HP", "HP": "?kind=printer"}


def test_the_form_of_filters_leads_to_a_clean_address(cast: Cast, anna: Browser) -> None:
    reindex("client", [cast.bakery.id])
    typed = {"filter": "1", "kind": "printer", "make": "", "state": "", "client_name": "zoute brood", "order": ""}
    answer = anna.get(reverse("network:device-list"), typed)
    assert answer.headers["Location"] == f"{reverse('network:device-list')}?client={cast.bakery.id}&kind=printer"


# Who sees what


def test_a_standin_sees_the_devices_of_granted_clients_alone(cast: Cast, bram: Browser) -> None:
    device(cast, "Kassa", client=cast.bakery, make="Toshiba")
    device(cast, "Laptop Eva", make="Geheim merk")
    for query in ("", "q=laptop", f"client={cast.jansen.id}", "state=all", "make=Geheim+merk"):
        page = bram.get(f"{reverse('network:device-list')}?{query}").content.decode()
        assert "Laptop Eva" not in page
        assert "Familie Jansen" not in page
    assert "Geheim merk" not in bram.get(reverse("network:device-list")).content.decode()
    assert "Kassa" in bram.get(reverse("network:device-list")).content.decode()


def test_a_stranger_sees_no_device(cast: Cast, dirk: Browser) -> None:
    device(cast, "Kassa", client=cast.bakery)
    answer = dirk.get(reverse("network:device-list"))
    assert "Kassa" not in answer.content.decode()


@contextmanager
def statements() -> Iterator[CaptureQueriesContext]:
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        yield asked


@pytest.mark.parametrize("query", ["", "q=pc", "order=warranty", "kind=computer&make=x&system=y&unsupported=1"])
def test_ten_times_the_devices_ask_no_more_statements(many: Cast, anna: Browser, query: str) -> None:
    url = f"{reverse('network:device-list')}?{query}&" + "&".join(f"column={name}" for name in COLUMNS)
    anna.get(url)
    with statements() as few:
        anna.get(url)
    Device.objects.bulk_create(
        Device(client=many.bakery, kind="computer", name=f"PC extra {number}", created_at=NOW, changed_at=NOW)
        for number in range(1000)
    )
    with statements() as more:
        anna.get(url)
    assert len(more) <= len(few) <= MOST_STATEMENTS


# Out as a file

HOSTILE = ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)"]


def exported(browser: Browser, do: str = "csv-all", query: str = "") -> list[list[str]]:
    response = browser.post(reverse("network:device-export"), {"do": do, "query": query})
    content = b"".join(response)  # type: ignore[arg-type] # it streams
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_of_a_file_is_a_formula(cast: Cast, anna: Browser, name: str) -> None:
    device(cast, name, make=name, serial_number=name)
    cells = [cell for row in exported(anna) for cell in row]
    assert cells.count(f"'{name}") == 3
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@\t]", cell)]
    book = b"".join(anna.post(reverse("network:device-export"), {"do": "excel-all"}))  # type: ignore[arg-type]
    sheet = load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert sheet["A2"].value == name


def test_a_file_holds_every_page_of_what_is_listed(many: Cast, anna: Browser) -> None:
    device(many, "Printer", kind="printer")
    rows = exported(anna, query="kind=computer&order=-name")
    assert len(rows) == 1 + PAGE_SIZE * 2 + 10
    assert [row[0] for row in rows[1:]] == sorted((row[0] for row in rows[1:]), reverse=True)
    assert AuditLine.objects.get(action="network.devices.export").facts == {"form": "csv", "rows": PAGE_SIZE * 2 + 10}


def test_a_file_has_the_columns_in_their_order(cast: Cast, anna: Browser) -> None:
    device(cast, "Laptop", make="Dell", supplier="Winkel")
    response = anna.post(reverse("network:device-export"), {"do": "csv", "column": ["supplier", "make"]})
    head = b"".join(response).decode("utf-8-sig").splitlines()[0].split(";")  # type: ignore[arg-type]
    assert [guess_column(name) for name in head] == ["name", "supplier", "make", "model"]


def test_what_may_only_be_stored_stays_out_of_a_file(
    cast: Cast, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    device(cast, "Laptop")
    device(cast, "Kassa", client=cast.bakery)
    monkeypatch.setattr(house, "frozen", lambda: FrozenNow(clients=frozenset([cast.jansen.id])))
    assert [row[0] for row in exported(anna)[1:]] == ["Kassa"]


def test_a_standin_takes_nothing_out(cast: Cast, bram: Browser) -> None:
    device(cast, "Kassa", client=cast.bakery)
    assert bram.post(reverse("network:device-export"), {"do": "csv"}).status_code == 404
