"""The pages of terms: readable, the owner's alone, and a yes is a yes to what was shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.files import store_file
from gestand.core.law import law
from gestand.people.models import Attachment, Client, Correspondence
from gestand.retention.actions.holds import place_hold
from gestand.retention.models import Departure, Hold, TermChange
from gestand.retention.queries.terms import all_rules
from gestand.retention.sweep import sweep
from tests.cast import Cast
from tests.retention.conftest import end

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("/terms/", "/terms/going/", "/terms/leftovers/", "/terms/holds/", "/terms/rule/keep.client/")


@pytest.fixture
def left_now(cast: Cast) -> Client:
    """Jansen's term ended yesterday, by the real clock."""
    today = timezone.localdate()
    return end(cast.jansen, cast.eva, today.replace(year=today.year - 3, day=min(today.day, 28)) - timedelta(days=1))


@pytest.mark.parametrize("page", PAGES)
def test_the_owner_reads_each_page(anna: Browser, left_now: Client, page: str, django_assert_max_num_queries) -> None:
    sweep(at=timezone.now())
    with django_assert_max_num_queries(20):
        answer = anna.get(page)
    assert answer.status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_stand_in_sees_none_of_them(bram: Browser, page: str) -> None:
    assert bram.get(page).status_code == 404


def test_the_list_names_the_client_and_what_goes(anna: Browser, left_now: Client) -> None:
    sweep(at=timezone.now())
    page = anna.get("/terms/going/").content.decode()
    assert "Familie Jansen" in page
    assert "1 klant" in page


def test_a_tick_and_a_yes_confirm(anna: Browser, left_now: Client) -> None:
    sweep(at=timezone.now())
    line = Departure.objects.get()
    anna.post("/terms/going/confirm/", {"ids": [f"{line.id}:{line.digest}"]})
    assert Departure.objects.get().state == "confirmed"


def test_nothing_ticked_confirms_nothing(anna: Browser, left_now: Client) -> None:
    sweep(at=timezone.now())
    anna.post("/terms/going/confirm/", {"ids": ["nonsense", "12:34"]})
    assert Departure.objects.get().state == "proposed"


def test_tomorrow_is_asked_today_and_writes_nothing(anna: Browser, left_now: Client) -> None:
    page = anna.get(f"/terms/going/?at={timezone.localdate() + timedelta(days=1)}").content.decode()
    assert "Familie Jansen" in page
    assert not Departure.objects.exists()


def test_a_term_is_changed_on_its_page_with_a_reason(anna: Browser) -> None:
    anna.post("/terms/rule/keep.client/", {"value": "5", "unit": "years", "reason": "De garantie duurt vijf jaar."})
    assert TermChange.objects.get().length is not None
    assert law("keep.client", timezone.localdate()).value == 5
    assert "5 jaar" in anna.get("/terms/").content.decode()


def test_without_a_reason_no_term_changes(anna: Browser) -> None:
    answer = anna.post("/terms/rule/keep.client/", {"value": "5", "unit": "years", "reason": ""})
    assert answer.status_code == 422
    assert not TermChange.objects.exists()


def test_a_hold_is_put_and_lifted_on_its_pages(anna: Browser, cast: Cast) -> None:
    until = timezone.localdate() + timedelta(days=90)
    page = f"/terms/holds/new/client/{cast.jansen.id}/"
    anna.post(page, {"reason": "Er loopt een claim over de levering.", "until_on": until.isoformat()})
    hold = Hold.objects.get()
    assert (hold.client_id, hold.until_on) == (cast.jansen.id, until)
    assert "claim over de levering" in anna.get("/terms/holds/").content.decode()
    anna.post(f"/terms/holds/{hold.id}/lift/")
    assert Hold.objects.get().lifted_at is not None


def test_a_hold_on_nobody_is_not_found(anna: Browser) -> None:
    assert anna.get("/terms/holds/new/client/00000000-0000-0000-0000-000000000001/").status_code == 404
    assert anna.get("/terms/holds/new/room/00000000-0000-0000-0000-000000000001/").status_code == 404


