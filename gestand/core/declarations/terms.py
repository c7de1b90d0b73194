"""How long: a term is a length and a clock, and must end at a date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


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


def years(count: int) -> Length:
    return Length(years=count)


def months(count: int) -> Length:
    return Length(months=count)


def days(count: int) -> Length:
    return Length(days=count)


@dataclass(frozen=True, slots=True)
class Term:
    """Keep until ``length`` after the moment in ``clock`` (a path of fields from the model to a date or moment).

    While the clock is empty the reason lasts (a client who has not left). ``why`` names the reason: a law number of
    ``core.law`` or a sentence. ``alive_while`` says what keeps the clock empty.
    """

    clock: str
    length: Length
    why: str
    alive_while: str = ""


def while_client(*, then: Length, clock: str) -> Term:
    """While the client relation lasts, then ``then`` longer (statement: 3 years, warranty)."""
    return Term(clock=clock, length=then, why="keep.client", alive_while="client")


def while_there_is_work(*, then: Length, clock: str) -> Term:
    """While the account works here, then ``then`` longer."""
    return Term(clock=clock, length=then, why="keep.account", alive_while="account")


def after(clock: str, length: Length, *, why: str) -> Term:
    """``length`` after the moment in ``clock``."""
    return Term(clock=clock, length=length, why=why)
