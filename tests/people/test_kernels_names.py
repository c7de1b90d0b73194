from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gestand.people.kernels.folding import folded, tidied
from gestand.people.kernels.names import PersonName, client_sort_name, initials_of, parse_name, person_sort_name

# written, salutation, initials, given name, prefix, last name
NAMES = [
    ("Carla van den Berg", "", "", "Carla", "van den", "Berg"),
    ("Berg, van den, C.", "", "C.", "", "van den", "Berg"),
    ("Berg, C. van den", "", "C.", "", "van den", "Berg"),
    ("Berg, Carla van den", "", "", "Carla", "van den", "Berg"),
    ("van den Berg, Carla", "", "", "Carla", "van den", "Berg"),
    ("Van den Berg, C.A.", "", "C.A.", "", "Van den", "Berg"),
    ("C. van den Berg", "", "C.", "", "van den", "Berg"),
    ("C A van den Berg", "", "C.A.", "", "van den", "Berg"),
    ("J.P. de Vries", "", "J.P.", "", "de", "Vries"),
    ("JP de Vries", "", "J.P.", "", "de", "Vries"),
    ("Th.J. de Boer", "", "Th.J.", "", "de", "Boer"),
    ("Jan Peter de Vries", "", "", "Jan Peter", "de", "Vries"),
    ("Anna-Maria Jansen", "", "", "Anna-Maria", "", "Jansen"),
    ("Eva Jansen-de Boer", "", "", "Eva", "", "Jansen-de Boer"),
    ("Eva Jansen - de Boer", "", "", "Eva", "", "Jansen - de Boer"),
    ("Sjoerd in 't Veld", "", "", "Sjoerd", "in 't", "Veld"),
    ("Maarten 't Hart", "", "", "Maarten", "'t", "Hart"),
    ("Maarten ’t Hart", "", "", "Maarten", "’t", "Hart"),
    ("Piet van 't Hof", "", "", "Piet", "van 't", "Hof"),
    ("mevr. C. van den Berg", "mevrouw", "C.", "", "van den", "Berg"),
    ("Mevrouw Jansen", "mevrouw", "", "", "", "Jansen"),
    ("de heer J. Bos", "de heer", "J.", "", "", "Bos"),
    ("Dhr. ing. P. Bos", "de heer", "P.", "", "", "Bos"),
    ("mw. drs. A.B. ter Horst MSc", "mevrouw", "A.B.", "", "ter", "Horst"),
    ("C.A. (Carla) van den Berg", "", "C.A.", "Carla", "van den", "Berg"),
    ('J. "Hans" Dekker', "", "J.", "Hans", "", "Dekker"),
    ("Carla", "", "", "Carla", "", ""),
    ("CARLA VAN DEN BERG", "", "", "Carla", "van den", "Berg"),
    ("KEES IJSBRANDS", "", "", "Kees", "", "IJsbrands"),
    ("Ludwig von Beethoven", "", "", "Ludwig", "von", "Beethoven"),
    ("José da Silva", "", "", "José", "da", "Silva"),
    ("Youssef el Amrani", "", "", "Youssef", "el", "Amrani"),
    ("Mr. John Smith", "", "", "John", "", "Smith"),
    ("Familie de Wit", "familie", "", "", "de", "Wit"),
    ("van Dijk", "", "", "", "van", "Dijk"),
    ("Jo", "", "", "Jo", "", ""),
    ("", "", "", "", "", ""),
]


@pytest.mark.parametrize(("written", "salutation", "initials", "given_name", "prefix", "family"), NAMES)
def test_a_written_name_is_taken_apart(written, salutation, initials, given_name, prefix, family) -> None:  # noqa: PLR0917
    assert parse_name(written) == PersonName(salutation, initials, given_name, prefix, family)


SORT_NAMES = [
    ("De Zoute Broodbakker", False, "zoute broodbakker"),
    ("Het Wapen van Bilthoven", False, "wapen van bilthoven"),
    ("'t Hoekje", False, "hoekje"),
    ("De", False, "de"),
    ("Café Ĳsland", False, "cafe ijsland"),
    ("Müller & Søn", False, "muller son"),
    ("Familie Jansen", True, "jansen"),
    ("Fam. van den Berg", True, "berg van den"),
    ("Carla van den Berg", True, "berg carla van den"),
    ("J. Jansen en C. de Boer", True, "jansen j c de boer"),
    ("Jansen", True, "jansen"),
    ("Jansen-Bos", True, "jansen bos"),
    ("Jansen & Bos", True, "jansen bos"),
]


@pytest.mark.parametrize(("name", "is_household", "expected"), SORT_NAMES)
def test_a_client_stands_where_one_looks_for_it(name, is_household, expected) -> None:
    assert client_sort_name(name, is_household=is_household) == expected


@pytest.mark.parametrize(
    ("family", "given_name", "prefix", "expected"),
    [
        ("Berg", "Carla", "van den", "berg carla van den"),
        ("Ĳssel", "Zoë", "", "ijssel zoe"),
        ("D'Ávila", "", "", "davila"),
        ("Łukasz", "", "", "lukasz"),
    ],
)
def test_a_person_stands_by_last_name(family, given_name, prefix, expected) -> None:
    assert person_sort_name(family_name=family, given_name=given_name, name_prefix=prefix) == expected


def test_initials_come_from_every_part_of_a_first_name() -> None:
    assert initials_of("Anna-Maria Carla") == "A.M.C."


def test_control_characters_do_not_come_in() -> None:
    assert tidied("Car\u0000la\u202e  van\tden") == "Car la van den"


_GIVEN = st.sampled_from(["Carla", "Jan Peter", "Zoë", "Anna-Maria", "Youssef"])
_PREFIX = st.sampled_from(["", "van", "van den", "de", "ter", "in 't", "von"])
_FAMILY = st.sampled_from(["Berg", "IJssel", "Jansen-Bos", "Müller", "O'Neill"])


@settings(deadline=None)  # a busy machine is no fault
@given(_GIVEN, _PREFIX, _FAMILY)
def test_a_full_name_comes_back_as_its_parts(given_name: str, prefix: str, family: str) -> None:
    name = PersonName(given_name=given_name, name_prefix=prefix, family_name=family)
    assert parse_name(name.full_name) == name


@settings(deadline=None)  # a busy machine is no fault
@given(_GIVEN, _PREFIX, _FAMILY)
def test_a_name_with_the_last_name_first_means_the_same(given_name: str, prefix: str, family: str) -> None:
    expected = PersonName(given_name=given_name, name_prefix=prefix, family_name=family)
    assert parse_name(f"{family}, {given_name} {prefix}") == expected
    assert parse_name(f"{prefix} {family}, {given_name}") == expected


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(max_size=60))
def test_any_text_gives_a_name_and_loses_no_letter(text: str) -> None:
    name = parse_name(text)
    told = folded(f"{name.full_name} {name.initials} {name.salutation} {name.given_name}")
    if not name.salutation and not any(mark in text for mark in '()"“”„') and name.family_name:
        assert folded(name.family_name) in told


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
