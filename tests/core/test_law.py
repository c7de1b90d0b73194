"""The law in numbers, and the deadlines that follow from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from gestand.core.deadlines import (
    answer_by,
    breach_report_by,
    breach_tell_client_by,
    days_left,
    extended_answer_by,
    law_answer_by,
    next_working_day,
    receipt_day,
    refuse_by,
)
from gestand.core.law import LAW, LawNumber, NotInTheLaw, Unit, faults, law, source_words
from gestand.core.law_texts import LAW_TEXTS, texts_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EVERY_RECEIPT_DAY = [date(2027, 1, 1) + timedelta(days=day) for day in range(1461)]


def number(valid_from: date, valid_to: date | None, key: str = "test.number") -> LawNumber:
    return LawNumber(key, 7, Unit.YEARS, "source", "sentence", valid_from, valid_to)


def test_the_years_2027_to_2030_have_1461_receipt_days() -> None:
    assert EVERY_RECEIPT_DAY[-1] == date(2030, 12, 31)


def test_28_days_are_never_later_than_the_laws_month() -> None:
    assert [day for day in EVERY_RECEIPT_DAY if answer_by(day) > law_answer_by(day)] == []


def test_30_days_would_be_late_in_8_2_percent() -> None:
    late = [day for day in EVERY_RECEIPT_DAY if day + timedelta(days=30) > law_answer_by(day)]
    assert round(100 * len(late) / len(EVERY_RECEIPT_DAY), 1) == 8.2


@pytest.mark.parametrize(
    ("received", "promised", "law_says", "extended"),
    [
        (date(2026, 11, 23), date(2026, 12, 21), date(2026, 12, 23), date(2027, 2, 23)),
        (date(2027, 1, 31), date(2027, 2, 28), date(2027, 2, 28), date(2027, 4, 30)),
        (date(2027, 1, 29), date(2027, 2, 26), date(2027, 2, 28), date(2027, 4, 29)),
        (date(2028, 1, 31), date(2028, 2, 28), date(2028, 2, 29), date(2028, 4, 30)),
        (date(2028, 2, 29), date(2028, 3, 28), date(2028, 3, 29), date(2028, 5, 29)),
        (date(2027, 2, 1), date(2027, 3, 1), date(2027, 3, 1), date(2027, 5, 1)),
        (date(2027, 11, 30), date(2027, 12, 28), date(2027, 12, 30), date(2028, 2, 29)),
        (date(2027, 12, 31), date(2028, 1, 28), date(2028, 1, 31), date(2028, 3, 31)),
        (date(2027, 3, 31), date(2027, 4, 28), date(2027, 4, 30), date(2027, 6, 30)),
    ],
)
def test_the_terms_of_a_request(received: date, promised: date, law_says: date, extended: date) -> None:
    assert (answer_by(received), law_answer_by(received), extended_answer_by(received)) == (
        promised,
        law_says,
        extended,
    )
    assert refuse_by(received) == promised


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2027, 7, 1, 21, 59, tzinfo=UTC), date(2027, 7, 1)),
        (datetime(2027, 7, 1, 22, 0, tzinfo=UTC), date(2027, 7, 2)),
        (datetime(2027, 12, 31, 23, 30, tzinfo=UTC), date(2028, 1, 1)),
    ],
)
def test_a_request_comes_in_on_the_firms_own_day(moment: datetime, day: date) -> None:
    assert receipt_day(moment) == day


@pytest.mark.parametrize(
    ("due", "moved"),
    [
        (date(2026, 12, 21), date(2026, 12, 21)),  # a Monday
        (date(2026, 12, 19), date(2026, 12, 21)),  # a Saturday
        (date(2026, 12, 25), date(2026, 12, 28)),  # Christmas on a Friday, then the weekend
        (date(2027, 3, 28), date(2027, 3, 30)),  # Easter Sunday and Monday
        (date(2027, 4, 27), date(2027, 4, 28)),  # King's day
        (date(2027, 5, 5), date(2027, 5, 7)),  # Liberation day, then Ascension day
        (date(2027, 3, 26), date(2027, 3, 30)),  # Good Friday
        (date(2031, 4, 27), date(2031, 4, 28)),  # a Sunday: that King's day is kept on Saturday
        (date(2027, 12, 31), date(2027, 12, 31)),
        (date(2028, 1, 1), date(2028, 1, 3)),  # New Year's day on a Saturday
    ],
)
def test_the_law_moves_a_last_day_that_is_no_working_day(due: date, moved: date) -> None:
    assert next_working_day(due) == moved


def test_72_hours_run_on_through_the_weekend() -> None:
    friday = datetime(2026, 11, 20, 17, 0, tzinfo=AMSTERDAM)
    assert breach_report_by(friday) == datetime(2026, 11, 23, 17, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("known", "report_by"),
    [
        # The clock goes forward on 28 March 2027: three days later by the calendar is only 71 hours.
        (datetime(2027, 3, 27, 12, 0, tzinfo=AMSTERDAM), datetime(2027, 3, 30, 13, 0, tzinfo=AMSTERDAM)),
        # And back on 31 October 2027.
        (datetime(2027, 10, 30, 12, 0, tzinfo=AMSTERDAM), datetime(2027, 11, 2, 11, 0, tzinfo=AMSTERDAM)),
    ],
)
def test_72_hours_are_72_hours_when_the_clock_changes(known: datetime, report_by: datetime) -> None:
    assert breach_report_by(known) == report_by
    assert breach_report_by(known).astimezone(UTC) - known.astimezone(UTC) == timedelta(hours=72)


def test_a_client_whose_data_we_process_knows_within_24_hours() -> None:
    known = datetime(2027, 3, 27, 12, 0, tzinfo=AMSTERDAM)
    assert breach_tell_client_by(known).astimezone(UTC) - known.astimezone(UTC) == timedelta(hours=24)


def test_the_last_day_itself_is_still_in_time() -> None:
    assert days_left(date(2026, 12, 21), today=date(2026, 12, 21)) == 0
    assert days_left(date(2026, 12, 21), today=date(2026, 12, 22)) == -1


def test_the_table_itself_has_no_faults() -> None:
    assert faults(on=date(2026, 11, 23)) == []


def test_every_number_has_a_source_and_a_sentence() -> None:
    assert [one.key for one in LAW if not (one.source and str(one.sentence) and one.value > 0)] == []


@pytest.mark.parametrize(
    ("key", "years", "article"),
    [
        ("keep.invoices", 7, "AWR 52(4)"),
        ("keep.invoices_property", 10, "Wet OB 34a"),
        ("keep.invoices_one_stop_shop", 10, "Dir. 2006/112/EC, 369k(2)"),
    ],
)
def test_books_are_kept_as_the_tax_law_says(key: str, years: int, article: str) -> None:
    oldest_book_year = date(2016, 12, 31)  # the oldest that a term of ten years still reaches
    found = law(key, oldest_book_year)
    assert (found.length.years, found.source) == (years, article)


def test_every_number_of_a_law_can_be_looked_up() -> None:
    ours = ("the firm's privacy statement", "the firm's own choice")
    assert [one.key for one in LAW if not one.source.startswith(ours) and not texts_of(one.source)] == []
    assert [text.short for text in texts_of("GDPR 8(1) for services offered online; UAVG 5 elsewhere")] == [
        "UAVG",
        "GDPR",
    ]
    assert texts_of("the firm's privacy statement") == ()
    assert {text.address.split("/")[2] for text in LAW_TEXTS} == {"wetten.overheid.nl", "eur-lex.europa.eu"}


def test_the_page_about_the_numbers_names_every_one_that_a_law_gives() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/law-numbers.md").read_text()
    given = [one for one in LAW if texts_of(one.source) and not one.source.startswith("the firm's")]
    with translation.override("en"):
        rows = {one.key: f"| `{one.key}` | {one.words} | {one.source} |" for one in given}
    assert [key for key, row in rows.items() if row not in page] == []
    assert [text.address for text in LAW_TEXTS if text.address not in page] == []


def test_a_source_is_told_in_the_language_of_who_reads_it() -> None:
    with translation.override("nl"):
        told = [source_words(number.source) for number in LAW if number.source.isascii()]
        assert (
            source_words("GDPR 28(3)(g); the agreements with clients") == "AVG 28(3)(g); de overeenkomsten met klanten"
        )
    assert [words for words in told if " the " in f" {words} " or "elsewhere" in words or "GDPR" in words] == []


def test_one_year_is_no_years() -> None:
    with translation.override("en"):
        assert (law("keep.sign_in", date(2027, 1, 1)).words, law("inform.indirect", date(2027, 1, 1)).words) == (
            "1 year",
            "1 month",
        )
    with translation.override("nl"):
        assert law("inform.indirect", date(2027, 1, 1)).words == "1 maand"


def test_a_change_of_law_is_a_row() -> None:
    table = [number(date(2020, 1, 1), date(2026, 12, 31)), number(date(2027, 1, 1), None)]
    assert faults(table) == []
    assert law("test.number", date(2026, 12, 31), table=table) is table[0]
    assert law("test.number", date(2027, 1, 1), table=table) is table[1]


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ([number(date(2020, 1, 1), None), number(date(2027, 1, 1), None)], "two numbers hold on 2027-01-01"),
        ([number(date(2020, 1, 1), date(2027, 1, 1)), number(date(2027, 1, 1), None)], "two numbers hold"),
        ([number(date(2020, 1, 1), date(2025, 1, 1)), number(date(2027, 1, 1), None)], "no number holds between"),
        ([number(date(2020, 1, 1), date(2019, 1, 1))], "comes after"),
        ([number(date(2020, 1, 1), date(2025, 1, 1))], "no number holds on 2026-11-23"),
        ([number(date(2027, 1, 1), None)], "no number holds on 2026-11-23"),
    ],
)
def test_a_fault_in_the_table_is_named(table: list[LawNumber], fault: str) -> None:
    assert fault in "\n".join(faults(table, on=date(2026, 11, 23)))


def test_an_unknown_number_is_refused() -> None:
    with pytest.raises(NotInTheLaw, match="nothing"):
        law("keep.nothing", date(2026, 11, 23))
    with pytest.raises(NotInTheLaw):
        law("request.answer", date(2018, 5, 24))


def test_a_number_says_itself_in_words_and_lengths() -> None:
    answer = law("request.answer", date(2026, 11, 23))
    assert answer.length.days == 28
    with pytest.raises(NotInTheLaw):
        _ = answer.hours
    with pytest.raises(NotInTheLaw):
        _ = law("breach.authority", date(2026, 11, 23)).length
