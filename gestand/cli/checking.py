"""``gestand check``: is this Gestand in order? Reads only; plain sentences, and what to do."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from gestand.cli.console import counted, say, say_json
from gestand.cli.loading import use_django

if TYPE_CHECKING:
    from pathlib import Path

SMALLEST_FREE_BYTES = 1024**3
SMALLEST_FREE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw. ``level``: "good", "note" (can wait) or "wrong"."""

    check: str
    level: str
    sentence: str


def check_everything(*, as_json: bool) -> int:
    use_django()
    findings = [finding for look in CHECKS for finding in look()]
    wrong = [finding for finding in findings if finding.level == "wrong"]
    if as_json:
        say_json({"ok": not wrong, "findings": [asdict(finding) for finding in findings]})
        return 1 if wrong else 0
    marks = {"good": "  ok   ", "note": "  note ", "wrong": "  WRONG"}
    for finding in findings:
        say(f"{marks[finding.level]} {finding.sentence}")
    say("Everything is in order." if not wrong else f"{counted(len(wrong), 'thing needs', 'things need')} you.")
    return 1 if wrong else 0


def own_checks() -> Iterator[Finding]:
    """The program's own start-up checks: declarations, access table, settings, tables that nobody declared."""
    from django.core.checks import ERROR, WARNING

    from gestand.cli.preparing import failed_checks

    faults = [fault for fault in failed_checks() if fault.is_serious(WARNING)]
    for fault in faults:
        hint = f" {fault.hint}" if fault.hint else ""
        yield Finding("declarations", "wrong" if fault.is_serious(ERROR) else "note", f"{fault.msg}{hint}")
    if not faults:
        yield Finding(
            "declarations", "good", "Every table and field is declared, and every page is in the access table."
        )


def migrations() -> Iterator[Finding]:
    from gestand.cli.preparing import pending_migrations

    pending = pending_migrations()
    if pending:
        words = f"The database lacks {len(pending)} changes of this version; `gestand serve` makes them."
        yield Finding("migrations", "note", words)
    else:
        yield Finding("migrations", "good", "The database is of this version.")


def database() -> Iterator[Finding]:
    from django.db import connection

    if connection.vendor != "sqlite":
        yield Finding("database", "good", f"The database answers ({connection.vendor}).")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        answer = cursor.fetchone()[0]
    if answer == "ok":
        yield Finding("database", "good", "The database file is whole.")
    else:
        yield Finding("database", "wrong", f"The database file is damaged: {answer}. Put a backup back.")


def audit_triggers() -> Iterator[Finding]:
    from django.db import connection

    from gestand.core.audit import triggers

    gone = triggers.missing(connection)
    if gone:
        yield Finding("audit", "wrong", f"The audit log can be changed: its triggers are gone ({', '.join(gone)}).")
    else:
        yield Finding("audit", "good", "The audit log refuses changes (`gestand audit verify` reads all of it).")


def rights_of_files() -> Iterator[Finding]:
    from django.conf import settings

    home: Path = settings.GESTAND_HOME
    private = [home, home / "keys", *sorted((home / "keys").iterdir())]
    open_to_others = [path for path in private if stat.S_IMODE(path.stat().st_mode) & 0o077]
    for path in open_to_others:
        mode = "700" if path.is_dir() else "600"
        yield Finding("keys", "wrong", f"Others on this machine can read {path}: chmod {mode} {path}")
    if not open_to_others:
        yield Finding("keys", "good", f"{home} and its keys are readable by this user alone.")


def disk() -> Iterator[Finding]:
    from django.conf import settings

    usage = shutil.disk_usage(settings.GESTAND_HOME)
    gigabytes = usage.free / 1024**3
    scarce = usage.free < max(SMALLEST_FREE_BYTES, SMALLEST_FREE_SHARE * usage.total)
    words = f"{gigabytes:.1f} GiB is free on the disk of {settings.GESTAND_HOME}"
    yield Finding("disk", "note" if scarce else "good", f"{words}; make room." if scarce else f"{words}.")


def failed_jobs() -> Iterator[Finding]:
    from gestand.core.jobs.models import Job, JobState

    failed = Job.objects.filter(state=JobState.FAILED).count()
    if failed:
        jobs = "1 background job" if failed == 1 else f"{failed} background jobs"
        yield Finding("jobs", "note", f"{jobs} failed; the page Jobs says why.")
    else:
        yield Finding("jobs", "good", "No background job has failed.")


def second_factors() -> Iterator[Finding]:
    from gestand.team.models import Account

    without = Account.objects.active().without_second_factor().count()
    if without:
        who = "1 account has" if without == 1 else f"{without} accounts have"
        yield Finding("second factors", "note", f"{who} no second factor yet: no page opens without one.")
    else:
        yield Finding("second factors", "good", "Every active account has a second factor.")


def passed_when_migrated(look: Callable[[], Iterator[Finding]]) -> Callable[[], Iterator[Finding]]:
    """What reads tables waits until they are there."""

    def looked() -> Iterator[Finding]:
        from gestand.cli.preparing import pending_migrations

        if not pending_migrations():
            yield from look()

    return looked


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    migrations,
    passed_when_migrated(own_checks),
    database,
    passed_when_migrated(audit_triggers),
    rights_of_files,
    disk,
    passed_when_migrated(failed_jobs),
    passed_when_migrated(second_factors),
)
