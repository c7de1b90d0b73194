"""What is under a hold stays: at the sweep and at a request (GDPR 17(3)(e))."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client as Browser
from django.utils import timezone

from gestand.core import journal
from gestand.core.audit.models import AuditLine
from gestand.core.erasure import UnderHold, erase, plan_erasure
from gestand.core.erasure.plan import Fate
from gestand.people.actions.merging import merge_clients, merge_persons
from gestand.people.models import Client, Membership, Person
from gestand.retention.actions.departures import confirm_departures
from gestand.retention.actions.holds import NotAHold, holds_on, lengthen_hold, lift_hold, place_hold
from gestand.retention.models import Departure, Hold
from gestand.retention.sweep import sweep
from gestand.rights.erasure import who_goes
from tests.cast import NOW, TODAY, Cast, make_client, make_person

pytestmark = pytest.mark.django_db(transaction=True)
UNTIL = date(2027, 2, 1)


def held(cast: Cast, kind: str, subject_id: object, until: date = UNTIL) -> Hold:
    return place_hold(kind=kind, subject_id=subject_id, reason="Er loopt een claim over de levering.", until_on=until,
                      by=cast.owner, at=NOW)  # type: ignore[arg-type]  # fmt: skip


def test_a_client_under_a_hold_does_not_go(cast: Cast, left: Client) -> None:
    held(cast, "client", left.id)
    sweep(at=NOW)
    assert [each.state for each in Departure.objects.all()] == ["held"]
    sweep(at=NOW + timedelta(days=5))
    assert Client.objects.filter(id=left.id).exists()


def test_a_hold_takes_the_yes_away(cast: Cast, left: Client) -> None:
    sweep(at=NOW)
    confirm_departures(shown={each.id: each.digest for each in Departure.objects.all()}, by=cast.owner, at=NOW)
    held(cast, "person", cast.eva.id)
    sweep(at=NOW)
    assert Client.objects.filter(id=left.id).exists()
    assert Departure.objects.get().said_by is None


def test_after_its_last_day_it_is_asked_anew(cast: Cast, left: Client) -> None:
    held(cast, "client", left.id)
    sweep(at=NOW)
    sweep(at=NOW.replace(year=2027, month=2, day=2))
    assert Departure.objects.get().state == "proposed"


def test_the_plan_of_an_erasure_says_why_it_stays_and_until_when(cast: Cast) -> None:
    held(cast, "client", cast.jansen.id)
    plan = plan_erasure(who_goes(cast.eva.id).subjects, at=NOW)
    assert {line.fate for line in plan.lines} == {Fate.HELD}
    line = plan.of_fate(Fate.HELD)[0]
    assert (line.article, line.until, "claim" in line.hold) == ("17(3)(e)", UNTIL, True)
    with pytest.raises(UnderHold):
        erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)


def test_only_who_is_held_stays(cast: Cast, journal_folder: Path) -> None:
    """Carla has a household of her own; the hold is on the bakery alone."""
    own = Client.objects.create(name="Carla thuis", kind="household", sort_name="carla", started_on=TODAY,
                                created_at=NOW, changed_at=NOW)  # fmt: skip
    subjects = who_goes(cast.eva.id).subjects
    held(cast, "client", own.id)
    plan = plan_erasure(subjects, at=NOW)
    erase(subjects=subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)
    assert not Person.objects.filter(id=cast.eva.id).exists()
    assert Client.objects.filter(id=own.id).exists()
    assert [entry.held for entry in journal.entries()] == [{}]


def test_a_hold_on_a_person_holds_the_clients_and_the_other_way_round(cast: Cast) -> None:
    held(cast, "person", cast.eva.id)
    assert set(holds_on([cast.jansen.id, cast.eva.id, cast.carla.id, cast.bakery.id], TODAY)) == {
        cast.jansen.id,
        cast.eva.id,
    }
    assert Membership.objects.count() == 2


@pytest.mark.parametrize("until", [date(2026, 11, 22), date(2032, 1, 1)])
def test_a_hold_ends_and_not_yesterday(cast: Cast, until: date) -> None:
    with pytest.raises(NotAHold):
        held(cast, "client", cast.jansen.id, until)


def test_a_hold_is_lifted_once_and_made_longer_with_a_reason(cast: Cast) -> None:
    hold = held(cast, "client", cast.jansen.id)
    lengthen_hold(
        hold=hold, until_on=date(2027, 8, 1), reason="De rechter heeft nog niet beslist.", by=cast.owner, at=NOW
    )
    assert [each.until_on for each in Hold.objects.in_force(TODAY)] == [date(2027, 8, 1)]
    with pytest.raises(NotAHold):
        lift_hold(hold=hold, by=cast.owner, at=NOW)


def test_today_tells_of_a_hold_that_ends(anna: Browser, cast: Cast) -> None:
    now = timezone.now()
    place_hold(kind="client", subject_id=cast.jansen.id, reason="Er loopt een claim.", by=cast.owner, at=now,
               until_on=timezone.localdate(now) + timedelta(days=10))  # fmt: skip
    assert "vasthouden loopt af" in anna.get("/").content.decode()


def test_a_hold_goes_along_with_who_is_joined_with_another(cast: Cast) -> None:
    """A second Eva was written down, and the hold was put on that one."""
    second = make_person("Eva", "Jansen")
    hold = held(cast, "person", second.id)
    merge_persons(by=cast.owner, at=NOW, keep=cast.eva, gone=second)
    assert set(holds_on([cast.eva.id, second.id, cast.jansen.id], TODAY)) == {cast.eva.id, cast.jansen.id}
    plan = plan_erasure(who_goes(cast.eva.id).subjects, at=NOW)
    with pytest.raises(UnderHold):
        erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)
    assert AuditLine.objects.get(action="retention.hold.follow").facts == {"hold": str(hold.id), "gone": str(second.id)}


def test_a_yes_waits_when_a_hold_comes_with_who_is_joined(cast: Cast, left: Client) -> None:
    second = make_person("Eva", "Jansen")
    held(cast, "person", second.id)
    sweep(at=NOW)
    confirm_departures(shown={each.id: each.digest for each in Departure.objects.all()}, by=cast.owner, at=NOW)
    merge_persons(by=cast.owner, at=NOW, keep=cast.eva, gone=second)
    assert [(each.state, each.said_by) for each in Departure.objects.all()] == [("held", None)]


def test_a_hold_goes_along_with_a_client_that_is_joined_with_another(cast: Cast) -> None:
    second = make_client("Familie Jansen", "household")
    held(cast, "client", second.id)
    merge_clients(by=cast.owner, at=NOW, keep=cast.jansen, gone=second)
    assert cast.eva.id in holds_on([cast.eva.id, cast.jansen.id], TODAY)


def test_a_hold_that_is_over_goes_along_too_and_holds_nothing(cast: Cast, left: Client) -> None:
    second = make_person("Eva", "Jansen")
    lift_hold(hold=held(cast, "person", second.id), by=cast.owner, at=NOW)
    sweep(at=NOW)
    confirm_departures(shown={each.id: each.digest for each in Departure.objects.all()}, by=cast.owner, at=NOW)
    merge_persons(by=cast.owner, at=NOW, keep=cast.eva, gone=second)
    assert Hold.objects.get().person_id == cast.eva.id
    assert Departure.objects.get().state == "confirmed"
