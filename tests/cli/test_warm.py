"""The forks in which the tests type their commands are processes like typed ones."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Console
from tests.cli.warm import warm


def run(home: Path, program: str, *, typed: str = "", timeout: float = 60) -> subprocess.CompletedProcess[str]:
    return warm.run(["-c", program], environment=Console(home).environment, typed=typed, timeout=timeout)


def test_each_has_its_own_home_and_environment(tmp_path: Path) -> None:
    program = "import os; from django.conf import settings; from django.db import connection; "
    program += "print(settings.GESTAND_HOME, connection.settings_dict['NAME'], os.environ.get('DEBUG_OF_ONE', '-'))"
    first = Console(tmp_path / "one").python(program, DEBUG_OF_ONE="1")
    second = Console(tmp_path / "two").python(program)
    assert first.split() == [str(tmp_path / "one"), str(tmp_path / "one" / "gestand.db"), "1"]
    assert second.split() == [str(tmp_path / "two"), str(tmp_path / "two" / "gestand.db"), "-"]


def test_it_reads_answers_and_fails_as_a_typed_one(tmp_path: Path) -> None:
    done = run(tmp_path, "import sys; print(input()); sys.exit(7)", typed="heard\n")
    assert (done.returncode, done.stdout, done.stderr) == (7, "heard\n", "")
    failed = run(tmp_path, "print(1 / 0)")
    assert failed.returncode == 1
    assert "ZeroDivisionError" in failed.stderr
    assert run(tmp_path, "import os; os.kill(os.getpid(), 9)").returncode == -9


def test_one_that_never_ends_is_ended(tmp_path: Path) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run(tmp_path, "import time; time.sleep(60)", timeout=0.2)
    assert run(tmp_path, "print('next')").stdout == "next\n"
