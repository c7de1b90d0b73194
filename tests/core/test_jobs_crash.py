"""A worker that is killed in the middle of its work: the work is done after all, once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gestand.core.actors import SYSTEM
from gestand.core.jobs import enqueue
from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.registry import RegisteredJob, registered_jobs
from tests.core.child import end_child, start_child

WORKER = """
import os, threading, time
from pathlib import Path
from gestand.core.house import house
from gestand.core.jobs import job
from gestand.core.jobs.worker import run_worker

house.scheduled_jobs = []
diary = Path(os.environ["DIARY"])

@job("test.diary", label="Diary")
def write(run, *, number):
    with diary.open("a") as lines:
        lines.write(f"start {number}\\n")
    for step in range(int(os.environ["STEPS"])):
        run.progress(done=step, total=1000)
        time.sleep(0.05)
    with diary.open("a") as lines:
        lines.write(f"end {number}\\n")

run_worker(threading.Event())
"""


def until(condition: object, seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_is_killed_is_done_by_the_next_one_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary = tmp_path / "diary"
    monkeypatch.setitem(registered_jobs, "test.diary", RegisteredJob("test.diary", "Diary", print, 60, 3))
    job = enqueue("test.diary", by=SYSTEM, at=timezone.now(), number=1)
    first = start_child(WORKER, DIARY=str(diary), STEPS="10000")
    # The file is there before its line is.
    assert until(lambda: diary.exists() and diary.read_text() == "start 1\n")
    end_child(first)
    assert Job.objects.get().state == JobState.RUNNING  # nobody could say that it stopped
    two = [start_child(WORKER, DIARY=str(diary), STEPS="1") for _ in range(2)]
    try:
        assert until(lambda: Job.objects.get().state == JobState.DONE)
        time.sleep(1.5)
    finally:
        for child in two:
            end_child(child)
    assert diary.read_text().split("\n") == ["start 1", "start 1", "end 1", ""]
    assert Job.objects.get(id=job.id).attempt == 2
    assert not DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).exists()
