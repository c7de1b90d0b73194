"""A real server on loopback over a home of its own, and a keep-alive browser that times one page."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a command that works in ``home``."""
    return {
        **os.environ,
        "GESTAND_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def run_inside(home: Path, module: str, *arguments: str, **more: str) -> str:
    """Run ``python -m module`` in ``home`` and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment(home, **more),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.strip()


@dataclass(slots=True)
class Server:
    process: subprocess.Popen[bytes]
    port: int
    started_after_seconds: float


@contextlib.contextmanager
def serving(home: Path, port: int, *flags: str, settings: str = "bench.settings", **more: str) -> Iterator[Server]:
    """``gestand serve`` until the block ends; ``started_after_seconds`` is the time to the first answered page."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("gestand")), "serve", *flags],
        env=environment(home, PORT=str(port), DJANGO_SETTINGS_MODULE=settings, **more),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                Browser(port).get("/account/login/")
                break
            if process.poll() is not None or time.perf_counter() - begun > 60:
                raise SystemExit("the server did not start")
            time.sleep(0.02)
        yield Server(process, port, time.perf_counter() - begun)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


class Browser:
    """One keep-alive connection with the owner's session."""

    def __init__(self, port: int, session: str = "") -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=30)
        self.headers = {"Cookie": f"gestand_session={session}; gestand_language=nl"} if session else {}

    def get(self, path: str) -> tuple[int, bytes]:
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def milliseconds(self, path: str) -> float:
        begun = time.perf_counter()
        status, _body = self.get(path)
        if status != 200:
            raise SystemExit(f"{path} answered {status}")
        return (time.perf_counter() - begun) * 1000
