"""The job page's own table; the queue itself is django-tasks-db's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import NoPersonalData
from gestand.core.ids import new_id


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
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
        indexes: ClassVar = [models.Index(fields=["state", "run_after"], name="job_by_state")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