def test_the_clients_page_counts_down(anna: Browser, cast: Cast) -> None:
    end(cast.jansen, cast.eva, timezone.localdate() - timedelta(days=30))
    page = anna.get(f"/clients/{cast.jansen.id}/privacy/").content.decode()
    assert "Bewaard tot en met" in page


def test_today_asks_for_a_yes(anna: Browser, left_now: Client) -> None:
    sweep(at=timezone.now())
    assert "over de termijn" in anna.get("/").content.decode()


def test_a_date_that_is_none_shows_the_list(anna: Browser) -> None:
    assert anna.get("/terms/going/?at=morgen").status_code == 200


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_that_cannot_be_reckoned_with_is_said(anna: Browser, day: str) -> None:
    assert anna.get("/terms/going/", {"at": day}).status_code == 200


def test_no_hold_lasts_to_the_end_of_the_calendar(anna: Browser, cast: Cast) -> None:
    page = f"/terms/holds/new/person/{cast.eva.id}/"
    assert anna.post(page, {"reason": "een vordering", "until_on": "9999-12-31"}).status_code == 422
    assert not Hold.objects.exists()


@pytest.fixture
def held_too_long(cast: Cast) -> Attachment:
    """The bakery left forty days ago, and a file of its own is still here."""
    today = timezone.localdate()
    Client.objects.filter(id=cast.bakery.id).update(ended_on=today - timedelta(days=40))
    entry = Correspondence.objects.filter(client=cast.bakery)[0]
    stored = store_file(b"dag;omzet", name="kassa.csv", media_type="text/csv", at=timezone.now())
    return Attachment.objects.create(correspondence=entry, file=stored, is_held_for_client=True)


def test_what_is_held_for_a_client_after_the_end_is_a_leftover(
    anna: Browser, cast: Cast, held_too_long: Attachment, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(20):
        page = anna.get("/terms/leftovers/").content.decode()
    assert "Bakkerij Het Zoute Brood: 1" in page
    assert reverse("sharing:held", args=[cast.bakery.id]) in page


def test_it_is_none_while_its_thirty_days_last_and_a_hold_is_told(
    anna: Browser, cast: Cast, held_too_long: Attachment
) -> None:
    today = timezone.localdate()
    place_hold(kind="client", subject_id=cast.bakery.id, reason="Er loopt een claim.", by=cast.owner,
               until_on=today + timedelta(days=90), at=timezone.now())  # fmt: skip
    assert "wordt vastgehouden" in anna.get("/terms/leftovers/").content.decode()
    Client.objects.filter(id=cast.bakery.id).update(ended_on=today - timedelta(days=30))
    assert "Bakkerij" not in anna.get("/terms/leftovers/").content.decode()


def test_the_terms_tell_how_much_is_held_as_processor(anna: Browser, held_too_long: Attachment) -> None:
    page = anna.get("/terms/rule/keep.as_processor/").content.decode()
    assert "28(3)(g)" in page
    (rule,) = [each for each in all_rules(at=timezone.now()) if each.key == "keep.as_processor"]
    assert rule.rows == 1


def test_a_persons_own_page_tells_the_owner_of_a_hold(anna: Browser, bram: Browser, cast: Cast) -> None:
    page = reverse("people:person", args=[cast.carla.id])
    assert "Vastgehouden" not in anna.get(page).content.decode()
    until = timezone.localdate() + timedelta(days=90)
    place_hold(kind="client", subject_id=cast.bakery.id, reason="Er loopt een claim.", by=cast.owner,
               until_on=until, at=timezone.now())  # fmt: skip
    told = anna.get(page).content.decode()
    assert "Er loopt een claim." in told
    assert reverse("retention:holds") in told
    assert "Er loopt een claim." not in bram.get(page).content.decode()
    assert bram.get(page).status_code == 200
