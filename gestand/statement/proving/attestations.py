"""What no program can look at: a person looks, says what was seen, and the saying has a term."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations.terms import Length, days, months
from gestand.core.proofs import Evidence, Proof, ProofKind, ProofState
from gestand.statement.models.proving import Attestation
from gestand.statement.proving.words import clause_title

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Attestable:
    """A clause that a person may attest: what to look at, and how long the saying holds at most."""

    clause: str
    look_at: str | Promise
    longest: Length
    what: str | Promise
    limits: str | Promise


ATTESTABLE: dict[str, Attestable] = {
    each.clause: each
    for each in (
        Attestable(
            "secure.server",
            _("Stand before the server: is the room or cabinet locked, and who has a key? Take a photo of the lock."),
            months(12),
            _("Whether somebody looked at the lock before the server, and how long ago."),
            _("It rests on what a person saw at that moment; a door that is left open afterwards is not seen."),
        ),
        Attestable(
            "secure.disk",
            _("Go along every machine of your own: does it say that its disk is encrypted?"),
            days(30),
            _("Whether somebody saw on every machine of the firm that its disk is encrypted, and how long ago."),
            _("It rests on what a person saw; a machine that was forgotten is not seen."),
        ),
        Attestable(
            "secure.passwords",
            _("Go along every machine of your own: does it ask for a password when it wakes?"),
            months(3),
            _("Whether somebody saw every machine of the firm ask for a password, and how long ago."),
            _("It rests on what a person saw; a machine that was forgotten, and how good a password is, are not seen."),
        ),
        Attestable(
            "secure.endpoint",
            _("Go along every machine of your own: is its virus protection on, and did it update this week?"),
            days(30),
            _("Whether somebody saw virus protection at work on every machine of the firm, and how long ago."),
            _("It rests on what a person saw; a machine that was forgotten is not seen."),
        ),
    )
}


def longest_term(clause: str, *, seen_on: date) -> date:
    """The last day for which somebody may say so."""
    return ATTESTABLE[clause].longest.added_to(seen_on)


def attestation_evidence(clause: str, at: datetime) -> Evidence:
    """What the newest standing attestation of a clause comes to: attested until its last day, else unproven."""
    on = timezone.localdate(at)
    said = Attestation.objects.filter(clause=clause, withdrawn_at=None, seen_on__lte=on)
    newest = said.order_by("-valid_until").first()
    look = ATTESTABLE[clause].look_at if clause in ATTESTABLE else ""
    if newest is None:
        return Evidence(ProofState.UNPROVEN, _("Nobody has attested this yet."), {"attestations": 0}, todo=look)
    counts = {"attestations": 1, "days_since_seen": (on - newest.seen_on).days, "with_file": int(bool(newest.file_id))}
    if newest.valid_until < on:
        return Evidence(ProofState.UNPROVEN, _("The term of the last attestation is over."), counts, todo=look)
    return Evidence(
        ProofState.ATTESTED,
        _("A person looked, and wrote down what was seen."),
        counts,
        valid_until=end_of_day(newest.valid_until),
    )


def end_of_day(on: date) -> datetime:
    """Midnight after a day, on the clock of the office."""
    midnight = datetime.combine(on + timedelta(days=1), time.min, tzinfo=timezone.get_default_timezone())
    return midnight.astimezone(UTC)


@cache
def attested_proofs() -> tuple[Proof, ...]:
    """One for each clause that may be attested; what another room proves of the same clause counts beside it."""
    return tuple(_proof(each) for each in ATTESTABLE.values())


def _proof(attestable: Attestable) -> Proof:
    def check(*, at: datetime) -> Evidence:
        return attestation_evidence(attestable.clause, at)

    return Proof(
        key=f"statement.attested.{attestable.clause.partition('.')[2]}",
        clauses=(attestable.clause,),
        kind=ProofKind.ATTESTED,
        what=attestable.what,
        limits=attestable.limits,
        check=check,
    )


def names_of_attestations(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Such as "4.4 The server stands behind a lock", for pages that hold ids alone."""
    found = Attestation.objects.filter(id__in=ids).values_list("id", "clause")
    return {each: clause_title(clause) for each, clause in found}
