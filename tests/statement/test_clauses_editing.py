"""An owner's own words: what stays in, what is refused, and the way back."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from gestand.core.actors import NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.statement.clauses.actions import WordingRefused, reset_clause, reword_clause
from gestand.statement.clauses.texts import text_of
from gestand.statement.models import ClauseWording
from gestand.statement.versions.contents import clauses_of, content_of_today
from tests.cast import NOW, Cast

OWN = (
    "Wij antwoorden snel, en uiterlijk binnen {clock.request.answer}. Soms mag dat {clock.request.extend} langer zijn."
)


def reword(cast: Cast, source: str, *, clause: str = "right.term") -> ClauseWording | None:
    return reword_clause(clause=clause, language="nl", source=source, by=cast.owner, at=NOW)


def test_own_words_are_kept_and_marked(cast: Cast) -> None:
    reword(cast, OWN)
    clause = clauses_of(content_of_today(at=NOW), "nl")["right.term"]
    assert clause["own_words"] is True
    assert clauses_of(content_of_today(at=NOW), "en")["right.term"]["own_words"] is False
    assert AuditLine.objects.filter(action="statement.clause.reword").count() == 1


def test_a_fact_cannot_be_taken_out(cast: Cast) -> None:
    with pytest.raises(WordingRefused) as refusal:
        reword(cast, "Wij antwoorden binnen {clock.request.answer}.")
    assert "{clock.request.extend}" in str(refusal.value)
    assert not ClauseWording.objects.exists()


def test_a_fact_of_another_clause_cannot_be_put_in(cast: Cast) -> None:
    with pytest.raises(WordingRefused, match=r"clock\.keep\.client"):
        reword(cast, OWN + " En {clock.keep.client}.")


@pytest.mark.parametrize("typed", ["28 dagen", "vier weken", "Helder IT", "Anna Helder", "anna@helder-it.example"])
def test_a_fact_typed_by_hand_is_refused_with_its_reason(cast: Cast, typed: str) -> None:
    with pytest.raises(WordingRefused) as refusal:
        reword(cast, f"{OWN} Dat is {typed}.")
    assert typed in str(refusal.value)


def test_a_very_long_sentence_is_refused(cast: Cast) -> None:
    with pytest.raises(WordingRefused):
        reword(cast, OWN + " " + "woord " * 50 + ".")


@pytest.mark.parametrize("words", ["Wij geven gegevens nooit door.", "Wij geven gegevens nooit door…"])
def test_a_never_without_an_end_is_refused_with_the_sentence(cast: Cast, words: str) -> None:
    with pytest.raises(WordingRefused, match="nooit door"):
        reword(cast, f"{OWN} {words}")


def test_the_programs_words_typed_again_are_no_own_words(cast: Cast) -> None:
    reword(cast, OWN)
    assert reword(cast, text_of("right.term", "nl").source) is None
    assert not ClauseWording.objects.exists()


def test_one_goes_back_to_the_programs_words(cast: Cast) -> None:
    reword(cast, OWN)
    reset_clause(clause="right.term", language="nl", by=cast.owner, at=NOW)
    assert clauses_of(content_of_today(at=NOW), "nl")["right.term"]["own_words"] is False


def test_a_stand_in_rewrites_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        reword_clause(clause="right.term", language="nl", source=OWN, by=cast.standin, at=NOW)


def test_the_page_shows_reasons_beside_the_words_and_keeps_what_was_typed(anna: Browser) -> None:
    page = anna.post("/statement/clauses/right.term/nl/", {"source": "Wij antwoorden binnen 28 dagen."})
    assert page.status_code == 422
    assert "28 dagen" in page.content.decode()
    assert "clock.request.extend" in page.content.decode()


def test_the_preview_escapes_and_fills_in(anna: Browser) -> None:
    source = OWN + " <b>vet</b>"
    part = anna.post("/statement/clauses/right.term/nl/preview/", {"source": source}).content.decode()
    assert "vier weken (28 dagen)" in part
    assert "&lt;b&gt;vet" in part


def test_the_preview_of_a_loose_brace_says_so(anna: Browser) -> None:
    part = anna.post("/statement/clauses/right.term/nl/preview/", {"source": "los { hier"}).content.decode()
    assert "accolade" in part


def test_a_stranger_finds_no_page_to_edit(bram: Browser) -> None:
    assert bram.get("/statement/clauses/right.term/nl/").status_code == 404
    assert bram.get("/statement/").status_code == 404


@pytest.mark.parametrize("address", ["no.clause/nl", "right.term/fr"])
def test_a_clause_that_there_is_not_is_not_found(anna: Browser, address: str) -> None:
    assert anna.get(f"/statement/clauses/{address}/").status_code == 404


def test_the_checklist_names_every_letter_and_what_is_missing(anna: Browser, cast: Cast) -> None:
    page = anna.get("/statement/checklist/").content.decode()
    letters = [f"13(1)({letter})" for letter in "abcdef"] + [f"13(2)({letter})" for letter in "abcdef"]
    assert [letter for letter in letters if letter not in page] == []
    cast.firm.street = ""
    cast.firm.save()
    assert "Het bedrijf heeft geen adres." in anna.get("/statement/checklist/").content.decode()
