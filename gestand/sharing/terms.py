"""Numbers of this room that are no law: how far ahead it warns."""

from __future__ import annotations

from datetime import timedelta

#: An agreement that ends within this time asks for a new one.
WARN_AHEAD = timedelta(days=60)
#: A signature is looked at again after this long, unless somebody chooses another day.
REVIEW_AFTER_YEARS = 2
#: How large the file of an agreement may be.
FILE_LIMIT_BYTES = 15_000_000
AGREEMENT_TYPES = ("application/pdf", "image/jpeg", "image/png")
