"""The report: how every promise stands at one moment, as plain values without personal data. In English."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils import translation

from gestand import __version__
from gestand.core.firm import current_firm
from gestand.statement.clauses.ids import SECTIONS
from gestand.statement.proving.states import (
    ClauseStanding,
    ProofStanding,
    clause_standings,
    counted_states,
)
from gestand.statement.proving.words import clause_name, clause_number

FORMAT = "gestand.proof-report/1"


def report_at(*, at: datetime, only: Collection[str] = ()) -> dict[str, Any]:
    """Every clause as it stands (or ``only`` these). Its form is told by the schema beside the statement."""
    with translation.override("en"):
        standings = clause_standings(at=at)
        shown = {clause: standing for clause, standing in standings.items() if not only or clause in only}
        firm = current_firm()
        return {
            "format": FORMAT,
            "language": "en",
            "program": f"Gestand {__version__}",
            "firm": {"name": firm.name, "website": firm.website} if firm else None,
            "made_at": moment(at),
            "summary": {state.value: count for state, count in counted_states(shown).items()},
            "sections": [
                {"number": section.number, "key": section.key, "title": str(section.title), "clauses": clauses}
                for section in SECTIONS
                if (clauses := [clause for clause in section.clauses if clause in shown])
            ],
            "clauses": {clause: clause_values(standing) for clause, standing in shown.items()},
        }


def clause_values(standing: ClauseStanding) -> dict[str, Any]:
    """One clause. What several proofs say stands one after another; each proof follows by itself."""
    proofs = standing.proofs
    return {
        "id": standing.clause,
        "number": clause_number(standing.clause),
        "title": clause_name(standing.clause),
        "state": standing.state.value,
        "checked_at": moment(standing.checked_at),
        "valid_until": moment(standing.valid_until),
        "counts": _counts(proofs),
        "what": _together(str(proof.proof.what) for proof in proofs),
        "limits": _together(str(proof.proof.limits) for proof in proofs),
        "said": _together(proof.said for proof in proofs),
        "proofs": [proof_values(proof) for proof in proofs],
    }


def proof_values(standing: ProofStanding) -> dict[str, Any]:
    return {
        "key": standing.proof.key,
        "kind": standing.proof.kind.value,
        "state": standing.state.value,
        "checked_at": moment(standing.checked_at),
        "valid_until": moment(standing.valid_until),
        "every_seconds": int(standing.proof.every.total_seconds()),
        "counts": dict(standing.counts),
        "what": str(standing.proof.what),
        "limits": str(standing.proof.limits),
        "said": standing.said,
        "todo": standing.todo,
    }


def moment(at: datetime | None) -> str | None:
    """UTC, to the second: "2026-11-23T09:00:00Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _counts(proofs: Sequence[ProofStanding]) -> dict[str, int]:
    """By name; a name that two proofs use is preceded by the proof's key."""
    names = [name for proof in proofs for name in proof.counts]
    return {
        (f"{proof.proof.key}.{name}" if names.count(name) > 1 else name): count
        for proof in proofs
        for name, count in proof.counts.items()
    }


def _together(sentences: Any) -> str:
    return " ".join(dict.fromkeys(sentence for sentence in sentences if sentence))


def broken_clauses(report: Mapping[str, Any]) -> list[str]:
    return [clause for clause, values in report["clauses"].items() if values["state"] == "broken"]
