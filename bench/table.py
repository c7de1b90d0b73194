"""A figure beside its reference, and the table that is printed."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` beside ``reference`` in ``unit``; ``bound`` is the highest ratio (or, without a reference, the highest value);
    without one the figure is told and promises nothing.
    """

    name: str
    value: float
    unit: str
    reference_name: str = ""
    reference: float = 0.0
    bound: float | None = None

    @property
    def measure(self) -> float:
        return self.value / self.reference if self.reference else self.value

    @property
    def holds(self) -> bool:
        return self.bound is None or self.measure <= self.bound


def show(title: str, figures: list[Figure]) -> bool:
    """Print the table; True when every bound holds."""
    table = Table(title=title, title_justify="left")
    for heading in ("what", "measured", "beside", "ratio", "at most", ""):
        table.add_column(heading, justify="left" if heading in {"what", "beside", ""} else "right")
    for figure in figures:
        beside = f"{figure.reference_name} {figure.reference:.2f} {figure.unit}" if figure.reference else ""
        ratio = f"{figure.measure:.2f}" if figure.reference else ""
        bound = verdict = ""
        if figure.bound is not None:
            bound = f"{figure.bound:g}" + ("" if figure.reference else f" {figure.unit}")
            verdict = "holds" if figure.holds else "MISSED"
        table.add_row(
            figure.name,
            f"{figure.value:.2f} {figure.unit}",
            beside,
            ratio,
            bound,
            verdict,
        )
    Console(width=150).print(table)
    return all(figure.holds for figure in figures)
