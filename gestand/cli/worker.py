"""What the serving process does before its first page, and while it stops."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing import util
from typing import Any, NoReturn

#: A running job gets this long to finish; then it goes back to the queue.
JOB_PATIENCE_SECONDS = 10


def ready_application(*, with_jobs: bool) -> Any:
    """Make the home ready, start the jobs, and give the WSGI application. A fault is told, and ends the program."""
    for which in (signal.SIGINT, signal.SIGTERM):
        # Until the server takes over: what it inherits from its parent would not hear a stop.
        signal.signal(which, leave)
    from gestand.cli.loading import use_django
    from gestand.cli.serving import NOT_READY
    from gestand.core.home import disk_is_full, home_path, is_disk_full

    try:
        use_django(follow=False)
    except OSError as fault:
        if not is_disk_full(fault):
            raise
        print(disk_is_full(home_path()), file=sys.stderr, flush=True)
        os._exit(NOT_READY)
    from django.utils import translation

    from gestand.cli.preparing import NotReady, prepare

    try:
        prepare()
    except NotReady as fault:
        print(fault, file=sys.stderr, flush=True)
        os._exit(NOT_READY)
    from gestand.wsgi import application

    if with_jobs:
        stop = start_jobs()
        util.Finalize(None, stop, exitpriority=100)
    announce()
    translation.deactivate()
    return application


def leave(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


def start_jobs() -> Callable[[], None]:
    """Run jobs in a thread of this process; returns how to stop it."""
    from gestand.core.jobs.worker import run_worker

    stopping = threading.Event()
    thread = threading.Thread(target=run_worker, args=(stopping,), name="jobs", daemon=True)
    thread.start()

    def stop() -> None:
        stopping.set()
        thread.join(JOB_PATIENCE_SECONDS)

    return stop


def announce() -> None:
    """Where it runs; before the first run also how to begin."""
    from django.conf import settings

    from gestand.team import first_run

    lines = [f"Gestand runs on {settings.PUBLIC_URL}  (Ctrl-C stops it)"]
    if first_run.is_needed():
        lines += [
            "",
            "This Gestand is new. Set up your firm here:",
            f"  {settings.PUBLIC_URL}/begin/?code={first_run.setup_code()}",
            f"The set-up code is {first_run.setup_code()}.",
        ]
    print("\n".join(lines), flush=True)
