"""The page of the docs that is made from the proofs and their sabotage tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_of_proofs_is_of_today() -> None:
    ended = subprocess.run(
        [sys.executable, ROOT / "tools" / "proofs_page.py", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
