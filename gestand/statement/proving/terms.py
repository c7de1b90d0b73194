"""How long this part's own things last."""

from __future__ import annotations

from datetime import timedelta

#: A download that broke off holds its claim this long.
CLAIM_LASTS = timedelta(minutes=10)
