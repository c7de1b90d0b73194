"""Dates, amounts, telephone numbers and initials as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from gestand.ui import formats

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Amsterdam
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _dutch() -> object:
    with translation.override("nl"):
        yield


def test_a_day_is_written_as_dutch_people_do() -> None:
    assert formats.day_words(TODAY) == "ma 23 nov 2026"
    assert formats.day_words(date(2026, 3, 7)) == "za 7 mrt 2026"
    assert formats.long_day_words(TODAY) == "maandag 23 november"


def test_the_same_day_in_english() -> None:
    with translation.override("en"):
        assert formats.day_words(TODAY) == "Mon 23 Nov 2026"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "zojuist"),
        (timedelta(minutes=1), "1 minuut geleden"),
        (timedelta(minutes=12), "12 minuten geleden"),
        (timedelta(hours=3), "vandaag 07:00"),
        (timedelta(days=1), "gisteren 10:00"),
        (timedelta(days=5), "5 dagen geleden"),
        (timedelta(days=12), "wo 11 nov"),
        (timedelta(days=400), "zo 19 okt 2025"),
        (timedelta(minutes=-13), "over 13 minuten"),
        (timedelta(days=-1), "morgen 10:00"),
        (timedelta(days=-3), "over 3 dagen"),
    ],
)
def test_a_moment_is_relative_within_a_week(ago: timedelta, words: str) -> None:
    assert formats.when_words(NOW - ago, now=NOW) == words


def test_the_day_changes_at_midnight_in_amsterdam() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # 00:30 on the 23rd in Amsterdam
    assert formats.when_words(late, now=NOW) == "vandaag 00:30"


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-1, "verlopen", "broken"),
        (0, "vandaag", "warn"),
        (12, "over 12 dagen", "warn"),
        (20, "over 20 dagen", ""),
        (35, "over 5 weken", ""),
        (90, "over 3 maanden", ""),
    ],
)
def test_what_runs_out_says_when(days: int, words: str, tone: str) -> None:
    assert formats.until_words(TODAY + timedelta(days=days), today=TODAY) == (words, tone)


@pytest.mark.parametrize(
    ("amount", "words"),
    [("1234.56", "€ 1.234,56"), ("0", "€ 0,00"), ("-12.5", "€ -12,50"), ("1000000", "€ 1.000.000,00")],
)
def test_amounts_have_dutch_points_and_commas(amount: str, words: str) -> None:
    assert formats.money_words(Decimal(amount)).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+31301234567", "030 123 45 67"),
        ("+31342123456", "0342 12 34 56"),
        ("+31612345678", "06 12 34 56 78"),
        ("+31851234567", "085 123 45 67"),
        ("+318001234", "0800 1234"),
        ("+319001234567", "0900 123 45 67"),
        ("+3226201234", "+32 2 620 12 34"),
        ("not a number", "not a number"),
    ],
)
def test_a_telephone_number_is_grouped_as_it_is_spoken(stored: str, shown: str) -> None:
    assert formats.phone_words(stored) == shown


@pytest.mark.parametrize(
    ("name", "letters"), [("Anna Kuiper", "AK"), ("Carla van den Berg", "CB"), ("Anna", "A"), ("de la", "DL"), ("", "")]
)
def test_initials_leave_the_prefix_out(name: str, letters: str) -> None:
    assert formats.initials(name) == letters


def test_sizes_are_short() -> None:
    assert formats.size_words(1_400_000).replace("\u00a0", " ") == "1,4 MB"
    assert formats.size_words(512).replace("\u00a0", " ") == "512 B"
