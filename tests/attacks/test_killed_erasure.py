"""kill -9 at every step of an erasure: it has not been, or it comes to its end; nothing half, nothing back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from gestand.core import journal
from gestand.core.audit.models import AuditLine
from gestand.core.erasure import erase, finish_open_erasures, plan_erasure
from gestand.core.files import store_file
from gestand.core.files.models import StoredFile
from gestand.core.refusals import Refused
from gestand.core.search.index import rebuild
from gestand.core.search.models import SearchEntry
from gestand.people.models import Attachment, Client, Correspondence, Person
from gestand.rights.erasure import who_goes
from tests.attacks.test_killed import in_a_process, orphans, points
from tests.cast import NOW, Cast, make_call, make_cast
from tests.erasure.conftest import journal_folder

__all__ = ["journal_folder"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

#: At every step of an erasure, on both kinds of database; fewer than these would be no erasure.
LEAST_POINTS = 40


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    rebuild()
    return cast


def with_a_letter(cast: Cast) -> Path:
    """A call of Eva's with a file, and where that stands on the disk."""
    from gestand.core.files.store import place_of

    stored = store_file(b"brief", name="brief.txt", media_type="text/plain", at=NOW)
    Attachment.objects.create(correspondence=make_call(cast.jansen, cast.eva, "Stuurde een brief."), file=stored)
    return place_of(stored.id)


def of_eva(cast: Cast) -> dict[str, int]:
    """How much of her there is, by kind."""
    return {
        "persons": Person.objects.filter(id=cast.eva.id).count(),
        "clients": Client.objects.filter(id=cast.jansen.id).count(),
        "calls": Correspondence.objects.filter(client_id=cast.jansen.id).count(),
        "files": StoredFile.objects.count(),
        "entries": SearchEntry.objects.filter(title__contains="Jansen").count(),
    }


def test_an_erasure_that_is_killed_has_not_been_or_comes_to_its_end(cast: Cast, journal_folder: Path) -> None:
    before = of_eva(cast) | {"calls": 2, "files": 1}
    on_disk = with_a_letter(cast)
    rebuild()
    before["entries"] = of_eva(cast)["entries"]
    assert of_eva(cast) == before
    plan = plan_erasure(who_goes(cast.eva.id).subjects, at=NOW)
    snapshot = {path: path.read_bytes() for path in journal_folder.iterdir()}
    died_at: set[int] = set()
    journaled = 0

    def do() -> None:
        erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)

    for point in points(step=1):
        killed, _said = in_a_process(do, kill_at=point)
        if not killed:
            break
        died_at.add(point)
        if all(count == 0 for count in of_eva(cast).values()):
            break
        assert of_eva(cast) == before, f"half an erasure at {point}"
        journaled += len(journal.open_entries())
        for path in journal_folder.iterdir():  # as if this death had not been, to try the next one
            path.unlink() if path not in snapshot else path.write_bytes(snapshot[path])
    assert len(died_at) >= LEAST_POINTS
    assert died_at == set(range(1, max(died_at) + 1))
    assert journaled >= 5
    assert finish_open_erasures(at=NOW) in (0, 1)
    assert set(of_eva(cast).values()) == {0}
    assert not on_disk.exists()
    assert not orphans()
    assert [entry.state for entry in journal.entries()] == ["done"]


def test_who_died_after_writing_the_journal_is_finished_at_every_point(cast: Cast) -> None:
    on_disk = with_a_letter(cast)
    plan = plan_erasure(who_goes(cast.eva.id).subjects, at=NOW)
    from gestand.core.erasure.execute import entry_of

    journal.write_entry(entry_of(plan, by=cast.anna.id, at=NOW, occasion=None))
    died_at: set[int] = set()
    for point in points(step=1):
        killed, _said = in_a_process(lambda: finish_open_erasures(at=NOW), kill_at=point)
        if not killed:
            break
        died_at.add(point)
        assert set(of_eva(cast).values()) == {0} or of_eva(cast)["persons"] == 1
    assert len(died_at) >= LEAST_POINTS
    assert died_at == set(range(1, max(died_at) + 1))
    assert set(of_eva(cast).values()) == {0}
    assert not on_disk.exists()
    assert AuditLine.objects.filter(action="core.erasure.erase").count() == 1
    assert [entry.state for entry in journal.entries()] == ["done"]


def test_two_owners_who_press_at_once_erase_once(cast: Cast) -> None:
    plan = plan_erasure(who_goes(cast.eva.id).subjects, at=NOW)
    told: list[Any] = []
    start = threading.Barrier(2)

    def press() -> None:
        try:
            start.wait()
            told.append(erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW))
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    both = [threading.Thread(target=press) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert [each for each in told if isinstance(each, str)] == ["already_erased"]
    assert len(journal.entries()) == 1
    assert AuditLine.objects.filter(action="core.erasure.erase").count() == 1


def test_the_raw_file_holds_nothing_after_the_tidying(cast: Cast) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL cleans its files by its own clock; its dump is looked at elsewhere")
    from gestand.core.erasure.tidy import clean_file
    from gestand.core.search.index import optimize

    name = Path(str(connection.settings_dict["NAME"]))
    raw = [path for path in name.parent.glob(f"{name.name}*") if path.is_file()]
    assert any(b"eva@jansen.example" in path.read_bytes() for path in raw)
    plan = plan_erasure(who_goes(cast.eva.id).subjects, at=NOW)
    erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)
    optimize()
    assert clean_file()
    left = b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*") if path.is_file())
    assert [word for word in (b"eva@jansen", b"laptop besproken", b"+31201234567") if word in left] == []
    assert b"Zoute Brood" in left
    assert Path(settings.GESTAND_HOME).exists()
