"""The audit log tells when somebody has been at it. Every tampering here is really done, with raw SQL."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from gestand.core.actors import SYSTEM
from gestand.core.audit import triggers, write_audit
from gestand.core.audit.canonical import FIRST_PREVIOUS, LINE_FIELDS, digest_of, key_id, seal_hash, seal_mac
from gestand.core.audit.models import AuditLine, Seal
from gestand.core.audit.report import AuditReport, ProblemKind
from gestand.core.audit.sealing import audit_key, seal_lines
from gestand.core.audit.verification import compare_with_mail, verify_audit
from gestand.core.audit.witness import Head, head_file, witness_head
from gestand.core.house import AuditAction, house
from tests.cast import NOW

pytestmark = pytest.mark.django_db

SOMEBODY = UUID("01934f6e-7c3a-7abc-9def-0123456789ab")
SOMEBODY_ELSE = UUID("01934f6e-7c3a-7abc-9def-0123456789ac")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.GESTAND_HOME = tmp_path
    monkeypatch.setitem(house.audit_actions, "test.thing.do", AuditAction("test.thing.do", "did"))
    return tmp_path


def write_lines(count: int, *, who: UUID = SOMEBODY) -> list[int]:
    lines = [
        write_audit("test.thing.do", by=SYSTEM, at=NOW, subject=("thing", who), facts={"place": place})
        for place in range(count)
    ]
    return [line.id for line in lines]


@pytest.fixture
def sealed() -> list[int]:
    """Nine lines under three seals."""
    lines = []
    for _ in range(3):
        lines += write_lines(3)
        seal_lines(at=NOW)
    return lines


def tamper(*statements: str) -> None:
    """As somebody with the database would: triggers away, change, triggers back."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    triggers.install(connection)


def found(report: AuditReport) -> set[tuple[ProblemKind, int | None, int | None]]:
    return {(problem.kind, problem.seal, problem.line) for problem in report.problems}


def test_an_untouched_log_verifies(sealed: list[int]) -> None:
    report = verify_audit()
    assert report.ok
    assert report.problems == []
    assert (report.lines, report.seals, report.unsealed, report.head_line) == (9, 3, 0, sealed[-1])
    assert report.witnessed_heads == 3


def test_an_empty_log_verifies() -> None:
    assert verify_audit().problems == []


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'other'",
        "action = 'test.thing.undo'",
        "facts = '{\"place\": 7}'",
        "actor_kind = 'account'",
        "subject_kind = 'person'",
        "client_id = subject_id",
        "subject_id = NULL",
        "at = '2026-11-23 09:00:00.000001+00:00'",
    ],
)
def test_a_changed_field_is_found_and_its_line_named(sealed: list[int], change: str) -> None:
    tamper(f"UPDATE core_auditline SET {change} WHERE id = {sealed[4]}")
    report = verify_audit()
    assert not report.ok
    assert found(report) == {(ProblemKind.LINE_CHANGED, 2, sealed[4])}


def test_a_dropped_line_is_found_and_named(sealed: list[int]) -> None:
    tamper(f"DELETE FROM core_auditline WHERE id = {sealed[4]}")
    assert found(verify_audit()) == {(ProblemKind.LINE_GONE, 2, sealed[4])}


def test_two_swapped_lines_are_found(sealed: list[int]) -> None:
    tamper(
        f"UPDATE core_auditline SET id = 999999 WHERE id = {sealed[3]}",
        f"UPDATE core_auditline SET id = {sealed[3]} WHERE id = {sealed[4]}",
        f"UPDATE core_auditline SET id = {sealed[4]} WHERE id = 999999",
    )
    assert found(verify_audit()) == {
        (ProblemKind.LINE_CHANGED, 2, sealed[3]),
        (ProblemKind.LINE_CHANGED, 2, sealed[4]),
    }


