"""The daily mail to the owner, and the jobs around the audit log."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.audit.jobs import VERIFY_AUDIT, WITNESS_AUDIT, check_audit, mail_head
from gestand.core.audit.models import AuditCheck, Seal
from gestand.core.audit.sealing import SEAL_AUDIT, audit_key, seal_audit
from gestand.core.audit.verification import verify_audit
from gestand.core.audit.witness import Head, head_file, last_mailed
from gestand.core.declarations import Purpose
from gestand.core.house import AuditAction, house
from gestand.core.jobs.registry import registered_jobs
from gestand.core.mail.models import OutgoingMail
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


class Run:
    """A run that notes what it is told."""

    def __init__(self) -> None:
        self.job_id, self.attempt, self.last_attempt = uuid4(), 1, False
        self.told: list[tuple[int, int]] = []

    def progress(self, *, done: int, total: int, words: Any = "") -> None:  # noqa: ARG002
        self.told.append((done, total))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.GESTAND_HOME = tmp_path
    monkeypatch.setitem(house.audit_actions, "test.thing.do", AuditAction("test.thing.do", "did"))
    return tmp_path


def write_line() -> None:
    write_audit("test.thing.do", by=SYSTEM, at=NOW)


def test_each_owner_gets_the_head_by_mail_in_his_own_language(cast: Cast) -> None:
    write_line()
    head = mail_head(at=NOW)
    (mail,) = OutgoingMail.objects.all()
    assert head is not None
    assert (mail.to, mail.account_id, mail.purpose) == (cast.anna.email, cast.anna.id, Purpose.SECURITY)
    assert mail.subject == "Logboek van 23 november 2026"
    assert head.hash in mail.text
    assert "om 10:00 eindigde" in mail.text
    assert f"Zegel:  {head.seal}\n" in mail.text
    assert f'gestand audit verify --head "{head.seal} {head.hash}"' in mail.text


def test_the_mail_is_in_english_for_who_reads_english(cast: Cast) -> None:
    cast.anna.language = "en"
    cast.anna.save()
    write_line()
    mail_head(at=NOW)
    assert OutgoingMail.objects.get().subject == "Audit log of 23 November 2026"


def test_a_day_on_which_nothing_was_written_brings_no_mail(cast: Cast) -> None:
    write_line()
    assert mail_head(at=NOW) is not None
    assert mail_head(at=NOW + timedelta(days=1)) is None
    write_line()
    assert mail_head(at=NOW + timedelta(days=2)) is not None
    assert OutgoingMail.objects.count() == 2
    assert verify_audit().ok


def test_the_head_file_knows_what_was_mailed(cast: Cast) -> None:
    write_line()
    mail_head(at=NOW)
    assert last_mailed(head_file()) == Head.of(Seal.objects.get())


def test_without_a_firm_nobody_is_mailed() -> None:
    write_line()
    assert mail_head(at=NOW) is None
    assert not OutgoingMail.objects.exists()


def test_the_firms_own_address_is_used_while_no_room_knows_the_owners(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "owners", None)
    write_line()
    mail_head(at=NOW)
    assert OutgoingMail.objects.get().to == cast.firm.email


def test_the_jobs_are_registered_and_on_the_timetable() -> None:
    on_timetable = {scheduled.job: scheduled for scheduled in house.scheduled_jobs}
    for name in (SEAL_AUDIT, WITNESS_AUDIT, VERIFY_AUDIT):
        assert name in registered_jobs
        assert name in on_timetable
    assert on_timetable[SEAL_AUDIT].every == timedelta(minutes=1)


def test_the_sealing_job_seals_and_the_verifying_job_keeps_its_report() -> None:
    write_line()
    seal_audit(Run())
    run = Run()
    check_audit(run)
    check = AuditCheck.objects.get()
    assert check.ok
    assert check.report["lines"] == 1
    assert run.told[-1] == (1, 1)


def test_the_key_and_the_head_file_are_for_this_user_alone(home: Path) -> None:
    write_line()
    seal_audit(Run())
    assert (home / "keys" / "audit").stat().st_mode & 0o777 == 0o600
    assert head_file().stat().st_mode & 0o777 == 0o600
    assert len(audit_key()) == 32
