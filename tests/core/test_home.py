"""The data folder: what it says of itself."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from gestand.core.home import demo_port, ensure_home, mark_as_demo

if TYPE_CHECKING:
    from pathlib import Path


def test_a_home_is_no_demo_unless_it_says_so(tmp_path: Path) -> None:
    assert demo_port(tmp_path) is None


def test_a_demo_knows_its_port_from_its_home(tmp_path: Path) -> None:
    mark_as_demo(tmp_path, port=8123)
    assert demo_port(tmp_path) == 8123


def test_a_mark_that_cannot_be_read_is_still_a_demos(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("?")
    assert demo_port(tmp_path) == 0


def test_a_command_on_a_demos_home_from_another_window_is_the_demos(tmp_path: Path) -> None:
    ensure_home(tmp_path)
    mark_as_demo(tmp_path, port=8123)
    ours = ("GESTAND_DEMO", "PORT", "GESTAND_PUBLIC_URL", "DATABASE_URL")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    told = subprocess.run(
        [sys.executable, "-c", "from gestand import settings; print(settings.DEMO, settings.PORT)"],
        env=environment | {"GESTAND_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["True", "8123"]
