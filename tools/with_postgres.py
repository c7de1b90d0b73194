"""Run a command with a throw-away PostgreSQL server: ``python tools/with_postgres.py COMMAND …``.

The server lives in a temporary folder, listens on a socket in it and nowhere else, and is gone afterwards. The command
finds it in ``GESTAND_TEST_DATABASE_URL``. PostgreSQL refuses to run as root, so that root lends it another user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

OLDEST = 15
#: The folder is thrown away: nothing has to survive a power cut, and waiting for the disk is most of the time.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "client_min_messages": "warning",
}

#: For tests: what only costs them time, or takes a lock behind their back.
FOR_TESTS = {
    "autovacuum": "off",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "1d",
    "max_wal_size": "4GB",
}


def programs() -> Path | None:
    """The folder with initdb and postgres of the newest version that is recent enough, or None."""
    found = [
        (int(folder.parent.name), folder)
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdigit() and int(folder.parent.name) >= OLDEST and (folder / "initdb").exists()
    ]
    if found:
        return max(found)[1]
    anywhere = shutil.which("initdb")
    return Path(anywhere).resolve().parent if anywhere and shutil.which("postgres") else None


def servant() -> str | None:
    """The user that runs the server: oneself, or for root somebody who is not."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise SystemExit("PostgreSQL does not run as root, and there is no user postgres or nobody to lend.")


@contextmanager
def running_server(binaries: Path, more: Mapping[str, str] | None = None) -> Iterator[str]:
    """Give the URL of a server that runs as long as the block; ``more`` are settings beside those of here."""
    user = servant()
    as_user = ["runuser", "-u", user, "--"] if user else []
    folder = Path(tempfile.mkdtemp(prefix="gestand-postgres-"))
    folder.chmod(0o755)
    if user:
        shutil.chown(folder, user)
    options = [part for name, value in (SETTINGS | dict(more or {})).items() for part in ("-c", f"{name}={value}")]
    server = None
    try:
        subprocess.run(
            [*as_user, binaries / "initdb", "-D", folder / "data", "-U", "gestand", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            check=True, cwd=folder, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [*as_user, binaries / "postgres", "-D", folder / "data", "-k", folder, *options],
                cwd=folder, stdout=log, stderr=log,
            )  # fmt: skip
        for _try in range(300):
            ready = [binaries / "pg_isready", "-q", "-h", folder, "-U", "gestand", "-d", "postgres"]
            if subprocess.run(ready, check=False).returncode == 0:
                break
            if server.poll() is not None:
                raise SystemExit("PostgreSQL did not start:\n" + (folder / "log").read_text())
            time.sleep(0.1)
        yield f"postgresql://gestand@{quote(str(folder), safe='')}/postgres"
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    binaries = programs()
    if binaries is None:
        print(f"PostgreSQL {OLDEST} or newer is not on this machine.")
        return 1
    tests = any("pytest" in Path(part).name for part in sys.argv[1:])
    with running_server(binaries, FOR_TESTS if tests else {}) as url:
        return subprocess.run(
            sys.argv[1:], check=False, env={**os.environ, "GESTAND_TEST_DATABASE_URL": url}
        ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
