"""``gestand demo``: an invented firm in a folder that is gone afterwards.

The parent (this module, run as a program) makes the folder, has it filled by a child, serves it with another, and
deletes it. It imports no rooms, so that it costs little memory beside the server.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from gestand.cli.serving import become, taken_by_another, web_command
from gestand.core.home import mark_as_demo


def run_demo(*, port: int, clients: int) -> int:
    """Hand over to a thin parent; returns an exit code only when the port is taken."""
    taken = taken_by_another(port)
    if taken:
        print(taken, file=sys.stderr)
        return 1
    return become([sys.executable, "-m", "gestand.cli.demonstration", str(port), str(clients)])


def main() -> int:
    port, clients = int(sys.argv[1]), sys.argv[2]
    home = Path(tempfile.mkdtemp(prefix="gestand-demo-"))
    mark_as_demo(home, port=port)
    # Nothing of a real Gestand is touched: a home, a database and an address of its own.
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "GESTAND_PUBLIC_URL")
    }
    environment |= {"GESTAND_HOME": str(home), "GESTAND_DEMO": "1", "PORT": str(port)}
    children: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _frame: object) -> None:
        for child in children:
            if child.poll() is None:
                child.send_signal(number)

    for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(which, pass_on)
    code = 1
    try:
        for command in ([sys.executable, "-m", "gestand.cli.demonstrated", clients], web_command(port, jobs=True)):
            # A group of its own: Ctrl-C reaches a child once, through us.
            children.append(subprocess.Popen(command, env=environment, start_new_session=True))  # noqa: S603
            code = children[-1].wait()
            if code != 0:
                break
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print("The demo's folder is deleted.", flush=True)
    return max(code, 0)


if __name__ == "__main__":
    raise SystemExit(main())
