"""What a proof is, and what it may answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise


class ProofState(models.TextChoices):
    """What a check says. Stale is no answer of a check: it is an answer that is older than its interval."""

    KEPT = "kept", _("kept")
    ATTESTED = "attested", _("attested")
    UNPROVEN = "unproven", _("unproven")
    BROKEN = "broken", _("broken")


class ProofKind(StrEnum):
    DATA = "data"  # asks what is stored
    LIVE = "live"  # looks at the running server, the disk, the network
    CANARY = "canary"  # plants and finds invented people on a scratch copy
    ATTESTED = "attested"  # a person's evidence, with a term
    MISSING = "missing"  # nothing can be proven yet; it says what is missing


@dataclass(frozen=True, slots=True)
class Button:
    """What the owner can do about it: a verb and a view name of the office."""

    label: str | Promise
    url: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a check saw: numbers and names of checks, no personal data.

    ``said`` is one sentence on what was seen (and, when broken, what is wrong); ``counts`` are numbers by a code name
    (``{"accounts": 3, "without_second_factor": 1}``); ``todo`` is one sentence on what mends it. ``valid_until``
    replaces the proof's interval (an attestation's term).
    """

    state: ProofState
    said: str | Promise
    counts: Mapping[str, int] = field(default_factory=dict)
    todo: str | Promise = ""
    button: Button | None = None
    valid_until: datetime | None = None


class Check(Protocol):
    """Looks at the live system and says what it sees. Reads only; refuses nothing; an exception means unproven."""

    def __call__(self, *, at: datetime) -> Evidence: ...


@dataclass(frozen=True, slots=True)
class Proof:
    """A check bound to clauses.

    ``key`` is "room.what". ``clauses`` are the clause ids that it serves; several are a declared group, which turns red
    together. ``what`` tells in one sentence what is checked, ``limits`` what the check cannot see. ``every`` is the
    interval after which an answer is stale.
    """

    key: str
    clauses: tuple[str, ...]
    kind: ProofKind
    what: str | Promise
    limits: str | Promise
    check: Check
    every: timedelta = timedelta(days=1)
    time_limit_seconds: int = 60


def missing(key: str, clauses: tuple[str, ...], *, lacks: str | Promise, todo: str | Promise = "") -> Proof:
    """A clause that nothing can prove yet, bound all the same: it shows as unproven and says what is missing."""

    def check(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
        return Evidence(ProofState.UNPROVEN, lacks, todo=todo)

    return Proof(
        key=key,
        clauses=clauses,
        kind=ProofKind.MISSING,
        what=_("Nothing is checked yet."),
        limits=lacks,
        check=check,
    )
