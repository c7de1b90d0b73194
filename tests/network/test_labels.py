"""Labels: what stands on them, in which millimetres, and where the code on one leads."""

from __future__ import annotations

import io
import re
from urllib.parse import urlsplit

import pytest
import segno
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from gestand.network import actions
from gestand.network.actions.sites import site_for
from gestand.network.labels.codes import code_of, drawn, label_address, read_short_id, spelled
from gestand.network.labels.papers import PAPERS, Paper
from gestand.network.models import Device, DeviceState, Place
from gestand.people.models import Client
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db

MM = 72 / 25.4


def a_device(cast: Cast, name: str = "Laptop van Eva", client: Client | None = None, **more: object) -> Device:
    made = actions.add_thing(
        "device", by=cast.owner, at=NOW, owner=client or cast.jansen, kind="computer", name=name, **more
    )
    assert isinstance(made, Device)
    return made


def printed(anna: Browser, cast: Cast, devices: list[Device], **chosen: object) -> PdfReader:
    asked = {"paper": "l7159", "first": 1, "with_name": "on", "do": "print", **chosen}
    answer = anna.post(
        reverse("network:labels", args=[cast.jansen.id]), {**asked, "device": [str(device.id) for device in devices]}
    )
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return PdfReader(io.BytesIO(answer.content))


# The papers


@pytest.mark.parametrize("paper", PAPERS.values(), ids=list(PAPERS))
def test_every_label_of_a_paper_lies_on_its_page_and_on_no_other_label(paper: Paper) -> None:
    places = [paper.place_mm(number) for number in range(paper.labels_a_page)]
    width, height = paper.page_mm
    for number, (x, y) in enumerate(places):
        assert x >= -0.01
        assert x + paper.width_mm <= width + 0.01
        assert y >= -0.01
        assert y + paper.height_mm <= height + 0.01
        for other_x, other_y in places[:number]:
            beside = abs(x - other_x) >= paper.width_mm - 0.01
            assert beside or abs(y - other_y) >= paper.height_mm - 0.01


@pytest.mark.parametrize(
    ("key", "labels", "left", "top", "last"),
    [
        ("l7159", 24, 7.25, 12.9, (139.25, 250.2)),
        ("a4-3474", 24, 0, 0.5, (140, 259.5)),
        ("l7651", 65, 4.75, 10.7, (167.15, 265.1)),
    ],
)
def test_the_sheets_measure_what_their_makers_publish(
    key: str, labels: int, left: float, top: float, last: tuple[float, float]
) -> None:
    paper = PAPERS[key]
    assert (paper.labels_a_page, paper.left_mm, paper.top_mm) == (labels, left, top)
    assert paper.place_mm(labels - 1) == pytest.approx(last)


@pytest.mark.parametrize(
    ("labels", "first", "pages"), [(0, 1, 0), (1, 1, 1), (24, 1, 1), (25, 1, 2), (1, 24, 1), (2, 24, 2)]
)
def test_a_used_sheet_takes_fewer_labels(labels: int, first: int, pages: int) -> None:
    assert PAPERS["l7159"].pages_for(labels, first=first) == pages


# The code


def test_the_code_says_the_short_address_in_capitals(cast: Cast) -> None:
    device = a_device(cast)
    cast.firm.public_url = "https://gestand.helder-it.example/"
    cast.firm.save()
    assert label_address(device.short_id) == f"HTTPS://GESTAND.HELDER-IT.EXAMPLE/D/{device.short_id}"
    known = segno.make(label_address(device.short_id), error="m", micro=False)
    assert known.mode == "alphanumeric"
    assert [list(map(int, row)) for row in code_of(label_address(device.short_id))] == [
        list(row) for row in known.matrix
    ]


def test_an_address_with_a_path_of_its_own_keeps_its_small_letters() -> None:
    assert label_address("K7M2PQX", base="https://helder-it.example/kantoor") == (
        "https://helder-it.example/kantoor/d/K7M2PQX"
    )


def test_the_drawing_has_a_dark_square_where_the_code_has_one() -> None:
    squares = code_of("HTTPS://GESTAND.HELDER-IT.EXAMPLE/D/K7M2PQX")
    drawing = drawn(squares)
    dark = set()
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", drawing):
        dark |= {(int(x) - 4 + step, int(y) - 4) for step in range(int(run))}
    assert dark == {(x, y) for y, row in enumerate(squares) for x, square in enumerate(row) if square}


