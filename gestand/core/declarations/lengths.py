"""A length of time as the calendar counts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Length:
    """A calendar length; zero everywhere means "at once"."""

    years: int = 0
    months: int = 0
    days: int = 0

    def added_to(self, start: date) -> date:
        """The same day so many years and months later (the month's last day if there is none), then the days."""
        from dateutil.relativedelta import relativedelta

        return start + relativedelta(years=self.years, months=self.months, days=self.days)

    def last_start_before(self, day: date) -> date:
        """The latest day on which this length could begin and be over before ``day``: what began later still runs.

        Counted forward: a month taken off the 30th of March gives the 28th of February, which is not the last day from
        which a month is over before that 30th.
        """
        from dateutil.relativedelta import relativedelta

        start = day - relativedelta(years=self.years, months=self.months, days=self.days) + _WIDEST_SLIP
        while self.added_to(start) >= day:
            start -= _ONE_DAY
        return start


_ONE_DAY = timedelta(days=1)
#: Between the longest and the shortest month lie three days.
_WIDEST_SLIP = timedelta(days=4)


def years(count: int) -> Length:
    return Length(years=count)


def months(count: int) -> Length:
    return Length(months=count)


def days(count: int) -> Length:
    return Length(days=count)
