"""kill -9 at every step of the nightly sweep: a line has gone whole or not at all, and the next night ends it."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from gestand.core import journal
from gestand.core.audit.models import AuditLine
from gestand.core.erasure import finish_open_erasures
from gestand.core.refusals import Refused
from gestand.core.search.index import rebuild
from gestand.people.models import Client
from gestand.retention.actions.departures import confirm_departures
from gestand.retention.models import Departure
from gestand.retention.sweep import carry_out, propose, sweep
from tests.attacks.test_killed import in_a_process, orphans, points
from tests.attacks.test_killed_erasure import of_eva, with_a_letter
from tests.cast import NOW, Cast, make_cast
from tests.erasure.conftest import journal_folder
from tests.retention.conftest import end

__all__ = ["journal_folder"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    end(cast.jansen, cast.eva, date(2023, 11, 22))
    return cast


def confirmed(cast: Cast) -> None:
    propose(at=NOW)
    confirm_departures(shown={each.id: each.digest for each in Departure.objects.all()}, by=cast.owner, at=NOW)


def test_a_night_that_is_killed_is_ended_by_the_next(cast: Cast, journal_folder: Path) -> None:
    on_disk = with_a_letter(cast)
    rebuild()
    confirmed(cast)
    before = of_eva(cast)
    snapshot = {path: path.read_bytes() for path in journal_folder.iterdir()}
    deaths = journaled = 0
    for point in points(step=2):
        killed, _said = in_a_process(lambda: carry_out(at=NOW), kill_at=point)
        if not killed:
            break
        deaths += 1
        if all(count == 0 for count in of_eva(cast).values()):
            break
        assert of_eva(cast) == before, f"half a departure at {point}"
        assert Departure.objects.get().state == "confirmed"
        journaled += len(journal.open_entries())
        for path in journal_folder.iterdir():  # as if this death had not been, to try the next one
            path.unlink() if path not in snapshot else path.write_bytes(snapshot[path])
    assert deaths >= 20
    assert journaled >= 5
    finish_open_erasures(at=NOW)
    sweep(at=NOW)
    assert set(of_eva(cast).values()) == {0}
    assert not on_disk.exists()
    assert not orphans()
    assert [entry.state for entry in journal.entries()] == ["done"]
    assert Client.objects.filter(id=cast.bakery.id).exists()


def test_a_death_between_journal_and_commit_is_finished_and_the_list_knows(cast: Cast) -> None:
    confirmed(cast)
    for point in points(step=1):
        killed, _said = in_a_process(lambda: carry_out(at=NOW), kill_at=point)
        if not killed or journal.open_entries():
            break
    assert journal.open_entries()
    finish_open_erasures(at=NOW)
    assert set(of_eva(cast).values()) == {0}
    done = sweep(at=NOW)
    assert done.rows == 0
    assert [each.state for each in Departure.objects.all()] == ["withdrawn"]
    assert AuditLine.objects.filter(action="core.erasure.erase").count() == 1


def test_the_list_is_made_whole_or_not_at_all(cast: Cast) -> None:
    deaths = 0
    for point in points(step=2):
        killed, _said = in_a_process(lambda: propose(at=NOW), kill_at=point)
        if not killed:
            break
        deaths += 1
        assert Departure.objects.count() in (0, 1)
        if Departure.objects.exists():
            break
    assert deaths >= 5
    propose(at=NOW)
    assert Departure.objects.count() == 1


def test_two_owners_who_confirm_at_once_say_yes_once(cast: Cast) -> None:
    propose(at=NOW)
    shown = {each.id: each.digest for each in Departure.objects.all()}
    told = at_once(lambda: confirm_departures(shown=shown, by=cast.owner, at=NOW))
    assert sorted(map(str, told)) == ["1", "nothing_to_confirm"]
    assert AuditLine.objects.filter(action="retention.departure.confirm").count() == 1


def test_two_nights_at_once_have_it_go_once(cast: Cast) -> None:
    confirmed(cast)
    at_once(lambda: carry_out(at=NOW))
    assert [entry.state for entry in journal.entries()] == ["done"]
    assert AuditLine.objects.filter(action="retention.departure.gone").count() == 1


def at_once(act: Any) -> list[Any]:
    """What two threads that start together are told."""
    told: list[Any] = []
    start = threading.Barrier(2)

    def press() -> None:
        try:
            start.wait()
            told.append(act())
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    both = [threading.Thread(target=press) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    return told
