"""The program's own texts: whole, plain, and without a promise that has no end."""

from __future__ import annotations

import re

import pytest

from gestand.core.house import house
from gestand.core.proofs import missing
from gestand.statement.clauses import checks, texts
from gestand.statement.clauses.ids import CLAUSE_IDS
from gestand.statement.clauses.markup import placeholders
from gestand.statement.clauses.plain_language import length_of, remarks, sentences
from gestand.statement.clauses.texts import LANGUAGES, ClauseText, all_ids, texts_in
from gestand.statement.clauses.typed_facts import typed_facts


def every_text() -> list[tuple[str, ClauseText]]:
    return [(language, text) for language in LANGUAGES for text in texts_in(language).values()]


def test_there_are_48_clauses_and_each_has_a_text_in_both_languages() -> None:
    assert len(CLAUSE_IDS) == 48
    assert checks.text_faults() == []
    assert all(set(texts_in(language)) == set(all_ids()) for language in LANGUAGES)


def test_a_clause_without_text_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {clause: text for clause, text in texts_in("nl").items() if clause != "minors"}
    monkeypatch.setattr(checks, "texts_in", lambda language: without if language == "nl" else texts_in(language))
    assert checks.text_faults() == ["The clause 'minors' has no text in 'nl'."]


def test_a_text_without_clause_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {**texts_in("nl"), "data.shoe_size": ClauseText("data.shoe_size", "Uw schoenmaat", "Wij weten hem.")}
    monkeypatch.setattr(checks, "texts_in", lambda language: more if language == "nl" else texts_in(language))
    assert checks.text_faults() == ["The text 'data.shoe_size' in 'nl' belongs to no clause."]


def test_every_clause_has_a_proof_and_every_proof_a_clause() -> None:
    assert checks.proof_faults() == []


def test_a_clause_without_a_proof_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    left = {key: proof for key, proof in house.proofs.items() if "human" not in proof.clauses}
    monkeypatch.setattr(house, "proofs", left)
    assert "The clause 'human' has no proof." in checks.proof_faults()


def test_a_proof_without_a_clause_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    stray = missing("core.stray", ("no.such.clause",), lacks="nothing")
    monkeypatch.setattr(house, "proofs", {**house.proofs, stray.key: stray})
    assert checks.proof_faults() == ["The proof 'core.stray' is bound to 'no.such.clause', which is no clause."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_ours_promises_never(language: str) -> None:
    absolute = re.compile(r"\b(nooit|never)\b", re.IGNORECASE)
    assert [text.clause for text in texts_in(language).values() if absolute.search(text.source)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_thirteen_words_at_most_on_average(language: str) -> None:
    counts = [length_of(each) for text in texts_in(language).values() for each in sentences(text.source)]
    assert sum(counts) / len(counts) < 13


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_to_be_said_about_the_language_of_a_text(language: str) -> None:
    found = [
        (text.clause, each.sentence) for text in texts_in(language).values() for each in remarks(text.source, language)
    ]
    assert found == []


def test_no_text_has_a_fact_typed_by_hand() -> None:
    assert [(text.clause, each.typed) for _, text in every_text() for each in typed_facts(text.source, names=[])] == []


def test_both_languages_state_the_same_facts() -> None:
    for clause in all_ids():
        assert sorted(placeholders(texts.text_of(clause, "nl").source)) == sorted(
            placeholders(texts.text_of(clause, "en").source)
        )
