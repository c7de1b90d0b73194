"""What can be asked for the board: nine groups of cells, what to do about the red and grey ones, ninety days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from gestand.core.house import house
from gestand.core.proofs import Proof, ProofKind
from gestand.statement.clauses.ids import SECTIONS, Section
from gestand.statement.models.proving import BrokenPromise, ProofDay
from gestand.statement.proving.attestations import ATTESTABLE
from gestand.statement.proving.states import (
    ClauseStanding,
    ProofStanding,
    SealState,
    clause_standings,
    counted_states,
    worst_of,
)
from gestand.statement.proving.words import clause_name, clause_number
from gestand.ui.formats import day_words

HISTORY_DAYS = 90

#: Icon of each state; the class of a cell is the state's own name.
ICONS = {
    SealState.BROKEN: "x",
    SealState.UNPROVEN: "question-mark",
    SealState.STALE: "clock",
    SealState.ATTESTED: "signature",
    SealState.KEPT: "check",
}
#: The board's headings: shorter than those of the statement, which speak to its reader.
GROUPS = {
    "who": gettext_lazy("Who we are"),
    "what": gettext_lazy("What we process"),
    "why": gettext_lazy("Why"),
    "security": gettext_lazy("Security"),
    "how_long": gettext_lazy("How long"),
    "rights": gettext_lazy("Your rights"),
    "human": pgettext_lazy("group of promises", "A person decides"),
    "third_parties": gettext_lazy("Third parties"),
    "minors_standins": gettext_lazy("Minors and stand-ins"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One clause as a square. ``name`` is what it says to who cannot see it: "4.9 … : broken"."""

    clause: str
    number: str
    title: str
    state: SealState
    icon: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    cells: Sequence[Cell]
    good: int


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of a clause; ``state`` is "none" when nothing was checked. ``name`` is its accessible name."""

    on: date
    state: str
    name: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A proof that is not good, with all the clauses that it serves: what is seen, what to do."""

    proof: ProofStanding
    cells: Sequence[Cell]
    since: datetime | None
    button_url: str
    button_label: str
    is_attestable: bool
    strip: Sequence[DayCell] = ()


@dataclass(frozen=True, slots=True)
class HistoryRow:
    cell: Cell
    days: Sequence[DayCell]


@dataclass(frozen=True, slots=True)
class Board:
    groups: Sequence[Group]
    counted: Mapping[SealState, int]
    total: int
    broken: Sequence[Trouble]
    out_of_date: Sequence[Trouble]
    unproven: Sequence[Trouble]
    missing: Sequence[Trouble]
    checked_at: datetime | None
    next_at: datetime | None

    @property
    def proven(self) -> int:
        return self.counted[SealState.KEPT]

    @property
    def attested(self) -> int:
        return self.counted[SealState.ATTESTED]

    @property
    def stale(self) -> int:
        return self.counted[SealState.STALE]

    @property
    def lacking(self) -> int:
        return self.counted[SealState.UNPROVEN]

    @property
    def broken_count(self) -> int:
        return self.counted[SealState.BROKEN]

    @property
    def never_ran(self) -> bool:
        return self.checked_at is None


def board(*, at: datetime) -> Board:
    """The whole board in three queries."""
    standings = clause_standings(at=at)
    cells = {clause: cell_of(standing) for clause, standing in standings.items()}
    proofs = _proofs_of(standings.values())
    since = dict(BrokenPromise.objects.filter(mended_at=None).values_list("key", "since"))
    broken = [_trouble(proof, cells, since) for proof in proofs if proof.state is SealState.BROKEN]
    unproven = [proof for proof in proofs if proof.state is SealState.UNPROVEN]
    strips = _strips([trouble.proof.proof for trouble in broken], at=at)
    checked = [proof.checked_at for proof in proofs if proof.checked_at]
    upcoming = [
        proof.checked_at + proof.proof.every
        for proof in proofs
        if proof.checked_at and proof.checked_at + proof.proof.every > at
    ]
    return Board(
        groups=[_group(section, cells) for section in SECTIONS],
        counted=counted_states(standings),
        total=len(standings),
        broken=[_with_strip(trouble, strips) for trouble in broken],
        out_of_date=[_trouble(proof, cells, since) for proof in proofs if proof.state is SealState.STALE],
        unproven=[_trouble(proof, cells, since) for proof in unproven if proof.proof.kind is not ProofKind.MISSING],
        missing=[_trouble(proof, cells, since) for proof in unproven if proof.proof.kind is ProofKind.MISSING],
        checked_at=max(checked, default=None),
        next_at=min(upcoming, default=None),
    )


def cell_of(standing: ClauseStanding) -> Cell:
    number, title = clause_number(standing.clause), clause_name(standing.clause)
    name = f"{number} {title}: {standing.state.label}"
    return Cell(standing.clause, number, title, standing.state, ICONS[standing.state], name)


def trouble_of(proof: ProofStanding, cells: Mapping[str, Cell], *, since: datetime | None = None) -> Trouble:
    return _trouble(proof, cells, {proof.proof.key: since} if since else {})


def history_of(*, at: datetime, clauses: Iterable[str] = ()) -> list[HistoryRow]:
    """Ninety days of every clause (or of these), oldest first; two queries."""
    wanted = set(clauses)
    standings = clause_standings(at=at)
    known = _known_days(at=at, keys=None)
    return [
        HistoryRow(cell_of(standing), _days([each.proof for each in standing.proofs], known, at=at))
        for clause, standing in standings.items()
        if not wanted or clause in wanted
    ]


