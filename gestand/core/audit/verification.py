"""Verification: is the audit log as it was written? Reads every line once, with flat memory.

What it finds: a changed field, a line that is gone, put in or swapped with another, a changed or missing seal, an end
that was cut off (lines, seals or both: the head file knows better), a chain that was written anew (the key and the
head file know better), and triggers that no longer stand. What it cannot find: a line that was taken away within the
minute before it was sealed; and whoever has the database, the data folder's key and the head file can write all three
anew, but not the mails that the owner has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from gestand.core.audit import triggers
from gestand.core.audit.canonical import (
    FIRST_PREVIOUS,
    LINE_FIELDS,
    LinesDigest,
    key_id,
    line_hash,
    roll_entries,
    seal_hash,
    seal_mac,
)
from gestand.core.audit.models import AuditLine, Seal
from gestand.core.audit.report import AuditReport, Problem, ProblemKind
from gestand.core.audit.restores import Restores
from gestand.core.audit.sealing import audit_key
from gestand.core.audit.witness import Head, WitnessedLine, head_file, witnessed

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A line that waits longer for its seal than this is worth a warning (the job runs every minute).
SEALED_WITHIN = timedelta(minutes=5)
_STEP = 1000


def verify_audit(
    progress: Callable[[int, int], None] | None = None, *, at: datetime | None = None, home: Path | None = None
) -> AuditReport:
    """Check the whole audit log and say what is wrong and where.

    ``progress(done, total)`` is called with numbers of lines, every thousand of them. ``report.ok`` is False when
    anything points to tampering; ``report.problems`` holds ``Problem`` objects with ``.sentence`` (in the language of
    the moment), ``report.as_json()`` plain values for ``--json``. Reads only; refuses nothing. A command line exits
    with 1 when ``report.ok`` is False.
    """
    return _verified(0, progress or _silent, at=at or timezone.now(), home=home or settings.GESTAND_HOME)


def compare_with_mail(report: AuditReport, *, seal: int, hash_of_seal: str) -> None:
    """Hold a head that was mailed against the chain: who cut the database and the head file alike had not the mail.

    It says something when the chain itself is whole; so after ``verify_audit``, in its report.
    """
    known = Seal.objects.filter(number=seal).values_list("hash", flat=True).first()
    if known != hash_of_seal.lower() and Restores(head_file()).left_behind(seal, hash_of_seal.lower()):
        return
    if known is None:
        report.add(Problem(ProblemKind.MAILED_HEAD_GONE, seal=seal))
    elif known != hash_of_seal.lower():
        report.add(Problem(ProblemKind.MAILED_HEAD_DIFFERS, seal=seal))


def verify_newest(known: AuditReport, *, at: datetime, home: Path | None = None) -> AuditReport:
    """Check what was written since a whole verification (``known``) that was in order: its seals, their lines, the
    triggers and the witness. A change in an older line is left to the next whole one.
    """
    report = _verified(known.head_seal, _silent, at=at, home=home or settings.GESTAND_HOME)
    then = Seal.objects.filter(number=known.head_seal).values_list("hash", flat=True).first()
    if known.head_seal and then is None:
        report.add(Problem(ProblemKind.SEAL_GONE, seal=known.head_seal))
    elif known.head_seal and then != known.head_hash:
        report.add(Problem(ProblemKind.HEAD_DIFFERS, seal=known.head_seal, line=known.head_line))
    return report


def _verified(after: int, progress: Callable[[int, int], None], *, at: datetime, home: Path) -> AuditReport:
    """Everything after the seal with this number."""
    report = AuditReport(checked_at=at)
    # The head file first: a seal is in the database before it is witnessed.
    path = head_file(home)
    file_size = path.stat().st_size if path.exists() else None
    for name in triggers.missing(connection):
        report.add(Problem(ProblemKind.TRIGGER_GONE, name=name))
    last = _check_chain(report, audit_key(home), path, file_size, progress, after=after)
    _check_unsealed(report, last.last_line if last else 0, last.sealed_at if last else None)
    if last is not None:
        report.head_seal, report.head_line, report.head_hash = last.number, last.last_line, last.hash
        if file_size is None:
            report.add(Problem(ProblemKind.HEAD_FILE_GONE))
    return report


def _silent(_done: int, _total: int) -> None:
    """Nobody wants to know."""


def _check_chain(
    report: AuditReport,
    key: bytes,
    path: Path,
    file_size: int | None,
    progress: Callable[[int, int], None],
    *,
    after: int,
) -> Seal | None:
    total = 0 if after else AuditLine.objects.count()
    newest = Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0
    for line in AuditLine.objects.filter(id__lte=0).values_list("id", flat=True)[:_STEP]:
        report.add(Problem(ProblemKind.LINE_PUT_IN, line=line))  # no database gives such a number out
    witness = _Witness(report, path, file_size, after=after)
    before: Seal | None = Seal.objects.filter(number=after).first() if after else None
    for seal in Seal.objects.filter(number__gt=after, number__lte=newest).order_by("number").iterator(chunk_size=20):
        _check_seal(report, seal, before, key)
        witness.compare(seal)
        _check_lines(report, seal, lambda done: progress(done, total))
        report.seals += 1
        before = seal
    witness.compare_rest(before.number if before else 0)
    progress(total, total)
    return before


def _check_seal(report: AuditReport, seal: Seal, before: Seal | None, key: bytes) -> None:
    number_before = before.number if before else 0
    for missing in range(number_before + 1, min(seal.number, number_before + 1 + _STEP)):
        report.add(Problem(ProblemKind.SEAL_GONE, seal=missing))
    follows = (
        seal.previous == (before.hash if before else FIRST_PREVIOUS)
        and seal.after_line == (before.last_line if before else 0)
        and seal.total_count == (before.total_count if before else 0) + seal.line_count
    )
    if not follows and seal.number == number_before + 1:
        report.add(Problem(ProblemKind.CHAIN_BROKEN, seal=seal.number))
    if seal.hash != seal_hash(seal):
        report.add(Problem(ProblemKind.SEAL_CHANGED, seal=seal.number))
    elif seal.mac != seal_mac(key, seal.hash) or seal.key_id != key_id(key):
        report.add(Problem(ProblemKind.KEY_DIFFERS, seal=seal.number))


def _check_lines(report: AuditReport, seal: Seal, progress: Callable[[int], None]) -> None:
    """Digest the seal's lines; only when that differs, find out which."""
    digest = LinesDigest()
    for values in _lines_of(seal):
        digest.take(values)
        report.lines += 1
        if report.lines % _STEP == 0:
            progress(report.lines)
    if (digest.digest, digest.count, digest.roll) != (seal.digest, seal.line_count, bytes(seal.roll)):
        _name_what_differs(report, seal)


