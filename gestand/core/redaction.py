"""Log redaction (stub, being written)."""

from __future__ import annotations

import logging


class RedactingFormatter(logging.Formatter):
    pass
