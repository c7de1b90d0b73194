"""Reminding the owner of a day that comes near: 14, 7, 3 and 1 days before it, each once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.deadlines import days_left
from gestand.core.declarations import Purpose
from gestand.core.house import house
from gestand.core.ids import new_id
from gestand.core.mail import queue_mail
from gestand.core.mail.queries import mail_is_set_up
from gestand.rights import letters
from gestand.rights.models import Reminder, Request

#: So many days before the promised day.
STEPS = (14, 7, 3, 1)


def remind_of_requests(*, at: datetime) -> int:
    """Mail the owner about each open request that came to a new step; says how many reminders that were.

    Safe to repeat and to run twice at once: a step is claimed by its row. Steps that passed while nobody looked count
    as done, so that an old request that is written down late gives one mail and not four. Without mail set up the step
    is noted all the same: the page of today shows the days.
    """
    today = timezone.localdate(at)
    reminded = 0
    for request in Request.objects.running().filter(due_on__isnull=False).order_by("due_on", "id"):
        due_on = request.due_on
        assert due_on is not None  # noqa: S101 - filtered
        left = days_left(due_on, today=today)
        reached = [step for step in STEPS if left <= step]
        if left >= 0 and reached and _claim(request, due_on=due_on, steps=reached, at=at):
            reminded += 1
    return reminded


def _claim(request: Request, *, due_on: date, steps: list[int], at: datetime) -> bool:
    """Note these steps and write the mail, when the nearest of them is new; whoever comes second does nothing."""
    try:
        with transaction.atomic():
            known = set(Reminder.objects.filter(request=request, due_on=due_on).values_list("days_before", flat=True))
            if min(steps) in known:
                return False
            for step in steps:
                if step not in known:
                    Reminder.objects.create(
                        id=new_id(), request=request, due_on=due_on, days_before=step, reminded_at=at
                    )
            _write(request, at=at)
            write_audit(
                "rights.request.remind",
                by=SYSTEM,
                at=at,
                subject=("request", request.id),
                facts={"days": min(steps), "due_on": due_on},
            )
    except IntegrityError:
        return False
    return True


def _write(request: Request, *, at: datetime) -> None:
    if not mail_is_set_up():
        return
    for owner in house.owners() if house.owners else ():
        letter = letters.reminder(request, language=owner.language, today=timezone.localdate(at))
        queue_mail(
            to=owner.email,
            subject=letter.subject,
            text=letter.text,
            purpose=Purpose.RIGHTS,
            by=SYSTEM,
            at=at,
            account_id=owner.account_id,
            language=owner.language,
        )