def _lines_of(seal: Seal) -> Iterator[Sequence[Any]]:
    return iter(
        AuditLine.objects.filter(id__gt=seal.after_line, id__lte=seal.last_line)
        .order_by("id")
        .values_list(*LINE_FIELDS)
        .iterator(chunk_size=2000)
    )


def _name_what_differs(report: AuditReport, seal: Seal) -> None:
    sealed = dict(roll_entries(bytes(seal.roll)))
    named = False
    for values in _lines_of(seal):
        fingerprint = sealed.pop(values[0], None)
        if fingerprint is None:
            report.add(Problem(ProblemKind.LINE_PUT_IN, seal=seal.number, line=values[0]))
            named = True
        elif fingerprint != line_hash(values)[1][:8]:
            report.add(Problem(ProblemKind.LINE_CHANGED, seal=seal.number, line=values[0]))
            named = True
    for line in sealed:
        report.add(Problem(ProblemKind.LINE_GONE, seal=seal.number, line=line))
        named = True
    if not named:
        report.add(Problem(ProblemKind.SEAL_CHANGED, seal=seal.number))


def _check_unsealed(report: AuditReport, last_line: int, last_sealed_at: datetime | None) -> None:
    unsealed = AuditLine.objects.filter(id__gt=last_line)
    report.unsealed = unsealed.count()
    report.lines += report.unsealed
    long_ago = report.checked_at - SEALED_WITHIN
    idle = last_sealed_at is None or last_sealed_at < long_ago
    waiting = unsealed.filter(at__lt=long_ago).count() if idle and report.unsealed else 0
    if waiting:
        report.add(Problem(ProblemKind.UNSEALED_OLD, count=waiting))


class _Witness:
    """Walks along the head file while the seals go by, so that neither is ever whole in memory."""

    def __init__(self, report: AuditReport, path: Path, file_size: int | None, *, after: int) -> None:
        self._report = report
        self._restores = Restores(path, until_byte=file_size)
        report.restores = self._restores.count
        self._heads = self._readable(path, file_size or 0, after)
        self._next = next(self._heads, None)

    def _readable(self, path: Path, size: int, after: int) -> Iterator[WitnessedLine]:
        for line in witnessed(path, until_byte=size):
            if line.head is None:
                self._report.add(Problem(ProblemKind.HEAD_FILE_DAMAGED, line=line.line_number))
                continue
            if line.head.seal <= after or (line.restore_id and not line.head.seal):
                continue
            if self._restores.cut(line):
                self._report.left_behind += 1
                continue
            self._report.witnessed_heads += 1
            yield line

    def compare(self, seal: Seal) -> None:
        while self._next is not None and _head(self._next).seal <= seal.number:
            head = _head(self._next)
            # A head that comes late (two workers, a restored database) is looked up.
            known = seal if head.seal == seal.number else Seal.objects.filter(number=head.seal).first()
            self._compare(self._next, known)
            self._next = next(self._heads, None)

    def compare_rest(self, last_number: int) -> None:
        """Heads that the database has no seal for (any more)."""
        while self._next is not None:
            head = _head(self._next)
            if head.seal > last_number:
                self._report.add(Problem(ProblemKind.HEAD_CUT, seal=head.seal, line=head.line))
            else:
                self._compare(self._next, Seal.objects.filter(number=head.seal).first())
            self._next = next(self._heads, None)

    def _compare(self, line: WitnessedLine, known: Seal | None) -> None:
        head = _head(line)
        if known is None or head == Head.of(known):
            return
        if self._restores.between_two(line):
            self._report.left_behind += 1
            return
        self._report.add(Problem(ProblemKind.HEAD_DIFFERS, seal=head.seal, line=head.line))


def _head(line: WitnessedLine) -> Head:
    assert line.head is not None  # noqa: S101 - what cannot be read never comes here
    return line.head
