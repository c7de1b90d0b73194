"""The web server's parent: ``python -m gestand.cli.web PORT with-jobs``. It imports nothing of the rooms."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

from granian import _signals
from granian._granian import WorkerSignal
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from gestand.cli.serving import HOST, NOT_READY, PATIENCE_SECONDS, WEB_THREADS, WITH_JOBS


def load_program(jobs: str) -> Any:
    """In the worker: everything from here on happens once, in the process that serves."""
    from gestand.cli.worker import ready_application

    _signals.set_sync_signals = hear_every_stop
    return ready_application(with_jobs=jobs == WITH_JOBS)


def hear_every_stop() -> WorkerSignal:
    """Granian's own signals, heard by a thread instead of the main one.

    Ctrl-C reaches the worker twice within a millisecond, from the terminal and from its parent, and so does a service
    manager's stop. Granian 2.8 waits on a lock in the main thread, and Python then runs no handler at all about every
    second time (seen on 23 November 2026); the byte that a signal writes to a pipe always arrives.
    """
    stopped = WorkerSignal()
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)
    for which in (signal.SIGINT, signal.SIGTERM):
        signal.signal(which, lambda *_: None)
    signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)

    def listen() -> None:
        os.read(ear, 1)
        stopped.set()

    threading.Thread(target=listen, name="stop", daemon=True).start()
    return stopped


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
    # A terminal that closes ends the program; to granian it would mean: start the workers anew.
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    try:
        server.serve(target_loader=load_program)
    except SystemExit as ended:
        # Granian says 1 when the worker ended by itself: it was not ready, and has said why.
        raise SystemExit(NOT_READY if ended.code else 0) from None


if __name__ == "__main__":
    main()
