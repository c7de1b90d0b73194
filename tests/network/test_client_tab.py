"""A client's Network tab: as easy as a note on paper, and no longer for three hundred devices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gestand.network import actions
from gestand.network.actions.sites import site_for
from gestand.network.models import Device, Mailbox
from gestand.people.models import Client
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


def tab(browser: Browser, client: Client) -> str:
    answer = browser.get(reverse("network:client", args=[client.id]))
    assert answer.status_code == 200
    return answer.content.decode()


def many_devices(cast: Cast, client: Client, count: int) -> None:
    site = site_for(client, by=cast.owner, at=NOW)
    kinds = ["router", *["switch"] * (count // 20), *["computer"] * count][:count]
    Device.objects.bulk_create(
        Device(client=client, site=site, kind=kind, name=f"{kind}-{number}", created_at=NOW, changed_at=NOW)
        for number, kind in enumerate(kinds)
    )
    Mailbox.objects.bulk_create(
        Mailbox(client=client, address=f"m{number}@brood.example", created_at=NOW, changed_at=NOW)
        for number in range(count)
    )


def test_without_anything_one_button_is_offered(cast: Cast, anna: Browser) -> None:
    page = tab(anna, cast.jansen)
    assert reverse("network:device-add", args=[cast.jansen.id]) in page
    assert "network-picture" not in page


def test_a_household_reads_what_is_there(cast: Cast, anna: Browser) -> None:
    actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.jansen, kind="computer", name="Laptop van Eva",
                      make="Lenovo", model="IdeaPad")  # fmt: skip
    page = tab(anna, cast.jansen)
    assert "Laptop van Eva" in page
    assert "Lenovo IdeaPad" in page
    assert "network-picture" in page


def test_at_home_the_computer_comes_first_and_in_a_firm_the_router(cast: Cast, anna: Browser) -> None:
    for client in (cast.jansen, cast.bakery):
        for kind, name in (("router", "Zendkastje"), ("computer", "Werkpaard")):
            actions.add_thing("device", by=cast.owner, at=NOW, owner=client, kind=kind, name=name)
    home, firm = (tab(anna, client).partition("thing-rows")[2] for client in (cast.jansen, cast.bakery))
    assert home.index("Werkpaard") < home.index("Zendkastje")
    assert firm.index("Zendkastje") < firm.index("Werkpaard")


def test_of_many_eight_are_shown_and_all_are_one_click_away(cast: Cast, anna: Browser) -> None:
    many_devices(cast, cast.bakery, 30)
    page = tab(anna, cast.bakery)
    assert page.count("@brood.example") == 8
    assert reverse("network:things", args=[cast.bakery.id, "mailbox"]) in page
    everything = anna.get(reverse("network:things", args=[cast.bakery.id, "mailbox"])).content.decode()
    assert everything.count("@brood.example") == 30


def test_ten_times_as_much_costs_no_more_statements_and_no_longer_page(cast: Cast, anna: Browser) -> None:
    told = []
    for count in (30, 300):
        Device.objects.all().delete()
        Mailbox.objects.all().delete()
        many_devices(cast, cast.bakery, count)
        tab(anna, cast.bakery)
        with CaptureQueriesContext(connection) as asked:
            page = tab(anna, cast.bakery)
        told.append((len(asked), len(page)))
    assert told[0][0] == told[1][0] <= MOST_QUERIES
    assert told[1][1] < 1.5 * told[0][1]


def test_what_went_is_history_and_not_on_the_tab(cast: Cast, anna: Browser) -> None:
    old = actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.bakery, kind="switch", name="Oude kassa")
    actions.change_thing(old, by=cast.owner, at=NOW, state="gone", gone_on=NOW.date())
    assert "Oude kassa" not in tab(anna, cast.bakery)


def test_one_home_needs_no_list_of_sites(cast: Cast, anna: Browser) -> None:
    site_for(cast.jansen, by=cast.owner, at=NOW)
    actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.jansen, kind="computer", name="Laptop")
    assert reverse("network:thing-new", args=[cast.jansen.id, "site"]) not in tab(anna, cast.jansen)


def test_a_stranger_sees_no_tab(cast: Cast, bram: Browser) -> None:
    assert bram.get(reverse("network:client", args=[cast.jansen.id])).status_code == 404
    assert bram.get(reverse("network:things", args=[cast.jansen.id, "device"])).status_code == 404


def test_a_name_on_the_tab_stays_text(cast: Cast, anna: Browser) -> None:
    evil = "<script>alert(1)</script>"
    actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.bakery, kind="router", name=evil)
    assert evil not in tab(anna, cast.bakery)


def test_what_ends_alike_stands_on_one_line_and_the_rest_is_folded(cast: Cast, anna: Browser) -> None:
    for number in range(5):
        actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.jansen, kind="computer", name=f"Kassa {number}",
                          operating_system="Windows 10 Pro 22H2", system_cycle="windows/10-22h2")  # fmt: skip
    for number in range(4):
        actions.add_thing("licence", by=cast.owner, at=NOW, owner=cast.jansen, product=f"Pakket {number}",
                          ends_on=timezone.localdate() + timedelta(days=10 + number))  # fmt: skip
    page = tab(anna, cast.jansen)
    panel = page.partition(">Wat afloopt<")[2].partition("</section>")[0]
    first, _summary, folded = panel.partition("<details")
    assert "Kassa 0, Kassa 1 en nog 3" in panel
    assert panel.count("Windows 10") == 1
    assert (first.count("<li>"), folded.count("<li>")) == (3, 2)
    assert "en nog 2 dingen" in folded
    assert "Bekend" not in panel
    all_alike = anna.get(reverse("network:watch"), {"what": "system", "client": str(cast.jansen.pk), "show": "past"})
    assert f'href="{all_alike.request["PATH_INFO"]}?what=system&amp;client={cast.jansen.pk}&amp;show=past"' in panel
    assert all_alike.content.decode().count("Bekend") >= 5
