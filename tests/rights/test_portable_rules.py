"""A package passes the same rules as what is typed here: what no form takes, no package brings in."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from gestand.core.house import house
from gestand.people.kernels.refusals import HoldsBsn
from gestand.people.models import Address, Client, Person, PhoneNumber
from gestand.people.row_rules import client_rule
from gestand.rights.portable.scope import client_scope
from gestand.rights.portable.tables import division
from gestand.rights.portable.taking import look_through, take_in
from tests.cast import NOW, Cast
from tests.rights.test_portable import changed, empty_gestand, packed, refused, with_history

pytestmark = pytest.mark.django_db
Rows = dict[str, list[dict[str, Any]]]


def package_of(cast: Cast, *, business: bool = False) -> bytes:
    with_history(cast)
    Address.objects.create(client=cast.bakery if business else cast.jansen, kind="visit", street="Dorpsstraat 1")
    return packed(client_scope((cast.bakery if business else cast.jansen).id))


def with_rows(package: bytes, change: Callable[[Rows], None]) -> bytes:
    return changed(package, lambda data: change({table["name"]: table["rows"] for table in data["tables"]}))


def put(table: str, **values: Any) -> Callable[[Rows], None]:
    """The first row of a table with other values."""
    return lambda rows: rows[f"people.{table}"][0].update(values)


BUSINESS = [
    (put("client", vat_id="NL111222333B01", legal_form="sole_trader"), "burgerservicenummer"),
    (put("client", vat_id="NL123456789B01"), "typefout"),
    (put("client", kvk_number="1234"), "acht cijfers"),
    (put("client", kvk_number="30 12 34"), "acht cijfers"),
    (put("client", website="javascript:alert(1)"), "daar niet hoort"),
]
HOUSEHOLD = [
    (put("client", vat_id="NL002455799B11"), "huishouden"),
    (put("client", name="Familie 111222333"), "burgerservicenummer"),
    (put("client", name="  "), "naam"),
    (put("client", started_on="1200-01-01"), "te lang geleden"),
    (put("person", given_name="111222333"), "burgerservicenummer"),
    (put("person", given_name="", family_name="", initials=""), "naam"),
    (put("phonenumber", number="030 123"), "telefoonnummer"),
    (put("phonenumber", number="030-1234567"), "niet geschreven zoals"),
    (put("phonenumber", label="111222333"), "burgerservicenummer"),
    (put("address", postal_code="ABC"), "postcode"),
    (put("address", street="", city=""), "straat"),
    (put("membership", since_on="2020-01-01", until_on="2019-01-01"), "einde"),
    (put("consentevent", wording=" "), "woorden"),
    (put("consentevent", source=""), "hoe het is gezegd"),
    (put("consentevent", purpose="purpose.maintenance"), "toestemming"),
    (put("consentevent", at="2090-01-01T00:00:00Z"), "moment"),
    (put("correspondence", text="", subject="", caller=""), "waar het over ging"),
    (put("correspondence", minutes=2000), "1440"),
    (put("correspondence", at="2090-01-01T00:00:00Z"), "moment"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "why"), HOUSEHOLD)
def test_what_no_form_takes_comes_in_with_no_package(cast: Cast, change: Callable[[Rows], None], why: str) -> None:
    package = package_of(cast)
    empty_gestand()
    said = refused(with_rows(package, change), cast)
    assert why in said


@pytest.mark.parametrize(("change", "why"), BUSINESS)
def test_no_number_of_a_business_comes_in_that_no_form_takes(
    cast: Cast, change: Callable[[Rows], None], why: str
) -> None:
    package = package_of(cast, business=True)
    empty_gestand()
    said = refused(with_rows(package, change), cast)
    assert why in said


def test_every_table_of_people_that_is_taken_along_has_its_rule(cast: Cast) -> None:
    tables = {table.name for table in division("nl").tables if table.name.startswith("people.")}
    assert tables - house.row_rules.keys() == {"people.attachment"}  # a file with its own check, and no words


def test_a_bsn_in_a_text_is_taken_with_a_remark(cast: Cast) -> None:
    Person.objects.filter(id=cast.eva.id).update(note="Bsn 111222333, zei ze.")
    package = package_of(cast)
    empty_gestand()
    look = look_through(io.BytesIO(package))
    assert list(look.remarks.values()) == [1]
    assert "burgerservicenummer" in next(iter(look.remarks))
    assert take_in(io.BytesIO(package), by=cast.owner, at=NOW).new


def test_what_is_here_already_is_not_judged_again(cast: Cast) -> None:
    PhoneNumber.objects.filter(person=cast.eva).update(number="12")  # of before this rule
    package = package_of(cast)
    assert look_through(io.BytesIO(package)).conflicts == 0


def test_the_rule_is_the_one_of_the_forms(cast: Cast) -> None:
    row = Client(kind="business", name="X", language="nl", vat_id="NL111222333B01", started_on=NOW.date())
    with pytest.raises(HoldsBsn):
        client_rule(row)
