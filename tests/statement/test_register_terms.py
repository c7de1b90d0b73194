"""Every declared term reads as a sentence, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from gestand.core.declarations import Term, after, days, months, while_client, while_there_is_work, years
from gestand.core.declarations.registry import personal_models
from gestand.statement.register.terms_in_words import term_in_register, term_in_words

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("term", "english", "dutch"),
    [
        (
            while_client(then=years(3), clock="ended_on"),
            "as long as you are a client, then 3 years",
            "zolang u klant bent, daarna nog 3 jaar",
        ),
        (while_client(then=days(0), clock="ended_on"), "as long as you are a client", "zolang u klant bent"),
        (
            while_client(then=years(3), clock="client__ended_on|loose_until_on"),
            "as long as you are a client, then 3 years; what belongs to nobody yet, 14 days",
            "zolang u klant bent, daarna nog 3 jaar; wat nog bij niemand hoort, 14 dagen",
        ),
        (
            while_there_is_work(then=years(2), clock="left_on"),
            "as long as somebody works for us, then 2 years",
            "zolang iemand bij ons werkt, daarna nog 2 jaar",
        ),
        (after("closed_at", years(1), why="keep.mail_log"), "1 year after it was sent", "1 jaar na verzending"),
        (after("expire_date", days(0), why="keep.session"), "until the session ends", "tot de sessie eindigt"),
        (after("expires_at", days(7), why="keep.session"), "7 days after it expires", "7 dagen na het verlopen"),
        (after("batch__forget_on", days(0), why="keep.import"), "30 days after the import", "30 dagen na de import"),
        (after("got_on", months(6), why="keep.dmarc"), "6 months after it was received", "6 maanden na ontvangst"),
        (after("done_on", years(4), why="a reason of our own"), "4 years after it was dealt with", None),
        (after("done_on", days(0), why="a reason of our own"), "until it has served its purpose", None),
    ],
)  # fmt: skip
def test_a_term_reads_as_a_sentence(term: Term, english: str, dutch: str | None) -> None:
    with override("en"):
        assert term_in_words(term, on=ON) == english
    with override("nl"):
        assert term_in_words(term, on=ON) == (dutch or term_in_words(term, on=ON))


def test_the_register_addresses_nobody() -> None:
    term = while_client(then=years(3), clock="ended_on")
    with override("nl"):
        assert term_in_register(term, on=ON) == "zolang de klantrelatie duurt, daarna nog 3 jaar"


def test_every_declared_term_has_words_in_both_languages() -> None:
    for declared in personal_models():
        assert declared.personal is not None
        said = []
        for language in ("en", "nl"):
            with override(language):
                said.append(term_in_words(declared.personal.keep, on=ON))
        english, dutch = said
        assert english != dutch, f"{declared.label}: {english}"
        assert "dealt with" not in english, f"{declared.label}: the clock {declared.personal.keep.clock} has no words"
