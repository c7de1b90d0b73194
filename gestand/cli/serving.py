"""``gestand serve``: a thin parent that starts and stops, and one web worker that holds the program and its jobs.

The parent imports neither Django nor the rooms, so that the whole program fits in little memory.
"""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from typing import NoReturn

from gestand.core.home import home_path, home_trouble, note_port

HOST = "127.0.0.1"
#: Threads that answer requests; SQLite has one writer and a small firm few people.
WEB_THREADS = 8
#: How long a stop waits for open requests and a running job before it insists.
PATIENCE_SECONDS = 12
#: The exit code of a program that could not start.
NOT_READY = 3
WITH_JOBS, WITHOUT_JOBS = "with-jobs", "without-jobs"


def serve_here(*, port: int, web: bool, jobs: bool) -> int:
    """Serve until Ctrl-C; returns the exit code."""
    if web:
        os.environ["PORT"] = str(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gestand.settings")
    trouble = (taken_by_another(port) if web else "") or home_trouble(home_path())
    if trouble:
        print(trouble, file=sys.stderr)
        return 1
    if not web:
        return become([sys.executable, "-m", "gestand.cli.jobs_alone"])
    note_port(home_path(), port)
    # A fresh interpreter: what the command line needed for its help is not kept in memory all day.
    return become(web_command(port, jobs=jobs))


def become(command: list[str]) -> NoReturn:
    """Go on as another program of ours, in this same process."""
    os.execv(command[0], command)  # noqa: S606 - our own program


def taken_by_another(port: int) -> str:
    """A sentence when the port is in use on loopback, else nothing."""
    for family, host in ((socket.AF_INET, HOST), (socket.AF_INET6, "::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(0.3)
            if probe.connect_ex((host, port)) == 0:
                return (
                    f"Port {port} is in use: another program (perhaps another Gestand) answers on {host}.\n"
                    f"Stop that one, or choose another port: make serve PORT={port + 1}, "
                    f"or gestand serve --port {port + 1}."
                )
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            return f"Port {port} may not be opened by this user. Choose one above 1023: gestand serve --port 8000."
        except OSError as refused:
            return (
                f"Port {port} cannot be opened ({refused.strerror}). Choose another: gestand serve --port {port + 1}."
            )
    return ""


def web_command(port: int, *, jobs: bool) -> list[str]:
    """How the web server is started as a process of its own."""
    return [sys.executable, "-m", "gestand.cli.web", str(port), WITH_JOBS if jobs else WITHOUT_JOBS]
