"""Work that goes on by itself: questions that no parent answered."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.jobs import JobRun, job
from gestand.people.minors.actions import forget_unanswered

FORGET_QUESTIONS = "people.forget_parent_questions"


@job(FORGET_QUESTIONS, label=_("Removing what no parent agreed to"))
def forget_questions(_run: JobRun) -> None:
    forget_unanswered(at=timezone.now())