@pytest.mark.parametrize("typed", ["K7M2PQX", "k7m2pqx", "K7M2-PQX", " k7m2 - pqx "])
def test_a_short_id_is_read_however_it_is_typed(typed: str) -> None:
    assert read_short_id(typed) == "K7M2PQX"
    assert spelled("K7M2PQX") == "K7M2-PQX"


@pytest.mark.parametrize("typed", ["", "K7M2PQ", "K7M2PQXX", "AEIOU12", "K7M2PQ/", "onzin", "K7M2PQ١"])
def test_anything_else_is_no_short_id(typed: str) -> None:
    assert read_short_id(typed) == ""


# The PDF


def test_as_many_labels_as_devices_on_pages_of_exact_millimetres(cast: Cast, anna: Browser) -> None:
    devices = [a_device(cast, f"Laptop {number}") for number in range(3)]
    pdf = printed(anna, cast, devices, paper="dymo-11354")
    assert len(pdf.pages) == 3
    assert [float(side) / MM for side in pdf.pages[0].mediabox[2:]] == pytest.approx([57, 32], abs=0.01)
    sheet = printed(anna, cast, devices)
    assert len(sheet.pages) == 1
    assert [float(side) / MM for side in sheet.pages[0].mediabox[2:]] == pytest.approx([210, 297], abs=0.05)
    words = sheet.pages[0].extract_text()
    assert all(spelled(device.short_id) in words for device in devices)


def test_a_used_sheet_begins_at_the_first_free_label(cast: Cast, anna: Browser) -> None:
    devices = [a_device(cast, f"Laptop {number}") for number in range(2)]
    pdf = printed(anna, cast, devices, first=24)
    assert [devices[number].name in page.extract_text() for number, page in enumerate(pdf.pages)] == [True, True]
    found: list[tuple[float, float]] = []

    def note(text: str, frame: list[float], own: list[float], *_font: object) -> None:
        if text.strip():
            x = own[4] * frame[0] + own[5] * frame[2] + frame[4]
            y = own[4] * frame[1] + own[5] * frame[3] + frame[5]
            found.append((x / MM, y / MM))

    pdf.pages[0].extract_text(visitor_text=note)
    assert found
    assert all(x > 139 and y < 297 - 250 for x, y in found)


def test_no_label_names_the_client_unless_it_is_asked_for(cast: Cast, anna: Browser) -> None:
    device = a_device(cast)
    bare = printed(anna, cast, [device]).pages[0].extract_text()
    assert "Jansen" not in bare
    assert "030 012 34 56" not in bare
    assert "Helder IT" in bare
    full = printed(anna, cast, [device], with_client="on", with_phone="on").pages[0].extract_text()
    assert "Familie Jansen" in full
    assert "030" in full
    nameless = printed(anna, cast, [device], with_name="").pages[0].extract_text()
    assert "Eva" not in nameless


@pytest.mark.parametrize(
    "name", ["W" * 80, "Laptop van de oudste dochter op de tweede verdieping achter", "☎ 中文 ?<>&#*_`$"]
)
def test_any_name_fits_on_the_smallest_label(cast: Cast, anna: Browser, name: str) -> None:
    assert len(printed(anna, cast, [a_device(cast, name)], paper="l7651").pages) == 1


def test_devices_of_another_client_are_not_printed_along(cast: Cast, anna: Browser) -> None:
    theirs = a_device(cast, "Kassa", cast.bakery)
    answer = anna.post(
        reverse("network:labels", args=[cast.jansen.id]),
        {"paper": "l7159", "first": 1, "do": "print", "device": [str(theirs.id)]},
    )
    assert answer.status_code == 422
    assert "Kassa" not in answer.content.decode()


def test_a_sheet_has_no_more_labels_than_it_has(cast: Cast, anna: Browser) -> None:
    device = a_device(cast)
    url = reverse("network:labels", args=[cast.jansen.id])
    asked = {"paper": "l7159", "first": 25, "do": "print", "device": [str(device.id)]}
    answer = anna.post(url, asked)
    assert answer.status_code == 422
    assert "24" in str(answer.context["form"].errors["first"])
    assert anna.post(url, {**asked, "paper": "dymo-99012"}).status_code == 200