def test_a_line_put_in_afterwards_is_found(sealed: list[int]) -> None:
    fields = ", ".join(name for name in LINE_FIELDS if name != "id")
    tamper(
        f"DELETE FROM core_auditline WHERE id = {sealed[4]}",
        f"INSERT INTO core_auditline (id, {fields}) SELECT {sealed[4]}, {fields} FROM core_auditline "
        f"WHERE id = {sealed[3]}",
    )
    assert found(verify_audit()) == {(ProblemKind.LINE_CHANGED, 2, sealed[4])}
    tamper(
        f"INSERT INTO core_auditline (id, {fields}) SELECT 0, {fields} FROM core_auditline WHERE id = {sealed[3]}",
    )
    assert (ProblemKind.LINE_PUT_IN, None, 0) in found(verify_audit())


def test_a_line_put_into_a_gap_is_found() -> None:
    lines = write_lines(2)
    fields = ", ".join(name for name in LINE_FIELDS if name != "id")
    copy = f"INSERT INTO core_auditline (id, {fields}) SELECT %s, {fields} FROM core_auditline WHERE id = {lines[0]}"
    tamper(copy % (lines[1] + 2))
    seal_lines(at=NOW)
    assert verify_audit().ok
    tamper(copy % (lines[1] + 1))
    assert found(verify_audit()) == {(ProblemKind.LINE_PUT_IN, 1, lines[1] + 1)}


def test_a_cut_tail_of_lines_is_found(sealed: list[int]) -> None:
    tamper(f"DELETE FROM core_auditline WHERE id >= {sealed[7]}")
    assert found(verify_audit()) == {(ProblemKind.LINE_GONE, 3, sealed[7]), (ProblemKind.LINE_GONE, 3, sealed[8])}


def test_a_cut_tail_of_seals_is_found_by_the_head_file(sealed: list[int]) -> None:
    tamper("DELETE FROM core_seal WHERE number = 3")
    assert found(verify_audit(at=NOW)) == {(ProblemKind.HEAD_CUT, 3, sealed[8])}


def test_a_cut_tail_of_lines_and_seals_is_found_by_the_head_file(sealed: list[int]) -> None:
    tamper("DELETE FROM core_seal WHERE number >= 2", f"DELETE FROM core_auditline WHERE id >= {sealed[3]}")
    report = verify_audit()
    assert found(report) == {(ProblemKind.HEAD_CUT, 2, sealed[5]), (ProblemKind.HEAD_CUT, 3, sealed[8])}
    assert str(sealed[8]) in report.problems[-1].sentence


def test_a_cut_tail_that_grew_again_is_found_by_the_head_file(sealed: list[int]) -> None:
    tamper("DELETE FROM core_seal WHERE number = 3", f"DELETE FROM core_auditline WHERE id >= {sealed[6]}")
    write_lines(3, who=SOMEBODY_ELSE)
    seal_lines(at=NOW)
    assert (ProblemKind.HEAD_DIFFERS, 3, sealed[8]) in found(verify_audit())


def test_a_seal_dropped_from_the_middle_is_found(sealed: list[int]) -> None:
    tamper("DELETE FROM core_seal WHERE number = 2")
    assert (ProblemKind.SEAL_GONE, 2, None) in found(verify_audit())


@pytest.mark.parametrize(
    "change", ["line_count = 2", "total_count = 5", "sealed_at = '2026-11-23 09:00:01+00:00'", f"digest = '{'a' * 64}'"]
)
def test_a_changed_seal_is_found(sealed: list[int], change: str) -> None:
    tamper(f"UPDATE core_seal SET {change} WHERE number = 2")
    assert (ProblemKind.SEAL_CHANGED, 2, None) in found(verify_audit())


def test_a_seal_made_anew_no_longer_carries_the_next_one(sealed: list[int]) -> None:
    triggers.remove(connection)
    seal = Seal.objects.get(number=2)
    seal.sealed_at = NOW + timedelta(seconds=1)
    seal.hash = seal_hash(seal)
    seal.mac = seal_mac(audit_key(), seal.hash)
    seal.save()
    triggers.install(connection)
    head_file().unlink()
    assert found(verify_audit()) == {
        (ProblemKind.CHAIN_BROKEN, 3, None),
        (ProblemKind.HEAD_FILE_GONE, None, None),
    }


