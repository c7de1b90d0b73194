"""What a verification found: plain values, ready for JSON, with a sentence for each problem."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: So many problems are listed; the rest is counted.
LISTED_PROBLEMS = 200


class ProblemKind(StrEnum):
    LINE_CHANGED = "line_changed"
    LINE_GONE = "line_gone"
    LINE_PUT_IN = "line_put_in"
    SEAL_CHANGED = "seal_changed"
    SEAL_GONE = "seal_gone"
    CHAIN_BROKEN = "chain_broken"
    KEY_DIFFERS = "key_differs"
    HEAD_CUT = "head_cut"
    HEAD_DIFFERS = "head_differs"
    MAILED_HEAD_GONE = "mailed_head_gone"
    MAILED_HEAD_DIFFERS = "mailed_head_differs"
    HEAD_FILE_GONE = "head_file_gone"
    HEAD_FILE_DAMAGED = "head_file_damaged"
    TRIGGER_GONE = "trigger_gone"
    UNSEALED_OLD = "unsealed_old"


#: Worth a look, and no sign of tampering by itself: a worker that stands still, a crash while writing the head file.
WARNINGS = frozenset({ProblemKind.UNSEALED_OLD, ProblemKind.HEAD_FILE_DAMAGED})

SENTENCES: dict[ProblemKind, str | Promise] = {
    ProblemKind.LINE_CHANGED: _("Line %(line)s was changed after it was sealed (seal %(seal)s)."),
    ProblemKind.LINE_GONE: _("Line %(line)s is gone (seal %(seal)s)."),
    ProblemKind.LINE_PUT_IN: _("Line %(line)s was put in after its time."),
    ProblemKind.SEAL_CHANGED: _("Seal %(seal)s was changed: it does not fit its own hash or its lines."),
    ProblemKind.SEAL_GONE: _("Seal %(seal)s is gone."),
    ProblemKind.CHAIN_BROKEN: _("Seal %(seal)s does not follow from the seal before it."),
    ProblemKind.KEY_DIFFERS: _("Seal %(seal)s was not made with this data folder's key."),
    ProblemKind.HEAD_CUT: _("The head file knows seal %(seal)s with line %(line)s; the database ends before it."),
    ProblemKind.HEAD_DIFFERS: _("Seal %(seal)s is another one than the head file witnessed."),
    ProblemKind.MAILED_HEAD_GONE: _("The mail knows seal %(seal)s; the database has none of that number (any more)."),
    ProblemKind.MAILED_HEAD_DIFFERS: _("Seal %(seal)s is another one than the mail witnessed."),
    ProblemKind.HEAD_FILE_GONE: _(
        "The head file is gone. Compare the chain's head with the last mail about it: "
        "a cut end cannot be seen otherwise."
    ),
    ProblemKind.HEAD_FILE_DAMAGED: _("Line %(line)s of the head file cannot be read."),
    ProblemKind.TRIGGER_GONE: _("The database no longer refuses changes: the trigger %(name)s is gone or changed."),
    ProblemKind.UNSEALED_OLD: _(
        "%(count)s lines wait for their seal for more than five minutes: are the jobs running?"
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``seal`` and ``line`` say where; ``name`` and ``count`` where the sentence needs them."""

    kind: ProblemKind
    seal: int | None = None
    line: int | None = None
    name: str = ""
    count: int = 0

    @property
    def is_warning(self) -> bool:
        return self.kind in WARNINGS

    @property
    def sentence(self) -> str:
        """In the language of the moment."""
        return str(SENTENCES[self.kind]) % {
            "seal": self.seal, "line": self.line, "name": self.name, "count": self.count,
        }  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "seal": self.seal, "line": self.line, "name": self.name, "count": self.count}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Problem:
        return cls(ProblemKind(values["kind"]), values["seal"], values["line"], values["name"], values["count"])


@dataclass(slots=True)
class AuditReport:
    """``ok`` when nothing points to tampering (warnings may stand); ``problems`` holds the first 200."""

    checked_at: datetime
    lines: int = 0
    seals: int = 0
    unsealed: int = 0
    head_seal: int = 0
    head_line: int = 0
    head_hash: str = ""
    witnessed_heads: int = 0
    restores: int = 0  # told by the log and by the head file alike
    left_behind: int = 0  # heads of what a restore put aside
    problem_count: int = 0
    broken: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.broken

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_warning]

    def add(self, problem: Problem) -> None:
        self.problem_count += 1
        self.broken = self.broken or not problem.is_warning
        if len(self.problems) < LISTED_PROBLEMS:
            self.problems.append(problem)

    def as_json(self) -> dict[str, Any]:
        """Plain values; the sentences are in the language of the moment."""
        return {
            "ok": self.ok,
            "checked_at": self.checked_at.isoformat(),
            "lines": self.lines,
            "seals": self.seals,
            "unsealed": self.unsealed,
            "head": {"seal": self.head_seal, "line": self.head_line, "hash": self.head_hash},
            "witnessed_heads": self.witnessed_heads,
            "restores": self.restores,
            "heads_left_behind": self.left_behind,
            "problem_count": self.problem_count,
            "problems": [{**problem.as_json(), "sentence": problem.sentence} for problem in self.problems],
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> AuditReport:
        problems = [Problem.from_json(one) for one in values["problems"]]
        return cls(
            checked_at=datetime.fromisoformat(values["checked_at"]),
            lines=values["lines"],
            seals=values["seals"],
            unsealed=values["unsealed"],
            head_seal=values["head"]["seal"],
            head_line=values["head"]["line"],
            head_hash=values["head"]["hash"],
            witnessed_heads=values["witnessed_heads"],
            restores=values.get("restores", 0),
            left_behind=values.get("heads_left_behind", 0),
            problem_count=values["problem_count"],
            broken=not values["ok"],
            problems=problems,
        )
