"""How rows look on paper and screen: a few short columns, and below each row what is long or seldom filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gestand.rights.package.columns import Column

MOST_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to a file of the package or to another row."""

    words: str
    href: str


Cell = str | Link


@dataclass(frozen=True, slots=True)
class ShownRows:
    """Rows to be written, column by column: ``cells`` under ``heads``, ``details`` below each row under their names."""

    anchors: Sequence[str]
    heads: Sequence[str]
    weights: Sequence[int]
    cells: Sequence[Sequence[Cell]]
    details: Sequence[tuple[str, Sequence[Cell]]] = ()

    def __len__(self) -> int:
        return len(self.anchors)


@dataclass(slots=True)
class Look:
    """Chooses the columns of one table by its first rows; what a later row has elsewhere is shown below it."""

    columns: Sequence[Column]
    chosen: list[int] = field(default_factory=list)
    is_settled: bool = False

    def of(self, anchors: Sequence[str], cells: Sequence[Sequence[Cell]]) -> ShownRows:
        """One chunk of rows as they are shown; ``cells`` has a list for each column."""
        filled = [place for place, column in enumerate(cells) if any(column)]
        if not self.is_settled:
            self.chosen = [place for place in filled if not self.columns[place].is_long][:MOST_COLUMNS]
            self.is_settled = True
        return ShownRows(
            anchors,
            [self.columns[place].label for place in self.chosen],
            [3 if self.columns[place].kind in {"moment", "text"} else 2 for place in self.chosen],
            [cells[place] for place in self.chosen],
            [(self.columns[place].label, cells[place]) for place in filled if place not in self.chosen],
        )
