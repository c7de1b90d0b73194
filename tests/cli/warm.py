"""A process that has loaded the program once and forks for every command: ``python -m tests.cli.warm``.

Loading Django and every room takes two seconds, and the tests type some two hundred commands. What a fork runs is a
process of its own with the environment, the folder, the arguments, the settings and the exit of a typed one; only the
loading is behind it. That a command loads from cold is seen where the tests say ``cold``. Nor does it wait for the
disk: what a power cut would take cannot be seen here, and a busy disk takes seconds.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
#: Ours for good, in the process that forks; a fork has neither.
_FIRST_OTHER = 3


@dataclass
class Warm:
    """The near end: starts the process at the first command, one for each kind of database, and ends it."""

    started: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    folder: tempfile.TemporaryDirectory[str] | None = None

    def run(
        self, arguments: Sequence[str], *, environment: Mapping[str, str], typed: str = "", timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """``python ARGUMENTS`` (``-m gestand.cli …`` or ``-c PROGRAM``) in a fork; as ``subprocess.run`` answers it."""
        far = self._far_end("postgresql" if environment.get("DATABASE_URL") else "sqlite")
        assert self.folder is not None
        places = {name: str(Path(self.folder.name) / name) for name in ("stdin", "stdout", "stderr")}
        Path(places["stdin"]).write_text(typed)
        asked = {"arguments": list(arguments), "environment": dict(environment), "places": places, "timeout": timeout}
        assert far.stdin is not None
        assert far.stdout is not None
        far.stdin.write(json.dumps(asked) + "\n")
        far.stdin.flush()
        answer = far.stdout.readline()
        assert answer, "the warm process is gone"
        code = json.loads(answer)
        said, complained = (Path(places[name]).read_text() for name in ("stdout", "stderr"))
        if code is None:
            raise subprocess.TimeoutExpired(list(arguments), timeout, said, complained)
        return subprocess.CompletedProcess(list(arguments), code, said, complained)

    def _far_end(self, kind: str) -> subprocess.Popen[str]:
        if self.folder is None:
            self.folder = tempfile.TemporaryDirectory(prefix="gestand-warm-")
        if kind not in self.started:
            kept = {name: value for name, value in os.environ.items() if not name.startswith(("GESTAND_", "DATABASE_"))}
            kept |= {"GESTAND_HOME": f"{self.folder.name}/{kind}", "DJANGO_SETTINGS_MODULE": "gestand.settings"}
            if kind == "postgresql":
                kept["DATABASE_URL"] = "postgresql://nobody@/nowhere"  # never asked
            self.started[kind] = subprocess.Popen(
                [sys.executable, "-m", "tests.cli.warm"],
                env=kept,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        return self.started[kind]

    def end(self) -> None:
        for far in self.started.values():
            far.communicate()
        if self.folder is not None:
            self.folder.cleanup()


#: One for each process of pytest, whichever test asks first.
warm = Warm()
atexit.register(warm.end)


def main() -> None:
    """The far end: load everything that every command loads, then a fork for each line that asks for one."""
    import django

    django.setup()
    from django.core import checks
    from django.db.backends.signals import connection_created
    from django.db.migrations.loader import MigrationLoader

    import gestand.cli.preparing
    import gestand.urls  # noqa: F401
    from gestand.cli.program import app

    MigrationLoader(None, ignore_no_migrations=True)
    checks.run_checks()
    with contextlib.redirect_stdout(sys.stderr), contextlib.suppress(SystemExit):
        app(["check", "--help"])
    os.fsync = os.sync = lambda *_descriptor: None
    connection_created.connect(_never_wait_for_the_disk)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_in_a_fork(json.loads(line))) + "\n")
        sys.stdout.flush()


def _never_wait_for_the_disk(connection: Any, **_more: object) -> None:
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA synchronous=OFF")


def _in_a_fork(asked: dict[str, Any]) -> int | None:
    """The exit code as ``subprocess`` tells it; None when it took too long and was killed."""
    child = os.fork()
    if child == 0:
        _be_that_process(**asked)
    late = threading.Timer(asked["timeout"], os.kill, (child, signal.SIGKILL))
    late.start()
    _pid, status = os.waitpid(child, 0)
    in_time = late.is_alive()
    late.cancel()
    late.join()
    return os.waitstatus_to_exitcode(status) if in_time else None


def _be_that_process(arguments: list[str], environment: dict[str, str], places: dict[str, str], timeout: float) -> None:
    code = 1
    try:
        os.setsid()
        for number, name in enumerate(places):
            there = os.open(places[name], os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(there, number)
        os.closerange(_FIRST_OTHER, 256)
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - the old one has read ahead
        os.environ.clear()
        os.environ.update(environment)
        _forget_settings()
        code = _exit_code_of(arguments)
    finally:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _forget_settings() -> None:
    """Whoever asks for a setting reads it anew, from the environment of now."""
    from django.conf import settings
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.core.files.storage import storages
    from django.db import connections
    from django.utils.functional import empty

    for alias in list(connections):
        with contextlib.suppress(AttributeError):
            del connections[alias]
    connections._settings = None
    storages._backends = None
    storages._storages = {}
    for handler in (connections, storages):
        for cached in ("settings", "backends"):
            handler.__dict__.pop(cached, None)
    staticfiles_storage._wrapped = empty
    settings._wrapped = empty
    del sys.modules["gestand.settings"]


def _exit_code_of(arguments: list[str]) -> int:
    """Run it as Python would."""
    how, *rest = arguments
    try:
        if how == "-m":
            sys.argv = ["", *rest[1:]]
            runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
        else:
            sys.argv = [how, *rest[1:]]
            exec(compile(rest[0], "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102
    except SystemExit as stopped:
        if stopped.code is None or isinstance(stopped.code, int):
            return stopped.code or 0
        sys.stderr.write(f"{stopped.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 - what nobody caught
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


if __name__ == "__main__":
    main()
