"""Clause ``secure.access``: the audit log stands as written, and every page asks who comes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.checks import ERROR
from django.utils.translation import gettext_lazy as _

from gestand.core.audit.models import AuditCheck
from gestand.core.audit.report import AuditReport, ProblemKind
from gestand.core.audit.verification import verify_audit, verify_newest
from gestand.core.checks import check_access
from gestand.core.house import Access, house
from gestand.core.proofs.answers import broken, kept, unproven
from gestand.core.proofs.proof import Button, Evidence, Proof, ProofKind, ProofState

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The whole log is read by a job every night; when that has not happened for so long, this check does it itself.
WHOLE_EVERY = timedelta(days=7)
_AUDIT_PAGE = Button(_("Look at the audit log"), "core:audit")


def audit_log_stands(*, at: datetime) -> Evidence:
    """The chain, its key, its witness and its triggers: what is new since the last whole verification, or all of it."""
    last = AuditCheck.objects.order_by("-id").first()
    if last is not None and last.ok and at - WHOLE_EVERY <= last.checked_at <= at:
        known = AuditReport.from_json(last.report)
        report, whole_lines = verify_newest(known, at=at), known.lines - known.unsealed
    else:
        report, whole_lines = verify_audit(at=at), 0
    counts = {
        "lines": whole_lines + report.lines,
        "newest_lines": report.lines,
        "heads": report.witnessed_heads,
        "problems": report.problem_count,
    }
    if not report.ok:
        first = next(problem for problem in report.problems if not problem.is_warning)
        return _found(first.kind, counts)
    if any(problem.kind is ProblemKind.UNSEALED_OLD for problem in report.problems):
        return unproven(
            _("Lines of the audit log wait for their seal for more than five minutes: are the jobs running?"),
            todo=_("Start Gestand with its jobs: gestand serve, or gestand serve --worker."),
            button=_AUDIT_PAGE,
            counts=counts,
        )
    return kept(
        _("Lines of the audit log that stand as they were written: %(lines)s; read just now: %(newest_lines)s."),
        counts=counts,
    )


def _found(kind: ProblemKind, counts: Mapping[str, int]) -> Evidence:
    said = {
        ProblemKind.HEAD_CUT: _("The end of the audit log was cut off: its witness knows more than the database."),
        ProblemKind.HEAD_DIFFERS: _("The audit log is not the one that its witness knows."),
        ProblemKind.HEAD_FILE_GONE: _("The witness of the audit log is gone from the data folder."),
        ProblemKind.TRIGGER_GONE: _("The database no longer refuses changes to the audit log."),
    }.get(kind, _("The audit log is not as it was written: lines or seals were changed, put in or taken away."))
    return Evidence(
        ProofState.BROKEN,
        said,
        counts,
        todo=_("Look before you do anything else: run gestand audit verify, and compare with the mails about the log."),
        button=_AUDIT_PAGE,
    )


def every_page_asks(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Each address is in the access table, or said to be closed."""
    faults = [fault for fault in check_access(None) if fault.level >= ERROR]
    doors = list(house.access.values())
    counts = {
        "addresses": len(doors),
        "public": doors.count(Access.PUBLIC),
        "owner": doors.count(Access.OWNER),
        "wrong": len(faults),
    }
    if faults:
        return broken(
            _("%(wrong)s addresses are not in the access table."),
            todo=_("Run gestand check: it names them."),
            counts=counts,
        )
    return kept(
        _("Each of the %(addresses)s addresses says who may come: %(public)s are public, %(owner)s the owner's alone."),
        counts=counts,
    )


AUDIT_LOG = Proof(
    key="core.audit_log",
    clauses=("secure.access",),
    kind=ProofKind.DATA,
    what=_("The audit log's chain of seals, its key, its triggers and its witness outside the database agree."),
    limits=_(
        "A line taken away within the minute before it is sealed is not seen, and a change in an older line only by "
        "the nightly reading of the whole log."
    ),
    check=audit_log_stands,
    every=timedelta(hours=1),
    time_limit_seconds=900,
)
ACCESS_TABLE = Proof(
    key="core.access_table",
    clauses=("secure.access",),
    kind=ProofKind.DATA,
    what=_("Every address of the program is in the table that says who may open it."),
    limits=_(
        "It reads the table; that the table is obeyed is tested with every version, and watched in the audit log."
    ),
    check=every_page_asks,
)
PROOFS = (AUDIT_LOG, ACCESS_TABLE)
