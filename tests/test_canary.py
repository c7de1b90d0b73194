"""The canary: a unique token in every personal field of every table, for two people (``gestand.rights.canary``).

A's package holds all of A's and none of B's.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from gestand.core.declarations.registry import personal_models, rows_about
from gestand.people.models import MailAddress, Membership, Person
from gestand.rights.canary.comparing import complaints, unpacked
from gestand.rights.canary.planting import WORDS, Gardener, Planted, planted
from gestand.rights.package import prepared
from gestand.rights.package.tables import personal_tables
from gestand.rights.subjects import subjects_of
from gestand.team.models import Account
from tests.cast import NOW, Cast


@pytest.fixture(autouse=True)
def _declarations_are_read_anew() -> Iterator[None]:
    """The package keeps what it has read from the declarations; these tests change them."""
    for forget in (personal_tables.cache_clear, prepared.forget):
        forget()
    yield
    for forget in (personal_tables.cache_clear, prepared.forget):
        forget()


@pytest.fixture
def two(db: None) -> tuple[Planted, Planted]:
    return planted("a"), planted("b")


def test_every_personal_table_was_planted(two: tuple[Planted, Planted]) -> None:
    tables = {table for table, _field in {**two[0].given, **two[0].withheld}}
    with_words = {
        declared.model._meta.label_lower
        for declared in personal_models()
        if declared.personal is not None
        and any(
            isinstance(each, WORDS) and Gardener(two[0], itertools.count()).can_hold_a_token(each, declared.personal)
            for each in declared.model._meta.concrete_fields
        )
    }
    assert tables >= with_words
    assert len(tables) > 15


def test_a_package_holds_everything_of_its_person_and_nothing_of_another(two: tuple[Planted, Planted]) -> None:
    mine, other = two
    assert complaints(unpacked(mine.roots["person"].pk), mine, other) == []
    assert complaints(unpacked(other.roots["person"].pk), other, mine) == []


def test_the_canary_sees_a_table_that_leads_to_nobody(
    two: tuple[Planted, Planted], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = two
    monkeypatch.setattr(
        "gestand.rights.package.tables.rows_about",
        lambda model, **subjects: model._base_manager.none() if model is Membership else rows_about(model, **subjects),
    )
    found = complaints(unpacked(mine.roots["person"].pk), mine, other)
    assert found
    assert all("people.membership" in complaint for complaint in found)


def test_the_canary_sees_a_field_that_is_given_though_it_is_withheld(
    two: tuple[Planted, Planted], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = two
    monkeypatch.setattr(Account, "personal", replace(Account.personal, withhold={}))
    found = complaints(unpacked(mine.roots["person"].pk), mine, other)
    assert found == [
        "withheld ('team.account', 'password') is in it",
        "withheld ('team.account', 'password') is not named",
    ]


def test_the_canary_sees_rows_of_somebody_else(two: tuple[Planted, Planted], monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = two
    monkeypatch.setattr(
        "gestand.rights.package.tables.rows_about", lambda model, **_subjects: model._base_manager.all()
    )
    assert any(
        "of somebody else" in complaint for complaint in complaints(unpacked(mine.roots["person"].pk), mine, other)
    )


def test_what_others_of_the_household_have_is_counted_and_left_out(cast: Cast) -> None:
    partner = Person.objects.create(given_name="Partner", sort_name="partner", created_at=NOW, changed_at=NOW)
    Membership.objects.create(client=cast.jansen, person=partner, role="adult", job_title="knrpartner")
    package = unpacked(cast.eva.pk)
    assert "knrpartner" not in package.everything.decode("utf-8", "replace")
    tables = {table["name"]: table for table in json.loads(package.data)["tables"]}
    assert tables["people.membership"]["rows_about_others"] == 1


def test_an_account_is_the_persons_only_when_nobody_else_has_its_address(cast: Cast) -> None:
    MailAddress.objects.create(person=cast.eva, address=cast.anna.email, folded=cast.anna.email)
    assert subjects_of(cast.eva.pk).accounts == {cast.anna.pk}
    MailAddress.objects.create(person=cast.carla, address=cast.anna.email, folded=cast.anna.email)
    assert subjects_of(cast.eva.pk).accounts == frozenset()
