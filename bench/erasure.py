"""An erasure with reading back in a database with a million rows, beside hand-written SQL for the same rows; its memory."""

from __future__ import annotations

from bench.office import FEW, MANY, engines, office
from bench.table import Figure


def measure() -> list[Figure]:
    """Bounds: 2.5 times the hand-written SQL; memory within 20% from 100,000 to 1,000,000 rows."""
    figures = []
    for name, address, clients in engines():
        with office(clients, address) as here:
            taken = here.run("bench.erasure_inside")
        figures += [
            Figure(
                f"{name}: erasure among {taken['rows']:,} rows: {who} ({taken[key]['erasure_rows']:.0f} rows)",
                taken[key]["erasure"],
                "ms",
                "by hand",
                taken[key]["by_hand"],
                2.5,
            )
            for key, who in (("usual", "a usual household"), ("heavy", "a household with 2,000 lines more"))
        ]
    with office(FEW) as here:
        few = here.run("bench.erasure_inside", "memory")
    with office(MANY) as here:
        many = here.run("bench.erasure_inside", "memory")
    figures.append(
        Figure(
            f"memory of an erasure among {many['rows']:,} rows",
            many["peak"],
            "MiB",
            f"among {few['rows']:,}",
            few["peak"],
            1.2,
        )
    )
    return figures
