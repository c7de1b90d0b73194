from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gestand.people.kernels.signature import paste_signature

DUTCH = """Met vriendelijke groet,

Carla van den Berg
Eigenaar

Bakkerij Het Zoute Brood
Dorpsstraat 1
3722 ZZ Bilthoven

T 030 123 45 67
M 06-12345678
E carla@zoutebrood.example
W www.zoutebrood.example
KvK 12345678 | BTW NL002455799B11"""

ENGLISH = """Kind regards,

John Smith
Director

Smith & Sons Ltd
12 High Street
London SW1A 1AA
United Kingdom

Phone: +44 20 7946 0958
Email: john@smithandsons.example
https://www.smithandsons.example"""

CASES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "a whole Dutch signature",
        DUTCH,
        {
            "full_name": "Carla van den Berg",
            "job_title": "Eigenaar",
            "company": "Bakkerij Het Zoute Brood",
            "street": "Dorpsstraat 1",
            "postal_code": "3722 ZZ",
            "city": "Bilthoven",
            "phones": [("+31301234567", ""), ("+31612345678", "mobiel")],
            "mails": ["carla@zoutebrood.example"],
            "website": "https://www.zoutebrood.example",
            "kvk_number": "12345678",
            "vat_id": "NL002455799B11",
            "left": [],
        },
    ),
    (
        "a whole English signature",
        ENGLISH,
        {
            "full_name": "John Smith",
            "job_title": "Director",
            "company": "Smith & Sons Ltd",
            "street": "12 High Street",
            "postal_code": "SW1A 1AA",
            "city": "London",
            "country": "GB",
            "phones": [("+442079460958", "")],
            "mails": ["john@smithandsons.example"],
            "website": "https://www.smithandsons.example",
            "left": [],
        },
    ),
    (
        "an address label",
        "Fam. J. Jansen\nLaan van Nieuw 12-a\n3721ab BILTHOVEN",
        {"full_name": "J. Jansen", "street": "Laan van Nieuw 12-a", "postal_code": "3721 AB", "left": []},
    ),
    (
        "an address label in capitals",
        "Fam. J. Jansen\nLaan van Nieuw 12-a\n3721 AB BILTHOVEN",
        {
            "full_name": "J. Jansen",
            "street": "Laan van Nieuw 12-a",
            "postal_code": "3721 AB",
            "city": "BILTHOVEN",
            "company": "",
        },
    ),
    (
        "one line",
        "Eva Jansen, Laan 2, 3721 ZZ Bilthoven, 06 12345678, eva@jansen.example",
        {
            "street": "Laan 2",
            "postal_code": "3721 ZZ",
            "city": "Bilthoven",
            "full_name": "Eva Jansen",
            "phones": [("+31612345678", "")],
            "mails": ["eva@jansen.example"],
        },
    ),
    (
        "a mail's From line",
        "Carla van den Berg <carla@zoutebrood.example>",
        {"full_name": "Carla van den Berg", "mails": ["carla@zoutebrood.example"], "company": ""},
    ),
    (
        "bars between the parts",
        "Piet Bos | Directeur | Bos Techniek B.V. | 030-1234567 | piet@bostechniek.example",
        {
            "full_name": "Piet Bos",
            "job_title": "Directeur",
            "company": "Bos Techniek B.V.",
            "phones": [("+31301234567", "")],
        },
    ),
    (
        "a box number and a name after t.a.v.",
        "De Groot Accountants\nt.a.v. mevr. A. de Groot\nPostbus 100\n3720 AC Bilthoven",
        {
            "company": "De Groot Accountants",
            "full_name": "A. de Groot",
            "street": "Postbus 100",
            "postal_code": "3720 AC",
            "city": "Bilthoven",
        },
    ),
    (
        "a title behind the name",
        "Sanne de Wit - officemanager\nNotaris Vermeulen\ninfo@notarisvermeulen.example",
        {"full_name": "Sanne de Wit", "job_title": "officemanager", "company": "Notaris Vermeulen"},
    ),
    (
        "a Belgian address",
        "Luc Peeters\nKerkstraat 5\nB-1000 Brussel\nBelgië\n+32 2 123 45 67",
        {
            "full_name": "Luc Peeters",
            "street": "Kerkstraat 5",
            "postal_code": "1000",
            "city": "Brussel",
            "country": "BE",
            "phones": [("+3221234567", "")],
        },
    ),
    (
        "a bank account is not understood and not lost",
        "Eva Jansen\nNL91ABNA0417164300",
        {"full_name": "Eva Jansen", "left": ["NL91ABNA0417164300"]},
    ),
    ("nothing", "", {"full_name": "", "left": []}),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_pasted_block_is_taken_apart(text: str, expected: dict[str, Any]) -> None:
    found = paste_signature(text)
    told = {name: found.name.full_name if name == "full_name" else getattr(found, name) for name in expected}
    assert told == expected


def test_a_vat_number_that_embeds_a_bsn_is_left_out_and_told() -> None:
    found = paste_signature("Piet Bos\nBtw-nummer: NL111222333B01")
    assert (found.vat_id, found.held_bsn) == ("", True)
    assert "111222333" not in " ".join(found.left)


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(max_size=200))
def test_any_text_may_be_pasted(text: str) -> None:
    paste_signature(text)
