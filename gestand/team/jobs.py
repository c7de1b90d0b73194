"""What this room does by itself: clearing away sessions and links that are over."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.jobs import JobRun, job
from gestand.team.actions.sessions import clear_old_sessions

CLEAR_SESSIONS = "team.clear_sessions"


@job(CLEAR_SESSIONS, label=_("Clearing away old sessions"))
def clear_sessions(run: JobRun) -> None:
    """Sessions past their end, sessions of who has no access any more, and used or expired login links."""
    run.progress(done=0, total=1)
    clear_old_sessions(by=SYSTEM, at=timezone.now())
    run.progress(done=1, total=1)
