"""The label papers that are known, in millimetres as their makers publish them.

A sheet is A4 with labels in columns and rows; on a roll every label is a page of its own. Where a maker prints no
margin it follows from the rest, because the labels stand in the middle of the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Label

A4_WIDTH_MM, A4_HEIGHT_MM = 210.0, 297.0


@dataclass(frozen=True, slots=True)
class Paper:
    """``step_x_mm`` and ``step_y_mm``: from the edge of a label to that of the next; ``safe_mm``: kept free inside."""

    key: str
    name: Label
    width_mm: float
    height_mm: float
    columns: int = 1
    rows: int = 1
    step_x_mm: float = 0
    step_y_mm: float = 0
    safe_mm: float = 1.5

    @property
    def is_sheet(self) -> bool:
        return self.columns * self.rows > 1

    @property
    def labels_a_page(self) -> int:
        return self.columns * self.rows

    @property
    def page_mm(self) -> tuple[float, float]:
        return (A4_WIDTH_MM, A4_HEIGHT_MM) if self.is_sheet else (self.width_mm, self.height_mm)

    @property
    def left_mm(self) -> float:
        return round((self.page_mm[0] - self.width_mm - (self.columns - 1) * self.step_x_mm) / 2, 2)

    @property
    def top_mm(self) -> float:
        return round((self.page_mm[1] - self.height_mm - (self.rows - 1) * self.step_y_mm) / 2, 2)

    def place_mm(self, number: int) -> tuple[float, float]:
        """Where the ``number``-th label of a page begins, counted from 0, row by row."""
        row, column = divmod(number, self.columns)
        return self.left_mm + column * self.step_x_mm, self.top_mm + row * self.step_y_mm

    def pages_for(self, labels: int, *, first: int = 1) -> int:
        """How many pages so many labels take when the first one stands at place ``first``."""
        return -(-(first - 1 + labels) // self.labels_a_page) if labels else 0


PAPERS: Mapping[str, Paper] = {
    paper.key: paper
    for paper in (
        Paper("l7159", _("Avery L7159, 24 on A4"), 63.5, 33.9, 3, 8, 66, 33.9, 2.5),
        Paper("a4-3474", _("Avery 3474, 24 on A4"), 70, 37, 3, 8, 70, 37, 5),
        Paper("l7651", _("Avery L7651, 65 on A4"), 38.1, 21.2, 5, 13, 40.6, 21.2, 1.5),
        Paper("dymo-99012", "Dymo 99012", 89, 36, safe_mm=3),
        Paper("dymo-11354", "Dymo 11354", 57, 32, safe_mm=2.5),
        Paper("dymo-11352", "Dymo 11352", 54, 25, safe_mm=2.5),
        Paper("brother-11209", "Brother DK-11209", 62, 29, safe_mm=2.5),
        Paper("brother-62", _("Brother tape of 62 mm"), 62, 40, safe_mm=3),
        Paper("brother-29", _("Brother tape of 29 mm"), 62, 29, safe_mm=3),
    )
}
