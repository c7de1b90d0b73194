"""Which jobs exist, and what a running job may say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise


class TryAgain(Exception):
    """Not now: the job is tried again later, with ``sentence`` for the owner; ``after`` replaces the usual pause."""

    def __init__(self, sentence: str | Promise, *, after: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.after = after


class JobRun(Protocol):
    """What a job's function gets first: where it says how far it is."""

    @property
    def job_id(self) -> UUID: ...

    @property
    def attempt(self) -> int:
        """1 at the first try."""

    @property
    def last_attempt(self) -> bool:
        """Whether ``TryAgain`` would now be a failure."""

    def progress(self, *, done: int, total: int, words: str | Promise = "") -> None:
        """Say how far it is (outside a transaction), and stop here when the time limit has passed."""


@dataclass(frozen=True, slots=True)
class RegisteredJob:
    name: str
    label: str | Promise
    function: Callable[..., Any]
    time_limit_seconds: int
    attempts: int
    spares: bool = False


registered_jobs: dict[str, RegisteredJob] = {}


def job(
    name: str, *, label: str | Promise, time_limit_seconds: int = 300, attempts: int = 3, spares: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as a job. ``name`` is "room.verb"; ``label`` is what the job page shows. ``spares``: it takes
    rows away at their term, and leaves those about whoever is under a hold or restricted (``core.erasure.sparing``).
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        known = registered_jobs.get(name)
        if known is not None and known.function is not function:
            raise RuntimeError(f"the job {name!r} is registered twice")
        registered_jobs[name] = RegisteredJob(name, label, function, time_limit_seconds, attempts, spares)
        return function

    return register
