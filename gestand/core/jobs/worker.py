"""The worker: takes jobs while it may, keeps their time limits, and tidies up after workers that died.

``run_worker(stop)`` runs in a thread of the web process or in a process of its own, as many as wanted. Each job has a
thread for itself; the worker's own thread beats their hearts and writes down how they end.
"""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import Error as DatabaseError
from django.db import close_old_connections, connections
from django.utils import timezone, translation

from gestand.core.ids import new_id
from gestand.core.jobs.claims import record, take_next
from gestand.core.jobs.lifelines import lifeline
from gestand.core.jobs.mending import put_back_lost, reconcile
from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.outcomes import End, Outcome
from gestand.core.jobs.queue import wake
from gestand.core.jobs.running import TOOK_TOO_LONG, Run, TimeLimitPassed, outcome_of, run_of
from gestand.core.jobs.timetable import run_timetable
from gestand.core.reference import new_reference

log = logging.getLogger("gestand.jobs")

IDLE_SECONDS = 1.0
BUSY_SECONDS = 0.25
HEARTBEAT_SECONDS = 10.0
MENDING_SECONDS = 30.0
INTERRUPT_AFTER_SECONDS = 10.0
GIVE_UP_AFTER_SECONDS = 20.0
STOP_WITHIN_SECONDS = 8.0
AFTER_TROUBLE_SECONDS = 5.0


def run_worker(stop: threading.Event, *, slots: int = 2) -> None:
    """Work until ``stop`` is set; running jobs are asked to stop and start again later."""
    worker = Worker(slots=slots)
    with lifeline(worker.name):
        try:
            worker.work_until(stop)
        finally:
            connections.close_all()


@dataclass(slots=True)
class Slot:
    """A job in hand, in its own thread."""

    job: Job
    run: Run
    thread: threading.Thread | None = None
    outcome: Outcome | None = None
    interrupted: bool = False

    def work(self) -> None:
        try:
            with translation.override(None):
                self.outcome = outcome_of(self.job, self.run)
        except TimeLimitPassed:  # it was interrupted on its very last steps
            self.outcome = TOOK_TOO_LONG
        finally:
            connections.close_all()
            wake.set()

    @property
    def ended(self) -> bool:
        return self.outcome is not None or (self.thread is not None and not self.thread.is_alive())

    def keep_time_limit(self, now: float) -> None:
        """Past the limit the job is interrupted, and given up when even that does not help."""
        late = now - self.run.deadline
        if late > GIVE_UP_AFTER_SECONDS:
            self.run.lost = True
            self.outcome = TOOK_TOO_LONG
            log.error("job %s %s hangs and was given up", self.job.name, self.job.id)
        elif late > INTERRUPT_AFTER_SECONDS and not self.interrupted and self.outcome is None:
            self.interrupted = True
            interrupt(self.thread)


def interrupt(thread: threading.Thread | None) -> None:
    """Raise ``TimeLimitPassed`` in another thread, at its next step of Python code."""
    if thread is not None and thread.ident is not None and thread.is_alive():
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(TimeLimitPassed))


class Worker:
    def __init__(self, *, slots: int) -> None:
        self.name = str(new_id())
        self.slots = slots
        self.in_hand: list[Slot] = []
        self._timetable_at: datetime | None = None
        self._heartbeat_at = self._mending_at = 0.0

    def work_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                busy = self.step()
            except DatabaseError:
                log.warning("the worker cannot reach the database; it tries again", exc_info=True)
                close_old_connections()
                stop.wait(AFTER_TROUBLE_SECONDS)
                continue
            except Exception:  # the worker must outlive a fault in one round
                log.exception("the worker stumbled: reference %s", new_reference())
                stop.wait(AFTER_TROUBLE_SECONDS)
                continue
            wake.wait(BUSY_SECONDS if busy else IDLE_SECONDS)
            wake.clear()
        self._stop_running()

    def step(self) -> bool:
        """One round; whether there is work in hand."""
        close_old_connections()
        at, now = timezone.now(), time.monotonic()
        self._finish_ended(at)
        for slot in self.in_hand:
            slot.keep_time_limit(now)
        self._finish_ended(at)
        if now >= self._mending_at:
            self._mending_at = now + MENDING_SECONDS
            put_back_lost(at=at, worker=self.name, running={slot.job.id for slot in self.in_hand})
            reconcile(at=at)
        if self._timetable_at is None or at >= self._timetable_at:
            self._timetable_at = run_timetable(at=at)
        if self.in_hand and now >= self._heartbeat_at:
            self._heartbeat_at = now + HEARTBEAT_SECONDS
            Job.objects.filter(worker=self.name, state=JobState.RUNNING).update(heartbeat_at=at)
        while len(self.in_hand) < self.slots and (job := take_next(self.name, timezone.now())) is not None:
            self._start(job)
        return bool(self.in_hand)

    def _start(self, job: Job) -> None:
        slot = Slot(job, run_of(job))
        slot.thread = threading.Thread(target=slot.work, name=f"job-{job.name}", daemon=True)
        self.in_hand.append(slot)
        slot.thread.start()

    def _finish_ended(self, at: datetime) -> None:
        for slot in [slot for slot in self.in_hand if slot.ended]:
            # A thread that died without a word (out of memory) is treated like a worker that did.
            record(slot.job, slot.outcome or Outcome(End.AGAIN, error="ThreadDied"), at=at)
            self.in_hand.remove(slot)

    def _stop_running(self) -> None:
        for slot in self.in_hand:
            slot.run.stopping = True
        until = time.monotonic() + STOP_WITHIN_SECONDS
        for slot in self.in_hand:
            if slot.thread is not None:
                slot.thread.join(max(0.0, until - time.monotonic()))
        for slot in self.in_hand:
            slot.run.lost = True
            try:
                record(slot.job, slot.outcome or Outcome(End.PUT_BACK), at=timezone.now())
            except DatabaseError:
                log.warning("job %s %s will be put back at the next start", slot.job.name, slot.job.id)
        self.in_hand.clear()
