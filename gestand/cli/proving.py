"""``gestand prove`` and ``gestand inspector``."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gestand.cli.console import counted, counting, say, say_json, stop
from gestand.cli.loading import use_django

if TYPE_CHECKING:
    from rich.console import Console

TYPED_WRONGLY = 2
#: Mark and colour of each state; the word stands beside it.
MARKS = {
    "kept": ("✓", "green"),
    "attested": ("✎", "blue"),
    "stale": ("◌", "bright_black"),
    "unproven": ("?", "bright_black"),
    "broken": ("✗", "bold red"),
}
WORDS = {
    "kept": "kept",
    "attested": "attested",
    "stale": "out of date",
    "unproven": "unproven",
    "broken": "broken",
}


def prove(only: list[str], *, as_json: bool, out: Path | None) -> int:
    use_django()
    from django.utils import timezone

    from gestand.core.actors import SHELL
    from gestand.core.house import house
    from gestand.statement.proving.report import broken_clauses, report_at
    from gestand.statement.proving.reports import write_report
    from gestand.statement.proving.running import proofs_of, run_proofs
    from gestand.statement.proving.telling import tell_broken

    _require_known(only)
    target = _target(out)
    proofs = proofs_of(only) if only else list(house.proofs.values())
    with counting("Checking", shown=not as_json) as progress:
        run_proofs(proofs, progress=lambda done, total, proof: progress(done, total, proof.what))
    at = timezone.now()
    tell_broken(at=at)
    report = report_at(at=at, only=only)
    signed = write_report(by=SHELL, at=at) if target is not None or not only else None
    if target is not None and signed is not None:
        _copy_report(signed, target)
    if as_json:
        say_json(report)
    else:
        _print(report)
        if signed is not None:
            say("", f"Signed report {signed.sequence}: {target or signed.path}")
    return 1 if broken_clauses(report) else 0


def _require_known(only: list[str]) -> None:
    from gestand.statement.clauses.ids import CLAUSE_IDS

    for clause in only:
        if clause not in CLAUSE_IDS:
            near = difflib.get_close_matches(clause, CLAUSE_IDS, n=1)
            hint = f" Did you mean {near[0]}?" if near else " `gestand prove` prints every id."
            stop(f"There is no promise with the id {clause!r}.{hint}", code=TYPED_WRONGLY)


def _target(out: Path | None) -> Path | None:
    if out is None:
        return None
    target = out.expanduser().resolve()
    if not target.parent.is_dir():
        stop(f"There is no folder {target.parent}.", code=TYPED_WRONGLY)
    return target


def _copy_report(signed: Any, target: Path) -> None:
    """The report and, beside it, its signature."""
    from gestand.statement.proving.reports import write_whole

    write_whole(target.with_name(f"{target.name}.sig"), signed.signature_path.read_bytes())
    write_whole(target, signed.path.read_bytes())


def _print(report: dict[str, Any]) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    for section in report["sections"]:
        console.print(f"\n[bold]{section['number']} {section['title']}[/bold]")
        for clause in section["clauses"]:
            _print_clause(console, report["clauses"][clause])
    counted = [f"{count} {WORDS[state]}" for state, count in report["summary"].items() if count]
    console.print(f"\n[bold]{', '.join(counted)}[/bold]")


def _print_clause(console: Console, clause: dict[str, Any]) -> None:
    from rich.markup import escape

    mark, colour = MARKS[clause["state"]]
    word = WORDS[clause["state"]]
    console.print(f"  [{colour}]{mark} {word:<11}[/{colour}] {clause['id']:<20} {escape(clause['title'])}")
    if clause["state"] in ("kept", "attested"):
        return
    for proof in clause["proofs"]:
        for sentence in (proof["said"], proof["todo"]):
            if sentence and proof["state"] not in ("kept", "attested"):
                console.print(f"      [bright_black]{escape(sentence)}[/bright_black]")


def verify(file: Path, *, key: Path | None, as_json: bool) -> int:
    use_django()
    from gestand.core.refusals import Refused
    from gestand.statement.proving.reports import verify_report
    from gestand.statement.proving.signing import read_public_key

    try:
        public_key = read_public_key(key.read_bytes()) if key else None
        verdict = verify_report(file.expanduser().resolve(), key=public_key)
    except Refused as refused:
        stop(str(refused))
    if as_json:
        say_json(
            {
                "ok": verdict.ok,
                "sequence": verdict.sequence,
                "made_at": verdict.made_at,
                "chained": verdict.chained,
                "whole_chain": verdict.whole_chain,
                "faults": [str(fault) for fault in verdict.faults],
            }
        )
        return 0 if verdict.ok else 1
    for fault in verdict.faults:
        say(f"WRONG: {fault}")
    if verdict.ok:
        reach = "back to the first report" if verdict.whole_chain else "as far as the reports before it are here"
        say(
            f"Report {verdict.sequence} of {verdict.made_at}: the signature fits.",
            f"The chain fits, {reach} ({verdict.chained} before it).",
        )
    return 0 if verdict.ok else 1


def inspector(out: Path, *, language: str, as_json: bool) -> int:
    use_django()
    from django.db import transaction
    from django.utils import timezone

    from gestand.core.actors import SHELL
    from gestand.core.audit import write_audit
    from gestand.statement.proving.pack.build import write_pack
    from gestand.statement.proving.reports import write_report

    if language not in ("nl", "en"):
        stop(f"There is no pack in {language!r}: choose nl or en.", code=TYPED_WRONGLY)
    target = _target(out)
    assert target is not None  # noqa: S101 - it was given
    at = timezone.now()
    write_report(by=SHELL, at=at)
    draft = target.with_name(f".{target.name}.part")
    try:
        with draft.open("w+b") as stream, counting("Collecting", shown=not as_json) as progress:
            summary = write_pack(stream, language=language, at=at, progress=progress)
        with transaction.atomic():
            write_audit("statement.pack.write", by=SHELL, at=at, facts={"files": summary.files})
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    if as_json:
        say_json({"file": str(out), "files": summary.files, "parts": summary.parts, "sha256": summary.sha256})
    else:
        say(
            f"{out}: {counted(summary.files, 'file')} in {counted(len(summary.parts), 'part')}.",
            f"SHA-256 {summary.sha256}",
        )
    return 0
