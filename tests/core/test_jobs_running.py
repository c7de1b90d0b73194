"""Running jobs: what they may say, how they end, and that nobody runs one twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gestand.core.actors import SYSTEM
from gestand.core.house import ScheduledJob, house
from gestand.core.jobs import JobRun, TryAgain, claims, enqueue
from gestand.core.jobs import worker as worker_module
from gestand.core.jobs.actions import JobNotFailed, retry_job
from gestand.core.jobs.claims import take_next
from gestand.core.jobs.mending import put_back_lost, reconcile
from gestand.core.jobs.models import Job, JobState, ScheduledRun
from gestand.core.jobs.queue import run_job, wake
from gestand.core.jobs.registry import RegisteredJob, registered_jobs
from gestand.core.jobs.running import run_due_jobs
from gestand.core.jobs.timetable import _run_once as run_once
from gestand.core.jobs.timetable import next_moment, run_timetable
from gestand.core.jobs.upkeep import forget_old_jobs
from gestand.core.jobs.worker import run_worker
from gestand.core.refusals import Refused
from tests.cast import NOW, Cast

SECRET = "Carla van den Berg"


class Bench:
    """Jobs of a test's own: it says what each does."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def offer(self, function: Any, *, attempts: int = 3, limit: int = 300, at: datetime | None = None) -> Job:
        registered_jobs["test.work"] = RegisteredJob("test.work", "Work", function, limit, attempts)
        return enqueue("test.work", by=SYSTEM, at=at or NOW)


@pytest.fixture
def bench() -> Iterator[Bench]:
    yield Bench()
    registered_jobs.pop("test.work", None)


def fresh(job: Job) -> Job:
    return Job.objects.get(id=job.id)


@pytest.mark.django_db
def test_a_job_that_ends_is_done_in_job_and_queue(bench: Bench) -> None:
    job = bench.offer(lambda _run: bench.calls.append("ran"))
    assert run_due_jobs(at=NOW) == 1
    assert bench.calls == ["ran"]
    assert fresh(job).state == JobState.DONE
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


@pytest.mark.django_db
def test_a_refusal_ends_a_job_for_good_with_its_sentence(bench: Bench) -> None:
    def refuse(_run: JobRun) -> None:
        raise Refused("Dit kan niet.")

    job = bench.offer(refuse)
    run_due_jobs(at=NOW)
    assert (fresh(job).state, fresh(job).failure, fresh(job).attempt) == ("failed", "Dit kan niet.", 1)


@pytest.mark.django_db
def test_try_again_waits_longer_each_time_and_then_fails(bench: Bench) -> None:
    def not_now(_run: JobRun) -> None:
        raise TryAgain("Nu niet.")

    job = bench.offer(not_now, attempts=3)
    run_due_jobs(at=NOW)
    assert (fresh(job).state, fresh(job).run_after - NOW) == ("waiting", timedelta(seconds=30))
    assert run_due_jobs(at=NOW + timedelta(seconds=29)) == 0
    run_due_jobs(at=NOW + timedelta(seconds=30))
    assert fresh(job).run_after == NOW + timedelta(seconds=150)
    run_due_jobs(at=NOW + timedelta(seconds=150))
    assert (fresh(job).state, fresh(job).failure, fresh(job).attempt) == ("failed", "Nu niet.", 3)


@pytest.mark.django_db
def test_a_failure_has_a_reference_and_keeps_no_personal_data(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_run: JobRun) -> None:
        raise ValueError(SECRET)

    job = bench.offer(fail, attempts=1)
    run_due_jobs(at=NOW)
    task = DBTaskResult.objects.get()
    assert fresh(job).state == "failed"
    assert len(fresh(job).reference) >= 6
    assert fresh(job).reference in caplog.text
    assert SECRET not in str([task.traceback, task.exception_class_path, task.return_value, fresh(job).failure])
    assert (task.status, task.traceback) == ("FAILED", "")


