"""A large file costs time, not memory: rows are read, judged and written a few hundred at a time."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from gestand.people.imports.actions import confirm_import, stage_file
from gestand.people.imports.models import ImportRow
from gestand.people.models import Person
from tests.cast import NOW, Cast

ROWS = 8_000
WRITTEN = 500
MOST_MEBIBYTES = 45
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the peak of memory is asked of Linux"),
]


def memory(name: str) -> float:
    """Mebibytes: VmRSS is now, VmHWM the most since the peak was reset."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def large_file() -> io.BytesIO:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["First Name", "Last Name", "Company", "Home Street", "Home Postal Code", "Home City", "Home Phone",
                     "Mobile Phone", "E-mail Address", "Business Phone", "Notes"])  # fmt: skip
    for number in range(ROWS):
        company = f"Bedrijf {number // 7} BV" if number % 3 == 0 else ""
        name = [f"Naam{number % 50}", f"Achter{number // 2}", company]
        home = [f"Straat {number % 90 + 1}", "3500 ZZ", "Utrecht", f"030-{number:07d}"]
        writer.writerow([*name, *home, f"06-{number:08d}", f"m{number}@post.example", "", "x" * 200])
    return io.BytesIO(text.getvalue().encode("cp1252"))


def test_thousands_of_rows_are_read_and_written_in_little_memory(cast: Cast) -> None:
    stream = large_file()
    stage_file(io.BytesIO(stream.getvalue()[:5000]), name="warm.csv", by=cast.owner, at=NOW)
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts here
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))

    batch = stage_file(stream, name="groot.csv", by=cast.owner, at=NOW, progress=tell)
    assert batch.counts["rows"] == ROWS
    assert told[-1][0] == told[-1][1] > told[0][0] > 0
    ImportRow.objects.filter(batch=batch, number__gt=WRITTEN + 1).update(decision="skip")
    batch = confirm_import(batch, by=cast.owner, at=NOW)
    assert batch.counts["written"] == Person.objects.count() - 2 == WRITTEN
    assert memory("VmHWM") - before < MOST_MEBIBYTES
