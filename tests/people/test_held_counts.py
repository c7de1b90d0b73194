"""What the Privacy tab counts, from one query that is put together once and then asked for everybody."""

from __future__ import annotations

from uuid import UUID

from gestand.core.declarations import Category
from gestand.people.queries import privacy
from gestand.people.queries.privacy import held_about
from tests.cast import Cast, make_call, make_person


def counted(persons: list[UUID], clients: list[UUID]) -> dict[Category, int]:
    return {row.category: row.count for row in held_about(persons=persons, clients=clients)}


def test_the_query_kept_for_one_client_answers_for_another(cast: Cast) -> None:
    make_call(cast.bakery, cast.carla, "Kassa start weer.")
    of_bakery = counted([cast.carla.id], [cast.bakery.id])
    kept = privacy._counting.cache_info().misses
    of_jansen = counted([cast.eva.id], [cast.jansen.id])
    assert privacy._counting.cache_info().misses == kept
    assert of_bakery[Category.CORRESPONDENCE] == 2
    assert of_jansen[Category.CORRESPONDENCE] == 1


def test_nobody_is_counted_twice_when_the_kept_query_has_room_for_more(cast: Cast) -> None:
    people = [make_person("Piet", name).id for name in ("Een", "Twee", "Drie")]
    assert counted(people, [])[Category.NAME] == 3


def test_nothing_is_held_about_nobody() -> None:
    assert held_about(persons=[], clients=[]) == []
