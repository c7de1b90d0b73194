"""right.port: what goes along, and to whom it goes."""

from __future__ import annotations

from typing import Any

import pytest

from gestand.core.declarations.registry import rows_about
from gestand.people.models import ConsentEvent, Person
from gestand.rights.models import Transfer
from gestand.rights.portable import parts, write
from gestand.rights.portable.canary import fly
from tests.statement.sabotage.breaking import Home, sabotage
from tests.statement.sabotage.conftest import Outside
from tests.statement.sabotage.test_terms_and_rights import known_request


@pytest.fixture
def round_trip_here(outside: Outside) -> Outside:
    """The packages go there and back in the test's own database, so that a test can trip them."""
    outside.round_trip = fly
    return outside


def test_the_round_trip_is_whole_here(home: Home, round_trip_here: Outside) -> None:
    report = fly()
    assert (report.packages, report.complaints) == (2, ())
    assert report.tables >= 9
    assert report.files >= 1


@sabotage("rights.round_trip", "consents are taken in without the words that were shown")
def test_a_field_that_gets_lost_on_the_way(
    home: Home, round_trip_here: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = parts.instance_of

    def without_words(table: Any, row: Any) -> Any:
        made = whole(table, row)
        if isinstance(made, ConsentEvent):
            made.wording = "?"
        return made

    monkeypatch.setattr("gestand.rights.portable.taking.instance_of", without_words)


@sabotage("rights.round_trip", "the rows of everybody get into a portable package")
def test_somebody_else_goes_along(home: Home, round_trip_here: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    def of_everybody(model: Any, **subjects: Any) -> Any:
        return model._base_manager.all() if model is Person else rows_about(model, **subjects)

    monkeypatch.setattr("gestand.rights.portable.scope.rows_about", of_everybody)


@sabotage("rights.round_trip", "a package holds the hour at which it was made")
def test_a_package_that_is_never_the_same(
    home: Home, round_trip_here: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = iter(range(100))
    monkeypatch.setattr(write, "schema_text", lambda: f"{next(hours)} o'clock")


@sabotage("rights.sendings", "a link goes to an organisation that never confirmed its address")
def test_a_sending_to_an_unconfirmed_address(home: Home) -> None:
    asked = known_request(home, kind="portability", state="identified")
    Transfer.objects.create(
        request=asked, organisation="Ander kantoor", email="post@ander.example", state="sent", asked_at=home.at
    )
