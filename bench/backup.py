"""Backup and restore beside the same bytes through age alone; and their memory, from little to much."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from bench.office import FEW, MANY, Office, office
from bench.table import Figure

MEGABYTES = int(os.environ.get("GESTAND_BENCH_MEGABYTES", "1000"))


def measure() -> list[Figure]:
    """Bounds: half the speed of age; memory within 20% from a tenth of the bytes to all of them.

    Beside a backup, which is read back as a whole before it counts, age encrypts the same bytes; beside a restore it
    decrypts them. Once an office of a million rows, once hardly any rows and a gigabyte of files.
    """
    with office(FEW) as here:
        few_rows = here.run("bench.backup_inside", "0")
    with office(MANY) as here:
        rows = here.run("bench.backup_inside", "0")
    few_files, files = _of_files(MEGABYTES // 10), _of_files(MEGABYTES)
    figures = []
    for few, many, what in ((few_rows, rows, "a million rows"), (few_files, files, "files")):
        size = f"{what}, {many['megabytes']:.0f} MB"
        figures += [
            Figure(f"backup and reading back of {size}", many["backup"], "s", "age encrypts", many["age_backup"], 2.0),
            Figure(f"restore of {size}", many["restore"], "s", "age decrypts", many["age_restore"], 2.0),
        ]
        figures += [
            Figure(
                f"memory of a {name} of {size}",
                many[f"peak_{name}"],
                "MiB",
                f"of {few['megabytes']:.0f} MB",
                few[f"peak_{name}"],
                1.2,
            )
            for name in ("backup", "restore")
        ]
    return figures


def _of_files(megabytes: int) -> Any:
    print(f"  making {megabytes} MB of files …", flush=True)
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        return Office(Path(folder) / "home", {}).run("bench.backup_inside", str(megabytes))