def broken_since(keys: Iterable[str]) -> dict[str, datetime]:
    return dict(BrokenPromise.objects.filter(key__in=list(keys), mended_at=None).values_list("key", "since"))


def _group(section: Section, cells: Mapping[str, Cell]) -> Group:
    own = [cells[clause] for clause in section.clauses]
    good = sum(cell.state in (SealState.KEPT, SealState.ATTESTED) for cell in own)
    return Group(str(GROUPS[section.key]), own, good)


def _proofs_of(standings: Iterable[ClauseStanding]) -> list[ProofStanding]:
    """Each proof once, in the order of the statement."""
    found: dict[str, ProofStanding] = {}
    for standing in standings:
        for proof in standing.proofs:
            found.setdefault(proof.proof.key, proof)
    return list(found.values())


def _trouble(proof: ProofStanding, cells: Mapping[str, Cell], since: Mapping[str, datetime]) -> Trouble:
    own = [cells[clause] for clause in proof.proof.clauses if clause in cells]
    return Trouble(
        proof=proof,
        cells=own,
        since=since.get(proof.proof.key),
        button_url=_address(proof.button.url) if proof.button else "",
        button_label=proof.button.label if proof.button else "",
        is_attestable=proof.proof.kind is ProofKind.ATTESTED and proof.proof.clauses[0] in ATTESTABLE,
    )


def _address(view_name: str) -> str:
    """A view name that takes nothing; one that no room offers any more gives no button."""
    if view_name not in house.access:
        return ""
    try:
        return reverse(view_name)
    except NoReverseMatch:
        return ""


def _with_strip(trouble: Trouble, strips: Mapping[str, Sequence[DayCell]]) -> Trouble:
    return replace(trouble, strip=strips[trouble.proof.proof.key])


def _strips(proofs: Sequence[Proof], *, at: datetime) -> dict[str, Sequence[DayCell]]:
    if not proofs:
        return {}
    known = _known_days(at=at, keys=[proof.key for proof in proofs])
    return {proof.key: _days([proof], known, at=at) for proof in proofs}


_Days = dict[tuple[str, date], str]


def _known_days(*, at: datetime, keys: Sequence[str] | None) -> _Days:
    today = timezone.localdate(at)
    days = ProofDay.objects.filter(on__gt=today - timedelta(days=HISTORY_DAYS), on__lte=today)
    if keys is not None:
        days = days.filter(key__in=keys)
    return {(key, on): worst for key, on, worst in days.values_list("key", "on", "worst")}


def _days(proofs: Sequence[Proof], known: _Days, *, at: datetime) -> list[DayCell]:
    """A clause with several proofs shows the worst of the day; a day on which one was not checked counts as none."""
    today = timezone.localdate(at)
    cells = []
    for back in range(HISTORY_DAYS - 1, -1, -1):
        on = today - timedelta(days=back)
        states = [_state_on(proof, on, known) for proof in proofs]
        seen = [SealState(state) for state in states if state]
        state: str = "none"
        if seen:
            worst = worst_of(seen)
            state = worst.value if worst is SealState.BROKEN or len(seen) == len(states) else "none"
        cells.append(DayCell(on, state, _day_name(on, state)))
    return cells


def _state_on(proof: Proof, on: date, known: _Days) -> str | None:
    """Its worst answer of that day; a good answer also holds for the days of a longer interval."""
    state = known.get((proof.key, on))
    for back in range(1, proof.every.days):
        if state is not None:
            break
        earlier = known.get((proof.key, on - timedelta(days=back)))
        state = earlier if earlier in (SealState.KEPT.value, SealState.ATTESTED.value) else None
    return state


def _day_name(on: date, state: str) -> str:
    word = _("not checked") if state == "none" else SealState(state).label
    return f"{day_words(on)}: {word}"


def questions(board: Board) -> list[dict[str, Any]]:
    """What an inspector will ask first, and where the answer lies."""
    lacking = board.lacking + board.stale
    return [
        {
            "question": _("What do you process, and on what ground?"),
            "answer": _("The register of processing, made from the program itself."),
            "icon": "list-details",
            "url": _address("statement:register"),
        },
        {
            "question": _("To whom does it go?"),
            "answer": _("The recipients, with their agreements."),
            "icon": "share",
            "url": _address("sharing:recipients"),
        },
        {
            "question": _("Did you answer everybody in time?"),
            "answer": _("The requests, with the day of receipt and of the answer."),
            "icon": "id",
            "url": _address("rights:requests"),
        },
        {
            "question": _("Who did what, and can you show that nothing was changed?"),
            "answer": _("The audit log and its verification."),
            "icon": "shield-lock",
            "url": _address("core:audit"),
        },
        {
            "question": _("What can you not prove?"),
            "answer": ngettext(
                "%(count)s promise without a proof, with what is lacking.",
                "%(count)s promises without a proof, each with what is lacking.",
                lacking,
            )
            % {"count": lacking}
            if lacking
            else _("Nothing: every promise is kept or attested."),
            "icon": "help-circle",
            "url": "#unproven" if lacking else "",
        },
    ]
