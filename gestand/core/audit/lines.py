"""Writing a line: in the action's own transaction, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from gestand.core.audit.models import AuditLine
from gestand.core.house import house

if TYPE_CHECKING:
    from gestand.core.actors import Actor


_CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,80}")


class NotAuditable(TypeError):
    """A fact that may hold personal data, or an action that no room registered: a mistake of the builder."""


def write_audit(
    action: str,
    *,
    by: Actor,
    at: datetime,
    subject: tuple[str, UUID | None] = ("", None),
    client_id: UUID | None = None,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
) -> AuditLine:
    """Write one line. ``action`` is a registered name; ``subject`` is (kind, id); ``reason`` and facts are codes, ids,
    numbers and dates: text with a space in it is refused (``NotAuditable``), so that no name slips in.
    """
    line = audit_line(action, by=by, at=at, subject=subject, client_id=client_id, reason=reason, facts=facts)
    line.save(force_insert=True)
    return line


def write_audit_lines(lines: Iterable[AuditLine]) -> None:
    """Write the lines of an action that touches very many (``audit_line`` made them), in the order given."""
    AuditLine.objects.bulk_create(lines, batch_size=500)


def audit_line(
    action: str,
    *,
    by: Actor,
    at: datetime,
    subject: tuple[str, UUID | None] = ("", None),
    client_id: UUID | None = None,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
) -> AuditLine:
    """A checked line that is not written yet; see ``write_audit``."""
    if action not in house.audit_actions:
        raise NotAuditable(f"no room registered the audit action {action!r}: add it to its room.py")
    if not _CODE.fullmatch(reason):
        raise NotAuditable(f"{action}: a reason is a code, not a sentence")
    kind, subject_id = subject
    return AuditLine(
        at=at,
        actor_kind=by.kind.value,
        actor_id=by.id,
        action=action,
        subject_kind=kind,
        subject_id=subject_id,
        client_id=client_id,
        reason=reason,
        facts={name: _plain(action, name, value) for name, value in (facts or {}).items()},
    )


def _plain(action: str, name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, UUID | datetime | date):
        return str(value)
    if isinstance(value, str) and _CODE.fullmatch(value):
        return value
    if isinstance(value, list | tuple):
        return [_plain(action, name, part) for part in value]
    raise NotAuditable(f"{action}: the fact {name!r} may hold personal data; write an id, a code or a number")
