"""The web server's parent: ``python -m gestand.cli.web PORT with-jobs``. It imports nothing of the rooms."""

from __future__ import annotations

import sys
from typing import Any

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from gestand.cli.serving import HOST, PATIENCE_SECONDS, WEB_THREADS, WITH_JOBS


def load_program(jobs: str) -> Any:
    """In the worker: everything from here on happens once, in the process that serves."""
    from gestand.cli.worker import ready_application

    return ready_application(with_jobs=jobs == WITH_JOBS)


def main() -> None:
    port, jobs = int(sys.argv[1]), sys.argv[2]
    server = MPServer(
        jobs,
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=WEB_THREADS,
        blocking_threads_idle_timeout=60,
        runtime_threads=1,
        runtime_blocking_threads=1,
        log_enabled=False,
        workers_kill_timeout=PATIENCE_SECONDS,
        websockets=False,
        http1_settings=HTTP1Settings(keep_alive=True),
    )
    server.serve(target_loader=load_program)


if __name__ == "__main__":
    main()
