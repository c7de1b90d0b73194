"""How rows look on paper and screen: a few short columns, and below each row what is long or seldom filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gestand.rights.package.columns import Column

MOST_COLUMNS = 6
#: After so many rows the columns are chosen; what a later row has elsewhere is shown below it, never lost.
ROWS_TO_CHOOSE_BY = 500


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to a file of the package or to another row."""

    words: str
    href: str


Cell = str | Link


@dataclass(slots=True)
class ShownRow:
    anchor: str
    cells: list[Cell]
    details: list[tuple[str, Cell]]


@dataclass(slots=True)
class Look:
    """Chooses the columns of one table while its rows stream by."""

    columns: Sequence[Column]
    chosen: list[int] = field(default_factory=list)
    rows_seen: int = 0
    _waiting: list[tuple[str, list[Cell]]] = field(default_factory=list)
    _settled: bool = False

    def add(self, anchor: str, cells: list[Cell]) -> list[ShownRow]:
        """Take one row; gives the rows that are ready to be written."""
        self.rows_seen += 1
        if self._settled:
            return [self._shown(anchor, cells)]
        self._waiting.append((anchor, cells))
        return self.settle() if len(self._waiting) >= ROWS_TO_CHOOSE_BY else []

    def settle(self) -> list[ShownRow]:
        """Choose the columns by what was seen and give the rows that waited."""
        if not self._settled:
            filled = [any(cells[place] for _anchor, cells in self._waiting) for place in range(len(self.columns))]
            short = [place for place, column in enumerate(self.columns) if filled[place] and not column.is_long]
            self.chosen = short[:MOST_COLUMNS]
            self._settled = True
        waiting, self._waiting = self._waiting, []
        return [self._shown(anchor, cells) for anchor, cells in waiting]

    def heads(self) -> list[str]:
        return [self.columns[place].label for place in self.chosen]

    def weights(self) -> list[int]:
        return [3 if self.columns[place].kind in {"moment", "text"} else 2 for place in self.chosen]

    def _shown(self, anchor: str, cells: list[Cell]) -> ShownRow:
        chosen = self.chosen
        return ShownRow(
            anchor,
            [cells[place] for place in chosen],
            [(self.columns[place].label, cell) for place, cell in enumerate(cells) if cell and place not in chosen],
        )
