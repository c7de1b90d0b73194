"""Whoever sits at the keyboard reads names; a program reads ids."""

from __future__ import annotations

import json

import pytest

from gestand.cli import erasing, keeping
from gestand.cli.console import named
from gestand.people.models import Client, Person
from tests.cast import Cast
from tests.retention.conftest import left as left_client

pytestmark = pytest.mark.django_db
left = left_client


@pytest.fixture(autouse=True)
def django_is_used_already(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (keeping, erasing):
        monkeypatch.setattr(module, "use_django", lambda: None)


def test_what_goes_is_told_by_name(left: Client, capsys: pytest.CaptureFixture[str]) -> None:
    keeping.what_goes("2040-01-01", as_json=False)
    said = capsys.readouterr().out
    assert "Familie Jansen (client): " in said
    assert str(left.id) not in said


def test_what_goes_is_told_to_a_program_by_id(left: Client, capsys: pytest.CaptureFixture[str]) -> None:
    keeping.what_goes("2040-01-01", as_json=True)
    said = capsys.readouterr().out
    assert "Jansen" not in said
    assert ("client", str(left.id)) in [(line["kind"], line["id"]) for line in json.loads(said)["goes"]]


def test_the_plan_of_an_erasure_names_the_person_and_the_clients(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    erasing.erase_person("eva@jansen.example", only_plan=True, yes_by="", as_json=False)
    said = capsys.readouterr().out
    assert f"Erasing Eva Jansen ({cast.eva.short_id})" in said
    assert "Familie Jansen is still a client" in said
    erasing.erase_person("eva@jansen.example", only_plan=True, yes_by="", as_json=True)
    assert "Familie Jansen" not in capsys.readouterr().out


def test_a_name_does_not_move_the_cursor(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert named("Eva\x1b[2J\nJansen\u202e") == "Eva\ufffd[2J\ufffdJansen\ufffd"
    Person.objects.filter(id=cast.eva.id).update(given_name="Eva\x1b[2J")
    erasing.erase_person("eva@jansen.example", only_plan=True, yes_by="", as_json=False)
    assert "\x1b" not in capsys.readouterr().out
