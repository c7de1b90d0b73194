"""Deadlines: pure functions from a day or a moment to the day or moment that counts. Numbers come from ``core.law``."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from gestand.core.declarations.terms import Length
from gestand.core.law import law, lengths_since

#: Where the firm works: a day begins and ends here, wherever the reader sits.
FIRM_ZONE = ZoneInfo("Europe/Amsterdam")
_SATURDAY, _SUNDAY = 5, 6


def receipt_day(received_at: datetime) -> date:
    """The firm's day on which something came in (a mail of 23:30 UTC came the next day)."""
    return received_at.astimezone(FIRM_ZONE).date()


def answer_by(received: date) -> date:
    """The promised last day for the answer to a privacy request: 28 days from receipt."""
    return law("request.answer", received).length.added_to(received)


def law_answer_by(received: date) -> date:
    """The law's last day: the same day of the next month, or that month's last day (GDPR 12(3))."""
    return law("request.answer_law", received).length.added_to(received)


def extended_answer_by(received: date) -> date:
    """The last day after a lawful extension: two further months, counted from the day of receipt (GDPR 12(3)).

    The extension itself is told, with its reasons, on ``answer_by(received)`` at the latest.
    """
    first, further = law("request.answer_law", received), law("request.extend", received)
    return Length(months=first.value + further.value).added_to(received)


def refuse_by(received: date) -> date:
    """A refusal is told within the promised term too (GDPR 12(4) allows the month)."""
    return min(answer_by(received), law("request.refuse", received).length.added_to(received))


def backup_goes_on(made_on: date) -> date:
    """The day in the course of which a backup of that day goes: on its ninetieth it is gone at the latest.

    It goes by the shortest term that held since it was made. A shorter one counts at once; a longer one counts for
    what is made from then on, because letters have named the days of what was there already.
    """
    return _shortest_since("keep.backup", made_on)


def keys_copy_goes_on(made_on: date) -> date:
    """The same for a copy of the keys."""
    return _shortest_since("keep.keybox", made_on)


def gone_from_backups_on(deleted: date) -> date:
    """The day on which the last backup that may hold what was deleted that day is gone: one made that very day.

    Asked again later it may answer an earlier day, never a later one.
    """
    return backup_goes_on(deleted)


def _shortest_since(key: str, made_on: date) -> date:
    return min(length.added_to(made_on) for length in lengths_since(key, made_on))


def is_working_day(on: date) -> bool:
    """No Saturday, no Sunday, no public holiday in the Netherlands."""
    return on.weekday() < _SATURDAY and on not in _public_holidays(on.year)


def next_working_day(due: date) -> date:
    """The working day to which the law moves a due day that is none (Reg. 1182/71, 3(4)): shown, never relied on."""
    while not is_working_day(due):
        due += timedelta(days=1)
    return due


@cache
def _public_holidays(year: int) -> frozenset[date]:
    """Those of the Algemene termijnenwet, article 3; days that a royal decree adds for some years are left out."""
    from dateutil.easter import easter

    easter_day = easter(year)
    kings_day = date(year, 4, 27)
    movable = (easter_day + timedelta(days=days) for days in (-2, 1, 39, 50))  # Good Friday to Whit Monday
    fixed = (date(year, *month_and_day) for month_and_day in ((1, 1), (5, 5), (12, 25), (12, 26)))
    return frozenset((*movable, *fixed, kings_day - timedelta(days=kings_day.weekday() == _SUNDAY)))


def breach_report_by(known_at: datetime) -> datetime:
    """The moment at which the authority must know: 72 hours on the clock, weekends and clock changes included."""
    hours = law("breach.authority", receipt_day(known_at)).hours
    return (known_at.astimezone(UTC) + hours).astimezone(known_at.tzinfo)


def breach_tell_client_by(known_at: datetime) -> datetime:
    """The moment at which a client whose data we process must know (GDPR 33(2), our agreements)."""
    hours = law("breach.controller", receipt_day(known_at)).hours
    return (known_at.astimezone(UTC) + hours).astimezone(known_at.tzinfo)


def days_left(due: date, *, today: date) -> int:
    """Whole days until the due day has passed: 0 on the day itself, negative when it is over."""
    return (due - today).days
