"""The clock of a request: what we promise (28 days), what the law says (a month), slack, and a lawful extension."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gestand.core import deadlines
from gestand.core.deadlines import answer_by, extended_answer_by, law_answer_by, next_working_day, receipt_day


@dataclass(frozen=True, slots=True)
class Clock:
    """``due_on`` is promised and counts; ``law_due_on`` and ``slack_on`` (Reg. 1182/71, article 3) are shown only.

    Extended, ``due_on`` and ``law_due_on`` are the extension's last day; ``first_due_on`` is the day that was promised.
    """

    received_on: date
    due_on: date
    law_due_on: date
    slack_on: date
    first_due_on: date

    @property
    def days_total(self) -> int:
        return (self.due_on - self.received_on).days

    def days_left(self, today: date) -> int:
        """Negative: that many days too late."""
        return deadlines.days_left(self.due_on, today=today)

    @property
    def has_slack(self) -> bool:
        return self.slack_on != self.law_due_on

    @property
    def is_extended(self) -> bool:
        return self.due_on != self.first_due_on


def clock_of(received_at: datetime, *, extended: bool = False) -> Clock:
    """The clock that starts at the moment of receipt, by the firm's own calendar day. GDPR 12(3)."""
    received_on = receipt_day(received_at)
    first_due_on = answer_by(received_on)
    law_due_on = extended_answer_by(received_on) if extended else law_answer_by(received_on)
    due_on = law_due_on if extended else first_due_on
    return Clock(received_on, due_on, law_due_on, next_working_day(law_due_on), first_due_on)


def extension_told_in_time(received_at: datetime, *, told_at: datetime) -> bool:
    """Whether an extension was told before the first term was over: on its last day at the latest."""
    return receipt_day(told_at) <= answer_by(receipt_day(received_at))
