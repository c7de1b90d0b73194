"""What was seen in a package before anything of it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MOST_NAMES = 50


@dataclass(slots=True)
class TableLook:
    name: str
    title: str
    new: int = 0
    here: int = 0
    conflicts: int = 0


@dataclass(slots=True)
class Look:
    """``names``: the persons and clients that are new, the first of them. ``reasons``: why there are conflicts."""

    scope: str = ""
    name: str = ""
    files: int = 0
    missing_files: int = 0
    tables: list[TableLook] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    remarks: dict[str, int] = field(default_factory=dict)  # for whoever takes it in; no reason to refuse

    @property
    def new(self) -> int:
        return sum(table.new for table in self.tables)

    @property
    def here(self) -> int:
        return sum(table.here for table in self.tables)

    @property
    def conflicts(self) -> int:
        return sum(table.conflicts for table in self.tables)

    @property
    def can_be_taken_in(self) -> bool:
        return self.new > 0 and self.conflicts == 0

    def conflict(self, table: TableLook, reason: str) -> None:
        """Count a row; one that only hangs on another conflict has no reason of its own."""
        table.conflicts += 1
        if reason:
            self.reasons[reason] = self.reasons.get(reason, 0) + 1

    def remark(self, title: str, words: str) -> None:
        if words:
            said = f"{title}: {words}"
            self.remarks[said] = self.remarks.get(said, 0) + 1

    def as_plain(self, *, with_names: bool = False) -> dict[str, Any]:
        """For JSON; without names it says nothing about anybody."""
        return {
            "scope": self.scope,
            "new": self.new,
            "here": self.here,
            "conflicts": self.conflicts,
            "files": self.files,
            "missing_files": self.missing_files,
            "tables": [
                {"name": table.name, "new": table.new, "here": table.here, "conflicts": table.conflicts}
                for table in self.tables
                if table.new or table.here or table.conflicts
            ],
            "reasons": dict(self.reasons),
            "remarks": dict(self.remarks),
            **({"name": self.name, "names": self.names} if with_names else {}),
        }
