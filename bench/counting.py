"""How much a home holds, and how much memory this process took."""

from __future__ import annotations

import resource

from django.db import connection


def rows_here() -> int:
    """Rows of the program's own tables."""
    total = 0
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("people_", "core_", "rights_", "team_")):
                cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
                total += cursor.fetchone()[0]
    return total


def peak_mebibytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
