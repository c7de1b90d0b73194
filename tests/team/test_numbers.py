"""Numbers that a firm prints about itself; a citizen service number (BSN) is refused, a look-alike is not."""

from __future__ import annotations

import pytest

from gestand.team.numbers import NotThisNumber, clean_kvk_number, clean_phone, clean_vat_id

#: 111222333 passes the 11-test, as a BSN does.
OLD_SOLE_TRADERS_NUMBER = "NL111222333B01"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("NL000099998B57", "NL000099998B57"),
        ("nl 0000.99.998.b57", "NL000099998B57"),
        ("000099998B57", "NL000099998B57"),
        ("NL002455799B11", "NL002455799B11"),
        ("BE0417497106", "BE0417497106"),
        ("DE136695976", "DE136695976"),
    ],
)
def test_a_vat_id_is_accepted_in_every_spelling(given: str, kept: str) -> None:
    assert clean_vat_id(given, legal_person=False) == kept


def test_a_sole_traders_old_number_is_refused() -> None:
    with pytest.raises(NotThisNumber, match="BSN"):
        clean_vat_id(OLD_SOLE_TRADERS_NUMBER, legal_person=False)


def test_the_same_shape_is_a_legal_persons_own_number() -> None:
    assert clean_vat_id("NL004495445B01", legal_person=True) == "NL004495445B01"


@pytest.mark.parametrize("given", ["NL000099998B58", "NL12", "0417497106", "XX123", "111222333", "NL111222334B01"])
def test_a_wrong_vat_id_is_refused(given: str) -> None:
    with pytest.raises(NotThisNumber):
        clean_vat_id(given, legal_person=True)


@pytest.mark.parametrize(
    ("given", "kept"), [("12345678", "12345678"), ("1234 5678", "12345678"), ("1112.2233", "11122233")]
)
def test_a_chamber_of_commerce_number_has_eight_digits(given: str, kept: str) -> None:
    assert clean_kvk_number(given) == kept


@pytest.mark.parametrize("given", ["1234567", "123456789", "1234567a"])
def test_anything_else_is_none(given: str) -> None:
    with pytest.raises(NotThisNumber):
        clean_kvk_number(given)


@pytest.mark.parametrize(
    ("given", "country", "kept"),
    [
        ("030 012 34 56", "NL", "+31300123456"),
        ("+31 30 012 34 56", "NL", "+31300123456"),
        ("0031300123456", "NL", "+31300123456"),
        ("02 555 12 12", "BE", "+3225551212"),
    ],
)
def test_a_phone_number_is_kept_in_one_shape(given: str, country: str, kept: str) -> None:
    assert clean_phone(given, country) == kept


@pytest.mark.parametrize("given", ["bel maar", "12", "+31 30 012 34 56 78 90 12"])
def test_what_is_no_phone_number_is_refused(given: str) -> None:
    with pytest.raises(NotThisNumber):
        clean_phone(given)
