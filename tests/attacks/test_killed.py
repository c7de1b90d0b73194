"""kill -9 in the middle of what changes much: afterwards nothing half is there, no job is lost, no file is nobody's.

Each piece of work runs in a process of its own (a fork of this one), which kills itself with SIGKILL at the n-th thing
that it says to the database: each statement, just before each commit, and just after it.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import serializers
from django.db import connection, connections
from django.utils import timezone

from gestand.core.audit.models import AuditLine
from gestand.core.files import destroy_file, read_file, store_file
from gestand.core.files.models import StoredFile
from gestand.core.files.upkeep import sweep
from gestand.core.jobs.mending import LEASE, put_back_lost
from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.running import run_due_jobs
from gestand.core.search.models import SearchEntry
from gestand.people import actions
from gestand.people.imports import actions as imports
from gestand.people.imports.models import BatchState, ImportBatch, ImportRow, RowOutcome
from gestand.people.models import Attachment, Client, Correspondence, Merge, Person
from gestand.rights.actions.packages import ask_package
from gestand.rights.models import Package, PackageState, TakenState
from gestand.rights.portable.receiving import order_taking_in, stage_package
from gestand.rights.portable.scope import client_scope
from gestand.rights.portable.write import write_portable
from tests.cast import NOW, Cast, make_cast, make_client
from tests.core.child import end_child, start_child
from tests.people.importing import dump, listed
from tests.people.test_merging import other_carla
from tests.rights.steps import entered

__all__ = ["other_carla"]  # the fixture

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORKER = """
import threading
from gestand.core.house import house
from gestand.core.jobs.worker import run_worker
from gestand.people.imports import actions

house.scheduled_jobs = []
actions.CHUNK_ROWS = 20
run_worker(threading.Event())
"""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small import has several transactions, and no pauses between them."""
    monkeypatch.setattr(imports, "CHUNK_ROWS", 4)
    monkeypatch.setattr(imports, "breathe", lambda: None)


class _Teller:
    """Counts what is said to the database; at the n-th this process is killed."""

    def __init__(self, at: int) -> None:
        self.at, self.said = at, 0

    def __call__(self, execute: Any, *rest: Any) -> Any:
        self.one_more()
        return execute(*rest)

    def one_more(self) -> None:
        self.said += 1
        if self.said == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def in_a_process(work: Callable[[], object], *, kill_at: int = 0) -> tuple[bool, int]:
    """Do ``work`` in another process; whether it was killed, and how many things it had said when it was not."""
    connections.close_all()
    heard, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        code = 3
        try:
            teller = _Teller(kill_at)
            commit = connection._commit

            def slow_commit() -> None:
                teller.one_more()
                commit()
                teller.one_more()

            connection._commit = slow_commit
            with connection.execute_wrapper(teller):
                work()
            os.write(mouth, str(teller.said).encode())
            code = 0
        except BaseException as fault:  # noqa: BLE001 - this process has nobody to hand it to
            sys.__stderr__.write(f"{fault!r}\n")
        finally:
            os._exit(code)
    os.close(mouth)
    with os.fdopen(heard) as ear:
        said = ear.read()
    _pid, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or os.waitstatus_to_exitcode(status) == 0, "the work failed"
    return killed, int(said or 0)


def points(*, first: int = 1, step: int) -> Iterator[int]:
    return iter(range(first, 10_000, step))


def everything() -> str:
    """All of the room people with the search index and the audit log, as text."""
    return f"{dump()}\n{serializers.serialize('json', AuditLine.objects.order_by('id'))}"


def orphans() -> set[str]:
    """Files on disk, once the sweeps have been over them, that no row knows."""
    sweep(at=timezone.now() + timedelta(days=2))
    known = {str(one) for one in StoredFile.objects.values_list("id", flat=True)}
    folder = Path(settings.GESTAND_HOME) / "files"
    return {path.name for path in folder.glob("*/*")} - known


def test_a_merge_of_persons_is_whole_or_has_not_been(cast: Cast, other_carla: Person) -> None:
    def merge() -> None:
        actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=other_carla)

    assert_whole_or_not_at_all(merge, step=9)
    assert not Person.objects.filter(id=other_carla.id).exists()
    assert Merge.objects.count() == 1


