"""The page of a device, and those of the other kinds: what a technician sees, in few questions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gestand.core.house import ThingPanel, house
from gestand.network import actions
from gestand.network.actions.addressing import use_address
from gestand.network.actions.interfaces import add_interface
from gestand.network.actions.links import hang
from gestand.network.actions.sites import site_for
from gestand.network.actions.states import change_state
from gestand.network.actions.users import add_user
from gestand.network.checks import NotDocumented
from gestand.network.models import AddressUse, Device, DeviceUser, Link, Site
from gestand.network.things import THINGS
from tests.cast import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def device(cast: Cast, name: str, kind: str = "computer", **fields: Any) -> Device:
    made = actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.bakery, kind=kind, name=name, **fields)
    assert isinstance(made, Device)
    return made


def page(browser: Browser, row: Any, kind: str = "device") -> str:
    answer = browser.get(reverse("network:thing", args=[kind, row.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def bakery_site(cast: Cast) -> Site:
    return site_for(cast.bakery, by=cast.owner, at=NOW)


def test_a_device_tells_what_it_is_where_it_hangs_and_who_uses_it(cast: Cast, anna: Browser) -> None:
    site = bakery_site(cast)
    switch = device(cast, "Switch kast", "switch", site=site)
    till = device(cast, "Kassa", site=site, make="Dell", serial_number="ABC123", facts={"memory": "16 GB"})
    add_interface(till, by=cast.owner, at=NOW, name="LAN", mac="00-00-0C-11-22-33")
    use_address(by=cast.owner, at=NOW, site=site, address="192.168.1.20", device=till)
    hang(till, switch, by=cast.owner, at=NOW, upper_port="7")
    add_user(till, cast.carla, by=cast.owner, at=NOW, user_name="carla", since_on=TODAY)
    shown = page(anna, till)
    for words in ("Dell", "ABC123", "16 GB", "00:00:0c:11:22:33", "Cisco", "192.168.1.20", "Switch kast", "Carla"):
        assert words in shown, words


@pytest.mark.parametrize("times", [1, 10])
def test_the_page_of_a_device_asks_as_much_at_ten_times_the_parts(cast: Cast, anna: Browser, times: int) -> None:
    site = bakery_site(cast)
    switch = device(cast, "Switch", "switch", site=site)
    for number in range(times):
        lower = device(cast, f"Kassa {number}", site=site)
        hang(lower, switch, by=cast.owner, at=NOW)
        add_interface(switch, by=cast.owner, at=NOW, name=f"LAN {number}")
        add_user(lower, cast.carla, by=cast.owner, at=NOW)
    page(anna, switch)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page(anna, switch)
    assert len(asked) <= MOST_QUERIES


@pytest.mark.parametrize("kind", [kind for kind in THINGS if kind not in ("site", "subnet")])
def test_the_page_of_each_kind_stays_within_its_questions(cast: Cast, anna: Browser, kind: str) -> None:
    row = one_of(cast, kind)
    page(anna, row, kind)
    with CaptureQueriesContext(connection) as asked:
        assert str(row) in page(anna, row, kind)
    assert len(asked) <= MOST_QUERIES


def one_of(cast: Cast, kind: str) -> Any:
    site = bakery_site(cast)
    fields: dict[str, dict[str, Any]] = {
        "connection": {"provider": "KPN"},
        "wireless": {"name": "Bakkerij"},
        "device": {"kind": "computer", "name": "Kassa"},
        "licence": {"product": "Office", "seats": 3},
        "domain": {"name": "zoutebrood.example"},
        "certificate": {"name": "zoutebrood.example", "expires_on": date(2027, 1, 1)},
        "tenant": {"name": "zoutebrood"},
        "mailbox": {"address": "info@zoutebrood.example"},
        "account": {"service": "TransIP", "website": "https://www.transip.example/"},
        "backup": {"what": "Kassa", "where_to": "NAS"},
    }
    owner = site if THINGS[kind].has_site else cast.bakery
    return actions.add_thing(kind, by=cast.owner, at=NOW, owner=owner, **fields[kind])


def test_a_changed_field_shows_its_earlier_values(cast: Cast, anna: Browser) -> None:
    till = device(cast, "Kassa", make="Dell", facts={"memory": "8 GB"})
    actions.change_thing(till, by=cast.owner, at=NOW, make="HP", facts={"memory": "16 GB"})
    shown = page(anna, till)
    assert shown.count('class="earlier"') == 2
    assert "Dell, " in shown
    assert "8 GB, " in shown


def test_a_device_that_stored_data_does_not_go_without_its_wiping(cast: Cast) -> None:
    till = device(cast, "Kassa")
    with pytest.raises(NotDocumented) as refusal:
        change_state(till, by=cast.owner, at=NOW, state="gone", gone_on=TODAY)
    assert refusal.value.field == "wiped_on"
    with pytest.raises(NotDocumented) as refusal:
        change_state(till, by=cast.owner, at=NOW, state="gone", gone_on=TODAY, wiped_on=TODAY, wiped_how="nwipe")
    assert refusal.value.field == "wiped_by"
    change_state(till, by=cast.owner, at=NOW, state="gone", gone_on=TODAY, not_wiped_because="Gestolen")
    till.refresh_from_db()
    assert (till.state, till.not_wiped_because) == ("gone", "Gestolen")


def test_a_switch_goes_without_being_wiped(cast: Cast) -> None:
    switch = device(cast, "Switch", "switch")
    assert change_state(switch, by=cast.owner, at=NOW, state="gone", gone_on=TODAY).gone_on == TODAY


def test_with_a_device_that_goes_end_its_users_addresses_and_cables(cast: Cast) -> None:
    site = bakery_site(cast)
    switch, till = device(cast, "Switch", "switch", site=site), device(cast, "Kassa", site=site)
    hang(till, switch, by=cast.owner, at=NOW)
    add_user(till, cast.carla, by=cast.owner, at=NOW, since_on=TODAY - timedelta(days=9))
    use_address(by=cast.owner, at=NOW, site=site, address="192.168.1.20", device=till)
    change_state(till, by=cast.owner, at=NOW, state="gone", gone_on=TODAY, not_wiped_because="Gestolen")
    assert not Link.objects.exists()
    assert DeviceUser.objects.get().until_on == TODAY
    assert AddressUse.objects.get().until_on == TODAY


def test_what_hung_on_a_switch_hangs_on_its_successor(cast: Cast) -> None:
    old, new, till = device(cast, "Oud", "switch"), device(cast, "Nieuw", "switch"), device(cast, "Kassa")
    hang(till, old, by=cast.owner, at=NOW, upper_port="7")
    change_state(old, by=cast.owner, at=NOW, state="gone", gone_on=TODAY, successor=new)
    link = Link.objects.get()
    assert (link.lower, link.upper, link.upper_port) == (till, new, "7")


def test_the_form_about_its_state_asks_for_the_wiping(cast: Cast, anna: Browser) -> None:
    till = device(cast, "Kassa")
    url = reverse("network:device-state", args=[till.pk])
    assert "wiped_how" in anna.get(url).content.decode()
    refused = anna.post(url, {"state": "gone", "gone_on": "2026-11-23"})
    assert refused.status_code == 422
    wiped = {"wiped_on": "2026-11-22", "wiped_by": "Anna", "wiped_how": "nwipe"}
    assert anna.post(url, {"state": "gone", "gone_on": "2026-11-23", **wiped}).status_code == 302
    till.refresh_from_db()
    assert (till.state, till.wiped_by) == ("gone", "Anna")


def test_a_backup_worked_today_at_one_press(cast: Cast, anna: Browser) -> None:
    backup = one_of(cast, "backup")
    assert anna.post(reverse("network:backup-succeeded", args=[backup.pk])).status_code == 302
    backup.refresh_from_db()
    assert backup.last_success_on is not None
    assert "vandaag" in page(anna, backup, "backup").lower()


def test_a_panel_of_another_room_stands_on_the_page_of_its_kind_alone(
    cast: Cast, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = ThingPanel(
        1, "network/parts/known.html", lambda **given: {"reason": f"van {given['kind']}"}, frozenset({"device"})
    )
    monkeypatch.setattr(house, "thing_panels", [panel])
    till, tenant = device(cast, "Kassa"), one_of(cast, "tenant")
    answer = anna.get(reverse("network:thing", args=["device", till.pk]))
    assert [context for _template, context in answer.context["panels"]] == [{"reason": "van device"}]
    assert anna.get(reverse("network:thing", args=["tenant", tenant.pk])).context["panels"] == []


def test_the_whole_history_stands_on_its_own_page(cast: Cast, anna: Browser) -> None:
    till = device(cast, "Kassa")
    for number in range(25):
        actions.change_thing(till, by=cast.owner, at=NOW, make=f"Merk {number}")
    assert reverse("network:thing-history", args=["device", till.pk]) in page(anna, till)
    shown = anna.get(reverse("network:thing-history", args=["device", till.pk])).content.decode()
    assert "Merk 0" in shown


def test_a_device_that_is_gone_is_not_offered_an_address(cast: Cast, anna: Browser) -> None:
    here = site_for(cast.bakery, by=cast.owner, at=NOW)
    till = device(cast, "Kassa", site=here)
    assert "Adres geven" in page(anna, till)
    change_state(till, by=cast.owner, at=NOW, state="gone", gone_on=TODAY, not_wiped_because="Gestolen")
    assert "Adres geven" not in page(anna, till)
