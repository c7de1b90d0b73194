"""The access package of one person in a database with a million rows, beside hand-written SQL for the same rows plus zip;
and the memory that packages take.
"""

from __future__ import annotations

from bench.office import FEW, MANY, engines, office
from bench.table import Figure

#: Of one person, in the small database and in the large one: what is measured is the database that grows. (A package that
#: is itself ten times as long takes about a third more: SQLite sorts its rows in memory.)
LONG_HISTORY = 2_000


def measure() -> list[Figure]:
    """Bounds: twice the hand-written SQL (the PDF aside); memory within 20% from 100,000 to 1,000,000 rows."""
    figures = []
    for name, address, clients in engines():
        with office(clients, address) as here:
            taken = here.run("bench.package_inside", here.facts["person"])
        figures += [
            Figure(
                f"{name}: access package among {taken['rows']:,} rows: {who}",
                taken[key]["package"],
                "ms",
                "by hand",
                taken[key]["by_hand"],
                2.0,
            )
            for key, who in (("usual", "a usual person"), ("heavy", "a person with 2,000 lines more"))
        ]
    few, many = _memory(FEW), _memory(MANY)
    figures += [
        Figure(
            f"memory of {what} among {many[form]['rows']:,} rows ({LONG_HISTORY:,} lines of one person)",
            many[form]["peak"],
            "MiB",
            f"among {few[form]['rows']:,}",
            few[form]["peak"],
            1.2,
        )
        for form, what in (("access", "access package"), ("portable", "portable package"))
    ]
    return figures


def _memory(clients: int) -> dict[str, dict[str, float]]:
    with office(clients) as here:
        person = here.facts["person"]
        here.run("bench.package_inside", person, "lines", str(LONG_HISTORY))
        return {form: here.run("bench.package_inside", person, form) for form in ("access", "portable")}
