"""Backup and restore beside the same bytes through age alone; and their memory, from little to much."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from bench.server import run_inside
from bench.table import Figure

MEGABYTES = int(os.environ.get("GESTAND_BENCH_MEGABYTES", "1000"))
FEW_MEGABYTES = MEGABYTES // 10


def measure() -> list[Figure]:
    """Bounds: half the speed of age; memory within 20% from a tenth of the files to all of them.

    A backup is written and read back, so beside it age encrypts the same bytes and decrypts them again.
    """
    figures = []
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        small, home = Path(folder) / "small", Path(folder) / "home"
        print("  making the files …", flush=True)
        few = json.loads(run_inside(small, "bench.backup_inside", str(FEW_MEGABYTES)).splitlines()[-1])
        many = json.loads(run_inside(home, "bench.backup_inside", str(MEGABYTES)).splitlines()[-1])
        for name, what in (("backup", "backup, read back"), ("restore", "restore, journal followed")):
            reference = many[f"age_{name}"]
            words = "age there and back" if name == "backup" else "age decrypts"
            figures.append(Figure(f"{what}, {MEGABYTES} MB of files", many[name], "s", words, reference, 2.0))
        figures.extend(
            Figure(
                f"memory of a {name} of {MEGABYTES} MB",
                many[f"peak_{name}"],
                "MiB",
                f"of {FEW_MEGABYTES} MB",
                few[f"peak_{name}"],
                1.2,
            )
            for name in ("backup", "restore")
        )
    return figures
