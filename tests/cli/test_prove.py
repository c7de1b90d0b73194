"""``gestand prove`` and ``gestand inspector``, as they are typed."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Console


@dataclass
class Proved:
    """One home in which every promise was checked twice: as a person asks it, and as a program does."""

    console: Console
    for_a_person: subprocess.CompletedProcess[str]
    for_a_program: subprocess.CompletedProcess[str]
    report: Path


@pytest.fixture(scope="module")
def proved(made_homes: Path, tmp_path_factory: pytest.TempPathFactory) -> Proved:
    folder = tmp_path_factory.mktemp("proved")
    console, report = Console(folder / "home"), folder / "report.json"
    shutil.copytree(made_homes / "furnished", console.home)
    return Proved(console, console.run("prove"), console.run("prove", "--json", "--out", str(report)), report)


def test_prove_prints_by_section_and_signs_what_it_found(proved: Proved) -> None:
    answer = proved.for_a_person
    assert answer.returncode in (0, 1), answer.stderr
    assert "1 Who we are" in answer.stdout
    assert "9 Minors and stand-ins" in answer.stdout
    assert answer.stdout.count("secure.") >= 11
    assert "Traceback" not in answer.stderr
    assert "Signed report 1: " in answer.stdout
    assert len(list((proved.console.home / "reports").glob("*.json"))) == 2


def test_prove_speaks_json_and_the_code_tells_whether_a_promise_is_broken(proved: Proved) -> None:
    report = json.loads(proved.for_a_program.stdout)
    assert len(report["clauses"]) == 48
    assert proved.for_a_program.returncode == (1 if report["summary"]["broken"] else 0)
    for clause in report["clauses"].values():
        assert {"state", "checked_at", "valid_until", "counts", "what", "limits"} <= clause.keys()


def test_a_report_is_written_out_and_verified(proved: Proved, tmp_path: Path) -> None:
    target, home = tmp_path / "report.json", proved.console
    good = home.run("prove", "--verify", str(proved.report), "--json")
    assert (good.returncode, json.loads(good.stdout)["chained"]) == (0, 1)
    target.write_bytes(proved.report.read_bytes().replace(b'"sequence":2', b'"sequence":3'))
    shutil.copyfile(f"{proved.report}.sig", f"{target}.sig")
    bad = home.run("prove", "--verify", str(target))
    assert bad.returncode == 1
    assert "WRONG" in bad.stdout


def test_one_promise_is_checked_alone(furnished: Console) -> None:
    answer = furnished.run("prove", "--only", "secure.mfa", "--json")
    assert list(json.loads(answer.stdout)["clauses"]) == ["secure.mfa"]
    assert list((furnished.home / "reports").glob("*.json")) == []


def test_an_unknown_promise_is_refused_with_its_neighbour(furnished: Console) -> None:
    answer = furnished.run("prove", "--only", "secure.mfaa")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "secure.mfa" in answer.stderr


def test_the_inspectors_pack_is_one_zip(furnished: Console, tmp_path: Path) -> None:
    target = tmp_path / "pack.zip"
    answer = furnished.run("inspector", "--out", str(target), "--lang", "en")
    assert answer.returncode == 0, answer.stderr
    with zipfile.ZipFile(target) as pack:
        assert pack.testzip() is None
        assert "index.html" in pack.namelist()
    assert furnished.run("inspector", "--out", str(target), "--lang", "fr").returncode == 2
    assert furnished.run("inspector", "--out", str(tmp_path / "nowhere" / "x.zip")).returncode == 2