@pytest.mark.django_db
def test_the_librarys_own_worker_stores_no_trace_of_values_either(bench: Bench) -> None:
    def fail(_run: JobRun) -> None:
        raise ValueError(SECRET)

    job = bench.offer(fail, attempts=1)
    task = DBTaskResult.objects.get()
    try:
        task.task.call(*task.args_kwargs["args"])
    except Exception as error:  # noqa: BLE001
        task.set_failed(error)
    assert fresh(job).state == "failed"
    assert SECRET not in task.traceback
    assert fresh(job).reference in task.traceback


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_job_runs_and_is_not_written_inside_a_transaction(bench: Bench) -> None:
    seen = []

    def work(run: JobRun) -> None:
        run.progress(done=1, total=4, words="Regels lezen")
        seen.append(Job.objects.get().percent)
        time.sleep(0.6)
        with transaction.atomic():
            run.progress(done=3, total=4)
        seen.append(Job.objects.get().percent)
        run.progress(done=4, total=4)

    job = bench.offer(work)
    run_due_jobs(at=NOW)
    assert seen == [25, 25]
    assert fresh(job).percent == 100


@pytest.mark.django_db(transaction=True)
def test_a_job_that_was_given_to_another_stops_at_its_next_progress_and_changes_nothing(bench: Bench) -> None:
    def work(run: JobRun) -> None:
        Job.objects.update(state=JobState.WAITING, attempt=5)  # put back by somebody else
        run.progress(done=1, total=2)
        bench.calls.append("went on")

    job = bench.offer(work)
    taken = take_next("here", NOW)
    assert taken is not None
    from gestand.core.jobs.running import run_here

    run_here(taken)
    assert bench.calls == []
    assert (fresh(job).state, fresh(job).attempt) == ("waiting", 5)


@pytest.mark.django_db
def test_progress_stops_a_job_past_its_time(bench: Bench) -> None:
    def slow(run: JobRun) -> None:
        run.progress(done=1, total=2)
        bench.calls.append("went on")

    job = bench.offer(slow, limit=0)
    run_due_jobs(at=NOW)
    assert bench.calls == []
    assert fresh(job).state == "failed"


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_one_gets_the_job(bench: Bench) -> None:
    for _ in range(4):
        bench.offer(lambda _run: None)
    taken: list[Job] = []
    start = threading.Barrier(8)

    def take() -> None:
        start.wait()
        for _ in range(4):
            job = take_next("w", NOW)
            if job is not None:
                taken.append(job)
        connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while (job := take_next("w", NOW)) is not None:
        taken.append(job)
    assert sorted(str(job.id) for job in taken) == sorted(str(one) for one in Job.objects.values_list("id", flat=True))


@pytest.mark.django_db
def test_a_silent_worker_loses_its_job_and_a_beating_one_does_not(bench: Bench) -> None:
    job = bench.offer(lambda _run: None)
    assert take_next("far-away", NOW) is not None
    assert put_back_lost(at=NOW + timedelta(seconds=60)) == 0
    assert put_back_lost(at=NOW + timedelta(seconds=120)) == 1
    assert fresh(job).state == "waiting"
    assert run_due_jobs(at=NOW + timedelta(seconds=120)) == 1
    assert fresh(job).state == "done"


@pytest.mark.django_db
def test_a_job_that_always_kills_its_worker_ends_as_failed(bench: Bench) -> None:
    job = bench.offer(lambda _run: None, attempts=2)
    for minute in (0, 10):
        assert take_next("far-away", NOW + timedelta(minutes=minute)) is not None
        put_back_lost(at=NOW + timedelta(minutes=minute + 5))
    assert fresh(job).state == "failed"
    assert fresh(job).failure


@pytest.mark.django_db
def test_a_job_whose_place_in_the_queue_is_gone_gets_a_new_one(bench: Bench) -> None:
    job = bench.offer(lambda _run: bench.calls.append("ran"))
    DBTaskResult.objects.all().delete()
    assert run_due_jobs(at=NOW) == 0
    assert reconcile(at=NOW) == 1
    run_due_jobs(at=NOW)
    assert (bench.calls, fresh(job).state) == (["ran"], "done")


