"""``gestand book`` and ``gestand import network``, as they are typed."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Console

_KASSA = """
from gestand.core.actors import SHELL
from gestand.network import actions
from gestand.network.actions.sites import site_for
from gestand.people.models import Client
from tests.cast import NOW
bakery = Client.objects.get(kind="business")
site = site_for(bakery, by=SHELL, at=NOW)
actions.add_thing("device", by=SHELL, at=NOW, owner=bakery, kind="computer", name="Kassa 1", site=site)
"""


@pytest.fixture
def written(furnished: Console) -> Console:
    furnished.python(_KASSA)
    return furnished


def test_a_book_is_written_in_the_form_that_its_name_says(written: Console, tmp_path: Path) -> None:
    paper, tables = tmp_path / "brood.pdf", tmp_path / "brood.json"
    told = json.loads(written.run("book", "zoute brood", "--out", str(paper), "--lang", "en", "--json").stdout)
    assert (told["devices"], told["language"], told["bytes"]) == (1, "en", paper.stat().st_size)
    assert paper.read_bytes().startswith(b"%PDF")
    said = written.run("book", "Bakkerij Het Zoute Brood", "--out", str(tables))
    assert "1 device" in said.stdout, said.stderr
    assert json.loads(tables.read_text())["tables"]["devices"][0]["name"] == "Kassa 1"


def test_a_book_goes_to_another_office(written: Console, made_homes: Path, tmp_path: Path) -> None:
    out = tmp_path / "brood.zip"
    written.run("book", "bakkerij", "--out", str(out))
    assert "Netwerkboek.pdf" in zipfile.ZipFile(out).namelist()
    shutil.copytree(made_homes / "furnished", tmp_path / "elsewhere")
    elsewhere = Console(tmp_path / "elsewhere")
    dry = elsewhere.run("import", "network", str(out), "--client", "bakkerij", "--dry-run")
    assert (dry.returncode, "Nothing was written" in dry.stdout) == (0, True), dry.stderr
    unasked = elsewhere.run("import", "network", str(out), "--client", "bakkerij")
    assert (unasked.returncode, "this needs a yes" in unasked.stderr) == (1, True), unasked.stderr
    taken = json.loads(elsewhere.run("import", "network", str(out), "--client", "bakkerij", "--yes", "--json").stdout)
    assert (taken["written"], taken["tables"]["devices"]) == (True, 1)
    again = elsewhere.run("import", "network", str(out), "--client", "bakkerij")
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("book", "niemand", "--out", "x.pdf"), "There is no client called niemand."),
        (("book", "e", "--out", "x.pdf"), "Several clients are called e."),
        (("book", "bakkerij", "--out", "x.docx"), "The name of the file says in which form"),
        (("book", "bakkerij", "--out", "x.pdf", "--lang", "fr"), "choose nl or en"),
        (("book", "jansen", "--out", "x.pdf"), "Familie Jansen"),
    ],
)
def test_what_cannot_be_written_ends_with_a_sentence(
    written: Console, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    placed = [str(tmp_path / each) if each.startswith("x.") else each for each in arguments]
    answer = written.run(*placed)
    assert (answer.returncode, said in answer.stderr) == (1, True), answer.stderr
    assert not any(tmp_path.glob("x.*"))


def test_a_file_that_is_there_stays(written: Console, tmp_path: Path) -> None:
    there = tmp_path / "brood.pdf"
    there.write_text("van mij")
    answer = written.run("book", "bakkerij", "--out", str(there))
    assert (answer.returncode, "is there already" in answer.stderr) == (1, True)
    assert there.read_text() == "van mij"
