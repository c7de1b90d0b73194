"""Who is under a restriction is left alone by the sweep, and said so; an erasure on request goes on."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from gestand.people.actions.freezing import freeze_person, lift_freeze, note_told
from gestand.people.models import Client, Freeze, Person
from gestand.retention.actions.departures import confirm_departures
from gestand.retention.models import Departure
from gestand.retention.queries.departures import asked_at
from gestand.retention.sweep import carry_out, sweep
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db(transaction=True)


def frozen(cast: Cast) -> Freeze:
    return freeze_person(by=cast.owner, at=NOW, person=cast.eva, ground="accuracy")


def confirmed(cast: Cast) -> None:
    shown = {each.id: each.digest for each in Departure.objects.unanswered()}
    confirm_departures(shown=shown, by=cast.owner, at=NOW)


def test_what_is_restricted_is_not_proposed_for_a_yes(cast: Cast, left: Client) -> None:
    frozen(cast)
    sweep(at=NOW)
    assert [each.state for each in Departure.objects.all()] == ["held"]


def test_a_yes_given_before_the_restriction_ends_with_it(cast: Cast, left: Client) -> None:
    sweep(at=NOW)
    confirmed(cast)
    frozen(cast)
    assert sweep(at=NOW).rows == 0
    assert Client.objects.filter(id=left.id).exists()
    assert [(each.state, each.said_by) for each in Departure.objects.all()] == [("held", None)]


def test_a_restriction_between_the_list_and_the_going_is_seen(cast: Cast, left: Client) -> None:
    sweep(at=NOW)
    confirmed(cast)
    frozen(cast)
    assert carry_out(at=NOW) == (0, 0, 1)
    assert Person.objects.filter(id=cast.eva.id).exists()


def test_once_it_is_lifted_somebody_is_asked_again(cast: Cast, left: Client) -> None:
    freeze = frozen(cast)
    sweep(at=NOW)
    note_told(by=cast.owner, at=NOW, freeze=freeze)
    lift_freeze(by=cast.owner, at=NOW, freeze=freeze)
    sweep(at=NOW)
    assert [each.state for each in Departure.objects.all()] == ["proposed"]


def test_the_leftovers_tell_that_it_stays_because_of_the_restriction(anna: Browser, cast: Cast, left: Client) -> None:
    frozen(cast)
    sweep(at=NOW)
    page = anna.get("/terms/leftovers/").content.decode()
    assert "Familie Jansen" in page
    assert "gebruik van deze gegevens is beperkt" in page


def test_who_asks_what_goes_reads_that_it_stays(cast: Cast, left: Client) -> None:
    frozen(cast)
    (line,) = asked_at(NOW.date(), at=NOW).lines
    assert (line["is_restricted"], line["hold"]) == (True, None)
