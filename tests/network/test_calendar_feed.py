"""The calendar of what ends, as a telephone reads it at a secret address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from gestand.core.freezing import FrozenNow
from gestand.core.house import house
from gestand.core.visitors import HOUR_SECONDS
from gestand.network import actions
from gestand.network.actions.watching import make_calendar, revoke_calendar
from gestand.network.models import CalendarFeed
from gestand.team.models import Account, Grant, GrantedClient
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def certificate(cast: Cast, name: str = "mail", *, owner: Any = None, days: int = 30) -> Any:
    return actions.add_thing(
        "certificate", by=cast.owner, at=NOW, owner=owner or cast.jansen, name=name, expires_on=day(days)
    )


def address_of(account: Account, cast: Cast, *, shows_names: bool = True) -> str:
    actor = cast.owner if account == cast.anna else cast.standin
    return reverse("network:feed", args=[make_calendar(by=actor, at=NOW, shows_names=shows_names)])


def events(visitor: Browser, address: str) -> list[Any]:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_telephone_reads_whole_days_under_ids_that_stay(cast: Cast, visitor: Browser) -> None:
    row = certificate(cast)
    address = address_of(cast.anna, cast)
    (event,) = events(visitor, address)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (day(30), day(31))
    assert str(event["SUMMARY"]) == "Certificaat: mail (Familie Jansen)"
    assert str(event["UID"]) == f"certificate-{row.pk}@gestand"
    actions.change_thing(row, by=cast.owner, at=NOW, expires_on=day(31))
    (moved,) = events(visitor, address)
    assert (moved["UID"], moved["DTSTART"].dt) == (event["UID"], day(31))


def test_the_calendar_is_what_the_standard_asks_for(cast: Cast, visitor: Browser) -> None:
    certificate(cast, "een heel lange naam, met een komma; en een puntkomma, zodat de regel over de rand gaat")
    answer = visitor.get(address_of(cast.anna, cast))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert lines[:2] == [b"BEGIN:VCALENDAR", b"VERSION:2.0"]
    assert max(map(len, lines)) <= 75
    assert answer.headers["cache-control"] == "private, no-cache"


def test_nothing_new_is_answered_without_sending_it_again(cast: Cast, visitor: Browser) -> None:
    row = certificate(cast)
    address = address_of(cast.anna, cast)
    tag = visitor.get(address).headers["etag"]
    again = visitor.get(address, headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    actions.change_thing(row, by=cast.owner, at=NOW, name="anders")
    assert visitor.get(address, headers={"if-none-match": tag}).status_code == 200


def test_without_names_it_says_what_ends_and_where_to_look(cast: Cast, visitor: Browser) -> None:
    row = certificate(cast)
    answer = visitor.get(address_of(cast.anna, cast, shows_names=False)).content.decode().replace("\r\n ", "")
    assert "Jansen" not in answer
    assert "mail" not in answer
    assert "SUMMARY:Certificaat loopt af" in answer
    assert f"/network/certificate/{row.pk}/" in answer


def test_no_mail_address_and_no_ip_address_goes_along(cast: Cast, visitor: Browser) -> None:
    certificate(cast, "Eva@Jansen.example op 192.168.1.20 en fd00::12")
    (event,) = events(visitor, address_of(cast.anna, cast))
    assert str(event["SUMMARY"]) == "Certificaat: … op … en … (Familie Jansen)"


def test_no_link_goes_along_where_the_office_is_an_ip_address(
    cast: Cast, visitor: Browser, settings: LazySettings
) -> None:
    certificate(cast)
    address = address_of(cast.anna, cast)
    settings.PUBLIC_URL = "http://192.168.1.5:8000"
    (event,) = events(visitor, address)
    assert "URL" not in event
    assert "192.168" not in str(event["DESCRIPTION"])


def test_it_holds_what_the_account_may_see_now(cast: Cast, visitor: Browser) -> None:
    certificate(cast, "thuis")
    certificate(cast, "kassa", owner=cast.bakery)
    address = address_of(cast.bram, cast)
    assert [str(event["SUMMARY"]) for event in events(visitor, address)] == [
        "Certificaat: kassa (Bakkerij Het Zoute Brood)"
    ]
    GrantedClient.objects.create(grant=Grant.objects.get(account=cast.bram), client_id=cast.jansen.pk)
    assert len(events(visitor, address)) == 2
    GrantedClient.objects.all().delete()
    assert events(visitor, address) == []
    Grant.objects.update(until_on=day(-1))
    assert visitor.get(address).status_code == 404


def test_an_account_that_was_closed_has_no_calendar(cast: Cast, visitor: Browser) -> None:
    address = address_of(cast.anna, cast)
    Account.objects.filter(pk=cast.anna.pk).update(is_active=False)
    assert visitor.get(address).status_code == 404


def test_what_may_only_be_stored_is_left_out(cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate(cast)
    address = address_of(cast.anna, cast)
    monkeypatch.setattr(house, "frozen", lambda: FrozenNow(clients=frozenset({cast.jansen.pk})))
    assert events(visitor, address) == []


def test_a_backup_that_is_too_old_stands_on_today(cast: Cast, visitor: Browser) -> None:
    actions.add_thing(
        "backup", by=cast.owner, at=NOW, owner=cast.jansen, what="Foto's", where_to="NAS", last_success_on=day(-30)
    )
    (event,) = events(visitor, address_of(cast.anna, cast))
    assert event["DTSTART"].dt == day(0)


def test_a_new_address_ends_the_former_one_and_a_revoked_one_is_not_there(cast: Cast, visitor: Browser) -> None:
    former, latter = address_of(cast.anna, cast), address_of(cast.anna, cast)
    assert visitor.get(former).status_code == 404
    assert visitor.get(latter).status_code == 200
    revoke_calendar(by=cast.owner, at=NOW)
    assert visitor.get(latter).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_the_secret_is_long_and_stands_nowhere(cast: Cast) -> None:
    secret = make_calendar(by=cast.owner, at=NOW, shows_names=False)
    assert len(secret) >= 43
    assert secret not in str(CalendarFeed.objects.values())
    assert secret != make_calendar(by=cast.owner, at=NOW, shows_names=False)


@pytest.mark.parametrize("secret", ["onzin", "x" * 5000, "é", "%00"])
def test_a_wrong_secret_is_not_there(cast: Cast, visitor: Browser, secret: str) -> None:
    assert visitor.get(f"/calendar/{secret}.ics").status_code == 404


def test_who_tries_secrets_has_to_wait(cast: Cast, visitor: Browser) -> None:
    address = address_of(cast.anna, cast)
    for _number in range(60):
        visitor.get("/calendar/onzin.ics", REMOTE_ADDR="203.0.113.9")
    stopped = visitor.get(address, REMOTE_ADDR="203.0.113.9")
    assert (stopped.status_code, stopped.headers["retry-after"]) == (429, str(HOUR_SECONDS))
    assert visitor.get(address, REMOTE_ADDR="198.51.100.7").status_code == 200


def test_the_page_shows_the_address_once(cast: Cast, anna: Browser, visitor: Browser) -> None:
    page = reverse("network:calendar")
    assert "/calendar/" not in anna.get(page).content.decode().replace("/network/calendar/", "")
    made = anna.post(page, {"shows_names": "on"})
    assert "no-store" in made.headers["cache-control"]
    text = made.content.decode()
    address = text[text.index("/calendar/", text.index("<code>")) :].partition("<")[0]
    assert visitor.get(address).status_code == 200
    assert address not in anna.get(page).content.decode()
    anna.post(reverse("network:calendar-revoke"))
    assert visitor.get(address).status_code == 404


def test_that_it_was_read_is_known_by_the_day(cast: Cast, visitor: Browser) -> None:
    visitor.get(address_of(cast.anna, cast))
    assert CalendarFeed.objects.get().read_on == timezone.localdate()


def test_reading_costs_the_same_with_ten_times_as_many_ends(
    cast: Cast, visitor: Browser, django_assert_max_num_queries: Any
) -> None:
    address = address_of(cast.anna, cast)
    for number in range(30):
        certificate(cast, f"nr {number}")
    visitor.get(address)
    with django_assert_max_num_queries(10):
        visitor.get(address)