def test_two_swapped_seals_are_found(sealed: list[int]) -> None:
    tamper(
        "UPDATE core_seal SET number = 99 WHERE number = 1",
        "UPDATE core_seal SET number = 1 WHERE number = 2",
        "UPDATE core_seal SET number = 2 WHERE number = 99",
    )
    told = found(verify_audit())
    assert {(ProblemKind.SEAL_CHANGED, 1, None), (ProblemKind.SEAL_CHANGED, 2, None)} <= told


def rewrite_chain(key: bytes) -> None:
    """Seals anew over the lines that stand there, as the program itself would make them."""
    triggers.remove(connection)
    previous, after, total = FIRST_PREVIOUS, 0, 0
    for seal in Seal.objects.order_by("number"):
        lines = digest_of(
            AuditLine.objects.filter(id__gt=after, id__lte=seal.last_line).order_by("id").values_list(*LINE_FIELDS)
        )
        total += lines.count
        seal.after_line, seal.line_count, seal.total_count = after, lines.count, total
        seal.digest, seal.roll, seal.previous = lines.digest, lines.roll, previous
        seal.hash = seal_hash(seal)
        seal.mac, seal.key_id = seal_mac(key, seal.hash), key_id(key)
        seal.save()
        previous, after = seal.hash, seal.last_line
    triggers.install(connection)


def test_a_whole_rewrite_without_the_key_is_found_without_the_head_file(sealed: list[int]) -> None:
    tamper(f"UPDATE core_auditline SET reason = 'other' WHERE id = {sealed[0]}")
    rewrite_chain(b"a key of somebody else")
    head_file().unlink()
    kinds = {problem.kind for problem in verify_audit().problems}
    assert kinds == {ProblemKind.KEY_DIFFERS, ProblemKind.HEAD_FILE_GONE}


def test_a_whole_rewrite_with_the_key_is_found_by_the_head_file(sealed: list[int]) -> None:
    tamper(f"UPDATE core_auditline SET reason = 'other' WHERE id = {sealed[0]}")
    rewrite_chain(audit_key())
    assert found(verify_audit()) == {
        (ProblemKind.HEAD_DIFFERS, 1, sealed[2]),
        (ProblemKind.HEAD_DIFFERS, 2, sealed[5]),
        (ProblemKind.HEAD_DIFFERS, 3, sealed[8]),
    }


def test_rewriting_the_chain_as_it_was_is_no_tampering(sealed: list[int]) -> None:
    rewrite_chain(audit_key())
    assert verify_audit().ok


def test_a_log_wiped_and_begun_again_is_found(sealed: list[int]) -> None:
    tamper("DELETE FROM core_seal", "DELETE FROM core_auditline")
    assert {problem.kind for problem in verify_audit().problems} == {ProblemKind.HEAD_CUT}
    write_lines(9, who=SOMEBODY_ELSE)
    seal_lines(at=NOW)
    assert ProblemKind.HEAD_DIFFERS in {problem.kind for problem in verify_audit().problems}


def test_a_missing_head_file_is_told(sealed: list[int]) -> None:
    head_file().unlink()
    report = verify_audit()
    assert not report.ok
    assert found(report) == {(ProblemKind.HEAD_FILE_GONE, None, None)}


def test_a_missing_trigger_is_told(sealed: list[int]) -> None:
    triggers.remove(connection)
    report = verify_audit()
    assert {problem.kind for problem in report.problems} == {ProblemKind.TRIGGER_GONE}
    assert not report.ok


