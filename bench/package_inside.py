"""Times the package and the hand-written script in one process, in turn: ``python -m bench.package_inside PERSON_ID``.

With ``lines NUMBER`` behind it the person gets so many lines; with ``access`` or ``portable`` one package is written, for the
memory that it takes.

The reference does by hand what the package does for the same rows (the PDF aside): SQL, then JSON, CSV and one readable page
with the same typefaces in it, zipped. It knows these tables by heart; the package reads the declarations.
"""

from __future__ import annotations

import csv
import html
import io
import json
import statistics
import sys
import tempfile
import time
import zipfile
from datetime import timedelta
from uuid import UUID

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.counting import peak_mebibytes, rows_here  # noqa: E402
from gestand.core.ids import new_id  # noqa: E402
from gestand.demo.words import CONVERSATIONS  # noqa: E402
from gestand.people.models import Correspondence, Membership  # noqa: E402
from gestand.rights.package.build import write_package  # noqa: E402
from gestand.rights.portable.scope import person_scope  # noqa: E402
from gestand.rights.portable.write import write_portable  # noqa: E402

#: What a careful person would type for the same rows: the person, and what the person's households share.
HOUSEHOLDS = """SELECT client_id FROM people_membership m JOIN people_client c ON c.id = m.client_id
    WHERE m.person_id = ? AND ((c.kind = 'household' AND m.role = 'adult') OR (c.legal_form = 'sole_trader' AND m.role = 'owner'))"""
BY_HAND = {
    "person": "SELECT * FROM people_person WHERE id = ?",
    "membership": "SELECT * FROM people_membership WHERE person_id = ?",
    "consent": "SELECT * FROM people_consentevent WHERE person_id = ?",
    "request": "SELECT * FROM rights_request WHERE person_id = ?",
    "client": f"SELECT * FROM people_client WHERE id IN ({HOUSEHOLDS})",
    **{
        name: f"SELECT * FROM people_{name} WHERE person_id = ? OR (person_id IS NULL AND client_id IN ({HOUSEHOLDS}))"
        for name in ("address", "phonenumber", "mailaddress", "correspondence")
    },
}
HEAVY_LINES = 2_000


def by_hand(person: UUID, typefaces: str) -> bytes:
    target = io.BytesIO()
    key = str(person) if connection.vendor == "postgresql" else person.hex
    everything: dict[str, list[dict[str, object]]] = {}
    page = [f"<!doctype html><meta charset=utf-8><style>{typefaces}</style>"]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, connection.cursor() as cursor:
        for name, sql in BY_HAND.items():
            cursor.execute(sql.replace("?", "%s"), [key] * sql.count("?"))
            columns = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            everything[name] = [dict(zip(columns, row, strict=True)) for row in rows]
            sheet = io.StringIO()
            writer = csv.writer(sheet)
            writer.writerow(columns)
            writer.writerows(rows)
            archive.writestr(f"csv/{name}.csv", sheet.getvalue())
            page.append(f"<h2>{name}</h2><table>")
            page.extend("<tr>" + "".join(f"<td>{html.escape(str(cell))}" for cell in row) for row in rows)
        archive.writestr("data.json", json.dumps(everything, default=str, indent=1))
        archive.writestr("index.html", "".join(page))
    return target.getvalue()


def give_a_long_history(person: UUID, lines: int = HEAVY_LINES) -> None:
    client_id = Membership.objects.filter(person_id=person).values_list("client_id", flat=True)[0]
    now = timezone.now()
    Correspondence.objects.bulk_create(
        (
            Correspondence(
                id=new_id(),
                client_id=client_id,
                person_id=person,
                kind=CONVERSATIONS[number % len(CONVERSATIONS)][0],
                subject=CONVERSATIONS[number % len(CONVERSATIONS)][2],
                text=f"{CONVERSATIONS[number % len(CONVERSATIONS)][3]} ({number})",
                at=now - timedelta(hours=number),
                created_at=now,
                changed_at=now,
            )
            for number in range(lines)
        ),
        batch_size=500,
    )


def typefaces_of(person: UUID) -> str:
    """The page's own style with the typefaces in it, so that the reference zips the same bytes."""
    written = io.BytesIO()
    write_package(person, language="nl", at=timezone.now(), to=written, pdf=False)
    with zipfile.ZipFile(written) as archive:
        page = archive.read("index.html").decode()
    return page[page.index("<style") : page.index("</style>")].partition(">")[2]


def both(person: UUID, typefaces: str, *, turns: int) -> dict[str, float]:
    """Median milliseconds of package and hand-written script, in turn."""
    taken: dict[str, list[float]] = {"package": [], "by_hand": []}
    for turn in range(turns + 2):
        for name, run in (
            ("package", lambda: write_package(person, language="nl", at=timezone.now(), to=io.BytesIO(), pdf=False)),
            ("by_hand", lambda: by_hand(person, typefaces)),
        ):
            begun = time.perf_counter()
            run()
            if turn >= 2:
                taken[name].append((time.perf_counter() - begun) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def write_one(person: UUID, form: str) -> None:
    """To the disk, as a job does."""
    with tempfile.TemporaryFile() as target:
        if form == "portable":
            write_portable(person_scope(person), to=target)
        else:
            write_package(person, language="nl", at=timezone.now(), to=target, pdf=False)


def main() -> None:
    person = UUID(sys.argv[1])
    match sys.argv[2:]:
        case ["lines", number]:
            give_a_long_history(person, int(number))
            print(json.dumps({"lines": int(number)}))
            return
        case [form]:
            write_one(person, form)
            peak = peak_mebibytes()  # before counting, which reads everything
            print(json.dumps({"rows": rows_here(), "peak": peak}))
            return
    typefaces = typefaces_of(person)
    usual = both(person, typefaces, turns=15)
    give_a_long_history(person)
    heavy = both(person, typefaces, turns=7)
    print(json.dumps({"rows": rows_here(), "usual": usual, "heavy": heavy}))


if __name__ == "__main__":
    main()
