"""``gestand audit verify``."""

from __future__ import annotations

from gestand.cli.console import counting, say, say_json
from gestand.cli.program import use_django


def verify(*, as_json: bool) -> int:
    use_django()
    from gestand.core.audit.verification import verify_audit

    with counting("Reading the log", shown=not as_json) as progress:
        report = verify_audit(progress)
    if as_json:
        say_json(report.as_json())
        return 0 if report.ok else 1
    for problem in report.problems:
        say(f"{'Note' if problem.is_warning else 'BROKEN'}: {problem.sentence}")
    if report.problem_count > len(report.problems):
        say(f"… and {report.problem_count - len(report.problems)} more.")
    say(
        f"{report.lines} lines in {report.seals} seals, {report.unsealed} waiting for their seal.",
        f"Head: seal {report.head_seal}, line {report.head_line}, {report.head_hash or 'nothing sealed yet'}",
        "The audit log is whole." if report.ok else "The audit log is NOT as it was written.",
    )
    return 0 if report.ok else 1
