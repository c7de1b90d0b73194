"""Signed reports: written whole, chained, and checked by a stranger with the very lines of the documentation."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from django.conf import settings
from django.test import Client as Browser

from gestand.core.actors import SHELL, SYSTEM
from gestand.core.audit.models import AuditLine
from gestand.core.jobs.queue import enqueue
from gestand.core.jobs.running import run_due_jobs
from gestand.statement.models.versions import StatementSettings
from gestand.statement.proving import reports
from gestand.statement.proving.jobs import SWEEP
from gestand.statement.proving.report import report_at
from gestand.statement.proving.reports import (
    forget_old_reports,
    newest_report,
    signed_reports,
    verify_report,
    write_report,
)
from gestand.statement.proving.running import run_proof
from gestand.statement.proving.signing import KEY_FILE, public_key_pem
from tests.cast import NOW, Cast
from tests.statement.small_proofs import BROKEN, KEPT, Bind, bind

__all__ = ["bind"]

ROOT = Path(__file__).resolve().parent.parent.parent
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    monkeypatch.setattr(settings, "GESTAND_HOME", tmp_path)
    for name in ("reports", "keys"):
        (tmp_path / name).mkdir(mode=0o700)
    return tmp_path


def lines_of(page: str, heading: str) -> str:
    """The shell that stands below a heading of the documentation."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    below = text.split(f"## {heading}", 1)[1]
    found = re.search(r"((?:^    .+\n)+)", below, re.MULTILINE)
    assert found is not None
    return re.sub(r"^    ", "", found.group(1), flags=re.MULTILINE)


@pytest.mark.django_db
def test_the_report_says_all_of_every_promise(bind: Bind, cast: Cast) -> None:
    bind("team.factor", "secure.mfa", KEPT)
    run_proof("team.factor", at=NOW)
    report = report_at(at=NOW)
    assert len(report["clauses"]) == 48
    clause = report["clauses"]["secure.mfa"]
    assert (clause["state"], clause["checked_at"], clause["counts"]) == (
        "kept",
        "2026-11-23T09:00:00Z",
        {"looked_at": 3},
    )
    assert (clause["what"], clause["limits"]) == ("What is checked.", "What it cannot see.")
    assert report["summary"] == {"broken": 0, "unproven": 47, "stale": 0, "attested": 0, "kept": 1}


@pytest.mark.django_db
def test_a_count_that_two_proofs_share_is_told_apart(bind: Bind) -> None:
    bind("team.one", "secure.mfa", KEPT)
    bind("team.two", "secure.mfa", KEPT)
    for key in ("team.one", "team.two"):
        run_proof(key, at=NOW)
    counts = report_at(at=NOW)["clauses"]["secure.mfa"]["counts"]
    assert counts == {"team.one.looked_at": 3, "team.two.looked_at": 3}


@pytest.mark.django_db
def test_the_report_has_the_form_that_its_schema_tells(bind: Bind, cast: Cast) -> None:
    bind("team.factor", "secure.mfa", BROKEN)
    run_proof("team.factor", at=NOW)
    schema = json.loads((ROOT / "gestand/statement/proving/report.schema.json").read_text(encoding="utf-8"))
    signed = json.loads(write_report(by=SHELL, at=NOW).path.read_bytes())
    for document in (report_at(at=NOW), signed):
        assert_fits(document, schema, schema)


def assert_fits(  # noqa: C901 - one branch for each word of the language
    value: Any, schema: dict[str, Any], root: dict[str, Any]
) -> None:
    """As much of JSON Schema as ours uses."""
    if "$ref" in schema:
        return assert_fits(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema:
        if value is None:
            assert {"type": "null"} in schema["anyOf"]
            return None
        return assert_fits(value, next(one for one in schema["anyOf"] if one != {"type": "null"}), root)
    if "enum" in schema:
        assert value in schema["enum"]
    if "const" in schema:
        assert value == schema["const"]
    if "pattern" in schema:
        assert re.search(schema["pattern"], value)
    if "type" in schema:
        assert isinstance(value, {"object": dict, "array": list, "string": str, "integer": int}[schema["type"]])
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value)
        known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        for name, part in value.items():
            assert name in known or others, name
            assert_fits(part, known.get(name, others if isinstance(others, dict) else {}), root)
    if isinstance(value, list):
        for part in value:
            assert_fits(part, schema["items"], root)
    return None


