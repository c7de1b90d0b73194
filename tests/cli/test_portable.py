"""Packages to take along, written and taken in as they are typed."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

from tests.cli.conftest import Console


def test_a_whole_client_is_written_and_is_here_already(furnished: Console, tmp_path: Path) -> None:
    out = tmp_path / "bakkerij.zip"
    arguments = ("package", "carla@zoutebrood.example", "--portable", "--whole-client", "--out", str(out))
    written = furnished.run(*arguments, "--json")
    assert json.loads(written.stdout)["rows"] > 3, written.stderr
    assert "data.json" in zipfile.ZipFile(out).namelist()
    looked = furnished.run("import", "package", str(out), "--json")
    told = json.loads(looked.stdout)
    assert (looked.returncode, told["new"], told["conflicts"], told["written"]) == (0, 0, 0, False)


def test_a_package_goes_to_an_empty_gestand_and_back(furnished: Console, made_homes: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "eva.zip", tmp_path / "eva-2.zip"
    furnished.run("package", "eva@jansen.example", "--portable", "--out", str(first))
    shutil.copytree(made_homes / "begun", tmp_path / "elsewhere")
    elsewhere = Console(tmp_path / "elsewhere")
    dry = elsewhere.run("import", "package", str(first), "--dry-run")
    assert (dry.returncode, "Nothing was written" in dry.stdout) == (0, True), dry.stderr
    taken = elsewhere.run("import", "package", str(first), "--yes", "--json")
    assert json.loads(taken.stdout)["written"] is True
    elsewhere.run("package", "eva@jansen.example", "--portable", "--out", str(second))
    assert second.read_bytes() == first.read_bytes()


def test_what_is_no_package_ends_with_a_sentence(furnished: Console, tmp_path: Path) -> None:
    file = tmp_path / "no.zip"
    file.write_bytes(b"hello")
    answer = furnished.run("import", "package", str(file))
    assert (answer.returncode, answer.stderr.strip().endswith(".")) == (1, True)


def test_a_whole_client_goes_with_portable_alone(furnished: Console) -> None:
    answer = furnished.run("package", "carla@zoutebrood.example", "--whole-client")
    assert (answer.returncode, "--portable" in answer.stderr) == (1, True)
