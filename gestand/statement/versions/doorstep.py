"""A thin layer before the program that hands out the public statement from memory.

It keeps Django's own answer (headers and all) to a reader without cookies, and gives that to everybody until something
in the statement changes: each process looks at the mark of change at most once a second, and asks Django anew after a
minute anyway, because a seal goes out of date by itself. Only the two addresses of the statement in force are kept;
whatever Django does not answer with a plain page passes through untouched.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from gestand.statement.versions.changed import mark

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

KEPT_PATHS = frozenset({"/privacy", "/en/privacy"})
_LOOKS_EVERY_SECONDS = 1.0
_ANEW_AFTER_SECONDS = 60.0
_MOST_KEPT = 32
#: What an answer may depend on beside its address: the name of the host and how the proxy was reached.
_KEYS = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme", "SERVER_NAME", "SERVER_PORT")
_OWN_TO_A_READER = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE",
                    "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer, plain and compressed, and when it was asked for."""

    headers: list[tuple[str, str]]
    body: bytes
    packed: bytes
    etag: str
    mark: int
    asked_at: float


class Doorstep:
    """The WSGI application that stands before Django's."""

    def __init__(self, inner: Application, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._inner, self._clock = inner, clock
        self._kept: dict[tuple[str, ...], Kept] = {}
        self._asking = threading.Lock()
        self._mark, self._looked_at = 0, float("-inf")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path not in KEPT_PATHS or environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or environ.get("QUERY_STRING"):
            return self._inner(environ, start_response)
        kept = self._fresh(path, environ)
        if kept is None:
            return self._inner(environ, start_response)
        return _hand_out(kept, environ, start_response)

    def _fresh(self, path: str, environ: Environ) -> Kept | None:
        key = (path, *(str(environ.get(name, "")) for name in _KEYS))
        now, present = self._clock(), self._present_mark()
        kept = self._kept.get(key)
        if kept is not None and kept.mark == present and now - kept.asked_at < _ANEW_AFTER_SECONDS:
            return kept
        # One asks; meanwhile the others get what there is, unless the statement itself changed.
        if not self._asking.acquire(blocking=kept is None or kept.mark != present):
            return kept
        try:
            kept = self._kept.get(key)
            if kept is not None and kept.mark == present and self._clock() - kept.asked_at < _ANEW_AFTER_SECONDS:
                return kept
            asked = self._ask(environ, present)
            if asked is None:
                self._kept.pop(key, None)
            else:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                self._kept[key] = asked
            return asked
        finally:
            self._asking.release()

    def _present_mark(self) -> int:
        now = self._clock()
        if now - self._looked_at >= _LOOKS_EVERY_SECONDS:
            self._mark, self._looked_at = mark(), now
        return self._mark

    def _ask(self, environ: Environ, present: int) -> Kept | None:
        """Django's answer to a reader whom it knows nothing of; None when it is no plain page."""
        asked = {name: value for name, value in environ.items() if name not in _OWN_TO_A_READER}
        asked["REQUEST_METHOD"] = "GET"
        told: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _failure: Any = None) -> Callable[[bytes], None]:
            told["status"], told["headers"] = status, headers
            return lambda _more: None

        answer = self._inner(asked, start)
        try:
            body = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        headers = {name.lower(): value for name, value in told["headers"]}
        if not told["status"].startswith("200") or "etag" not in headers or "set-cookie" in headers:
            return None
        left_out = {"content-length", "vary", "etag", "content-encoding"}
        kept = [(name, value) for name, value in told["headers"] if name.lower() not in left_out]
        packed = gzip.compress(body, compresslevel=6, mtime=0)
        return Kept([*kept, ("Vary", "Accept-Encoding")], body, packed, headers["etag"], present, self._clock())


def _hand_out(kept: Kept, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    headers = [*kept.headers, ("ETag", kept.etag)]
    if kept.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", [each for each in headers if each[0].lower() != "content-type"])
        return []
    body = kept.body
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body = kept.packed
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
