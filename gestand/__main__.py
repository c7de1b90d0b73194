"""``python -m gestand``: Django's own management commands, for those who build on the house."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from gestand.core.redaction import install_excepthooks

if __name__ == "__main__":
    install_excepthooks()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gestand.settings")
    execute_from_command_line(sys.argv)
