"""Signed reports: written whole or not at all, each chained to the one before, kept in ``reports/``.

``000012-20261123T040000Z.json`` holds canonical JSON, ``….sig`` beside it the signature over its very bytes. A report
names the SHA-256 of the report before it, so that none can be taken out or put in afterwards.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.jobs.sentences import filled
from gestand.core.jobs.upkeep import end_of_term
from gestand.statement.proving.report import report_at
from gestand.statement.proving.signing import canonical, fingerprint, is_signed_by, sign, signing_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from gestand.core.actors import Actor

NONE_BEFORE = "0" * 64
_NAME = re.compile(r"(\d{6,})-\d{8}T\d{6}Z\.json")


@dataclass(frozen=True, slots=True)
class SignedReport:
    sequence: int
    path: Path

    @property
    def signature_path(self) -> Path:
        return self.path.with_suffix(".sig")

    @property
    def made_at(self) -> datetime:
        written = self.path.stem.partition("-")[2]
        return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def reports_folder() -> Path:
    return Path(settings.GESTAND_HOME) / "reports"


def signed_reports() -> list[SignedReport]:
    """Every report that is there, the oldest first."""
    return _reports_in(reports_folder())


def newest_report() -> SignedReport | None:
    found = signed_reports()
    return found[-1] if found else None


def write_report(*, by: Actor, at: datetime) -> SignedReport:
    """Write how every promise stands now, signed and chained. On the disk before this returns; a crash leaves the
    chain as it was.
    """
    with _one_writer():
        before = newest_report()
        sequence = before.sequence + 1 if before else 1
        document = report_at(at=at) | {
            "sequence": sequence,
            "previous": _digest(before.path.read_bytes()) if before else NONE_BEFORE,
            "key": {"algorithm": "Ed25519", "fingerprint": fingerprint(signing_key().public_key())},
        }
        written = canonical(document)
        report = SignedReport(sequence, reports_folder() / f"{sequence:06}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.json")
        # The signature first: a report that is there is complete.
        write_whole(report.signature_path, sign(written))
        with transaction.atomic():
            write_audit(
                "statement.report.write", by=by, at=at, facts={"sequence": sequence, "sha256": _digest(written)}
            )
            write_whole(report.path, written)
    return report


def forget_old_reports(*, by: Actor, at: datetime) -> int:
    """Delete the reports that are past their term, the oldest first; the newest one stays. Returns how many went.

    The oldest that is left still names the fingerprint of the last that went, and so does the audit log.
    """
    with _one_writer():
        past = end_of_term("keep.proof_report", at)
        old = [report for report in signed_reports()[:-1] if report.made_at < past]
        if not old:
            return 0
        last = old[-1]
        with transaction.atomic():
            facts = {"sequence": last.sequence, "sha256": _digest(last.path.read_bytes()), "count": len(old)}
            write_audit("statement.report.forget", by=by, at=at, facts=facts)
        for report in old:
            report.path.unlink()
            report.signature_path.unlink(missing_ok=True)
    return len(old)


def write_whole(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """A draft, on the disk, in its place: nobody ever sees half a file."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@dataclass(slots=True)
class Verdict:
    """What was found about one report. ``chained`` counts the reports before it that were seen to fit."""

    sequence: int = 0
    made_at: str = ""
    chained: int = 0
    whole_chain: bool = False
    faults: list[str | Promise] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults


def verify_report(path: Path, *, key: Ed25519PublicKey | None = None) -> Verdict:
    """Check the signature of a report (``FILE`` with ``FILE.sig`` or the same name ending in .sig beside it), then the
    chain back to the first report, as far as the reports before it lie beside it or in ``reports/``.

    Those that are past their term are gone; one that is gone from the middle is a fault.
    """
    verdict = Verdict()
    own_key = key or signing_key().public_key()
    written = path.read_bytes()
    document = _checked(path, written, own_key, verdict)
    if document is None:
        return verdict
    verdict.sequence, verdict.made_at = int(document["sequence"]), str(document["made_at"])
    known = {report.sequence: report for folder in (reports_folder(), path.parent) for report in _reports_in(folder)}
    previous, sequence = str(document["previous"]), verdict.sequence
    while previous != NONE_BEFORE:
        sequence -= 1
        before = known.get(sequence)
        if before is None:
            if any(other < sequence for other in known):
                verdict.faults.append(filled(_("Report %(number)s is missing from the chain."), number=sequence))
            return verdict
        content = before.path.read_bytes()
        if _digest(content) != previous:
            verdict.faults.append(
                filled(_("Report %(number)s is not the one that the next report names."), number=sequence)
            )
            return verdict
        earlier = _checked(before.path, content, own_key, verdict)
        if earlier is None:
            return verdict
        previous = str(earlier["previous"])
        verdict.chained += 1
    verdict.whole_chain = True
    if sequence != 1:
        verdict.faults.append(_("The chain begins in the middle: reports before it are missing."))
    return verdict


def _checked(path: Path, written: bytes, key: Ed25519PublicKey, verdict: Verdict) -> dict[str, Any] | None:
    """The document of a report whose signature fits; else None, and the verdict tells why."""
    signature = _signature_of(path)
    name = path.name
    if signature is None:
        verdict.faults.append(filled(_("There is no signature beside %(name)s."), name=name))
        return None
    if not is_signed_by(key, written, signature):
        verdict.faults.append(
            filled(_("The signature does not fit %(name)s: it was changed, or signed with another key."), name=name)
        )
        return None
    try:
        document = json.loads(written)
        fits = canonical(document) == written and {"sequence", "previous", "made_at"} <= document.keys()
    except (ValueError, AttributeError):
        fits = False
    if not fits:
        verdict.faults.append(filled(_("%(name)s is signed, but it is no proof report."), name=name))
        return None
    return dict(document)


def _signature_of(path: Path) -> bytes | None:
    for beside in (path.with_name(f"{path.name}.sig"), path.with_suffix(".sig")):
        with contextlib.suppress(FileNotFoundError):
            return beside.read_bytes()
    return None


def _reports_in(folder: Path) -> list[SignedReport]:
    if not folder.is_dir():
        return []
    found = [
        SignedReport(int(match.group(1)), path)
        for path in folder.iterdir()
        if (match := _NAME.fullmatch(path.name)) is not None
    ]
    return sorted(found, key=lambda report: report.sequence)


def _digest(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()


@contextlib.contextmanager
def _one_writer() -> Iterator[None]:
    """One report at a time, whichever process writes it; the lock goes when its process does."""
    folder = reports_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
