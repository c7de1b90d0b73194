"""Ninety invented days of promises: kept mostly, broken a few times and mended, grey where nothing can tell.

What holds today is not invented: the demo's own jobs look at it in the first minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from gestand.core.actors import SYSTEM, Actor
from gestand.core.audit import write_audit
from gestand.core.house import house
from gestand.core.proofs import Proof, ProofKind, ProofState
from gestand.statement.models import BrokenPromise, ProofDay
from gestand.statement.proving.actions import attest
from gestand.statement.proving.attestations import longest_term
from gestand.statement.proving.board import HISTORY_DAYS

#: What looks outside, where a demo may not go, and what an invented firm lacks.
GREY = frozenset(
    {"core.officer", "core.disk", "core.mail_transport", "core.mail_domain", "core.https", "team.second_factor"}
)
#: The power was off: nothing was looked at.
DARK_DAY = 47
#: The day on which the present statement was published.
PUBLISHED = 20


@dataclass(frozen=True, slots=True)
class Broken:
    """From so many days ago until so many days ago, that day included."""

    key: str
    since: int
    until: int


BREAKS = (
    Broken("core.identity", 22, PUBLISHED),  # the telephone number changed before the statement said so
    Broken("statement.facts", 22, PUBLISHED),
    Broken("people.entries", 34, 33),  # a note of a conversation that belonged to nobody
    Broken("core.audit_log", 71, 71),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What Anna saw with her own eyes, so many days ago."""

    clause: str
    ago: int
    words: str


ATTESTED = (
    Seen("secure.server", 200, "De meterkast waarin de server staat is op slot. Eén sleutel, die ligt bij mij."),
    Seen("secure.endpoint", 80, "Twee laptops en de server: virusbescherming aan, bijgewerkt deze week."),
    Seen("secure.passwords", 40, "Twee laptops en de server vragen om een wachtwoord als ze wakker worden."),
    Seen("secure.endpoint", 12, "Twee laptops en de server: virusbescherming aan, gisteren bijgewerkt."),
)


def write_proof_history(*, by: Actor, at: datetime) -> None:
    """A cell for each day of each proof but today's, what was broken meanwhile, and what Anna attested."""
    today = timezone.localdate(at)
    attested = _attested_days(today)
    ProofDay.objects.bulk_create(
        [
            _day(proof, ago, today, attested)
            for proof in house.proofs.values()
            for ago in range(1, HISTORY_DAYS)
            if ago != DARK_DAY
        ],
        batch_size=1000,
    )
    for each in sorted(BREAKS, key=lambda broken: -broken.since):
        if each.key in house.proofs:
            _break(each, at=at)
    for seen in ATTESTED:
        on = today - timedelta(days=seen.ago)
        attest(
            clause=seen.clause,
            seen=seen.words,
            seen_on=on,
            valid_until=longest_term(seen.clause, seen_on=on),
            by=by,
            at=at - timedelta(days=seen.ago),
        )


def _day(proof: Proof, ago: int, today: date, attested: dict[str, set[date]]) -> ProofDay:
    on = today - timedelta(days=ago)
    runs = max(1, round(timedelta(days=1) / proof.every))
    if any(each.key == proof.key and each.until <= ago <= each.since for each in BREAKS):
        return ProofDay(key=proof.key, on=on, worst=ProofState.BROKEN, runs=runs, broken_runs=max(1, runs // 2))
    if proof.kind is ProofKind.ATTESTED:
        worst = ProofState.ATTESTED if on in attested.get(proof.clauses[0], ()) else ProofState.UNPROVEN
    elif proof.kind is ProofKind.MISSING or proof.key in GREY:
        worst = ProofState.UNPROVEN
    else:
        worst = ProofState.KEPT
    return ProofDay(key=proof.key, on=on, worst=worst, runs=runs)


def _attested_days(today: date) -> dict[str, set[date]]:
    """By clause, the days for which somebody had said so."""
    days: dict[str, set[date]] = {}
    for seen in ATTESTED:
        first = today - timedelta(days=seen.ago)
        last = min(today, longest_term(seen.clause, seen_on=first))
        days.setdefault(seen.clause, set()).update(first + timedelta(days=n) for n in range((last - first).days + 1))
    return days


def _break(each: Broken, *, at: datetime) -> None:
    """Broken, told, mended, with its two lines in the audit log."""
    since, mended_at = at - timedelta(days=each.since), at - timedelta(days=each.until, minutes=-90)
    BrokenPromise.objects.create(key=each.key, since=since, told_at=since + timedelta(seconds=2), mended_at=mended_at)
    for moment, state, before in (
        (since, ProofState.BROKEN, ProofState.KEPT),
        (mended_at, ProofState.KEPT, ProofState.BROKEN),
    ):
        write_audit(
            "statement.proof.answer",
            by=SYSTEM,
            at=moment,
            reason=state.value,
            facts={"proof": each.key, "before": before.value, "clauses": list(house.proofs[each.key].clauses)},
        )
