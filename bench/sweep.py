"""The sweep of a night in a database with a million rows, beside hand-written SQL for the same rows; and its memory."""

from __future__ import annotations

from bench.office import FEW, MANY, engines, office
from bench.table import Figure

#: So many clients go in one night: about ten thousand rows, of a tenth of the office two thousand.
SHARE, SMALL_SHARE = 100, 20
#: The same night in both offices, for its memory: two transactions of about ten thousand rows.
NIGHT = 200


def measure() -> list[Figure]:
    """Bounds: twice the hand-written SQL; memory of the same night within 20% from 100,000 to 1,000,000 rows."""
    figures = []
    for name, address, clients in engines():
        with office(clients, address) as here:
            taken = here.run("bench.sweep_inside", str(SHARE if clients == MANY else SMALL_SHARE))
        figures.append(
            Figure(
                f"{name}: sweep among {taken['rows']:,} rows ({taken['sweep_rows']:,.0f} go)",
                taken["sweep"],
                "s",
                "by hand",
                taken["by_hand"],
                2.0,
            )
        )
    with office(FEW) as here:
        few = here.run("bench.sweep_inside", str(NIGHT), "memory")
    with office(MANY) as here:
        many = here.run("bench.sweep_inside", str(NIGHT), "memory")
    figures.append(
        Figure(
            f"memory of a sweep among {many['rows']:,} rows ({many['went']:,} go)",
            many["peak"],
            "MiB",
            f"among {few['rows']:,}",
            few["peak"],
            1.2,
        )
    )
    return figures
