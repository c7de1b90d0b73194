"""Whoever types a command hears all that is wrong with it in one answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from gestand.cli.console import each_of, stop
from gestand.core.refusals import Refused, SeveralRefused, together
from tests.cli.conftest import Console

pytestmark = pytest.mark.slow


class Closed(Refused):
    code = "closed"


def refuse(words: str) -> None:
    raise Closed(words)


def test_several_refusals_are_one_with_a_line_each_and_one_is_told_as_it_is() -> None:
    with pytest.raises(SeveralRefused) as told:
        together(lambda: refuse("The door is closed."), lambda: 1, lambda: refuse("The light is out."))
    assert str(told.value) == "The door is closed.\nThe light is out."
    with pytest.raises(Closed):
        together(lambda: 1, lambda: refuse("The door is closed."))
    assert together(lambda: 1, lambda: 2) == [1, 2]


def test_every_step_says_its_own_before_the_command_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        each_of(lambda: stop("No such person."), lambda: 1, lambda: stop("No such owner."))
    assert capsys.readouterr().err == "No such person.\nNo such owner.\n"


def test_the_commands_say_all_that_is_wrong(furnished: Console, tmp_path: Path) -> None:
    for words, wrong in (
        (("erase", "nobody@nowhere.example", "--yes-by", "stranger@nowhere.example"), ("nobody@", "stranger@")),
        (
            ("package", "nobody@nowhere.example", "--language", "fr", "--out", "/nowhere/package.zip"),
            ("nobody@", "'fr'", "/nowhere"),
        ),
        (
            ("package", "nobody@nowhere.example", "--portable", "--language", "fr", "--out", "/nowhere/package.zip"),
            ("nobody@", "'fr'", "/nowhere"),
        ),
        (
            ("restore", str(tmp_path / "gone.age"), "--identity", str(tmp_path / "gone.key")),
            ("gone.age", "gone.key", "--over"),
        ),
        (
            ("drill", "--backup", str(tmp_path / "gone.age"), "--keys", str(tmp_path / "keys.age")),
            ("gone.age", "keys.age", "sheet"),
        ),
        (("keys", "restore", str(tmp_path / "gone.age")), ("gone.age", "--over")),
    ):
        answer = furnished.run(*words)
        assert answer.returncode == 1, words
        assert [each for each in wrong if each not in answer.stderr] == [], (words, answer.stderr)
