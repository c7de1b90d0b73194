"""The clock of a request against tables: every receipt day of 2027 to 2030, clock changes, and clocks that jump.

The tables were reckoned apart from the program (Easter by Gauss, holidays by the Algemene termijnenwet, month ends by
the calendar) and are data.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gestand.rights.clock import clock_of, extension_told_in_time

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TABLE = Path(__file__).parent / "golden" / "clocks_2027_2030.csv"


def _table() -> list[dict[str, date]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return [{name: date.fromisoformat(day) for name, day in row.items()} for row in csv.DictReader(stream)]


def _at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM)


def test_the_table_has_every_receipt_day() -> None:
    days = [row["received"] for row in _table()]
    assert len(days) == 1461
    assert days == [date(2027, 1, 1) + timedelta(days=n) for n in range(1461)]


def test_every_receipt_day_has_its_four_days() -> None:
    wrong = []
    for row in _table():
        clock, extended = clock_of(_at(row["received"])), clock_of(_at(row["received"]), extended=True)
        told = (clock.received_on, clock.due_on, clock.law_due_on, clock.slack_on, extended.due_on)
        if told != tuple(row.values()):
            wrong.append((row, told))
    assert not wrong


def test_the_promise_is_never_later_than_the_law() -> None:
    assert all(row["promised"] <= row["law"] <= row["slack"] for row in _table())


def test_an_extension_ends_at_the_earliest_two_months_after_the_law() -> None:
    assert all(row["extended"] > row["law"] for row in _table())
    assert clock_of(_at(date(2028, 11, 30)), extended=True).due_on == date(2029, 2, 28)


def test_a_leap_day_and_the_ends_of_months() -> None:
    assert clock_of(_at(date(2028, 1, 31))).law_due_on == date(2028, 2, 29)
    assert clock_of(_at(date(2028, 2, 29))).law_due_on == date(2028, 3, 29)
    assert clock_of(_at(date(2027, 1, 31))).law_due_on == date(2027, 2, 28)
    assert clock_of(_at(date(2027, 1, 31))).due_on == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("moment", "received"),
    [
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), date(2027, 3, 28)),  # the night that has no 02:30
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 10, 30, 22, 30, tzinfo=UTC), date(2027, 10, 31)),  # the night that has 02:30 twice
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), date(2027, 10, 31)),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), date(2027, 10, 31)),
        (datetime(2027, 12, 31, 22, 59, tzinfo=UTC), date(2027, 12, 31)),
        (datetime(2027, 12, 31, 23, 1, tzinfo=UTC), date(2028, 1, 1)),
    ],
)
def test_the_receipt_day_is_the_firms_own_day(moment: datetime, received: date) -> None:
    assert clock_of(moment).received_on == received


def test_daylight_saving_costs_no_day_between() -> None:
    clock = clock_of(_at(date(2027, 3, 20), 23, 50))
    assert clock.days_left(date(2027, 3, 27)) == 21
    assert clock.days_left(date(2027, 3, 29)) == 19


def test_an_extension_counts_as_told_until_the_last_minute_of_the_first_term() -> None:
    received = _at(date(2027, 3, 1), 9)
    assert extension_told_in_time(received, told_at=_at(date(2027, 3, 29), 23, 59))
    assert not extension_told_in_time(received, told_at=_at(date(2027, 3, 30), 0, 1))