def test_lines_that_wait_too_long_for_their_seal_are_a_warning() -> None:
    write_lines(2)
    report = verify_audit(at=NOW + timedelta(minutes=6))
    assert report.ok
    assert report.unsealed == 2
    assert [(problem.kind, problem.count) for problem in report.problems] == [(ProblemKind.UNSEALED_OLD, 2)]
    assert verify_audit(at=NOW).problems == []


def test_half_a_line_after_a_crash_is_no_tampering(sealed: list[int]) -> None:
    with head_file().open("ab") as stream:
        stream.write(b'{"seal":3,"li')
    assert verify_audit().problems == []
    write_lines(1)
    seal_lines(at=NOW)
    report = verify_audit()
    assert report.ok
    assert found(report) == {(ProblemKind.HEAD_FILE_DAMAGED, None, 4)}
    assert report.witnessed_heads == 4


def test_a_head_is_witnessed_once_and_again_when_the_crash_came_between(sealed: list[int]) -> None:
    kept = head_file().read_text()
    seal_lines(at=NOW)
    assert head_file().read_text() == kept
    head_file().write_text("".join(kept.splitlines(keepends=True)[:-1]))
    seal_lines(at=NOW)
    assert head_file().read_text() == kept


def test_heads_that_two_workers_wrote_in_the_wrong_order_are_no_tampering(sealed: list[int]) -> None:
    witness_head(Head.of(Seal.objects.get(number=2)), at=NOW)
    assert verify_audit().ok


def test_sealing_goes_in_links_of_bounded_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gestand.core.audit.sealing.LINES_PER_SEAL", 4)
    lines = write_lines(10)
    result = seal_lines(at=NOW)
    assert (result.seals, result.lines) == (3, 10)
    assert list(Seal.objects.order_by("number").values_list("line_count", "total_count")) == [(4, 4), (4, 8), (2, 10)]
    assert result.head is not None
    assert result.head.line == lines[-1]
    assert verify_audit().ok


def test_the_report_is_json_and_comes_back_from_it(sealed: list[int]) -> None:
    tamper(f"DELETE FROM core_auditline WHERE id = {sealed[4]}")
    report = verify_audit()
    kept = json.loads(json.dumps(report.as_json()))
    assert kept["ok"] is False
    assert kept["problems"][0]["line"] == sealed[4]
    assert AuditReport.from_json(kept) == report


def test_progress_is_told_in_lines(sealed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gestand.core.audit.verification._STEP", 3)
    told: list[tuple[int, int]] = []
    verify_audit(lambda done, total: told.append((done, total)))
    assert told == [(3, 9), (6, 9), (9, 9), (9, 9)]


def test_an_end_that_was_cut_from_database_and_head_file_alike_is_known_to_the_mail_alone(
    sealed: list[int], home: Path
) -> None:
    last = Seal.objects.latest("number")
    number, hash_in_mail = last.number, last.hash
    tamper(
        f"DELETE FROM {AuditLine._meta.db_table} WHERE id > {last.after_line}",
        f"DELETE FROM {Seal._meta.db_table} WHERE number = {number}",
    )
    kept = head_file(home).read_bytes().splitlines(keepends=True)
    head_file(home).write_bytes(b"".join(line for line in kept if json.loads(line)["seal"] < number))
    report = verify_audit()
    assert report.ok
    compare_with_mail(report, seal=number, hash_of_seal=hash_in_mail)
    assert found(report) == {(ProblemKind.MAILED_HEAD_GONE, number, None)}


def test_a_chain_that_was_written_anew_is_not_the_one_in_the_mail(sealed: list[int]) -> None:
    report = verify_audit()
    compare_with_mail(report, seal=2, hash_of_seal="0" * 64)
    assert found(report) == {(ProblemKind.MAILED_HEAD_DIFFERS, 2, None)}


def test_a_seal_that_stands_as_the_mail_says_is_whole(sealed: list[int]) -> None:
    report = verify_audit()
    compare_with_mail(report, seal=2, hash_of_seal=Seal.objects.get(number=2).hash.upper())
    assert report.ok
