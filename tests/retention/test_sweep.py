"""What is past its term is proposed, waits for somebody's yes, and goes whole."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from gestand.core import journal
from gestand.core.actors import SYSTEM
from gestand.core.audit.models import AuditLine
from gestand.core.erasure import NeedsAName
from gestand.people.models import Client, Correspondence, Person
from gestand.retention.actions.departures import NothingToConfirm, confirm_departures, take_back
from gestand.retention.models import Departure
from gestand.retention.sweep import sweep
from tests.cast import NOW, Cast, make_call
from tests.retention.conftest import end

pytestmark = pytest.mark.django_db(transaction=True)


def shown() -> dict:
    return {each.id: each.digest for each in Departure.objects.unanswered()}


def test_nothing_goes_without_a_yes(cast: Cast, left: Client) -> None:
    sweep(at=NOW)
    sweep(at=NOW + timedelta(days=3))
    assert Client.objects.filter(id=left.id).exists()
    assert [each.state for each in Departure.objects.all()] == ["proposed"]


def test_a_household_with_its_people_is_one_line(cast: Cast, left: Client) -> None:
    sweep(at=NOW)
    line = Departure.objects.get()
    assert (line.home_kind, line.home_id, line.goes_on) == ("client", left.id, date(2026, 11, 23))
    assert line.counts["people.Person"] == line.counts["people.Client"] == 1
    assert line.counts["people.Correspondence"] == 1


def test_after_a_yes_all_of_it_goes_and_is_read_back(cast: Cast, left: Client) -> None:
    sweep(at=NOW)
    confirm_departures(shown=shown(), by=cast.owner, at=NOW)
    done = sweep(at=NOW)
    assert done.departures == 1
    assert not Client.objects.filter(id=left.id).exists()
    assert not Person.objects.filter(id=cast.eva.id).exists()
    assert Client.objects.filter(id=cast.bakery.id).exists()
    (entry,) = journal.entries()
    assert (entry.state, entry.by_term, entry.by) == ("done", True, cast.anna.id)
    line = AuditLine.objects.get(action="retention.departure.gone")
    assert (line.actor_id, line.subject_id) == (cast.anna.id, left.id)


def test_it_is_proposed_thirty_days_ahead_and_not_sooner(cast: Cast) -> None:
    end(cast.jansen, cast.eva, date(2023, 12, 22))
    assert sweep(at=NOW).proposed == 1
    end(cast.jansen, cast.eva, date(2023, 12, 23))
    assert sweep(at=NOW).withdrawn == 1


def test_what_is_confirmed_waits_for_its_day(cast: Cast) -> None:
    end(cast.jansen, cast.eva, date(2023, 12, 1))
    sweep(at=NOW)
    confirm_departures(shown=shown(), by=cast.owner, at=NOW)
    sweep(at=NOW)
    assert Client.objects.filter(id=cast.jansen.id).exists()
    sweep(at=NOW + timedelta(days=9))
    assert not Client.objects.filter(id=cast.jansen.id).exists()


def test_something_new_after_a_yes_is_asked_anew(cast: Cast, left: Client) -> None:
    sweep(at=NOW)
    confirm_departures(shown=shown(), by=cast.owner, at=NOW)
    make_call(cast.jansen, cast.eva, "Belde nog eens.")
    sweep(at=NOW)
    line = Departure.objects.get()
    assert (line.state, line.has_changed) == ("proposed", True)
    assert Client.objects.filter(id=left.id).exists()


def test_a_client_who_comes_back_is_taken_off_the_list(cast: Cast, left: Client) -> None:
    sweep(at=NOW)
    Client.objects.filter(id=left.id).update(ended_on=None)
    Person.objects.filter(id=cast.eva.id).update(relation_ended_on=None)
    sweep(at=NOW)
    assert [each.state for each in Departure.objects.all()] == ["withdrawn"]


def test_a_program_cannot_say_yes(cast: Cast, left: Client) -> None:
    sweep(at=NOW)
    with pytest.raises(NeedsAName):
        confirm_departures(shown=shown(), by=SYSTEM, at=NOW)


def test_a_yes_to_an_older_list_is_no_yes(cast: Cast, left: Client) -> None:
    sweep(at=NOW)
    old = shown()
    make_call(cast.jansen, cast.eva, "Belde nog eens.")
    sweep(at=NOW)
    with pytest.raises(NothingToConfirm):
        confirm_departures(shown=old, by=cast.owner, at=NOW)


def test_a_yes_can_be_taken_back_before_the_day(cast: Cast) -> None:
    end(cast.jansen, cast.eva, date(2023, 12, 1))
    sweep(at=NOW)
    confirm_departures(shown=shown(), by=cast.owner, at=NOW)
    take_back(departure=Departure.objects.get(), by=cast.owner, at=NOW)
    sweep(at=NOW + timedelta(days=20))
    assert Client.objects.filter(id=cast.jansen.id).exists()


def test_a_call_of_somebody_who_is_a_client_elsewhere_stays(cast: Cast, left: Client) -> None:
    call = make_call(cast.jansen, cast.carla, "Carla belde voor de familie.")
    sweep(at=NOW)
    confirm_departures(shown=shown(), by=cast.owner, at=NOW)
    sweep(at=NOW)
    assert Correspondence.objects.filter(id=call.id).exists()


def test_after_a_restore_it_goes_again(cast: Cast, left: Client, journal_folder: Path) -> None:
    from gestand.core.erasure import replay

    sweep(at=NOW)
    confirm_departures(shown=shown(), by=cast.owner, at=NOW)
    sweep(at=NOW)
    Client.objects.create(id=left.id, name="Familie Jansen", kind="household", sort_name="jansen",
                          started_on=date(2015, 1, 1), created_at=NOW, changed_at=NOW)  # fmt: skip
    assert replay(by=SYSTEM, at=NOW).rows == 1
    assert not Client.objects.filter(id=left.id).exists()
    assert Client.objects.filter(id=cast.bakery.id).exists()
