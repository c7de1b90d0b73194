"""A command in a data folder where nothing was made yet."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Console


def test_a_command_before_the_first_start_says_what_to_do(tmp_path: Path) -> None:
    for command in (["erase", "eva@elders.example", "--plan"], ["retention"], ["audit", "verify"]):
        done = Console(tmp_path / "new").cold(*command)
        assert done.returncode == 1
        assert "Start Gestand once: gestand serve" in done.stderr
        assert "Traceback" not in done.stderr