def test_a_merge_of_clients_is_whole_or_has_not_been(cast: Cast) -> None:
    other = make_client("Bakkerij Zoute Brood BV", "business")
    actions.note_call(by=cast.owner, at=NOW, client=other, text="Belde over de oven")

    def merge() -> None:
        actions.merge_clients(by=cast.owner, at=NOW, keep=other, gone=cast.bakery)

    assert_whole_or_not_at_all(merge, step=9)
    assert not Client.objects.filter(id=cast.bakery.id).exists()
    assert [row.client_id for row in cast.bram.grants.get().granted_clients.all()] == [other.id]


def assert_whole_or_not_at_all(work: Callable[[], None], *, step: int) -> None:
    before = everything()
    for point in points(step=step):
        killed, _said = in_a_process(work, kill_at=point)
        if not killed:
            break
        if everything() != before:  # it died after its commit: then it is done, as if it had not died
            with pytest.raises((actions.Gone, AssertionError)):
                work()
            return
    assert everything() != before


def lines(number: int) -> list[str]:
    return [
        f"Piet{place};Pietersen{place};Firma {place // 2};;;;;;piet{place}@firma.example" for place in range(number)
    ]


def test_an_import_that_dies_again_and_again_ends_as_one_that_never_did(cast: Cast) -> None:
    batch = listed(cast, *lines(12))
    imports.order_writing(batch=batch, by=cast.owner, at=NOW)
    Job.objects.all().delete()

    def write() -> None:
        imports.write_rows_of(ImportBatch.objects.get(id=batch.id), by=cast.owner)

    deaths = 0
    for point in points(first=3, step=17):
        killed, _said = in_a_process(write, kill_at=point)
        if not killed:
            break
        deaths += 1
        written = ImportRow.objects.filter(batch=batch, outcome=RowOutcome.WRITTEN).count()
        assert Person.objects.filter(family_name__startswith="Pietersen").count() == written
    assert deaths >= 3
    batch.refresh_from_db()
    assert (batch.state, batch.counts["written"], batch.file) == (BatchState.DONE, 12, None)
    assert Person.objects.filter(family_name__startswith="Pietersen").count() == 12
    assert Client.objects.filter(name__startswith="Firma").count() == 6
    assert SearchEntry.objects.filter(kind="person", title__startswith="Piet").count() == 12
    assert not orphans()


def test_an_undo_that_dies_again_and_again_takes_everything_back(cast: Cast) -> None:
    before = {name: rows for name, rows in dump().items() if name != "SearchEntry"}
    batch = imports.confirm_import(listed(cast, *lines(12)), by=cast.owner, at=NOW)
    imports.order_undoing(batch=batch, by=cast.owner, at=NOW)
    Job.objects.all().delete()

    def undo() -> None:
        imports.undo_rows_of(ImportBatch.objects.get(id=batch.id), by=cast.owner)

    deaths = 0
    for point in points(first=3, step=17):
        killed, _said = in_a_process(undo, kill_at=point)
        if not killed:
            break
        deaths += 1
    assert deaths >= 3
    batch.refresh_from_db()
    assert batch.state == BatchState.UNDONE
    assert {name: rows for name, rows in dump().items() if name != "SearchEntry"} == before
    assert not SearchEntry.objects.filter(title__startswith="Piet").exists()


def test_the_yes_to_an_import_and_its_job_come_together(cast: Cast) -> None:
    batch = listed(cast, *lines(4))

    def say_yes() -> None:
        imports.order_writing(batch=batch, by=cast.owner, at=timezone.now())

    for point in points(step=4):
        killed, _said = in_a_process(say_yes, kill_at=point)
        batch.refresh_from_db()
        assert (batch.state == BatchState.WRITING) is Job.objects.filter(id=batch.job).exists()
        if not killed or batch.state == BatchState.WRITING:
            break
    assert run_due_jobs() == 1
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE


def test_a_worker_that_is_killed_at_an_import_is_followed_by_one_that_ends_it(cast: Cast) -> None:
    batch = listed(cast, *lines(160))
    imports.order_writing(batch=batch, by=cast.owner, at=timezone.now())
    first = start_child(WORKER)
    assert until(lambda: ImportRow.objects.filter(batch=batch, outcome=RowOutcome.WRITTEN).exists())
    end_child(first)
    batch.refresh_from_db()
    assert batch.state == BatchState.WRITING, "it was to be killed in the middle"
    second = start_child(WORKER)
    try:
        assert until(lambda: ImportBatch.objects.get(id=batch.id).state == BatchState.DONE)
        assert until(lambda: Job.objects.get().state == JobState.DONE)
    finally:
        end_child(second)
    assert Person.objects.filter(family_name__startswith="Pietersen").count() == 160


