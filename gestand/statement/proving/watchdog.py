"""A time limit on a check that runs in this thread.

Past the limit the database is told to stop and the check is interrupted at its next step of Python code. A call that
nothing can interrupt (a C library without a timeout) is given up a little later: its answer is written as unproven by
the watchdog itself, so that the clause does not keep an old seal, and the job's own time limit ends the rest.
"""

from __future__ import annotations

import contextlib
import ctypes
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from django.db import connection, connections

GIVE_UP_AFTER_SECONDS = 15


class TookTooLong(BaseException):
    """Ends a check from outside; no ``except Exception`` of a check may hold it."""


class Watchdog:
    """``with Watchdog(60, given_up=...) as watchdog:`` around the check; afterwards ask ``watchdog.bitten``."""

    def __init__(self, limit_seconds: float, *, given_up: Callable[[], None]) -> None:
        self.bitten = False
        self.lost = False
        self._given_up = given_up
        self._over = False
        self._lock = threading.Lock()
        self._thread = threading.get_ident()
        self._connection: Any = connection.connection or self._opened()
        self._first = threading.Timer(limit_seconds, self._bite)
        self._second = threading.Timer(limit_seconds + GIVE_UP_AFTER_SECONDS, self._give_up)

    @staticmethod
    def _opened() -> Any:
        connection.ensure_connection()
        return connection.connection

    def __enter__(self) -> Self:
        for timer in (self._first, self._second):
            timer.daemon = True
            timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        with self._lock:
            self._over = True
            if self.bitten:  # it may not have arrived yet; somebody else's interruption stays
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), None)
        self._first.cancel()
        self._second.cancel()

    def _bite(self) -> None:
        with self._lock:
            if self._over:
                return
            self.bitten = True
            exception = ctypes.py_object(TookTooLong)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), exception)
            self._stop_query()

    def _stop_query(self) -> None:
        """SQLite's ``interrupt`` and PostgreSQL's ``cancel`` may both be called from another thread."""
        stop = getattr(self._connection, "interrupt", None) or getattr(self._connection, "cancel", None)
        if stop is not None:
            with contextlib.suppress(Exception):  # the connection was closed by the check itself
                stop()

    def _give_up(self) -> None:
        with self._lock:
            if self._over:
                return
            self.lost = True
        try:
            self._given_up()
        finally:
            connections.close_all()
