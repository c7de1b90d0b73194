"""The whole suite: on SQLite with the browser's journeys, then again on PostgreSQL.

What this machine lacks is said in one line and left out; with ``GESTAND_REQUIRE_ALL=1`` it is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.with_postgres import FOR_TESTS, OLDEST, programs, running_server  # noqa: E402

#: pytest's exit code for "some tests failed", as against "could not run".
SOME_FAILED = 1
WORKERS = 2
CHROMIUM = os.environ.get("GESTAND_CHROMIUM", "/usr/bin/chromium")


def pytest(*arguments: str, servers: Sequence[str] = ()) -> int:
    not_ours = {"GESTAND_TEST_DATABASE_URL", "GESTAND_TEST_DATABASE_URLS"}
    left_out = {*not_ours, "PYTHONDONTWRITEBYTECODE"}  # without the latter it compiles all day
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    if servers:
        environment |= {"GESTAND_TEST_DATABASE_URLS": " ".join(servers), "GESTAND_TEST_DATABASE_URL": servers[0]}
    command = [sys.executable, "-m", "pytest", "-n", str(WORKERS), "--dist", "loadgroup", *arguments]
    code = subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode
    if code != SOME_FAILED:
        return code
    # What fails beside others and passes alone has a neighbour to blame: told aloud, and not a reason to stop.
    print("Some tests failed. Once more, those alone, one after the other:", flush=True)
    alone = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "0",
        "--last-failed",
        "--last-failed-no-failures",
        "none",
        *arguments,
    ]
    code = subprocess.run(alone, check=False, cwd=ROOT, env=environment).returncode
    if code == 0:
        print("They pass alone: look above for what stood beside them.", flush=True)
    return code


def main() -> int:
    extra = sys.argv[1:]
    binaries = programs()
    lacking = []
    if shutil.which(CHROMIUM) is None:
        lacking.append(f"Chromium ({CHROMIUM}): the journeys in a real browser are left out")
    if binaries is None:
        lacking.append(f"PostgreSQL {OLDEST}+: the suite runs on SQLite alone")
    for line in lacking:
        print(f"Not on this machine: {line}.", flush=True)
    if lacking and os.environ.get("GESTAND_REQUIRE_ALL") == "1":
        print("GESTAND_REQUIRE_ALL=1 asks for everything.")
        return 1
    print("On SQLite" + (" and in Chromium" if shutil.which(CHROMIUM) else "") + ":", flush=True)
    code = pytest(*extra)
    if binaries is not None:
        print("On PostgreSQL:", flush=True)
        with ExitStack() as running:
            servers = [running.enter_context(running_server(binaries, FOR_TESTS)) for _worker in range(WORKERS)]
            code = pytest("-m", "not browser", *extra, servers=servers) or code
    return code


if __name__ == "__main__":
    raise SystemExit(main())
