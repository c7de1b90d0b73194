"""``gestand audit verify``."""

from __future__ import annotations

import re

from gestand.cli.console import counted, counting, say, say_json, stop
from gestand.cli.loading import use_django

#: A seal's number and its hash, as the daily mail prints them.
_MAILED = re.compile(r"\s*(\d{1,18})[\s:]+([0-9a-fA-F]{64})\s*")


def verify(*, head: str, as_json: bool) -> int:
    mailed = _MAILED.fullmatch(head) if head else None
    if head and mailed is None:
        stop('The mail prints it as --head "NUMBER HASH": the number of the seal, and 64 letters and digits.', code=2)
    use_django()
    from gestand.core.audit.verification import compare_with_mail, verify_audit

    with counting("Reading the log", shown=not as_json) as progress:
        report = verify_audit(progress)
    if mailed:
        compare_with_mail(report, seal=int(mailed[1]), hash_of_seal=mailed[2])
    if as_json:
        say_json(report.as_json())
        return 0 if report.ok else 1
    for problem in report.problems:
        say(f"{'Note' if problem.is_warning else 'BROKEN'}: {problem.sentence}")
    if report.problem_count > len(report.problems):
        say(f"… and {report.problem_count - len(report.problems)} more.")
    say(
        f"{counted(report.lines, 'line')} under {counted(report.seals, 'seal')}, {report.unsealed:,} not sealed yet.",
        f"Head: seal {report.head_seal}, line {report.head_line}, {report.head_hash or 'nothing sealed yet'}",
        *(
            [f"A backup was put back {counted(report.restores, 'time')}, as the log itself tells."]
            if report.restores
            else []
        ),
        *([f"Seal {mailed[1]} stands in it as the mail says."] if mailed and report.ok else []),
        "The audit log is whole." if report.ok else "The audit log is NOT as it was written.",
    )
    return 0 if report.ok else 1
