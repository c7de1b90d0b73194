"""The command line as a user runs it: real processes, a home of their own, loopback alone.

What is typed runs in a fork of a process that has loaded the program (see warm.py); ``cold`` and ``start`` begin with
nothing, as a shell does.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.warm import ROOT, warm

#: What a developer's shell may hold and a test must not see.
OURS = ("DATABASE_URL", "GESTAND_DEMO", "GESTAND_PUBLIC_URL", "GESTAND_DEBUG", "DJANGO_SETTINGS_MODULE", "PORT")

#: A stop takes a second or two; a machine that does ten other things may need longer. Never as long as the patience of
#: the server (12 s), after which it kills.
PATIENT = 11.0
PREPARE = "import django; django.setup(); from gestand.cli.preparing import prepare; prepare()"


@dataclass
class Console:
    """Runs ``gestand`` with one home."""

    home: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        return kept | {"GESTAND_HOME": str(self.home), "PYTHONPATH": str(ROOT)}

    def run(self, *arguments: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        command = ["-m", "gestand.cli", *arguments]
        return warm.run(command, environment=self.environment | more, typed=typed, timeout=240)

    def cold(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "gestand.cli", *arguments]
        environment = self.environment | more
        return subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )

    def python(self, program: str, **more: str) -> str:
        """Run a program of the test inside this home; what it prints."""
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "gestand.settings"} | more
        command = ["-c", f"import django; django.setup()\n{program}"]
        done = warm.run(command, environment=environment, timeout=1200)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "gestand.cli", *arguments],
            env=self.environment | more,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def interrupt(self, process: subprocess.Popen[str]) -> tuple[int, float, str]:
        """Ctrl-C, as a terminal gives it: to everybody in the foreground. Exit code, seconds, what was said."""
        begin = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=120)
        return process.returncode, time.monotonic() - begin, said


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    console = Console(tmp_path / "home")
    yield console
    for process in console.started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        elif process.stdout:
            process.stdout.close()


@pytest.fixture(scope="session")
def made_homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two homes, made once and copied: "begun" is empty and of today's version, "furnished" holds the cast."""
    folder = tmp_path_factory.mktemp("homes")
    Console(folder / "begun").python(PREPARE)
    shutil.copytree(folder / "begun", folder / "furnished")
    Console(folder / "furnished").python("from tests.cast import make_cast; make_cast()")
    return folder


@pytest.fixture
def begun(console: Console, made_homes: Path) -> Console:
    """A home that was started before."""
    shutil.copytree(made_homes / "begun", console.home)
    return console


@pytest.fixture
def furnished(console: Console, made_homes: Path) -> Console:
    """A home with the cast in it."""
    shutil.copytree(made_homes / "furnished", console.home)
    return console


@pytest.fixture
def port(loopback: None) -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def page(loopback: None) -> Callable[[str], tuple[int, str]]:
    """``page(url)``: status and text, waiting for a server that is just starting."""

    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def fetch(url: str) -> tuple[int, str]:
        until = time.monotonic() + 60
        while True:
            try:
                with opener.open(url, timeout=60) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as told:
                with told:
                    return told.code, told.read().decode()
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    return fetch


def said_until(process: subprocess.Popen[str], pattern: str) -> re.Match[str]:
    """Read what a process says until it says this."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        found = re.search(pattern, said)
        if found:
            return found
    raise AssertionError(f"it never said {pattern!r}:\n{said}")
