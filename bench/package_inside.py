"""Times the package and the hand-written SQL in one process, in turn: ``python -m bench.package_inside PERSON_ID``."""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
import zipfile
from uuid import UUID

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from gestand.rights.package.build import write_package  # noqa: E402

#: What a careful person would type for the same rows: the person, and what the person's households share.
HOUSEHOLDS = """SELECT client_id FROM people_membership m JOIN people_client c ON c.id = m.client_id
    WHERE m.person_id = %(p)s AND ((c.kind = 'household' AND m.role = 'adult') OR (c.legal_form = 'sole_trader' AND m.role = 'owner'))"""
BY_HAND = {
    "person": "SELECT * FROM people_person WHERE id = %(p)s",
    "membership": "SELECT * FROM people_membership WHERE person_id = %(p)s",
    "consent": "SELECT * FROM people_consentevent WHERE person_id = %(p)s",
    "request": "SELECT * FROM rights_request WHERE person_id = %(p)s",
    "client": f"SELECT * FROM people_client WHERE id IN ({HOUSEHOLDS})",
    **{
        name: f"SELECT * FROM people_{name} WHERE person_id = %(p)s OR (person_id IS NULL AND client_id IN ({HOUSEHOLDS}))"
        for name in ("address", "phonenumber", "mailaddress", "correspondence")
    },
}


def by_hand(person: UUID) -> bytes:
    target = io.BytesIO()
    key = str(person) if connection.vendor == "postgresql" else person.hex
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, connection.cursor() as cursor:
        for name, sql in BY_HAND.items():
            cursor.execute(sql.replace("%(p)s", "%s"), [key] * sql.count("%(p)s"))
            columns = [column[0] for column in cursor.description]
            rows = [dict(zip(columns, row, strict=True)) for row in cursor]
            archive.writestr(f"{name}.json", json.dumps(rows, default=str))
    return target.getvalue()


def main() -> None:
    person = UUID(sys.argv[1])
    taken: dict[str, list[float]] = {"package": [], "by_hand": []}
    for turn in range(12):
        for name, run in (
            (
                "package",
                lambda: write_package(person, language="nl", at=timezone.now(), to=io.BytesIO(), with_pdf=False),
            ),
            ("by_hand", lambda: by_hand(person)),
        ):
            begun = time.perf_counter()
            run()
            if turn >= 2:
                taken[name].append((time.perf_counter() - begun) * 1000)
    with connection.cursor() as cursor:
        rows = 0
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("people_", "core_")):
                cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
                rows += cursor.fetchone()[0]
    print(json.dumps({"rows": rows, **{name: statistics.median(times) for name, times in taken.items()}}))


if __name__ == "__main__":
    main()
