"""A process of its own on the test's database and home: `python -m tests.core.child DATABASE HOME PROGRAM`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection


def start_child(program: str, **environment: str) -> subprocess.Popen[str]:
    """Run Python code in another process that sees what this test has committed."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.core.child",
            str(connection.settings_dict["NAME"]),
            settings.GESTAND_HOME,
            program,
        ],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def end_child(child: subprocess.Popen[str]) -> str:
    """Kill it where it stands (kill -9); returns what it said."""
    child.kill()
    said, _nothing = child.communicate()
    return said


def main() -> None:
    import django

    database, home, program = sys.argv[1:]
    settings.DATABASES["default"]["NAME"] = database
    settings.GESTAND_HOME = Path(home)
    django.setup()
    exec(compile(program, "<program>", "exec"), {"__name__": "program"})  # noqa: S102


if __name__ == "__main__":
    main()
