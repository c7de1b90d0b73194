"""Queueing a mail (stub, being written)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from gestand.core.declarations import Purpose

if TYPE_CHECKING:
    from gestand.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Attachment:
    stored_file_id: UUID
    name: str


def queue_mail(
    *,
    to: str,
    subject: str,
    text: str,
    purpose: Purpose,
    by: Actor,
    at: datetime,
    person_id: UUID | None = None,
    account_id: UUID | None = None,
    html: str = "",
    language: str = "nl",
    attachments: Sequence[Attachment] = (),
) -> UUID:
    """Put a mail in the outbox, in the caller's transaction; returns its id. It leaves when mail is set up."""
    raise NotImplementedError
