"""Who finds what: the grant decides, in the database."""

from __future__ import annotations

from contextlib import closing
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gestand.core.actors import SYSTEM, Actor, ActorKind, Role
from gestand.core.ids import new_id
from gestand.core.search import dialect, find, reindex, sql
from gestand.core.search.models import SearchEntry
from gestand.core.search.query import readings
from tests.search.shelf import Shelf, id_of

BAKERY = id_of("Bakkerij Het Zoute Brood")


def standin(*clients: str, and_others: int = 0) -> Actor:
    granted = {id_of(client) for client in clients} | {new_id() for _ in range(and_others)}
    return Actor(kind=ActorKind.ACCOUNT, role=Role.STANDIN, clients=frozenset(granted))


@pytest.mark.parametrize(
    ("looks", "others"),
    [(0, 9), (0, 0), (10, 9), (10_000, 9)],
    ids=["from the words", "from the words, clients first", "from either", "from the clients"],
)
def test_a_standin_finds_the_granted_clients_alone(
    shelf: Shelf, looks: int, others: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql, "_LOOKS_FOR_A_RARE_WORD", looks)
    bram = standin("Bakkerij Het Zoute Brood", and_others=others)
    assert [hit.title for hit in find("van carla berg", actor=bram)] == ["Carla van den Berg"]
    assert [hit.title for hit in find("carla", actor=bram)] == ["Carla van den Berg"]
    assert [hit.title for hit in find("kassaprinter", actor=bram)] == ["Gebeld"]
    for query in ("jansen", "jamsen", "bilthoven laan", "0201234567", "laptop", "e"):
        assert {hit.client_id for hit in find(query, actor=bram)} <= {BAKERY}


@pytest.mark.parametrize(
    ("others", "common"), [(0, 2000), (9, 2000), (9, 1)], ids=["clients first", "words first", "a common beginning"]
)
def test_what_a_standin_may_not_see_never_leaves_the_database(
    shelf: Shelf, others: int, common: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql, "_LOOKS_FOR_A_RARE_WORD", 0)
    monkeypatch.setattr(sql, "_LOOKS_FOR_A_COMMON_WORD", 0)
    monkeypatch.setattr(sql, "_COUNT_TO", common)
    for client in ("Bakkerij Het Zoute Brood", "Familie Jansen"):
        bram = standin(client, and_others=others)
        for query in ("berg van", "bakkerij brood", "bilthoven laan", "e", "jansen familie"):
            pool = sql.pool_of(readings(query)[0], actor=bram, limit=20, kinds=None)
            assert set(SearchEntry.objects.filter(id__in=pool).values_list("client_id", flat=True)) <= {id_of(client)}


def test_a_standin_does_not_find_what_belongs_to_no_client(shelf: Shelf) -> None:
    assert find("lekkende router", actor=standin("Familie Jansen")) == []
    assert find("lekkende router", actor=SYSTEM)


def test_clients_whose_marks_are_alike_stay_apart(shelf: Shelf) -> None:
    twin = UUID(int=BAKERY.int ^ (1 << 127))
    assert dialect.mark_of(twin) == dialect.mark_of(BAKERY)
    assert find("bakkerij", actor=Actor(ActorKind.ACCOUNT, role=Role.STANDIN, clients=frozenset({twin}))) == []


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is one row ahead by nature, and divides by nothing")
def test_a_walk_goes_no_further_than_its_reader_and_breaks_nothing_off(db: None) -> None:
    with closing(dialect.each_row("SELECT 1 / (number - 30) FROM generate_series(1, 40) AS number")) as walked:
        assert len([next(walked) for _ in range(5)]) == 5
    assert dialect.rows_of("SELECT 1") == [(1,)]


def test_a_stranger_finds_nothing_and_asks_nothing(shelf: Shelf) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert find("jansen", actor=standin()) == []
    assert len(queries) == 0


def test_a_person_of_two_clients_is_found_through_either_once(shelf: Shelf) -> None:
    for client in ("Familie Jansen", "Garage Knal B.V."):
        shelf.put("person", "Teun Dubbelman", client=client)
    reindex("person", [id_of("Teun Dubbelman")])
    for actor in (SYSTEM, standin("Familie Jansen"), standin("Garage Knal B.V.")):
        assert len(find("dubbelman", actor=actor)) == 1
    assert find("dubbelman", actor=standin("Garage Knal B.V."))[0].client_id == id_of("Garage Knal B.V.")
    assert find("dubbelman", actor=standin("Bakkerij Het Zoute Brood")) == []


def test_only_the_kinds_that_are_asked_for_are_found(shelf: Shelf) -> None:
    assert {hit.kind for hit in find("jansen", actor=SYSTEM)} == {"client", "person"}
    assert {hit.kind for hit in find("jansen", actor=SYSTEM, kinds=["person"])} == {"person"}
    assert find("jansen", actor=SYSTEM, kinds=[]) == []


def test_no_more_than_asked_for(shelf: Shelf) -> None:
    assert len(find("bilthoven", actor=SYSTEM, limit=1)) == 1
    assert find("bilthoven", actor=SYSTEM, limit=0) == []


@pytest.mark.parametrize(
    "query", ["jansen", "carla van den berg", "34 56 78", "bakkerej zouet broodje laptop", "a b c d e f g h"]
)
def test_a_question_takes_at_most_six_queries(shelf: Shelf, query: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        find(query, actor=standin("Familie Jansen", and_others=3))
    assert len(queries) <= 6


@pytest.mark.parametrize("kinds", [None, ["person"]], ids=["every kind", "one kind"])
def test_a_letter_that_very_many_words_begin_with_finds_the_very_same(
    shelf: Shelf, kinds: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"Zaal {place}" for place in range(80)]
    for place, name in enumerate(names):
        shelf.put("client", name)
        shelf.put("person", f"Zus {place}", client=name)
    reindex("client", [id_of(name) for name in names])
    reindex("person", [id_of(f"Zus {place}") for place in range(80)])
    monkeypatch.setattr(sql, "_COUNT_TO", 1)
    for actor in (SYSTEM, standin(*names[5:75], and_others=30)):
        pools = []
        for best in (5000, 0):
            monkeypatch.setattr(sql, "_BEST", best)
            pools.append(sql.pool_of(readings("z")[0], actor=actor, limit=20, kinds=kinds))
        assert pools[0] == pools[1]
        assert len(pools[0]) >= 60
