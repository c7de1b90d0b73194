from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gestand.people.kernels.mails import folded_mail, read_mail_address
from gestand.people.kernels.numbers import bsns_in, read_kvk_number, read_vat_id
from gestand.people.kernels.phones import read_phone
from gestand.people.kernels.postal import dutch_postal_code_inside, read_country, read_postal_code
from gestand.people.kernels.refusals import HoldsBsn, NotValid
from gestand.people.kernels.websites import read_website
from gestand.ui.formats import phone_words

PHONES = [
    ("030 123 45 67", "+31301234567"),
    ("030-1234567", "+31301234567"),
    ("(030) 123 45 67", "+31301234567"),
    ("+31 30 123 45 67", "+31301234567"),
    ("+31 (0)30 123 45 67", "+31301234567"),
    ("+31(0)30-1234567", "+31301234567"),
    ("0031 30 1234567", "+31301234567"),
    ("0031(0)301234567", "+31301234567"),
    ("31301234567", "+31301234567"),
    ("06 12 34 56 78", "+31612345678"),
    ("06-12345678", "+31612345678"),
    ("06.12.34.56.78", "+31612345678"),
    ("+316 12345678", "+31612345678"),
    ("tel. 030 123 45 67", "+31301234567"),
    ("Mobiel: 06-12345678", "+31612345678"),
    ("T: 030 123 45 67", "+31301234567"),
    ("tel:+31301234567", "+31301234567"),
    ("0346 12 34 56", "+31346123456"),
    ("0800 1234", "+318001234"),
    ("0900-1234567", "+319001234567"),
    ("088 123 45 67", "+31881234567"),
    ("+32 2 123 45 67", "+3221234567"),
    ("0032 2 123 45 67", "+3221234567"),
    ("+49 30 123456", "+4930123456"),
    ("030 012 34 56", "+31300123456"),  # invented: cannot be dialled, may be written
    ("030\u00a0123\u00a045\u00a067", "+31301234567"),
]


@pytest.mark.parametrize(("written", "number"), PHONES)
def test_any_dutch_spelling_of_a_number_is_read(written: str, number: str) -> None:
    assert read_phone(written).number == number


def test_an_extension_is_kept_apart() -> None:
    assert read_phone("030 123 45 67 toestel 12").extension == "12"
    assert read_phone("030 123 45 67 ext. 12").number == "+31301234567"


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "abc",
        "12",
        "030 123",
        "0000000000",
        "06 12 34 56 78 90 12",
        "030 123 45 67 bellen na vijven",
        "=1+1",
        "+",
        "1" * 80,
        "٠٣٠١٢٣٤٥٦٧ x",
    ],
)
def test_nonsense_is_no_number(nonsense: str) -> None:
    with pytest.raises(NotValid) as refusal:
        read_phone(nonsense)
    assert "030 123 45 67" in str(refusal.value)


@pytest.mark.parametrize(
    ("number", "words"),
    [("+31301234567", "030 123 45 67"), ("+31612345678", "06 12 34 56 78"), ("+31346123456", "0346 12 34 56")],
)
def test_a_number_is_shown_as_dutch_people_write_it(number: str, words: str) -> None:
    assert phone_words(number) == words


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.from_regex(r"0[1-7][0-9]{8}", fullmatch=True).filter(
        lambda text: len(set(text)) > 1 and not text.startswith("067")
    )
)
def test_a_number_read_shown_and_read_again_is_the_same(text: str) -> None:
    number = read_phone(text).number
    assert read_phone(phone_words(number)).number == number


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused_with_a_sentence(text: str) -> None:
    try:
        number = read_phone(text).number
    except NotValid as refusal:
        number = f"+ {refusal}"
    assert number.startswith("+")


@pytest.mark.parametrize(
    ("written", "code"),
    [("3722ab", "3722 AB"), ("3722 AB", "3722 AB"), ("3722  ab ", "3722 AB"), ("NL-3722 AB", "3722 AB"), ("", "")],
)
def test_a_dutch_postal_code_gets_one_shape(written: str, code: str) -> None:
    assert read_postal_code(written) == code


@pytest.mark.parametrize("written", ["0722 AB", "3722", "3722 SS", "AB 3722", "37222 AB", "<b>"])
def test_what_is_no_dutch_postal_code_is_refused(written: str) -> None:
    with pytest.raises(NotValid):
        read_postal_code(written)


def test_a_foreign_postal_code_stays_as_it_is() -> None:
    assert read_postal_code("sw1a 1aa", country="GB") == "SW1A 1AA"


