"""Questions that are compiled once answer as the queryset that they are made from."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from gestand.core.questions import Ids, Question, columns_of, made_of
from gestand.people.models import Membership, Person
from tests.cast import Cast


@Question
def memberships(clients: Ids, people: Ids) -> QuerySet[Any, Any]:
    rows = Membership.objects.order_by().values_list("id", "client_id", "is_main", "person__created_at")
    return rows.filter(client_id__among=clients).union(rows.filter(person_id__among=people), all=True)


@Question
def whole_people(people: Ids) -> QuerySet[Any, Any]:
    return Person.objects.filter(id__among=people).order_by("sort_name").values_list(*columns_of(Person))


def test_the_answer_has_the_values_of_the_queryset(cast: Cast) -> None:
    plain = Membership.objects.filter(client=cast.bakery)
    wanted = list(plain.values_list("id", "client_id", "is_main", "person__created_at"))
    assert memberships(clients=[cast.bakery.id], people=[]) == wanted


def test_each_time_it_is_asked_about_other_ids(cast: Cast) -> None:
    assert [row[1] for row in memberships(clients=[], people=[cast.eva.id])] == [cast.jansen.id]
    assert [row[1] for row in memberships(clients=[cast.bakery.id], people=[cast.eva.id])] == [
        cast.bakery.id,
        cast.jansen.id,
    ]
    assert memberships(clients=[], people=[]) == []


def test_it_is_one_query_however_many_ids(cast: Cast, django_assert_num_queries: Any) -> None:
    many = [cast.bakery.id] * 2_000
    with django_assert_num_queries(1):
        assert len(memberships(clients=many, people=many)) == 1


def test_rows_are_made_again_from_their_values(cast: Cast) -> None:
    rows = whole_people(people=[cast.carla.id, cast.eva.id])
    assert [made_of(Person, row) for row in rows] == [cast.carla, cast.eva]
    assert made_of(Person, rows[0]).created_at == Person.objects.get(id=cast.carla.id).created_at