@pytest.mark.django_db
def test_a_report_is_canonical_and_chained_to_the_one_before(bind: Bind, home: Path) -> None:
    first = write_report(by=SHELL, at=NOW)
    second = write_report(by=SHELL, at=NOW + MINUTE)
    document = json.loads(second.path.read_bytes())
    assert rfc8785.dumps(document) == second.path.read_bytes()
    assert document["sequence"] == 2
    assert document["previous"] == reports._digest(first.path.read_bytes())
    assert AuditLine.objects.filter(action="statement.report.write").count() == 2
    for path in (home / "keys" / KEY_FILE, second.path, second.signature_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.django_db
def test_a_whole_chain_is_found_whole(bind: Bind) -> None:
    for minute in range(3):
        report = write_report(by=SHELL, at=NOW + minute * MINUTE)
    verdict = verify_report(report.path)
    assert (verdict.ok, verdict.sequence, verdict.chained, verdict.whole_chain) == (True, 3, 2, True)


@pytest.mark.django_db
def test_one_changed_letter_is_found(bind: Bind) -> None:
    report = write_report(by=SHELL, at=NOW)
    report.path.write_bytes(report.path.read_bytes().replace(b"unproven", b"kept", 1))
    verdict = verify_report(report.path)
    assert not verdict.ok
    assert report.path.name in str(verdict.faults[0])


@pytest.mark.django_db
def test_a_report_that_was_made_anew_is_found_by_the_next_one(bind: Bind, home: Path) -> None:
    first = write_report(by=SHELL, at=NOW)
    second = write_report(by=SHELL, at=NOW + MINUTE)
    first.path.unlink()
    bind("team.factor", "secure.mfa", KEPT)
    second.path.rename(home / "aside.json")
    run_proof("team.factor", at=NOW)
    write_report(by=SHELL, at=NOW)
    (home / "aside.json").rename(second.path)
    assert not verify_report(second.path).ok


@pytest.mark.django_db
def test_a_crash_before_the_last_step_leaves_the_chain_as_it_was(bind: Bind, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_report(by=SHELL, at=NOW)
    whole = reports.write_whole

    def crash(path: Path, content: bytes) -> None:
        if path.suffix == ".json":
            raise OSError("power cut")
        whole(path, content)

    monkeypatch.setattr(reports, "write_whole", crash)
    with pytest.raises(OSError, match="power cut"):
        write_report(by=SHELL, at=NOW + MINUTE)
    monkeypatch.undo()
    settings_home = first.path.parent.parent
    monkeypatch.setattr(settings, "GESTAND_HOME", settings_home)
    assert newest_report() == first
    assert AuditLine.objects.filter(action="statement.report.write").count() == 1
    assert write_report(by=SHELL, at=NOW + 2 * MINUTE).sequence == 2
    assert verify_report(signed_reports()[-1].path).whole_chain


def test_a_stranger_checks_a_report_with_openssl_alone(  # noqa: PLR0917 - fixtures
    transactional_db: None, bind: Bind, cast: Cast, loopback: None, live_server: Any, tmp_path: Path
) -> None:
    write_report(by=SHELL, at=NOW)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shell = lines_of("how-to/prove-and-verify.md", "Verify a report with OpenSSL").replace(
        "https://www.helder-it.example", live_server.url
    )
    assert len(shell.strip().splitlines()) == 3
    answer = subprocess.run(["sh", "-ec", shell], cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert "Signature Verified Successfully" in answer.stdout, answer.stderr
    (folder / "report.json").write_bytes((folder / "report.json").read_bytes().replace(b"unproven", b"kept", 1))
    last = shell.strip().splitlines()[-1]
    answer = subprocess.run(["sh", "-ec", last], cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert answer.returncode != 0


@pytest.mark.django_db
def test_key_and_report_stand_beside_the_statement(bind: Bind, cast: Cast, visitor: Browser) -> None:
    report = write_report(by=SHELL, at=NOW)
    assert visitor.get("/privacy/key.pem").content == public_key_pem()
    assert visitor.get("/privacy/report.json").content == report.path.read_bytes()
    assert visitor.get("/privacy/report.sig").content == report.signature_path.read_bytes()
    assert json.loads(visitor.get("/privacy/report.schema.json").content)["title"] == "Gestand proof report"


@pytest.mark.django_db
def test_no_report_is_public_while_the_seals_are_not(bind: Bind, cast: Cast, visitor: Browser) -> None:
    write_report(by=SHELL, at=NOW)
    StatementSettings.objects.create(id=1, seals_are_public=False)
    assert visitor.get("/privacy/report.json").status_code == 404
    assert visitor.get("/privacy/report.sig").status_code == 404


@pytest.mark.django_db
def test_who_asks_too_early_is_told_so_in_json(cast: Cast, visitor: Browser) -> None:
    for address in ("/privacy/report.json", "/privacy/report.sig"):
        answer = visitor.get(address)
        assert (answer.status_code, list(answer.json())) == (404, ["detail"])
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_the_first_sweep_signs_the_first_report_and_no_further_one(bind: Bind, cast: Cast) -> None:
    bind("team.factor", "secure.mfa", KEPT)
    for _again in range(2):
        enqueue(SWEEP, by=SYSTEM, at=datetime.now(UTC), scheduled=True)
        run_due_jobs()
    assert [report.sequence for report in signed_reports()] == [1]


@pytest.mark.django_db
def test_reports_past_their_term_go_and_what_is_left_still_fits(bind: Bind, cast: Cast) -> None:
    years_ago = [timedelta(days=365 * years) for years in (9, 8, 6, 0)]
    for ago in years_ago:
        write_report(by=SHELL, at=NOW - ago)
    last_gone = hashlib.sha256(signed_reports()[1].path.read_bytes()).hexdigest()
    assert forget_old_reports(by=SYSTEM, at=NOW) == 2
    assert [report.sequence for report in signed_reports()] == [3, 4]
    verdict = verify_report(signed_reports()[-1].path)
    assert (verdict.ok, verdict.chained, verdict.whole_chain) == (True, 1, False)
    line = AuditLine.objects.get(action="statement.report.forget")
    assert line.facts == {"sequence": 2, "sha256": last_gone, "count": 2}
    assert json.loads(signed_reports()[0].path.read_bytes())["previous"] == last_gone


@pytest.mark.django_db
def test_a_report_that_is_gone_from_the_middle_is_a_fault(bind: Bind, cast: Cast) -> None:
    for hour in range(3):
        write_report(by=SHELL, at=NOW + hour * 60 * MINUTE)
    signed_reports()[1].path.unlink()
    assert not verify_report(signed_reports()[-1].path).ok


@pytest.mark.django_db
def test_the_newest_report_outlives_its_term(bind: Bind, cast: Cast) -> None:
    write_report(by=SHELL, at=NOW - timedelta(days=9 * 365))
    assert forget_old_reports(by=SYSTEM, at=NOW) == 0
