"""The small language of the statement, and what an owner may not type."""

from __future__ import annotations

import pytest

from gestand.statement.clauses.markup import NotInTheLanguage, placeholders, read
from gestand.statement.clauses.plain_language import length_of, remarks, sentences
from gestand.statement.clauses.typed_facts import typed_facts


def test_an_empty_line_ends_a_paragraph_and_a_dash_begins_a_list() -> None:
    first, second = read("Een regel\ndie doorloopt.\n\n- eerst\n- dan {firm.name}")
    assert (first.is_list, [line.words for line in first.lines]) == (False, ["Een regel die doorloopt."])
    assert (second.is_list, [line.words for line in second.lines]) == (True, ["eerst", "dan {firm.name}"])


def test_a_list_may_follow_its_announcement_at_once() -> None:
    assert [block.is_list for block in read("Dit zijn ze:\n- een\n- twee\nEn verder.")] == [False, True, False]


@pytest.mark.parametrize("text", ["een { los", "los }", "{Firm.Name}", "{firm name}", "{{firm.name}}", "{}"])
def test_a_loose_brace_is_refused(text: str) -> None:
    with pytest.raises(NotInTheLanguage):
        read(text)


def test_markup_of_other_languages_is_just_text() -> None:
    text = "<script>alert(1)</script> **vet** [link](https://kwaad.example) # kop"
    assert read(text)[0].lines[0].words == text


def test_facts_are_found_in_order() -> None:
    assert placeholders("{a} en {term:people.Client}\n\n- {a}") == ["a", "term:people.Client", "a"]


@pytest.mark.parametrize(
    "typed",
    ["28 dagen", "zeven jaar", "72 uur", "7 years", "four weeks", "drie volle maanden", "twenty-one days", "6 weken",
     "één maand", "2,5 uur", "10 werkdagen", "€ 25", "21%", "anderhalf jaar", "tweeënzeventig uur"],
)  # fmt: skip
def test_a_number_with_a_unit_typed_by_hand_is_found(typed: str) -> None:
    text = f"Wij doen dat binnen {typed} na ontvangst."
    assert typed_facts(text, names=[])


@pytest.mark.parametrize(
    "text",
    ["Op een dag belt u ons.", "Dit is versie 2 van onze werkwijze.", "Wij hebben twee sleutels.", "Elke dag.",
     "One of us calls you.", "Stap 1 is makkelijk.", "U belt ons een week later terug."],
)  # fmt: skip
def test_ordinary_words_with_numbers_pass(text: str) -> None:
    assert typed_facts(text, names=[]) == []


@pytest.mark.parametrize(
    "typed",
    ["info@helder-it.example", "030 123 45 67", "+31 30 123 45 67", "https://www.helder-it.example", "helder.nl"],
)
def test_an_address_or_number_typed_by_hand_is_found(typed: str) -> None:
    assert [each.typed for each in typed_facts(f"Schrijf naar {typed} als u wilt.", names=[])] == [typed]


def test_a_registered_name_typed_by_hand_is_found_in_any_case() -> None:
    assert [each.typed for each in typed_facts("Ook HELDER it doet mee.", names=["Helder IT", "AP"])] == ["Helder IT"]


def test_a_fact_counts_as_one_word_of_a_sentence() -> None:
    assert length_of(sentences("Wij antwoorden binnen {clock.request.answer} na uw verzoek.")[0]) == 7


def test_a_short_form_ends_no_sentence() -> None:
    assert len(sentences("Wij bewaren dit, bijv. Een brief. Meer niet.")) == 2


def test_a_long_sentence_is_pointed_out_and_a_very_long_one_refused() -> None:
    assert [each.refuses for each in remarks("woord " * 25 + ".", "nl")] == [False]
    assert [each.refuses for each in remarks("woord " * 45 + ".", "nl")] == [True]


def test_a_hard_word_gets_a_plain_one_beside_it() -> None:
    (remark,) = remarks("Wij doen dit conform de wet.", "nl")
    assert "volgens" in str(remark.what)
    assert remark.sentence == "Wij doen dit conform de wet."


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "Wij doen dat nooit."),
        ("nl", "Onder geen beding delen wij gegevens."),
        ("nl", "Uw gegevens zijn altijd veilig."),
        ("en", "We never do that."),
        ("en", "Your data is always safe."),
        ("en", "Under no circumstances do we share it."),
    ],
)
def test_never_and_always_without_an_end_are_refused(language: str, sentence: str) -> None:
    assert [each.refuses for each in remarks(f"Een zin. {sentence}", language)] == [True]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "Wij vragen u nooit om uw wachtwoord, uw pincode of uw burgerservicenummer."),
        ("nl", "Wij delen gegevens nooit, behalve als de wet dat vraagt."),
        ("nl", "Wij delen ze nooit met anderen dan {processors}."),
        ("nl", "Dit doen wij nooit:"),
        ("nl", "U mag altijd een klacht indienen."),
        ("en", "We never ask for your password, your PIN or your passport."),
        ("en", "We never share it unless the law asks for it."),
        ("en", "You may always complain."),
    ],
)
def test_never_and_always_that_say_where_they_end_may_stay(language: str, sentence: str) -> None:
    assert remarks(sentence, language) == []