def until(condition: Callable[[], bool], seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_package_that_dies_in_the_making_is_made_after_all_and_leaves_no_file(cast: Cast) -> None:
    """Some two hundred points; every fourth of them stands for all."""
    package = ask_package(request=entered(cast), language="nl", by=cast.owner, at=timezone.now())
    deaths = 0
    for point in points(first=1, step=4):
        killed, _said = in_a_process(run_due_jobs, kill_at=point)
        if not killed:
            break
        deaths += 1
        # Silent for long; and so many deaths of one job are not what is tried here.
        Job.objects.update(heartbeat_at=timezone.now() - 2 * LEASE, attempt=1)
        put_back_lost(at=timezone.now())
    assert deaths >= 40
    package.refresh_from_db()
    assert package.state == PackageState.READY
    assert package.file is not None
    assert read_file(package.file)[:2] == b"PK"
    assert Package.objects.count() == 1
    assert StoredFile.objects.count() == 1
    assert not orphans()
    assert not list(Path(settings.GESTAND_HOME).glob("tmp*"))


def test_a_package_of_another_office_that_dies_in_the_taking_in_is_taken_in_whole(cast: Cast) -> None:
    """Nothing of it is here until all of it is, files too; and a job that died is followed by one that ends it."""
    stored = store_file(b"brief", name="brief.txt", media_type="text/plain", at=NOW)
    entry = Correspondence.objects.filter(client=cast.jansen).latest("id")
    Attachment.objects.create(correspondence=entry, file=stored)
    out = io.BytesIO()
    write_portable(client_scope(cast.jansen.id), to=out)
    Attachment.objects.all().delete()
    destroy_file(stored)
    Client.objects.filter(id=cast.jansen.id).delete()
    Person.objects.filter(id=cast.eva.id).delete()
    taken = stage_package(out, by=cast.owner, at=timezone.now(), language="nl")
    order_taking_in(taken=taken, by=cast.owner, at=timezone.now())
    deaths = 0
    for point in points(first=5, step=9):
        killed, _said = in_a_process(run_due_jobs, kill_at=point)
        if not killed:
            break
        deaths += 1
        there = [Client.objects.filter(id=cast.jansen.id).exists(), Person.objects.filter(id=cast.eva.id).exists()]
        assert len(set(there)) == 1
        assert Attachment.objects.exists() is there[0]
        Job.objects.update(heartbeat_at=timezone.now() - 2 * LEASE, attempt=1)
        put_back_lost(at=timezone.now())
    assert deaths >= 3
    taken.refresh_from_db()
    assert (taken.state, taken.file) == (TakenState.DONE, None)
    assert read_file(Attachment.objects.get().file) == b"brief"
    again = io.BytesIO()
    write_portable(client_scope(cast.jansen.id), to=again)
    assert again.getvalue() == out.getvalue()
    assert StoredFile.objects.count() == 1
    assert not orphans()
    assert not list(Path(settings.GESTAND_HOME).glob("tmp*"))


def test_a_letter_that_dies_between_its_row_and_its_file_is_whole_or_has_not_been(cast: Cast) -> None:
    """The row commits, and the file has still to be moved to its place."""

    def attach() -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        from gestand.core.files.uploads import CheckedUpload

        letter = SimpleUploadedFile("brief.txt", b"tekst")
        entry = Correspondence.objects.get(client=cast.bakery)
        actions.attach_file(by=cast.owner, at=NOW, entry=entry, upload=CheckedUpload("brief.txt", "text/plain", letter))

    for point in points(step=1):
        killed, _said = in_a_process(attach, kill_at=point)
        if not killed:
            break
        for attachment in Attachment.objects.select_related("file"):
            assert read_file(attachment.file) == b"tekst"
        if Attachment.objects.exists():
            break
    assert Attachment.objects.count() == StoredFile.objects.count() == 1
    assert not orphans()
    assert read_file(StoredFile.objects.get()) == b"tekst"
