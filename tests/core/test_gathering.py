"""Questions that go in one statement answer as if each were asked alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import CharField, Count, DateField, DecimalField, Exists, Model, OuterRef, QuerySet, Value

from gestand.core.actors import SYSTEM
from gestand.core.gathering import Gathers, Reading, gathered, read_all, reading_of
from gestand.core.jobs import enqueue
from gestand.core.jobs.models import Job
from gestand.core.mail.models import MailSettings
from gestand.core.questions import Given, Ids, Question
from gestand.people.models import Client, Membership, Person
from tests.cast import Cast

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@Question
def people_by_name(people: Ids) -> QuerySet[Any, Any]:
    return Person.objects.filter(id__among=people).order_by("sort_name")


@Question
def clients_since() -> QuerySet[Any, Any]:
    return (
        Client.objects.filter(started_on__gte=Given("day", DateField()))
        .order_by("-name")
        .values_list("name", flat=True)
    )


def told(row: Any) -> Any:
    return {name: value for name, value in vars(row).items() if name != "_state"} if isinstance(row, Model) else row


def assert_the_same(*questions: QuerySet[Any, Any]) -> None:
    answers = gathered(questions)
    for question in questions:
        alone = [told(row) for row in question]
        assert alone
        assert [told(row) for row in answers[question]] == alone


def test_dates_moments_numbers_and_ids_come_back_as_they_are(cast: Cast) -> None:
    enqueue("core.sweep_files", by=SYSTEM, at=NOW)
    worth = Client.objects.annotate(worth=Value(Decimal("12.30"), DecimalField(max_digits=9, decimal_places=2)))
    has_people = Exists(Membership.objects.filter(client=OuterRef("pk")))
    assert_the_same(
        Job.objects.all(),
        Client.objects.order_by("name"),
        worth.annotate(busy=has_people).order_by("id").values_list("worth", "busy", "started_on", "ended_on"),
        Membership.objects.order_by("id").values_list("is_main", "person__created_at", "client_id"),
    )


def test_rows_bring_along_what_was_asked_with_them(cast: Cast, django_assert_num_queries: Any) -> None:
    asked = Membership.objects.select_related("person").annotate(word=Value("x", CharField())).order_by("id")
    with django_assert_num_queries(1):
        seen = [(row.person.full_name, row.word) for row in gathered([asked])[asked]]
    assert seen == [(row.person.full_name, "x") for row in asked]


def test_each_answer_keeps_its_order_and_its_limit(cast: Cast) -> None:
    Job.objects.bulk_create(
        Job(name=f"test.{number * 37 % 101:03}", actor_kind="system", enqueued_at=NOW, run_after=NOW)
        for number in range(101)
    )
    upward, downward = Job.objects.order_by("name"), Job.objects.order_by("-name")[3:9]
    assert_the_same(upward, downward, upward.values_list("name", flat=True), Job.objects.order_by("-name"))


def test_counts_by_group_and_unions_go_too(cast: Cast) -> None:
    counted = Membership.objects.order_by().values_list("client_id").annotate(people=Count("id"))
    names = Client.objects.order_by().values_list("name"), Person.objects.order_by().values_list("family_name")
    assert_the_same(counted.order_by("client_id"), names[0].union(names[1]).order_by("name"))


def test_a_question_is_asked_with_its_values(cast: Cast, django_assert_num_queries: Any) -> None:
    everybody = people_by_name.about(people=(cast.carla.id, cast.eva.id))
    one, old = people_by_name.about(people=(cast.eva.id,)), clients_since.about(day=date(2000, 1, 1))
    with django_assert_num_queries(1):
        answers = gathered([everybody, one, old, clients_since.about(day=date(2099, 1, 1))])
    assert answers[everybody] == people_by_name(people=[cast.carla.id, cast.eva.id]) == [cast.carla, cast.eva]
    assert answers[one] == [cast.eva]
    assert answers[old] == clients_since(day=date(2000, 1, 1)) == ["Familie Jansen", "Bakkerij Het Zoute Brood"]
    assert answers[clients_since.about(day=date(2099, 1, 1))] == []


def test_the_same_question_is_asked_once(cast: Cast, django_assert_num_queries: Any) -> None:
    def names(rows: list[str]) -> list[str]:
        return rows

    twice = [Reading(names, clients_since.about(day=date(2000, 1, 1))) for _time in range(2)]
    with django_assert_num_queries(1) as queries:
        one, other = read_all(twice)
    assert one == other != []
    assert queries[0]["sql"].count('FROM "people_client"') == 1


def test_what_is_known_to_be_empty_is_not_asked(db: None, django_assert_num_queries: Any) -> None:
    nobody = Person.objects.none()
    with django_assert_num_queries(0):
        assert gathered([nobody]) == {nobody: []}
        assert gathered([]) == {}


def test_a_source_asks_alone_or_with_the_others(cast: Cast, django_assert_num_queries: Any) -> None:
    @Gathers
    def names(*, first: bool) -> Reading[list[str]]:
        return Reading(lambda rows: rows[:1] if first else rows, clients_since.about(day=date(2000, 1, 1)))

    def own_way(*, first: bool) -> list[str]:
        return list(Client.objects.order_by("name").values_list("name", flat=True)[: 1 if first else None])

    assert names(first=True) == ["Familie Jansen"]
    with django_assert_num_queries(2):
        readings = [reading_of(source, first=True) for source in (names, own_way)]
        assert read_all(readings) == [["Familie Jansen"], ["Bakkerij Het Zoute Brood"]]


def test_what_needs_more_queries_is_refused(cast: Cast) -> None:
    with pytest.raises(TypeError):
        gathered([Client.objects.prefetch_related("memberships")])
    with pytest.raises(TypeError):
        gathered([Client.objects.values("name")])


def test_bytes_and_percent_signs_pass(db: None) -> None:
    MailSettings.objects.create(id=1, host="a%b", saved_at=NOW, sealed_secret=b"\x00\xff", username="%s")
    asked = MailSettings.objects.filter(username__contains="%").values_list("sealed_secret", "host")
    ((secret, host),) = gathered([asked])[asked]
    assert (bytes(secret), host) == (b"\x00\xff", "a%b")
