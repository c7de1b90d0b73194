"""The job page's own table and the timetable; the queue itself is django-tasks-db's."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import NoPersonalData
from gestand.core.ids import new_id

if TYPE_CHECKING:
    from django.utils.functional import Promise


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """One piece of work. ``task_id`` is its present row in the queue, ``worker`` who runs it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
    scheduled = models.BooleanField(default=False)
    task_id = models.UUIDField(null=True)
    worker = models.CharField(max_length=40, blank=True)
    enqueued_at = models.DateTimeField()
    run_after = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    failure = models.CharField(max_length=500, blank=True)
    reference = models.CharField(max_length=20, blank=True)

    personal: ClassVar = NoPersonalData(
        "its arguments are ids, numbers and codes; its words and failures are the program's own sentences"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "run_after"], name="job_by_state"),
            models.Index(fields=["name", "state"], name="job_by_name"),
            models.Index(fields=["finished_at"], name="job_by_finish"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"

    @property
    def label(self) -> str | Promise:
        """What the job page calls it; its bare name when no room knows it any more."""
        from gestand.core.jobs.registry import registered_jobs

        known = registered_jobs.get(self.name)
        return known.label if known else self.name

    @property
    def percent(self) -> int | None:
        """How far, in whole percents; None while nobody knows."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def is_finished(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)


class ScheduledRun(models.Model):
    """When a scheduled job is due next; whoever moves ``next_at`` forward has the run."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    personal: ClassVar = NoPersonalData("a timetable of the program's own jobs")

    def __str__(self) -> str:
        return f"{self.name} {self.next_at:%Y-%m-%d %H:%M}"
