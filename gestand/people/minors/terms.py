"""How long a question to a parent waits, and how often one is asked."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from gestand.core.law import law

#: So many questions may go to one address in a day; more would be a way to pester somebody.
MOST_QUESTIONS = 3


def unanswered_until(asked_at: datetime) -> date:
    """The day on which a question that nobody answered goes, with what was filled in."""
    asked_on = timezone.localdate(asked_at)
    return law("keep.unconfirmed_form", asked_on).length.added_to(asked_on)
