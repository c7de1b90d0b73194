"""kill -9 in the middle of an import of a scan, and of its undo: it goes on, and nothing is there twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gestand.core.jobs.models import Job
from gestand.core.search.models import SearchEntry
from gestand.network.imports import actions, staging
from gestand.network.imports.actions import taking_back, taking_over
from gestand.network.models import Device, ImportLine, ImportState, Interface, LineOutcome, NetworkImport
from tests.attacks.test_killed import in_a_process, orphans, points
from tests.cast import NOW, Cast, make_cast
from tests.network.importing import import_file, staged
from tests.network.reading import SCANS
from tests.network.test_import_files import documented

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

LATER = NOW + timedelta(hours=8)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small scan has several transactions, and no pauses between them."""
    for module in (staging, taking_over, taking_back):
        monkeypatch.setattr(module, "CHUNK", 2)
        monkeypatch.setattr(module, "breathe", lambda: None)


def fresh(batch: NetworkImport) -> NetworkImport:
    return NetworkImport.objects.select_related("client", "site", "file").get(id=batch.id)


def test_a_reading_that_dies_again_and_again_shows_the_same_difference(cast: Cast) -> None:
    batch = staged(cast, SCANS / "home-2026.xml")
    whole = list(ImportLine.objects.filter(batch=batch).values_list("rank", "number", "title", "state"))
    NetworkImport.objects.filter(id=batch.id).update(state=ImportState.READING)

    def read() -> None:
        actions.read_file_of(fresh(batch))

    deaths = 0
    for point in points(first=3, step=7):
        killed, _said = in_a_process(read, kill_at=point)
        if not killed:
            break
        deaths += 1
    assert deaths >= 3
    assert fresh(batch).state == ImportState.PREVIEW
    assert list(ImportLine.objects.filter(batch=batch).values_list("rank", "number", "title", "state")) == whole


def test_an_import_that_dies_again_and_again_ends_as_one_that_never_did(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    batch = actions.order_writing(staged(cast, SCANS / "home-2027.xml", at=LATER), by=cast.owner, at=LATER)
    Job.objects.all().delete()

    def write() -> None:
        actions.write_lines_of(fresh(batch), by=cast.owner)

    deaths = 0
    for point in points(first=3, step=11):
        killed, _said = in_a_process(write, kill_at=point)
        if not killed:
            break
        deaths += 1
        made = ImportLine.objects.filter(batch=batch, outcome=LineOutcome.WRITTEN, traces__has_key="made").count()
        assert Device.objects.filter(created_at=LATER).count() == made
    assert deaths >= 3
    done = fresh(batch)
    assert (done.state, done.counts["written"], done.file) == (ImportState.DONE, 3, None)
    assert Device.objects.filter(created_at=LATER).count() == 2
    assert Interface.objects.values("mac").distinct().count() == Interface.objects.count()
    assert SearchEntry.objects.filter(kind="device", title="epson").count() == 1
    assert not orphans()


def test_an_undo_that_dies_again_and_again_takes_everything_back(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    before = documented()
    batch = import_file(cast, SCANS / "home-2027.xml", at=LATER)
    actions.order_undoing(batch, by=cast.owner, at=LATER + timedelta(hours=1))
    Job.objects.all().delete()

    def undo() -> None:
        actions.undo_lines_of(fresh(batch), by=cast.owner)

    deaths = 0
    for point in points(first=3, step=11):
        killed, _said = in_a_process(undo, kill_at=point)
        if not killed:
            break
        deaths += 1
    assert deaths >= 3
    assert (fresh(batch).state, fresh(batch).counts["kept"]) == (ImportState.UNDONE, 0)
    assert documented() == before


def test_the_yes_and_its_job_come_together(cast: Cast) -> None:
    batch = staged(cast, SCANS / "home-2026.xml")

    def say_yes() -> None:
        actions.order_writing(fresh(batch), by=cast.owner, at=LATER)

    for point in points(step=4):
        killed, _said = in_a_process(say_yes, kill_at=point)
        now = fresh(batch)
        assert (now.state == ImportState.WRITING) is Job.objects.filter(id=now.job).exists()
        if not killed or now.state == ImportState.WRITING:
            break
