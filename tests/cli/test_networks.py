"""``gestand clients`` and ``gestand picture``."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Console

_KASSA = """
from gestand.core.actors import SHELL
from gestand.network import actions
from gestand.people.models import Client
from tests.cast import NOW
bakery = Client.objects.get(kind="business")
actions.add_thing("device", by=SHELL, at=NOW, owner=bakery, kind="router", name="Zendkastje")
"""


@pytest.fixture
def written(furnished: Console) -> Console:
    furnished.python(_KASSA)
    return furnished


def test_the_clients_are_listed_with_what_is_known(written: Console) -> None:
    told = {each["name"]: each for each in json.loads(written.run("clients", "--json").stdout)}
    bakery, jansen = told["Bakkerij Het Zoute Brood"], told["Familie Jansen"]
    assert (bakery["kind"], bakery["devices"], jansen["devices"], jansen["completeness"]) == ("business", 1, 0, None)
    assert 0 < bakery["completeness"] < 100
    assert bakery["id"].replace("-", "").endswith(bakery["short_id"])


def test_the_clients_are_searched_without_accents(written: Console) -> None:
    assert "Familie Jansen" in written.run("clients", "--search", "JÁNSEN").stdout
    assert "Bakkerij" not in written.run("clients", "--search", "JÁNSEN").stdout
    assert written.run("clients", "--search", "niemand").stdout == "No client is called niemand.\n"


def test_a_picture_is_drawn_by_short_id(written: Console) -> None:
    bakery = next(each for each in json.loads(written.run("clients", "--json").stdout) if each["devices"])
    target = written.home.parent / "brood.svg"
    answer = written.run("picture", bakery["short_id"], "--out", str(target), "--json")
    assert json.loads(answer.stdout)["files"] == [str(target)], answer.stderr
    first = target.read_text(encoding="utf-8")
    assert "Zendkastje" in first
    written.run("picture", "zoute brood", "--out", str(target))
    assert target.read_text(encoding="utf-8") == first


def test_the_sheets_are_files_of_their_own(written: Console) -> None:
    target = written.home.parent / "brood.svg"
    written.run("picture", "bakkerij", "--out", str(target), "--pages")
    assert target.with_name("brood-1.svg").exists()
    assert not target.exists()


def test_a_picture_is_svg_or_pdf_of_a_client_that_is_there(written: Console) -> None:
    for arguments, told in (
        (("picture", "bakkerij", "--out", "x.png"), "FILE.svg or FILE.pdf"),
        (("picture", "niemand", "--out", "x.svg"), "no client called niemand"),
    ):
        answer = written.run(*arguments)
        assert answer.returncode == 1
        assert told in answer.stderr
