"""Section 5 again: what goes is asked in time, and goes after a yes."""

from __future__ import annotations

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.files import store_file
from gestand.core.law import law
from gestand.people.models import Attachment, Client, Correspondence, Person
from gestand.retention.actions.departures import confirm_departures
from gestand.retention.actions.holds import place_hold
from gestand.retention.models import Departure
from gestand.retention.sweep import GONE, sweep
from tests.statement.sabotage.breaking import Home, sabotage
from tests.statement.sabotage.test_why_and_secured import owner


def ends_in(home: Home, days: int) -> None:
    """The Jansen household's term is over in so many days."""
    on = home.at.date() + timedelta(days=days - 1) - relativedelta(years=3)
    Client.objects.filter(id=home.cast.jansen.id).update(ended_on=on)
    Person.objects.filter(id=home.cast.eva.id).update(relation_ended_on=on)


@sabotage("retention.asked", "a client's term is over in ten days, and nobody was asked")
def test_nobody_was_asked(home: Home) -> None:
    ends_in(home, 10)


@sabotage("retention.asked", "what somebody said yes to did not go on its day")
def test_what_was_confirmed_did_not_go(home: Home) -> None:
    Departure.objects.create(
        home_kind="client",
        home_id=home.cast.jansen.id,
        goes_on=home.at.date() - timedelta(days=3),
        state="confirmed",
        rows=1,
        digest="0" * 64,
        proposed_at=home.at,
        said_by=home.cast.anna.id,
    )


@sabotage("retention.asked", "a business left, and what was held as its processor is still here after thirty days")
def test_what_is_held_as_processor_is_still_here(home: Home) -> None:
    left_a_file(home, days_ago=31)


@sabotage("core.humans", "something past its term went by the program alone, without a person's yes")
def test_it_went_without_a_name(home: Home) -> None:
    write_audit(GONE, by=SYSTEM, at=home.at, subject=("client", home.cast.jansen.id))


def left_a_file(home: Home, *, days_ago: int) -> None:
    """The bakery handed a file over for the work, and left."""
    Client.objects.filter(id=home.cast.bakery.id).update(ended_on=home.at.date() - timedelta(days=days_ago))
    entry = Correspondence.objects.filter(client=home.cast.bakery)[0]
    stored = store_file(b"dag;omzet", name="kassa.csv", media_type="text/csv", at=home.at)
    Attachment.objects.create(correspondence=entry, file=stored, is_held_for_client=True)


def test_what_is_held_as_processor_has_thirty_days(home: Home) -> None:
    left_a_file(home, days_ago=29)
    assert home.red() == []


def test_what_is_held_as_processor_stays_under_a_hold(home: Home) -> None:
    left_a_file(home, days_ago=31)
    place_hold(kind="client", subject_id=home.cast.bakery.id, reason="Er loopt een claim.",
               until_on=home.at.date() + timedelta(days=90), by=owner(home), at=home.at)  # fmt: skip
    assert home.red() == []


def test_who_is_asked_in_time_keeps_the_promise(home: Home) -> None:
    ends_in(home, 10)
    sweep(at=home.at)
    assert home.red() == []


def test_what_goes_after_a_yes_breaks_nothing(home: Home) -> None:
    ends_in(home, 0)
    sweep(at=home.at)
    line = Departure.objects.get()
    confirm_departures(shown={line.id: line.digest}, by=owner(home), at=home.at)
    sweep(at=home.at)
    assert not Client.objects.filter(id=home.cast.jansen.id).exists()
    assert home.red() == []


def test_what_is_under_a_hold_is_not_past_its_term(home: Home) -> None:
    ends_in(home, -40)
    sweep(at=home.at)
    place_hold(kind="client", subject_id=home.cast.jansen.id, reason="Er loopt een claim.",
               until_on=home.at.date() + timedelta(days=90), by=owner(home), at=home.at)  # fmt: skip
    assert law("keep.client", home.at.date()).value == 3
    assert home.red() == []