def test_the_page_offers_the_places_and_shows_the_first_page(cast: Cast, anna: Browser) -> None:
    site = site_for(cast.jansen, by=cast.owner, at=NOW)
    loft = Place.objects.create(site=site, name="Zolder")
    up, down = a_device(cast, "NAS", site=site, place=loft), a_device(cast, "Printer", site=site)
    gone = a_device(cast, "Oude pc", state=DeviceState.GONE, gone_on=NOW.date(), not_wiped_because="geen schijf")
    url = reverse("network:labels", args=[cast.jansen.id])
    page = anna.get(url)
    assert page.context["chosen"] == {up.id, down.id}
    assert gone.name not in page.content.decode()
    page = anna.get(url, {"place": str(loft.id)})
    assert page.context["chosen"] == {up.id}
    picture = anna.get(page.context["preview_url"])
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_a_standin_prints_labels_of_his_own_clients_alone(cast: Cast, bram: Browser) -> None:
    assert bram.get(reverse("network:labels", args=[cast.bakery.id])).status_code == 200
    assert bram.get(reverse("network:labels", args=[cast.jansen.id])).status_code == 404
    assert bram.get(reverse("network:labels-preview", args=[cast.jansen.id])).status_code == 404


# Scanning one


def path_in_code(device: Device) -> str:
    return urlsplit(label_address(device.short_id)).path


def without_code(answer: HttpResponse, device: Device) -> str:
    """A page without the code under which it was asked for, and what differs by itself."""
    codes = f"{device.short_id}|{spelled(device.short_id)}|2222-222|2222222"
    return re.sub(rf'(value|nonce)="[^"]*"|{codes}', "", answer.content.decode())


def test_who_may_see_the_device_is_led_to_it(cast: Cast, anna: Browser) -> None:
    device = a_device(cast)
    for path in (path_in_code(device), f"/d/{device.short_id}", f"/d/{device.short_id.lower()}"):
        assert anna.get(path)["Location"] == reverse("network:thing", args=["device", device.pk])


def test_who_may_not_see_it_learns_nothing(cast: Cast, bram: Browser, dirk: Browser) -> None:
    device = a_device(cast)
    for browser in (bram, dirk):
        hidden, unknown = browser.get(f"/d/{device.short_id}"), browser.get("/d/2222222")
        assert hidden.status_code == unknown.status_code
        assert without_code(hidden, device) == without_code(unknown, device)
    assert bram.get(f"/d/{device.short_id}").status_code == 404


def test_a_stranger_sees_only_whom_to_call(cast: Cast) -> None:
    device = a_device(cast)
    page = Browser().get(path_in_code(device))
    words = page.content.decode()
    assert page.status_code == 200
    assert "Helder IT" in words
    assert "+31300123456" in words
    assert spelled(device.short_id) in words
    assert not re.search(r"\bEva\b|Jansen|Laptop|computer", words)
    assert f"/account/login/?next=%2FD%2F{device.short_id}" in words


def test_a_stranger_gets_the_same_page_for_a_code_that_does_not_exist(cast: Cast) -> None:
    device = a_device(cast)
    known, unknown = Browser().get(f"/d/{device.short_id}"), Browser().get("/d/2222222")
    assert without_code(known, device) == without_code(unknown, device)
    assert (known.status_code, known.headers.keys()) == (unknown.status_code, unknown.headers.keys())


def test_for_a_stranger_no_device_is_looked_up(cast: Cast) -> None:
    device = a_device(cast)
    with CaptureQueriesContext(connection) as asked:
        Browser().get(f"/d/{device.short_id}")
    assert not [query for query in asked if "network_device" in query["sql"]]


def test_the_public_page_speaks_english_too(cast: Cast) -> None:
    assert "Found this device?" in Browser().get("/en/d/2222222").content.decode()


def test_only_the_pages_for_on_site_may_ask_for_the_camera(cast: Cast, anna: Browser) -> None:
    assert "camera=()" in anna.get(reverse("office:today"))["Permissions-Policy"]
    assert "camera=(self)" in anna.get(reverse("network:find"))["Permissions-Policy"]
    assert "camera=(self)" in anna.get(reverse("network:device-add", args=[cast.jansen.id]))["Permissions-Policy"]
    assert "camera=()" in Browser().get("/account/login/")["Permissions-Policy"]
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"]
