"""A gap in the audit log after a restore is told from one that somebody cut."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.utils import timezone

from gestand.core.actors import SHELL
from gestand.core.audit import write_audit
from gestand.core.audit.models import Seal
from gestand.core.audit.report import ProblemKind
from gestand.core.audit.restores import RESTORE
from gestand.core.audit.sealing import seal_lines
from gestand.core.audit.verification import compare_with_mail, verify_audit
from gestand.core.audit.witness import Head, witness_head, witness_restore

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.GESTAND_HOME = tmp_path
    (tmp_path / "keys").mkdir()
    return tmp_path


def sealed(times: int) -> None:
    for _each in range(times):
        write_audit("core.job.retry", by=SHELL, at=timezone.now())
        seal_lines(at=timezone.now())


def head() -> Head:
    return Head.of(Seal.objects.order_by("-number")[0])


def lost(seal: int) -> Head:
    """A head that the head file knows and the database, which is from before it, does not."""
    gone = Head(seal, 900 + seal, 900 + seal, f"{seal:064x}")
    witness_head(gone, at=timezone.now())
    return gone


def restored(*, in_the_log: bool = True, in_the_file: bool = True) -> None:
    restore_id = uuid4()
    if in_the_file:
        witness_restore(restore_id, head(), at=timezone.now())
    if in_the_log:
        write_audit(RESTORE, by=SHELL, at=timezone.now(), subject=("backup", restore_id))
    seal_lines(at=timezone.now())


def kinds() -> set[ProblemKind]:
    return {problem.kind for problem in verify_audit().problems}


def test_a_restore_that_both_tell_is_no_cut() -> None:
    sealed(3)
    for seal in (4, 5, 6):
        lost(seal)
    assert kinds() == {ProblemKind.HEAD_CUT}
    restored()
    sealed(3)
    report = verify_audit()
    assert report.ok
    assert (report.restores, report.left_behind) == (1, 3)


def test_one_of_both_alone_is_a_cut() -> None:
    sealed(3)
    lost(9)
    restored(in_the_log=False)
    assert kinds() == {ProblemKind.HEAD_CUT}
    restored(in_the_file=False)
    assert kinds() == {ProblemKind.HEAD_CUT}


def test_what_is_cut_after_a_restore_is_seen() -> None:
    sealed(2)
    lost(5)
    restored()
    sealed(1)
    lost(20)
    assert kinds() == {ProblemKind.HEAD_CUT}


def test_a_second_restore_to_another_branch_is_no_cut_either() -> None:
    sealed(4)
    branch = head()
    lost(5)
    restored()
    lost(branch.seal)
    lost(6)
    restored()
    sealed(2)
    assert verify_audit().ok


def test_a_mailed_head_of_before_the_restore_is_known() -> None:
    sealed(2)
    mailed = lost(7)
    restored()
    report = verify_audit()
    compare_with_mail(report, seal=mailed.seal, hash_of_seal=mailed.hash)
    assert report.ok
    compare_with_mail(report, seal=mailed.seal, hash_of_seal="f" * 64)
    assert not report.ok
