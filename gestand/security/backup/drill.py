"""The drill: everything brought back on an empty data folder, by the same commands as on the worst day, and looked at.

Two files are all it takes: the newest backup and the newest copy of the keys. What it makes holds what must not stay,
so it is removed whatever happens, and what a death leaves is removed by the next one.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext_lazy as _

from gestand.core import journal
from gestand.core.jobs.sentences import filled
from gestand.core.refusals import together
from gestand.security.backup.keys import Sheet, read_sheet, restore_keys, write_keys
from gestand.security.backup.names import made_at
from gestand.security.backup.postgres import DRILL_SCHEMA
from gestand.security.backup.refusals import DrillRefused
from gestand.security.backup.scratch import one_at_a_time, scratch_folder

if TYPE_CHECKING:
    from django.utils.functional import Promise

_PATIENCE_SECONDS = 3600
#: What the scratch must not inherit from here.
_NOT_THERE = ("GESTAND_JOURNAL_COPY", "GESTAND_DEMO", "GESTAND_PUBLIC_URL", "DATABASE_URL")


@dataclass(frozen=True, slots=True)
class Drilled:
    """What was seen; ``trouble`` says in one sentence what did not come back."""

    name: str
    size_bytes: int
    rows: int
    files: int
    evidence: Mapping[str, Any]
    trouble: str | Promise = ""


def drill_backup(backup: Path | None, keys: Path | None, *, at: datetime) -> Drilled:
    """Restore both into a scratch folder and look at what came back. Refuses (``DrillRefused``)."""
    home = Path(settings.GESTAND_HOME)
    backup, sheet, keys = together(
        lambda: _backup_to_drill(backup), lambda: _sheet_of(home), lambda: keys if keys is None else _existing(keys)
    )
    from pyrage import x25519

    with one_at_a_time(home), scratch_folder(home, "drill") as folder, _scratch_database() as database:
        own_copy = keys is None
        if keys is None:
            keys = folder / "keys.age"
            write_keys(keys, home=home)
        there = folder / "home"
        there.mkdir(mode=0o700)
        restore_keys(keys, home=there, key=x25519.Identity.from_str(sheet.identity))
        environment = _environment(there, database)
        restored = _answer(environment, "-m", "gestand.cli", "restore", str(backup), "--json")
        seen = {} if "refused" in restored else _answer(environment, "-m", "gestand.security.backup.look")
    known, moment = journal.entries(), made_at(backup.name)
    evidence: dict[str, Any] = {
        "backup_age_hours": int((at - moment).total_seconds() // 3600) if moment else None,
        "keys_copy": "made_for_the_drill" if own_copy else "kept",
        "erasures": restored.get("erasures", 0),
        "erasures_since": len(known) - restored.get("erasures", 0),
        "came_back_and_went": restored.get("rows_gone_again", 0),
        **{name: value for name, value in seen.items() if isinstance(value, int | bool)},
    }
    trouble = _trouble(restored, seen)
    return Drilled(
        backup.name, backup.stat().st_size, int(restored.get("rows", 0)), int(seen.get("files", 0)), evidence, trouble
    )


def _backup_to_drill(backup: Path | None) -> Path:
    if backup is None:
        raise DrillRefused(_("There is no backup yet to drill with. Make one first."))
    return _existing(backup)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise DrillRefused(_("There is no file %(path)s.") % {"path": path})
    return path


def _sheet_of(home: Path) -> Sheet:
    sheet = read_sheet(home)
    if sheet is None:
        raise DrillRefused(
            _("Print the sheet with the passphrase first: without the keys a backup brings nothing back.")
        )
    return sheet


def _trouble(restored: Mapping[str, Any], seen: Mapping[str, Any]) -> str | Promise:
    if "refused" in restored:
        return filled(_("The restore was refused: %(why)s"), why=restored["refused"])
    if not seen.get("database_whole"):
        return _("The database that came back is damaged.")
    if seen["files_missing"] or seen["files_damaged"]:
        missing, damaged = seen["files_missing"], seen["files_damaged"]
        return filled(
            _("Of the files that came back %(missing)s are missing and %(damaged)s cannot be opened."),
            missing=missing,
            damaged=damaged,
        )
    if seen["erased_found"] or seen["erasures_unseen"]:
        return _("Somebody who was erased came back.")
    if not seen["audit_whole"]:
        return _("The audit log that came back is not as it was written.")
    return ""


def _environment(there: Path, database: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_THERE}
    kept |= {"GESTAND_HOME": str(there), "DJANGO_SETTINGS_MODULE": "gestand.settings", "GESTAND_DRILL": "1"}
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, [str(settings.BASE_DIR.parent), kept.get("PYTHONPATH", "")]))
    return kept | ({"DATABASE_URL": database} if database else {})


def _answer(environment: Mapping[str, str], *arguments: str) -> dict[str, Any]:
    """What our own program says as JSON; its refusal as ``refused``."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *arguments],
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=_PATIENCE_SECONDS,
        check=False,
    )
    try:
        told = json.loads(done.stdout)
    except ValueError:
        told = None
    if done.returncode == 0 and isinstance(told, dict):
        return told
    return {"refused": (done.stderr.strip().splitlines() or ["?"])[-1][:300]}


@contextmanager
def _scratch_database() -> Iterator[str]:
    """SQLite has its own in the scratch folder. PostgreSQL lends a schema beside the live one."""
    if connection.vendor != "postgresql":
        yield ""
        return
    schema = f"{DRILL_SCHEMA}{secrets.token_hex(4)}"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", [f"{DRILL_SCHEMA}%"])
            for (left,) in cursor.fetchall():
                cursor.execute(f'DROP SCHEMA "{left}" CASCADE')  # of one that died; drills are one at a time
            cursor.execute(f'CREATE SCHEMA "{schema}"')
    except DatabaseError as fault:
        raise DrillRefused(
            _("The database gives no room for a drill. Let its user make schemas: GRANT CREATE ON DATABASE … TO …")
        ) from fault
    try:
        yield _url(schema)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')


def _url(schema: str) -> str:
    known = connection.settings_dict
    user = quote(str(known.get("USER") or ""), safe="")
    password = f":{quote(str(known['PASSWORD']), safe='')}" if known.get("PASSWORD") else ""
    host = quote(str(known.get("HOST") or ""), safe="")
    port = f":{known['PORT']}" if known.get("PORT") else ""
    at = f"{user}{password}@" if user else ""
    options = quote(f"-c search_path={schema}", safe="")
    return f"postgres://{at}{host}{port}/{quote(str(known['NAME']), safe='')}?options={options}"
