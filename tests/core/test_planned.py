"""What is asked again and again is planned once, and answers each time for its own values."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from gestand.core.gathering import gathered
from gestand.core.planned import rows_of
from gestand.core.questions import Ids, Question
from gestand.people.models import Client, Person
from tests.cast import Cast

only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans in under a millisecond")


@Question
def people(ids: Ids) -> QuerySet[Any, Any]:
    return Person.objects.filter(id__among=ids).order_by("sort_name").values_list("id", flat=True)


@Question
def clients(ids: Ids) -> QuerySet[Any, Any]:
    return Client.objects.filter(id__among=ids).exclude(name__contains="100%").values_list("id", flat=True)


def test_each_asking_has_its_own_answer(cast: Cast) -> None:
    for wanted in ([cast.eva.id], [cast.carla.id], [], [cast.carla.id, cast.eva.id]):
        asked = people.about(ids=tuple(wanted)), clients.about(ids=(cast.bakery.id,))
        answers = gathered(asked)
        assert [answers[each] for each in asked] == [wanted, [cast.bakery.id]]
        assert people(ids=wanted) == wanted


def test_percent_signs_and_values_stay_apart(db: None) -> None:
    for value in ("%s", "100%", "a'b", "$1"):
        assert rows_of("SELECT CAST(%s AS varchar(9)), '%%s', '100%%'", [value]) == [(value, "%s", "100%")]


@only_postgresql
def test_the_third_asking_finds_its_plan_ready(cast: Cast) -> None:
    for _time in range(3):
        people(ids=[cast.eva.id])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%%sort_name%%'"
        )
        ((generic, custom),) = cursor.fetchall()
    assert generic >= 1
    assert custom == 0


@only_postgresql
def test_what_is_asked_once_leaves_no_plan_behind(db: None) -> None:
    rows_of("SELECT CAST(%s AS varchar(7))", ["x"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%varchar(7)%%'")
        assert cursor.fetchone() == (0,)


def test_a_statement_that_fails_leaves_the_connection_as_it_was(db: None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        rows_of("SELECT nothing_like_it FROM nowhere WHERE 1 = %s", [1])
    assert list(Client.objects.filter(name="nobody")) == []