@pytest.mark.django_db
def test_a_place_in_the_queue_without_a_job_is_closed(bench: Bench) -> None:
    bench.offer(lambda _run: None)
    Job.objects.all().delete()
    assert reconcile(at=NOW) == 1
    assert DBTaskResult.objects.get().status == "FAILED"
    assert reconcile(at=NOW) == 0


@pytest.mark.django_db
def test_the_owner_can_have_a_failed_job_tried_again_once(bench: Bench, cast: Cast) -> None:
    def refuse(_run: JobRun) -> None:
        raise Refused("Nee.")

    job = bench.offer(refuse)
    run_due_jobs(at=NOW)
    retry_job(job, by=cast.owner, at=NOW)
    with pytest.raises(JobNotFailed):
        retry_job(job, by=cast.owner, at=NOW)
    with pytest.raises(Refused):
        retry_job(job, by=cast.standin, at=NOW)
    assert fresh(job).state == "waiting"
    assert run_due_jobs(at=NOW) == 1


@pytest.fixture
def timetable(bench: Bench) -> Iterator[list[ScheduledJob]]:
    registered_jobs["test.work"] = RegisteredJob("test.work", "Work", lambda _run: None, 300, 3)
    known, house.scheduled_jobs = house.scheduled_jobs, []
    yield house.scheduled_jobs
    house.scheduled_jobs = known


@pytest.mark.django_db
def test_a_scheduled_job_runs_once_a_turn_however_many_workers_look(timetable: list[ScheduledJob]) -> None:
    timetable.append(ScheduledJob("test.work", every=timedelta(minutes=10)))
    run_timetable(at=NOW)
    run_timetable(at=NOW)
    assert Job.objects.count() == 1
    run_due_jobs(at=NOW)
    run_timetable(at=NOW + timedelta(minutes=9))
    assert Job.objects.count() == 1
    run_timetable(at=NOW + timedelta(minutes=45))  # the machine slept: no burst afterwards
    assert Job.objects.count() == 2
    assert ScheduledRun.objects.get().next_at == NOW + timedelta(minutes=50)


@pytest.mark.django_db
def test_a_turn_is_left_out_while_the_one_before_still_waits(timetable: list[ScheduledJob]) -> None:
    timetable.append(ScheduledJob("test.work", every=timedelta(minutes=1)))
    run_timetable(at=NOW)
    run_timetable(at=NOW + timedelta(minutes=2))
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)),  # 02:00 does not exist: 03:00
        (datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 30, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, tzinfo=UTC)),  # comes twice: the first
        (datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 26, 1, tzinfo=UTC)),
    ],
)
def test_two_at_night_is_local_time_over_the_changes_of_the_clock(after: datetime, due: datetime) -> None:
    assert next_moment(ScheduledJob("x", every=timedelta(days=1), at_hour=2), after=after) == due


@pytest.mark.django_db
def test_results_are_kept_for_90_days_and_routine_for_two(bench: Bench) -> None:
    bench.offer(lambda _run: None)
    enqueue("test.work", by=SYSTEM, at=NOW, scheduled=True)
    run_due_jobs(at=NOW)
    assert forget_old_jobs(at=NOW + timedelta(days=3)) == 1
    assert forget_old_jobs(at=NOW + timedelta(days=90)) == 0
    assert forget_old_jobs(at=NOW + timedelta(days=91)) == 1
    assert not DBTaskResult.objects.exists()


@pytest.fixture
def working() -> Iterator[Any]:
    """A worker in a thread of this process."""
    stop, threads = threading.Event(), []

    def start() -> threading.Thread:
        thread = threading.Thread(target=run_worker, args=(stop,))
        thread.start()
        threads.append(thread)
        return thread

    start.stop = stop  # type: ignore[attr-defined]
    yield start
    stop.set()
    wake.set()
    for thread in threads:
        thread.join(60)


