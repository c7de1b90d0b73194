"""Keeping the index: what is said is found, what is gone leaves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gestand.core.actors import SYSTEM
from gestand.core.house import house
from gestand.core.search import NotASource, find, optimize, rebuild, reindex
from gestand.core.search.dialect import rows_of, run
from gestand.core.search.models import SearchEntry
from tests.search.shelf import Shelf, id_of, office

RARE = "kwispelbiels"


def titles(query: str) -> list[str]:
    return [hit.title for hit in find(query, actor=SYSTEM)]


def known_words(beginning: str) -> int:
    (count,) = rows_of("SELECT count(*) FROM core_searchword WHERE word LIKE %s", [f"{beginning}%"])[0]
    return int(count)


def test_a_new_thing_is_found_at_once(shelf: Shelf) -> None:
    shelf.put("client", "Fietsenmaker Kwispelbiels")
    reindex("client", [id_of("Fietsenmaker Kwispelbiels")])
    assert titles("kwispelbeils") == ["Fietsenmaker Kwispelbiels"]


def test_a_changed_thing_is_found_by_its_new_words_alone(shelf: Shelf) -> None:
    old = next(entry for entry in shelf.entries if entry.title == "Garage Knal B.V.")
    shelf.entries[shelf.entries.index(old)] = replace(old, title="Garage Plof B.V.")
    reindex("client", [old.id])
    assert titles("plof") == ["Garage Plof B.V."]
    assert titles("knal") == []


def test_what_no_longer_exists_leaves_the_index(shelf: Shelf) -> None:
    gone = shelf.take("Familie Jansen")
    reindex("client", [gone])
    assert "Familie Jansen" not in titles("jansen")
    assert not SearchEntry.objects.filter(kind="client", object_id=gone).exists()


def test_a_word_goes_with_the_last_entry_that_has_it(shelf: Shelf) -> None:
    for name in ("Een", "Twee"):
        shelf.put("client", f"{name} {RARE}")
        reindex("client", [id_of(f"{name} {RARE}")])
    reindex("client", [shelf.take(f"Een {RARE}")])
    assert known_words(RARE) == 1
    reindex("client", [shelf.take(f"Twee {RARE}")])
    assert known_words(RARE) == 0
    orphans = "SELECT count(*) FROM core_searchfingerprint WHERE word_id NOT IN (SELECT id FROM core_searchword)"
    assert rows_of(orphans) == [(0,)]


def test_words_go_also_when_an_erasure_deletes_the_entry_itself(shelf: Shelf) -> None:
    shelf.put("client", RARE)
    reindex("client", [id_of(RARE)])
    SearchEntry.objects.filter(title=RARE).delete()
    assert known_words(RARE) == 0
    assert rows_of("SELECT count(*) FROM core_searchposting WHERE word LIKE %s", [f"{RARE}%"]) == [(0,)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the raw pages of the SQLite database")
def test_an_erased_word_is_in_no_page_of_the_database(shelf: Shelf) -> None:
    shelf.put("client", f"De heer {RARE}", text=f"Belde over {RARE} en {RARE}huis.")
    reindex("client", [id_of(f"De heer {RARE}")])
    assert RARE.encode() in connection.connection.serialize()
    reindex("client", [shelf.take(f"De heer {RARE}")])
    optimize()
    assert RARE.encode() not in connection.connection.serialize().lower()


def test_reindexing_what_did_not_change_writes_nothing(shelf: Shelf) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        reindex("person", [entry.id for entry in shelf.entries if entry.kind == "person"])
    assert not [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_kind_that_no_room_offers_is_a_mistake(shelf: Shelf) -> None:
    with pytest.raises(NotASource, match="spaceship"):
        reindex("spaceship", [uuid4()])


def test_rebuilding_forgets_what_the_sources_no_longer_have(shelf: Shelf) -> None:
    shelf.take("Familie Jansen")
    assert rebuild() == len(shelf.entries)
    assert "Familie Jansen" not in titles("jansen")
    assert "Eva Jansen" in titles("jansen")


def test_optimize_removes_words_that_two_writers_left_behind_and_learns_what_they_missed(shelf: Shelf) -> None:
    run("INSERT INTO core_searchword (word) VALUES (%s)", [RARE])
    run("DELETE FROM core_searchword WHERE word = %s", ["bakkerij"])
    assert titles("bakkerej") == []
    assert optimize() == 1
    assert known_words(RARE) == 0
    assert titles("bakkerej") == ["Bakkerij Het Zoute Brood"]


def test_the_newest_comes_first_among_equals(shelf: Shelf) -> None:
    for key, on in (("oud", date(2024, 1, 1)), ("nieuw", date(2026, 11, 1)), ("midden", date(2025, 6, 1))):
        shelf.put(
            "correspondence", key, client="Familie Jansen", key=key, text=f"De {RARE} deed het niet.", recent_on=on
        )
        reindex("correspondence", [id_of(key)])
    assert titles(RARE) == ["nieuw", "midden", "oud"]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="an index of SQLite is read without its table by nature")
@pytest.mark.django_db(transaction=True)
def test_after_a_rebuild_no_look_along_the_index_goes_to_the_table_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "search_sources", office().sources())
    run("SET synchronous_commit = on")  # what is not yet on disk is seen by VACUUM later
    rebuild()
    seen = "SELECT relallvisible >= relpages AND relpages > 0 FROM pg_class WHERE relname = 'core_searchposting'"
    assert rows_of(seen) == [(True,)]
