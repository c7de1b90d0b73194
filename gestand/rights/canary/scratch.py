"""A scratch home for the canary: a folder that is thrown away, a database of its own, another process.

The live database is never written to. On PostgreSQL too the scratch database is SQLite.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

from gestand.rights.canary.comparing import CanaryReport

#: What would lead the other process to the live data.
_NOT_PASSED_ON = ("DATABASE_URL", "GESTAND_PUBLIC_URL", "GESTAND_HOME", "GESTAND_DEMO", "DJANGO_SETTINGS_MODULE")
TIMEOUT_SECONDS = 240


class CanaryDied(RuntimeError):
    """The other process did not come to an end: nothing is known."""


def fly_in_scratch() -> CanaryReport:
    """Migrate an empty database, plant, compare, throw away. Raises ``CanaryDied``."""
    passed_on = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    with tempfile.TemporaryDirectory(prefix="gestand-canary-") as home:
        try:
            ended = subprocess.run(
                [sys.executable, "-m", "gestand.rights.canary.alone"],
                env={**passed_on, "GESTAND_HOME": home},
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise CanaryDied("the canary took too long") from None
    if ended.returncode:
        raise CanaryDied(f"the canary ended with {ended.returncode}")
    said = json.loads(ended.stdout.splitlines()[-1])
    return CanaryReport(**{**said, "complaints": tuple(said["complaints"])})
