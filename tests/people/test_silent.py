"""A household of which nothing was heard for 24 months is proposed as ended."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client as Browser

from gestand.core.audit import write_audit
from gestand.people.models import Client, Correspondence
from gestand.people.queries.silent import count_silent, silent_households
from tests.cast import TODAY, Cast

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2024, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def quiet(cast: Cast) -> Client:
    """The Jansen household was heard last two years and three days ago."""
    Client.objects.update(created_at=LONG_AGO)
    Correspondence.objects.update(at=LONG_AGO)
    return cast.jansen


def test_only_households_fall_silent(quiet: Client) -> None:
    assert list(silent_households(TODAY)) == [quiet]


def test_a_call_within_two_years_is_a_sign_of_life(quiet: Client) -> None:
    Correspondence.objects.filter(client=quiet).update(at=datetime(2024, 11, 23, 9, 0, tzinfo=UTC))
    assert not silent_households(TODAY).exists()


def test_a_call_with_one_of_its_people_counts(quiet: Client, cast: Cast) -> None:
    Correspondence.objects.filter(person=cast.eva).update(client=None, at=datetime(2026, 1, 5, 9, 0, tzinfo=UTC))
    assert not silent_households(TODAY).exists()


def test_what_another_room_did_for_it_counts(quiet: Client, cast: Cast) -> None:
    write_audit("people.client.change", by=cast.owner, at=datetime(2026, 1, 5, tzinfo=UTC),
                subject=("client", quiet.id), client_id=quiet.id)  # fmt: skip
    assert not silent_households(TODAY).exists()


def test_a_client_since_yesterday_is_not_silent(quiet: Client) -> None:
    Client.objects.filter(id=quiet.id).update(started_on=date(2026, 11, 22))
    assert not silent_households(TODAY).exists()


def test_one_click_ends_the_relation(anna: Browser, quiet: Client) -> None:
    anna.post("/clients/silent/end/", {"ids": [str(quiet.id), "nobody"]})
    quiet.refresh_from_db()
    assert quiet.ended_on is not None


def test_whoever_is_not_silent_is_not_ended_there(anna: Browser, quiet: Client, cast: Cast) -> None:
    anna.post("/clients/silent/end/", {"ids": [str(cast.bakery.id)]})
    cast.bakery.refresh_from_db()
    assert cast.bakery.ended_on is None


def test_a_client_still_is_written_down_and_leaves_the_list(anna: Browser, quiet: Client) -> None:
    anna.post(f"/clients/silent/{quiet.id}/stays/")
    assert quiet.name not in anna.get("/clients/silent/").content.decode()


def test_today_tells_of_it(anna: Browser, quiet: Client) -> None:
    count_silent(TODAY)
    assert "1 huishouden is stil" in anna.get("/").content.decode()