def test_a_country_may_be_written_out() -> None:
    assert [read_country(name) for name in ("", "nl", "Nederland", "België")] == ["NL", "NL", "NL", "BE"]


def test_an_address_line_is_taken_apart_at_its_postal_code() -> None:
    assert dutch_postal_code_inside("Dorpsstraat 1, 3722ZZ Bilthoven") == ("Dorpsstraat 1", "3722 ZZ", "Bilthoven")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("carla@zoutebrood.example", "carla@zoutebrood.example"),
        (" Carla <Carla@ZouteBrood.example> ", "Carla@ZouteBrood.example"),
        ("mailto:carla@zoutebrood.example", "carla@zoutebrood.example"),
        ("carla@zoutebrood.example;", "carla@zoutebrood.example"),
    ],
)
def test_a_mail_address_is_kept_as_typed(written: str, address: str) -> None:
    assert read_mail_address(written) == address


@pytest.mark.parametrize(
    "written", ["", "carla", "carla@", "@x.nl", "carla berg@x.nl", "a@b", "a" * 250 + "@x.example"]
)
def test_what_is_no_mail_address_is_refused(written: str) -> None:
    with pytest.raises(NotValid):
        read_mail_address(written)


def test_capitals_do_not_tell_mailboxes_apart() -> None:
    assert folded_mail("Carla@ZouteBrood.Example") == folded_mail("carla@zoutebrood.example")


@pytest.mark.parametrize(
    ("written", "number"),
    [("12345678", "12345678"), ("1234 56 78", "12345678"), ("KvK: 12345678", "12345678"), ("", "")],
)
def test_a_chamber_of_commerce_number_has_eight_digits(written: str, number: str) -> None:
    assert read_kvk_number(written) == number


@pytest.mark.parametrize("written", ["1234567", "123456789", "000012345678", "abcdefgh", "١٢٣٤٥٦٧٨"])
def test_another_length_is_refused(written: str) -> None:
    with pytest.raises(NotValid):
        read_kvk_number(written)


VAT_IDS = [
    ("NL002455799B11", "", "NL002455799B11"),  # btw-id of a sole trader since 2020
    ("nl 0024.55.799.b11", "sole_trader", "NL002455799B11"),
    ("002455799B11", "", "NL002455799B11"),
    ("NL004495445B01", "company", "NL004495445B01"),  # the organisation's own number
    ("NL004495445B01", "association", "NL004495445B01"),
    ("BE0403019261", "", "BE0403019261"),
    ("", "", ""),
]


@pytest.mark.parametrize(("written", "legal_form", "number"), VAT_IDS)
def test_a_vat_id_is_read(written: str, legal_form: str, number: str) -> None:
    assert read_vat_id(written, legal_form=legal_form) == number


@pytest.mark.parametrize("legal_form", ["", "sole_trader", "other"])
@pytest.mark.parametrize("written", ["NL111222333B01", "111222333B01", "NL 1112.22.333.B01", "NL004495445B01"])
def test_a_number_that_embeds_a_bsn_is_refused(written: str, legal_form: str) -> None:
    with pytest.raises(HoldsBsn):
        read_vat_id(written, legal_form=legal_form)


@pytest.mark.parametrize(
    "written", ["NL123456789B90", "NL12", "NL000000000B11", "NL002455799B00", "XX123", "NL002455799B12"]
)
def test_a_wrong_vat_id_is_refused(written: str) -> None:
    with pytest.raises(NotValid):
        read_vat_id(written)


@pytest.mark.parametrize(
    "text",
    [
        "111222333",
        "nummer 1112.22.333.",
        "111 222 333 is van Eva",
        "BSN: 11122233 3",
        "bsn 10000008",
        "Sofinummer is 111222333",
    ],
)
def test_what_looks_like_a_bsn_is_seen(text: str) -> None:
    assert bsns_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bel 030 123 45 67",
        "06-12345678",
        "+31301234567",
        "KvK 12345678",
        "NL91ABNA0417164300",
        "factuur 20261122",
        "111222334",
        "serienummer SN111222333",
        "€ 111222333,50",
        "1112223331",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert bsns_in(text) == []


@pytest.mark.parametrize(
    ("written", "address"),
    [("www.voorbeeld.nl", "https://www.voorbeeld.nl"), ("http://a.example/x", "http://a.example/x"), ("", "")],
)
def test_a_website_becomes_an_address(written: str, address: str) -> None:
    assert read_website(written) == address


@pytest.mark.parametrize("written", ["javascript:alert(1)", "data:text/html,x", "geen site", "ftp://a.example"])
def test_what_a_browser_should_not_open_is_refused(written: str) -> None:
    with pytest.raises(NotValid):
        read_website(written)
