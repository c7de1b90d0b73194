"""Countries as the law on transfers sees them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from gestand.core.egress.countries import ADEQUATE, EEA, country_choices, country_name, is_country
from gestand.core.egress.recipients import Recipient, RecipientKind


def test_the_eea_has_thirty_countries_and_none_of_them_needs_a_decision() -> None:
    assert len(EEA) == 30
    assert not EEA & ADEQUATE


def test_a_country_has_its_name_in_the_language_of_the_reader() -> None:
    with override("nl"):
        assert country_name("DE") == "Duitsland"
    with override("en"):
        assert country_name("DE") == "Germany"
    assert country_name("??") == "??"


@pytest.mark.parametrize(("code", "is_one"), [("NL", True), ("EL", False), ("nl", False), ("150", False), ("", False)])
def test_a_code_is_a_country_or_not(code: str, is_one: bool) -> None:
    assert is_country(code) is is_one


def test_the_choices_begin_with_the_eea() -> None:
    with override("nl"):
        codes = [code for code, _name in country_choices()]
    assert set(codes[:30]) == EEA
    assert len(codes) == len(set(codes)) > 200


@pytest.mark.parametrize(
    ("country", "kind", "leaves"),
    [
        ("US", RecipientKind.PROCESSOR, True),
        ("NL", RecipientKind.PROCESSOR, False),
        ("", RecipientKind.PROCESSOR, False),
        ("US", RecipientKind.NO_PERSONAL_DATA, False),
    ],
)
def test_data_leaves_the_eea_with_whom_it_goes_to(country: str, kind: RecipientKind, leaves: bool) -> None:
    assert Recipient("printer", "Drukkerij Jansen", kind, country=country).leaves_the_eea is leaves
