"""The picture from the tables: its page, the same in words, and what is taken along."""

from __future__ import annotations

import time
from datetime import date

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gestand.network import actions
from gestand.network.actions.sites import site_for
from gestand.network.kernels.addresses import read_address, sort_key
from gestand.network.models import AddressUse, Device, Link, Site
from gestand.network.picture import draw, draw_overview
from gestand.network.queries.picture import network_of, without_links
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def router(cast: Cast) -> Device:
    """With a computer on it, in a network of its own."""
    site = site_for(cast.bakery, by=cast.owner, at=NOW)
    subnet = actions.add_thing("subnet", by=cast.owner, at=NOW, owner=site, prefix="10.0.0.0/24", name="Kantoor")
    made = {}
    for number, (kind, name) in enumerate((("router", "UniFi"), ("computer", "Kassa")), 1):
        device = actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.bakery, kind=kind, name=name, site=site)
        address = f"10.0.0.{number}"
        AddressUse.objects.create(site=site, subnet=subnet, device=device, address=address,
                                  sort_key=sort_key(read_address(address)), since_on=date(2026, 1, 1))  # fmt: skip
        made[kind] = device
    Link.objects.create(upper=made["router"], lower=made["computer"], upper_port="3")
    actions.add_thing("connection", by=cast.owner, at=NOW, owner=site, provider="KPN", modem=made["router"],
                      down_mbit=500, up_mbit=500)  # fmt: skip
    return made["router"]


def devices(cast: Cast, count: int) -> None:
    """A business of ``count`` devices on switches of twenty-four."""
    site = site_for(cast.bakery, by=cast.owner, at=NOW)
    rows = [
        Device(client=cast.bakery, site=site, kind="switch" if number % 25 == 1 else "computer", name=f"pc-{number}",
               created_at=NOW, changed_at=NOW)
        for number in range(count)
    ]  # fmt: skip
    rows[0].kind = "router"
    Device.objects.bulk_create(rows)
    switches = [row for row in rows if row.kind == "switch"]
    links = [Link(upper=rows[0], lower=row) for row in switches]
    plain = [row for row in rows if row.kind == "computer"]
    links += [Link(upper=switches[place // 24], lower=row) for place, row in enumerate(plain)]
    Link.objects.bulk_create(links)


def test_the_picture_shows_what_is_written_down(cast: Cast, router: Device) -> None:
    drawing = draw(network_of(cast.bakery))
    for words in ("KPN", "500/500", "UniFi", "10.0.0.1", "Kassa", "Kantoor", "10.0.0.0/24"):
        assert words in drawing


def test_each_device_leads_to_its_page(cast: Cast, router: Device) -> None:
    assert f'href="{reverse("network:thing", args=["device", router.pk])}"' in draw(network_of(cast.bakery))


def test_what_went_is_not_drawn(cast: Cast, router: Device) -> None:
    actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.bakery, kind="switch", name="Oud", state="gone",
                      gone_on=NOW.date())  # fmt: skip
    assert "Oud" not in {node.name for node in network_of(cast.bakery).nodes}


def test_an_address_of_before_is_not_drawn(cast: Cast, router: Device) -> None:
    AddressUse.objects.filter(device=router).update(until_on=date(2026, 6, 1))
    assert "10.0.0.1" not in {node.address for node in network_of(cast.bakery).nodes}


def test_nothing_of_another_client_is_drawn(cast: Cast, router: Device) -> None:
    assert network_of(cast.jansen).nodes == []
    assert network_of(cast.jansen).sites == []


def test_the_same_tables_give_the_same_bytes(cast: Cast, router: Device) -> None:
    assert draw(network_of(cast.bakery)) == draw(network_of(cast.bakery))


def test_three_hundred_devices_take_one_statement_and_less_than_the_bound(cast: Cast) -> None:
    devices(cast, 300)
    draw(network_of(cast.bakery))
    with CaptureQueriesContext(connection) as asked:
        begin = time.process_time()
        drawing = draw(network_of(cast.bakery))
        spent = time.process_time() - begin
    assert len(asked) == 1
    assert drawing.count("np-card") == 287
    assert spent < 0.3


def test_on_the_tab_a_large_network_is_counted(cast: Cast) -> None:
    devices(cast, 300)
    overview = draw_overview(network_of(cast.bakery))
    assert "pc-299" not in overview
    assert len(overview) < 30_000


def test_the_page_shows_the_picture_and_the_same_in_words(cast: Cast, anna: Browser, router: Device) -> None:
    page = anna.get(reverse("network:picture", args=[cast.bakery.id])).content.decode()
    assert "network-picture" in page
    words = page.partition("<details")[2]
    for told in ("UniFi", "Kassa", "10.0.0.2", "Kantoor", "port 3" if "port 3" in words else "poort 3"):
        assert told in words


def test_the_page_of_a_large_network_takes_few_statements(cast: Cast, anna: Browser) -> None:
    devices(cast, 300)
    with CaptureQueriesContext(connection) as asked:
        assert anna.get(reverse("network:picture", args=[cast.bakery.id])).status_code == 200
    assert len(asked) <= 12


def test_the_file_stands_alone_and_leads_nowhere(cast: Cast, anna: Browser, router: Device) -> None:
    answer = anna.get(reverse("network:picture-file", args=[cast.bakery.id]))
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "attachment" in answer.headers["Content-Disposition"]
    drawing = answer.content.decode()
    assert "<style>" in drawing
    assert "<a href" not in drawing
    assert {node.href for node in without_links(network_of(cast.bakery)).nodes} == {""}


def test_on_paper_it_is_a_pdf_of_a_sheet_for_each_network(cast: Cast, anna: Browser) -> None:
    devices(cast, 60)
    answer = anna.get(reverse("network:picture-paper", args=[cast.bakery.id]))
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type/Page/") + answer.content.count(
        b"/Type /Page "
    ) != 1  # fmt: skip


def test_a_stranger_gets_no_picture(cast: Cast, bram: Browser, router: Device) -> None:
    for page in ("picture", "picture-file", "picture-paper"):
        assert bram.get(reverse(f"network:{page}", args=[cast.jansen.id])).status_code == 404
    assert bram.get(reverse("network:picture", args=[cast.bakery.id])).status_code == 200


def test_two_sites_are_two_frames(cast: Cast, router: Device) -> None:
    assert "np-frame" not in draw(network_of(cast.bakery))
    Site.objects.create(client=cast.bakery, name="Filiaal", created_at=NOW, changed_at=NOW)
    assert "Filiaal" in draw(network_of(cast.bakery))


def test_where_nothing_is_documented_the_picture_says_how_to_begin(cast: Cast, anna: Browser) -> None:
    page = anna.get(reverse("network:picture", args=[cast.jansen.id])).content.decode()
    assert "Er is nog niets om te tekenen" in page
    assert reverse("network:device-add", args=[cast.jansen.id]) in page
    assert "data-picture" not in page
