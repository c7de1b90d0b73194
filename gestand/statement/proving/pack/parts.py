"""What the part proving puts into the pack: proofs and their history, signed reports, the audit log, the terms."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.core.audit.models import AuditLine, Seal
from gestand.core.audit.verification import verify_audit
from gestand.core.declarations.registry import personal_models
from gestand.core.house import InspectorPart, PackWriter
from gestand.core.law import LAW
from gestand.statement.models.proving import BrokenPromise, ProofDay
from gestand.statement.proving.board import HISTORY_DAYS, history_of
from gestand.statement.proving.pack.pages import csv_file
from gestand.statement.proving.report import moment, report_at
from gestand.statement.proving.reports import signed_reports
from gestand.statement.proving.signing import public_key_pem
from gestand.statement.proving.states import clause_standings
from gestand.statement.proving.words import clause_name, clause_number
from gestand.statement.register.terms_in_words import term_in_words

MOST_REPORTS = 31
AUDIT_DAYS = 90
MOST_AUDIT_LINES = 100_000


def write_proofs(add: PackWriter, *, at: datetime, language: str) -> None:
    """How every promise stands, what is checked and what that cannot see; then every day of the history."""
    standings = clause_standings(at=at)
    head = [
        _("Number"), _("Promise"), _("Id"), _("State"), _("Checked"), _("Holds until"), _("What was seen"),
        _("What is checked"), _("What this cannot see"), _("Proof"),
    ]  # fmt: skip
    rows = [
        [
            clause_number(clause),
            clause_name(clause),
            clause,
            proof.state.label,
            moment(proof.checked_at),
            moment(proof.valid_until),
            proof.said,
            proof.proof.what,
            proof.proof.limits,
            proof.proof.key,
        ]
        for clause, standing in standings.items()
        for proof in standing.proofs
    ]
    add("proofs.csv", csv_file(head, rows))
    add("proofs.json", _json(report_at(at=at)))
    since = timezone.localdate(at) - timedelta(days=730)
    days = (
        ProofDay.objects.filter(on__gte=since)
        .order_by("on", "key")
        .values_list("on", "key", "worst", "runs", "broken_runs")
    )
    add("days.csv", csv_file([_("Day"), _("Proof"), _("Worst"), _("Checks"), _("of which broken")], list(days)))
    broken = BrokenPromise.objects.order_by("since").values_list("key", "since", "mended_at")
    rows_of_broken = [[key, moment(from_at), moment(mended)] for key, from_at, mended in broken]
    add("broken.csv", csv_file([_("Proof"), _("Broken since"), _("Mended")], rows_of_broken))
    words = {"history": history_of(at=at), "days": HISTORY_DAYS, "at": at, "language": language, "depth": "../"}
    add("history.html", render_to_string("statement/proving/pack/history.html", words).encode("utf-8"))


def write_reports(add: PackWriter, *, at: datetime, language: str) -> None:
    """The newest signed reports as they were written, the public key, and how to check them without Gestand."""
    for report in signed_reports()[-MOST_REPORTS:]:
        add(report.path.name, report.path.read_bytes())
        add(report.signature_path.name, report.signature_path.read_bytes())
    add("key.pem", public_key_pem())
    words = {"reports": signed_reports()[-MOST_REPORTS:], "language": language, "at": at, "depth": "../"}
    add("verify.html", render_to_string("statement/proving/pack/verify.html", words).encode("utf-8"))


def write_audit_excerpt(add: PackWriter, *, at: datetime, language: str) -> None:
    """The lines of the last ninety days (ids, codes, counts), the seals over them, and a verification of the whole."""
    del language
    since = at - timedelta(days=AUDIT_DAYS)
    lines = (
        AuditLine.objects.filter(at__gte=since, at__lte=at)
        .order_by("-id")
        .values_list(
            "id", "at", "actor_kind", "actor_id", "action", "subject_kind", "subject_id", "client_id", "reason", "facts"
        )[:MOST_AUDIT_LINES]
    )
    head = [
        _("Line"), _("Moment"), _("Who, kind"), _("Who, number"), _("What"), _("About, kind"), _("About, number"),
        _("Client, number"), _("Reason"), _("Facts"),
    ]  # fmt: skip
    rows = [
        [*line[:1], line[1].isoformat(timespec="seconds"), *line[2:9], json.dumps(line[9], ensure_ascii=False)]
        for line in lines.iterator(chunk_size=2000)
    ]
    rows.reverse()
    add("lines.csv", csv_file(head, rows))
    seals = (
        Seal.objects.filter(sealed_at__gte=since)
        .order_by("number")
        .values_list("number", "last_line", "line_count", "total_count", "sealed_at", "previous", "hash")
    )
    head = [_("Seal"), _("Last line"), _("Lines"), _("Lines in all"), _("Sealed"), _("Seal before"), _("Hash")]
    add("seals.csv", csv_file(head, [[*seal[:4], moment(seal[4]), *seal[5:]] for seal in seals[:MOST_AUDIT_LINES]]))
    report = verify_audit(at=at)
    add("verification.json", _json({"since": moment(since), "lines_here": len(rows), **report.as_json()}))


def write_terms(add: PackWriter, *, at: datetime, language: str) -> None:
    """Every term and clock with its article, and under which of them each kind of data falls."""
    del language
    today = timezone.localdate(at)
    numbers = [number for number in LAW if number.holds_on(today)]
    head = [_("Key"), _("How long"), _("Source"), _("What it says"), _("Since")]
    add(
        "terms.csv",
        csv_file(head, [[each.key, each.words, each.source, each.sentence, each.valid_from] for each in numbers]),
    )
    add("data.csv", csv_file([_("Kind of data"), _("Term"), _("Source")], _kinds_of_data(today)))


def _kinds_of_data(today: date) -> list[list[object]]:
    sources = {number.key: number for number in LAW if number.holds_on(today)}
    rows: list[list[object]] = []
    for declared in personal_models():
        if declared.personal is None:
            continue
        keep = declared.personal.keep
        number = sources.get(keep.why)
        words = term_in_words(keep)
        rows.append([declared.model._meta.verbose_name_plural, words, number.source if number else ""])
    return rows


def _json(values: object) -> bytes:
    return json.dumps(values, ensure_ascii=False, indent=2, default=str).encode("utf-8")


PARTS = (
    InspectorPart("proofs", gettext_lazy("Proofs and their history"), 20, write_proofs),
    InspectorPart("reports", gettext_lazy("Signed reports"), 30, write_reports),
    InspectorPart("audit", gettext_lazy("Audit log: an excerpt and its verification"), 60, write_audit_excerpt),
    InspectorPart("terms", gettext_lazy("Terms, with the articles behind them"), 70, write_terms),
)
