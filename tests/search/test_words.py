"""The pure parts: folding, numbers, one error apart, marking."""

from __future__ import annotations

import pytest

from gestand.core.search.highlight import pieces, tokens_of
from gestand.core.search.spelling import fingerprints, one_error_apart
from gestand.core.search.words import digits_of, fold, number_words, without_prefix


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Coöperatief", "cooperatief"),
        ("RENÉE", "renee"),
        ("Łukasz Błaszczyk", "lukasz blaszczyk"),
        ("Straße", "strasse"),
        ("Ĳsbrand", "ijsbrand"),
        ("İstanbul", "istanbul"),
        ("so\u00adft", "soft"),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    "written", ["030-0123456", "+31 30 012 34 56", "0031300123456", "(030) 012 34 56", "30 012 34 56"]
)
def test_a_number_has_one_form(written: str) -> None:
    assert digits_of(written) == "300123456"


def test_a_number_is_kept_from_both_ends() -> None:
    assert number_words("12345678") == ("#12345678", "~87654321")
    assert number_words("12") == ()


def test_one_error_is_one_of_four() -> None:
    others = ["jansen", "jamsen", "jnsen", "jannsen", "jasnen", "jamsem", "jan", "pieterse"]
    assert one_error_apart("jansen", others) == ["jamsen", "jnsen", "jannsen", "jasnen"]


@pytest.mark.parametrize("other", ["jamsen", "jnsen", "jannsen", "jasnen"])
def test_words_one_error_apart_share_a_fingerprint(other: str) -> None:
    assert fingerprints("jansen") & fingerprints(other)


def test_a_joined_prefix_comes_off() -> None:
    assert [without_prefix(word) for word in ("vandenberg", "vdberg", "vanx", "berg")] == ["berg", "berg", "", ""]


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Eva Jansen", "jans", ["Jans"]),
        ("Eva Jansen", "jansne", ["Jansen"]),
        ("Renée Müller", "muller", ["Müller"]),
        ("Carla van den Berg", "van den berg", ["van", "den", "Berg"]),
        ("Eva Jansen", "bakker", []),
        ("<b>Jansen</b>", "b jansen", ["b", "Jansen", "b"]),
    ],
)
def test_what_was_asked_for_is_marked_and_nothing_is_lost(text: str, query: str, marked: list[str]) -> None:
    cut = pieces(text, tokens_of(query))
    assert "".join(piece for piece, _ in cut) == text
    assert [piece for piece, asked in cut if asked] == marked
