"""Tables of the audit log. Lines and seals are append-only by database trigger (see ``triggers``)."""

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
        "it holds ids, registered action names, codes and counts; "
        "who they point to is erased in the tables they point to"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "id"], name="audit_by_subject"),
            models.Index(fields=["client_id", "id"], name="audit_by_client"),
            models.Index(fields=["actor_id", "id"], name="audit_by_actor"),
            models.Index(fields=["at"], name="audit_by_moment"),
            models.Index(fields=["at"], name="audit_passages", condition=models.Q(action="core.egress.pass")),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.action}"


class Seal(models.Model):
    """One link of the chain: it covers every line with an id above ``after_line``, up to ``last_line``.

    ``hash`` binds the lines, their number and the seal before it, and can be recomputed by anybody; ``mac`` binds the
    hash to the key ``keys/audit``, which is not in the database. ``roll`` names each line with eight bytes of its own
    hash, so that a check can say which line was changed.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    after_line = models.BigIntegerField()
    last_line = models.BigIntegerField()
    line_count = models.PositiveIntegerField()
    total_count = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    roll = models.BinaryField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)
    key_id = models.CharField(max_length=8)
    sealed_at = models.DateTimeField()

    personal: ClassVar = NoPersonalData("hashes and counts of audit lines, which hold ids and codes alone")

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:8]}"


class AuditCheck(models.Model):
    """What the last verifications found, for the page and the today card."""

    id = models.BigAutoField(primary_key=True)
    checked_at = models.DateTimeField()
    ok = models.BooleanField()
    report = models.JSONField(default=dict)

    personal: ClassVar = NoPersonalData("counts, line numbers and hashes")

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d %H:%M} {self.ok}"
