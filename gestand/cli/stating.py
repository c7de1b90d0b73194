"""``gestand statement``."""

from __future__ import annotations

import sys
from pathlib import Path

from gestand.cli.console import say, stop
from gestand.cli.loading import use_django

FORMATS = ("html", "pdf", "json")


def write_statement(form: str, *, language: str, out: Path | None) -> int:
    """The published statement, or the one of today when none is published yet, as one file."""
    if form not in FORMATS:
        stop(f"There is no statement as {form!r}: choose html, pdf or json.")
    if language not in ("nl", "en"):
        stop(f"There is no statement in {language!r}: choose nl or en.")
    if out is None and form == "pdf" and sys.stdout.isatty():
        stop("A PDF does not belong on a terminal. Say where it goes: --out FILE")
    use_django()
    from django.utils import timezone

    from gestand.statement.versions.contents import version_of_today
    from gestand.statement.versions.files import file_of, rendered
    from gestand.statement.versions.queries import current_version

    at = timezone.now()
    version = current_version()
    content = (
        file_of(version, language, form, at=at)
        if version is not None
        else rendered(version_of_today(at=at), language, form)
    )
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        out.expanduser().write_bytes(content)
        what = f"version {version.number}" if version is not None else "not published yet: as it would be today"
        say(f"{out}: {what}, {len(content)} bytes.")
    return 0
