"""Restores, as the head file and the log tell them: what tells a lawful gap from a cut.

A restore puts the chain back to an earlier end. It says so in two places: a line in the head file, and a line of the
log that is sealed after it (``core.backup.restore``, about the same id). Only both together explain heads that the
database no longer has; who cuts the database alone has no sealed line, and who writes in the head file alone neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from gestand.core.audit.models import AuditLine
from gestand.core.audit.witness import WitnessedLine, witnessed

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What the log says of a restore.
RESTORE = "core.backup.restore"


@dataclass(frozen=True, slots=True)
class _Restore:
    line_number: int
    seal: int
    is_in_the_log: bool


class Restores:
    """Every restore that the head file knows."""

    def __init__(self, path: Path, *, until_byte: int | None = None) -> None:
        self._path = path
        told = [line for line in witnessed(path, until_byte=until_byte) if line.restore_id is not None]
        logged = _logged([line.restore_id for line in told if line.restore_id is not None])
        self._known = [
            _Restore(line.line_number, line.head.seal, line.restore_id in logged)
            for line in told
            if line.head is not None
        ]

    @property
    def count(self) -> int:
        return sum(restore.is_in_the_log for restore in self._known)

    def cut(self, line: WitnessedLine) -> bool:
        """Whether a later restore went back to before this head."""
        return line.head is not None and any(
            restore.is_in_the_log and restore.line_number > line.line_number and line.head.seal > restore.seal
            for restore in self._known
        )

    def between_two(self, line: WitnessedLine) -> bool:
        """Whether this head is of a time that began with one restore and ended with another, which put it aside."""
        return any(restore.line_number < line.line_number for restore in self._known) and any(
            restore.is_in_the_log and restore.line_number > line.line_number for restore in self._known
        )

    def left_behind(self, seal: int, hash_of_seal: str) -> bool:
        """Whether the head file knows this very head, and a restore put it aside."""
        return bool(self.count) and any(
            line.head is not None
            and (line.head.seal, line.head.hash) == (seal, hash_of_seal)
            and (self.cut(line) or self.between_two(line))
            for line in witnessed(self._path)
        )


def _logged(ids: Sequence[UUID]) -> set[UUID | None]:
    if not ids:
        return set()
    return set(AuditLine.objects.filter(action=RESTORE, subject_id__in=ids).values_list("subject_id", flat=True))
