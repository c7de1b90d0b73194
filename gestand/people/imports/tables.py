"""Writing changed fields of very many rows: Django's own way (one CASE for each field) costs ten times as much."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db import connection, models

#: SQLite has one writer, and whoever waits for it looks again every tenth of a second at most.
_BREATH_SECONDS = 0.05


def breathe() -> None:
    """Between two chunks: let somebody who saves a form go first."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(_BREATH_SECONDS)


def save_fields(rows: Iterable[models.Model], names: Sequence[str]) -> None:
    """Write the fields ``names`` of rows that exist, all of one model, in the caller's transaction."""
    changed = list(rows)
    if not changed:
        return
    meta = type(changed[0])._meta
    fields = [cast("models.Field[Any, Any]", meta.get_field(name)) for name in names]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    key = meta.pk
    sql = f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {quote(str(key.column))} = %s"  # noqa: S608 - names of our own
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[_prepared(field, row) for field in (*fields, key)] for row in changed])


def _prepared(field: models.Field[Any, Any], row: models.Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)
