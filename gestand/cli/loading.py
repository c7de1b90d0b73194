"""Loading the whole program into a process: for a command, and for what serves."""

from __future__ import annotations

import os

from gestand.cli.console import stop
from gestand.core.home import home_path, home_trouble
from gestand.core.restoring import MARK, RestoreUnreadable, finish_swap, is_restoring


def use_django(*, finish: bool = True, follow: bool = True) -> None:
    """Load the settings and every room (about a second). A restore that was cut off is finished first.

    Whatever is asked: nothing is told of a database that still holds who was erased.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gestand.settings")
    if trouble := home_trouble(home_path()):
        stop(trouble)
    if finish:
        try:
            finish_swap(home_path())
        except RestoreUnreadable as fault:
            stop(str(fault))
    import django

    django.setup()
    from django.utils import translation

    from gestand.core.redaction import install_excepthooks

    install_excepthooks()

    # The command line speaks one language: that of its help.
    translation.activate("en")
    if finish and follow and (home_path() / MARK).exists():
        _finish_restore()


def _finish_restore() -> None:
    from gestand.cli.preparing import NotReady, prepare_database

    if is_restoring(home_path()):
        stop("A backup is being put back here. Try again when that is done.")
    try:
        prepare_database()
    except NotReady as fault:
        stop(str(fault))


def stop_without_tables(fault: Exception) -> None:
    """Say so when a command failed because the database is still empty, or older than this version; else nothing."""
    from django.db.utils import OperationalError, ProgrammingError

    if not isinstance(fault, OperationalError | ProgrammingError):
        return
    from gestand.cli.preparing import pending_migrations

    if pending_migrations():
        stop(f"The database of {home_path()} is not ready for this version. Start Gestand once: gestand serve")
