"""Make a database in one of two ways and print what it is: ``python -m tests.cli.describing at-once|step-by-step``."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from gestand.cli.first_database import make_at_once  # noqa: E402

#: SQLite counts those without a name, in the order in which the columns came.
_UNNAMED = re.compile(r"__unnamed_|fk_[0-9]+$")
TRIGGERS = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' OR sql LIKE 'CREATE VIRTUAL%'",
    "postgresql": """SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid)
            FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT extname, '', '' FROM pg_extension
        UNION ALL SELECT indexname, tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'""",
}


def described() -> dict[str, Any]:
    tables: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            columns = connection.introspection.get_table_description(cursor, table)
            constraints = connection.introspection.get_constraints(cursor, table)
            unnamed = sorted(str(constraints.pop(name)) for name in list(constraints) if _UNNAMED.match(name))
            names = sorted(column.name for column in columns if column.name not in {"id", "applied"})
            listed = ", ".join(f'"{name}"' for name in names)
            cursor.execute(f'SELECT {listed} FROM "{table}"' if names else "SELECT 1 WHERE 1 = 0")
            tables[table] = {
                "columns": sorted((column.name, str(column.type_code), column.null_ok) for column in columns),
                "constraints": {**constraints, "unnamed": unnamed},
                # Content types and permissions count themselves in the order in which they were made.
                "rows": sorted(str(row) for row in cursor.fetchall()) if "content" not in listed else [],
            }
        cursor.execute(TRIGGERS[connection.vendor])
        triggers = sorted(map(str, cursor.fetchall()))
    return {"tables": tables, "triggers": triggers}


if __name__ == "__main__":
    is_made = sys.argv[1] == "at-once" and make_at_once()
    call_command("migrate", verbosity=0)
    print(json.dumps({"made_at_once": is_made, **described()}, default=str, sort_keys=True))  # noqa: T201