def until(condition: Any, seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def no_timetable() -> Iterator[None]:
    known, house.scheduled_jobs = house.scheduled_jobs, []
    yield
    house.scheduled_jobs = known


@pytest.mark.django_db(transaction=True)
def test_a_worker_in_this_process_starts_a_job_as_soon_as_it_is_committed(
    bench: Bench, working: Any, no_timetable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "IDLE_SECONDS", 600)  # it would not look by itself
    working()
    time.sleep(0.3)
    bench.offer(lambda _run: bench.calls.append("ran"), at=timezone.now())
    assert until(lambda: bench.calls)
    assert until(lambda: Job.objects.get().state == "done")


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_stopped_puts_its_job_back_without_counting_it(
    bench: Bench, working: Any, no_timetable: None
) -> None:
    def long(run: JobRun) -> None:
        for step in range(1000):
            run.progress(done=step, total=1000)
            time.sleep(0.05)

    job = bench.offer(long, at=timezone.now())
    thread = working()
    assert until(lambda: fresh(job).state == "running")
    working.stop.set()
    thread.join(60)
    assert not thread.is_alive()
    assert (fresh(job).state, fresh(job).attempt) == ("waiting", 0)


@pytest.mark.django_db(transaction=True)
def test_a_loop_without_progress_is_interrupted_and_a_hanging_call_is_given_up(
    bench: Bench, working: Any, no_timetable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "INTERRUPT_AFTER_SECONDS", 0.2)
    monkeypatch.setattr(worker_module, "GIVE_UP_AFTER_SECONDS", 1.5)
    hang = threading.Event()

    def loop(_run: JobRun) -> None:
        while True:
            time.sleep(0.01)

    def hanging(_run: JobRun) -> None:
        hang.wait(100)

    looping = bench.offer(loop, limit=0, at=timezone.now())
    working()
    assert until(lambda: fresh(looping).state == "failed")
    stuck = bench.offer(hanging, limit=0, at=timezone.now())
    assert until(lambda: fresh(stuck).state == "failed")
    hang.set()
    assert fresh(stuck).failure


def test_the_task_of_the_queue_is_found_by_its_path() -> None:
    assert run_job.module_path == "gestand.core.jobs.queue.run_job"
    assert connection.vendor in {"sqlite", "postgresql"}


@pytest.mark.django_db
def test_who_claims_with_an_old_view_of_the_job_gets_nothing(bench: Bench) -> None:
    seen_by_both = bench.offer(lambda _run: None)
    assert claims._claim(seen_by_both, "first", NOW) is not None
    assert claims._claim(Job.objects.filter(id=seen_by_both.id).first(), "second", NOW) is None
    seen_by_both.state, seen_by_both.attempt = JobState.WAITING, 0
    assert claims._claim(seen_by_both, "second", NOW) is None


@pytest.mark.django_db
def test_a_place_in_the_queue_is_taken_once(bench: Bench) -> None:
    task_id = bench.offer(lambda _run: None).task_id
    assert task_id is not None
    with transaction.atomic():
        assert claims._task_is_ours(task_id, "first", NOW)
        assert not claims._task_is_ours(task_id, "second", NOW)


@pytest.mark.django_db
def test_of_two_workers_that_see_the_same_turn_one_has_it(timetable: list[ScheduledJob]) -> None:
    turn = ScheduledJob("test.work", every=timedelta(minutes=10))
    ScheduledRun.objects.create(name="test.work", next_at=NOW)
    for _worker in range(2):
        run_once(turn, NOW, NOW + timedelta(minutes=10), at=NOW)
        run_due_jobs(at=NOW)
    assert Job.objects.count() == 1


def test_every_scheduled_job_is_registered() -> None:
    assert [one.job for one in house.scheduled_jobs if one.job not in registered_jobs] == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_a_fault_in_its_own_round(
    bench: Bench, working: Any, no_timetable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "AFTER_TROUBLE_SECONDS", 0.05)
    faults = iter([KeyError("x"), RuntimeError("y")])

    def stumble(**_named: Any) -> datetime:
        fault = next(faults, None)
        if fault is not None:
            raise fault
        return timezone.now() + timedelta(minutes=1)

    monkeypatch.setattr(worker_module, "run_timetable", stumble)
    bench.offer(lambda _run: bench.calls.append("ran"), at=timezone.now())
    working()
    assert until(lambda: bench.calls)
