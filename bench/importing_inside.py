"""``python -m bench.importing_inside xlsx|csv|vcf ROWS``: import such a file into an empty home, print peaks as JSON."""

from __future__ import annotations

import csv
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from gestand.core.actors import SHELL  # noqa: E402
from gestand.people.imports.actions import confirm_import, stage_file, undo_import  # noqa: E402
from gestand.people.imports.models import ImportBatch, ImportRow, RowDecision, RowState  # noqa: E402
from gestand.people.models import Person  # noqa: E402

HEADERS = ("First Name", "Last Name", "Company", "Home Street", "Home Postal Code", "Home City", "Home Phone",
           "Mobile Phone", "E-mail Address", "Notes")  # fmt: skip


def contacts(count: int) -> Iterator[list[str]]:
    """Nothing is said twice, so that no cell can be kept once for many."""
    for number in range(count):
        company = f"Bedrijf {number // 7} BV" if number % 3 == 0 else ""
        home = [f"Straat{number % 9000} {number % 90 + 1}", f"{1000 + number % 8999} ZZ", f"Dorp {number % 2000}"]
        phones = [f"030-{2000000 + number:07d}", f"06-{10000000 + number:08d}"]
        note = f"Notitie {number}: " + "belt liever in de ochtend. " * 8
        yield [f"Naam{number}", f"Achternaam{number // 2}", company, *home, *phones, f"m{number}@post.example", note]


def write_xlsx(path: Path, count: int) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Contacten")
    sheet.append(HEADERS)
    for contact in contacts(count):
        sheet.append(contact)
    book.save(path)


def write_csv(path: Path, count: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADERS)
        writer.writerows(contacts(count))


def write_vcf(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="\r\n") as stream:
        for given, family, company, street, code, town, phone, mobile, mail, note in contacts(count):
            stream.write(
                f"BEGIN:VCARD\nVERSION:3.0\nN:{family};{given};;;\nFN:{given} {family}\nORG:{company}\n"
                f"ADR;TYPE=HOME:;;{street};{town};;{code};\nTEL;TYPE=HOME:{phone}\nTEL;TYPE=CELL:{mobile}\n"
                f"EMAIL:{mail}\nNOTE:{note}\nEND:VCARD\n"
            )


WRITE = {"xlsx": write_xlsx, "csv": write_csv, "vcf": write_vcf}


def mebibytes(name: str) -> float:
    """VmRSS is now, VmHWM the most since the peak was reset."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    ending, count = sys.argv[1], int(sys.argv[2])
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / f"klein.{ending}", Path(folder) / f"groot.{ending}"
        WRITE[ending](small, 20)
        write_apart(ending, large, count)
        now = timezone.now()
        stage_file(small, by=SHELL, at=now)
        gc.collect()
        idle = mebibytes("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts here
        told: list[tuple[int, int]] = []
        peaks = {}
        began = time.perf_counter()
        batch = stage_file(large, by=SHELL, at=now, progress=lambda done, total: told.append((done, total)))
        answer: dict[str, object] = {"preview_seconds": time.perf_counter() - began}
        peaks["preview"] = mebibytes("VmHWM") - idle
        if batch.counts["rows"] != count or len(told) < 10:
            raise SystemExit(f"{batch.counts} of {count} rows, told {len(told)} times")
        ImportRow.objects.filter(batch=batch, state=RowState.DOUBTFUL).update(decision=RowDecision.NEW)
        answer["write_seconds"] = seconds(lambda: confirm_import(batch, by=SHELL, at=now))
        peaks["write"] = mebibytes("VmHWM") - idle
        if Person.objects.count() < count * 0.9:
            raise SystemExit(f"{Person.objects.count()} persons of {count} rows")
        batch = ImportBatch.objects.get(id=batch.id)
        answer["undo_seconds"] = seconds(lambda: undo_import(batch, by=SHELL, at=now))
        peaks["undo"] = mebibytes("VmHWM") - idle
        answer.update(peak_mebibytes=max(peaks.values()), peaks=peaks, idle_mebibytes=idle)
        print(json.dumps(answer))


def write_apart(ending: str, path: Path, count: int) -> None:
    """In a process of its own, so that writing the file leaves no memory behind that reading it would reuse."""
    import multiprocessing

    process = multiprocessing.get_context("fork").Process(target=WRITE[ending], args=(path, count))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit("the file could not be written")


if __name__ == "__main__":
    main()
