"""The other process: ``python -m gestand.rights.canary.alone MODULE`` in a scratch home.

MODULE's ``fly`` tells its report as a JSON line.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from importlib import import_module


def main() -> int:
    if hasattr(os, "nice"):
        os.nice(10)  # the office goes first
    os.environ["DJANGO_SETTINGS_MODULE"] = "gestand.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import translation

    flight = import_module(sys.argv[1])
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0, skip_checks=True)
    with translation.override("nl"):
        sys.stdout.write(f"{json.dumps(asdict(flight.fly()))}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
