"""Background jobs as a process of their own: ``gestand serve --worker``."""

from __future__ import annotations

import signal
import sys
import threading


def main() -> int:
    from gestand.cli.loading import use_django

    use_django(follow=False)
    from gestand.cli.preparing import NotReady, prepare
    from gestand.cli.serving import NOT_READY
    from gestand.core.jobs.worker import run_worker

    try:
        prepare()
    except NotReady as fault:
        print(fault, file=sys.stderr)
        return NOT_READY
    stopping = threading.Event()
    for which in (signal.SIGINT, signal.SIGTERM):
        signal.signal(which, lambda *_: stopping.set())
    print("Gestand does its background jobs  (Ctrl-C stops it)", flush=True)
    run_worker(stopping)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
