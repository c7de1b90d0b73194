"""A scratch home for the canary: a folder that is thrown away, a database of its own, another process.

The live database is never written to. Its tables are copied, without a row; on PostgreSQL they are made anew by the
migrations, as SQLite tables.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from gestand.rights.canary.comparing import CanaryReport

#: What would lead the other process to the live data.
_NOT_PASSED_ON = ("DATABASE_URL", "GESTAND_PUBLIC_URL", "GESTAND_HOME", "GESTAND_DEMO", "DJANGO_SETTINGS_MODULE")
TIMEOUT_SECONDS = 240
#: Tables before what hangs on them. What the database makes by itself is left out: it has no statement, is its own
#: bookkeeping, or belongs to a virtual table.
_SCHEMA = """
    SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_'
    AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
    ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END
"""


class CanaryDied(RuntimeError):
    """The other process did not come to an end: nothing is known."""


def fly_in_scratch() -> CanaryReport:
    """Copy the tables, plant, compare, throw away. Raises ``CanaryDied``."""
    said = told_in_scratch("gestand.rights.canary.comparing")
    return CanaryReport(**{**said, "complaints": tuple(said["complaints"])})


def told_in_scratch(flight: str) -> dict[str, Any]:
    """What ``fly`` of this module tells, in a process and a home of its own. Raises ``CanaryDied``."""
    passed_on = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    with tempfile.TemporaryDirectory(prefix="gestand-canary-") as home:
        copy_tables(Path(home) / "gestand.db")
        try:
            ended = subprocess.run(  # noqa: S603 - names of our own modules
                [sys.executable, "-m", "gestand.rights.canary.alone", flight],
                env={**passed_on, "GESTAND_HOME": home},
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise CanaryDied("the canary took too long") from None
    if ended.returncode:
        raise CanaryDied(f"the canary ended with {ended.returncode}")
    said: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return said


def copy_tables(path: Path) -> None:
    """The live database's tables, indexes and triggers, empty; nothing at all when it is not SQLite."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(_SCHEMA)
        statements = [sql for (sql,) in cursor.fetchall()]
    with closing(sqlite3.connect(path)) as scratch, scratch:
        for sql in statements:
            scratch.execute(sql)
