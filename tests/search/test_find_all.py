"""Every thing that has the words, for lists that are narrowed by them."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gestand.core.actors import SYSTEM, Actor, ActorKind, Role
from gestand.core.search import find_all, reindex
from tests.search.shelf import Shelf, id_of

KINDS = ["person"]


def with_printers(shelf: Shelf) -> Shelf:
    for number in range(4):
        shelf.put("person", f"Printer {number}", client="Garage Knal B.V.")
    shelf.put("person", "Printers van boven", client="Familie Jansen")
    reindex("person", [entry.id for entry in shelf.entries if entry.kind == "person"])
    return shelf


def test_it_has_what_is_written_so_and_what_begins_so(shelf: Shelf) -> None:
    found = find_all("printer", actor=SYSTEM, most=400, kinds=KINDS)
    assert found == []
    with_printers(shelf)
    found = find_all("printer", actor=SYSTEM, most=400, kinds=KINDS)
    assert sorted(found) == sorted([*(id_of(f"Printer {number}") for number in range(4)), id_of("Printers van boven")])


def test_of_a_common_word_no_more_is_read_than_is_wanted(shelf: Shelf) -> None:
    with_printers(shelf)
    with CaptureQueriesContext(connection) as asked:
        found = find_all("printer", actor=SYSTEM, most=3, kinds=KINDS)
    assert set(found) < {id_of(f"Printer {number}") for number in range(4)}
    assert len(found) == 3
    # It is counted, and then walked in the order of the index: the beginnings of longer words are not gathered.
    assert [statement["sql"].count("posting.word >=") for statement in asked.captured_queries] == [1, 0]


def test_when_too_few_are_written_so_those_that_begin_so_join(shelf: Shelf) -> None:
    with_printers(shelf)
    assert id_of("Printers van boven") in find_all("printer", actor=SYSTEM, most=5, kinds=KINDS)


def test_a_standin_gets_the_granted_ones_of_a_common_word(shelf: Shelf) -> None:
    with_printers(shelf)
    bram = Actor(kind=ActorKind.ACCOUNT, role=Role.STANDIN, clients=frozenset([id_of("Familie Jansen")]))
    assert find_all("printer", actor=bram, most=1, kinds=KINDS) == [id_of("Printers van boven")]
