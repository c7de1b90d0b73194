"""``python -m gestand``: Django's own management commands, for those who build on the house."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gestand.settings")
    execute_from_command_line(sys.argv)
