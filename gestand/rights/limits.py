"""How often the public form may be sent. One visitor can be stopped; everybody together is only asked to wait a little,
because who could stop everybody would only have to send enough forms.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache

from gestand.core.visitors import HOUR_SECONDS, count

#: From so many forms within an hour on, by everybody together, patience is asked.
CALM_FORMS = 60
#: How long a page has to stand open then; longer with each so many forms more, and never longer than the last.
PATIENCE_SECONDS, LONGEST_PATIENCE_SECONDS = 30, 300
_DAY_SECONDS = 24 * 3600


def patience_asked() -> int:
    """Count a form; says how many seconds its page has to have stood open, 0 when it is calm."""
    sent = count("ask:all", seconds=HOUR_SECONDS)
    return min((sent - 1) // CALM_FORMS * PATIENCE_SECONDS, LONGEST_PATIENCE_SECONDS)


def use_page(started: str) -> bool:
    """Whether this page is sent for the first time: waiting once does not count for a hundred forms."""
    return cache.add(f"ask:page:{hashlib.sha256(started.encode()).hexdigest()}", 1, _DAY_SECONDS)
