"""Tables of the audit log. Append-only by database trigger (see the migration)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gestand.core.declarations import NoPersonalData


class AuditLine(models.Model):
    """One line: ids, codes and counts only."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
    action = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    client_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)

    personal: ClassVar = NoPersonalData(
        "it holds ids, registered action names, codes and counts; who they point to is erased in the tables they point to"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "id"], name="audit_by_subject"),
            models.Index(fields=["client_id", "id"], name="audit_by_client"),
            models.Index(fields=["at"], name="audit_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.action}"
