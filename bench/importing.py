"""Importing contacts: 50,000 rows of an Excel workbook, a CSV and a vCard file, read, written and undone."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from bench.server import run_inside
from bench.table import Figure

ROWS = 50_000
MOST_MEBIBYTES = 200.0
MOST_SECONDS = 600.0
FORMATS = {"xlsx": "Excel", "csv": "CSV", "vcf": "vCard"}


def measure() -> list[Figure]:
    """Bounds: at most 200 MiB above the idle program, whatever the file; ten minutes from file to written contacts."""
    figures = []
    for ending, name in FORMATS.items():
        print(f"  {name}: {ROWS:,} rows …", flush=True)
        with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
            told = json.loads(run_inside(Path(folder), "bench.importing_inside", ending, str(ROWS)).splitlines()[-1])
        figures.append(Figure(f"{name}: peak above idle", told["peak_mebibytes"], "MiB", bound=MOST_MEBIBYTES))
        figures += [
            Figure(f"{name}: {step}", told[f"{step}_seconds"], "s", bound=MOST_SECONDS)
            for step in ("preview", "write", "undo")
        ]
    return figures
