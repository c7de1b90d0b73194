"""What is inside a package, in counts and names of tables: it may be kept, for it says nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class TableSummary:
    """What one table brought. ``notes``: free texts; ``of_others``: rows about others of the same household."""

    name: str
    rows: int = 0
    withheld: dict[str, int] = field(default_factory=dict)
    of_others: int = 0
    notes: int = 0

    def hold_back(self, column: str) -> None:
        self.withheld[column] = self.withheld.get(column, 0) + 1


@dataclass(slots=True)
class PackageSummary:
    """Counts of the whole package."""

    rows: int = 0
    files: int = 0
    damaged_files: int = 0
    handled: int = 0
    tables: list[TableSummary] = field(default_factory=list)

    def as_plain(self) -> dict[str, Any]:
        """For a JSON column."""
        return {
            "rows": self.rows,
            "files": self.files,
            "damaged_files": self.damaged_files,
            "handled": self.handled,
            "tables": [
                {
                    "name": table.name,
                    "rows": table.rows,
                    "withheld": sum(table.withheld.values()),
                    "of_others": table.of_others,
                    "notes": table.notes,
                }
                for table in self.tables
            ],
        }
