"""Keeping the index: entries and the words that lead to them, in the caller's transaction."""
# ruff: noqa: S608 - statements are put together from our own words; values are always parameters

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from gestand.core.house import house
from gestand.core.search import dialect
from gestand.core.search.interface import Entry, SearchSource
from gestand.core.search.models import SearchEntry
from gestand.core.search.spelling import fingerprints, forgives
from gestand.core.search.words import places_of_words

_Member = TypeVar("_Member")
_TABLES = ("core_searchentry", "core_searchposting", "core_searchword", "core_searchfingerprint")
_AT_ONCE = 500
_waiting: ContextVar[dict[str, dict[UUID, None]] | None] = ContextVar("waiting", default=None)
_AT_ONCE_IN_REBUILD = 2000  # sorted together, so that the tree is walked less
_LAST_DAY = 2**17 - 1
_UUID_WITH_TIME = 7
_Thing = tuple[UUID, UUID | None]  # the thing's id, the client through whom it is found


class NotASource(LookupError):
    """No room offers things of this kind to search: a mistake of the builder."""


def reindex(kind: str, ids: Iterable[UUID]) -> None:
    """Bring the entries of these things up to date, in the caller's transaction; ids that no longer exist leave the
    index. Called by every action that changes what a source yields.
    """
    source = _source(kind)
    if (waiting := _waiting.get()) is not None:
        waiting.setdefault(kind, {}).update(dict.fromkeys(ids))
        return
    with transaction.atomic():
        for some in _parts(dict.fromkeys(ids)):
            _write(
                source, list(source.entries(some)), {(row.object_id, row.client_id): row for row in _rows(kind, some)}
            )


@contextmanager
def reindexed_together() -> Iterator[None]:
    """What is changed inside, one by one, is brought up to date at the end, all at once: for an action on many things,
    in its transaction. When it fails nothing was changed, and nothing is.
    """
    waiting: dict[str, dict[UUID, None]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for kind, ids in waiting.items():
        reindex(kind, ids)


def reindex_things_of(client_id: UUID) -> None:
    """Bring up to date what says the name of its client, or whether that client is still one, in every room."""
    for kind, source in house.search_sources.items():
        if source.of_client is not None:
            reindex(kind, source.of_client(client_id))


def rebuild() -> int:
    """Make the whole index anew from the sources; the number of entries. Nobody misses a hit meanwhile."""
    with transaction.atomic():
        _empty()
        count = sum(_fill(source) for source in house.search_sources.values())
        if not dialect.on_sqlite():
            # Until its own turn comes, PostgreSQL would plan every question for an index that is empty.
            for table in _TABLES:
                dialect.run(f"ANALYZE {table}")
    _mark_what_is_whole()
    return count


def _mark_what_is_whole() -> None:
    """Until its own turn comes, each of PostgreSQL's looks along the index would go to the table too, to see whether a
    row is old. It marks nothing that another transaction may still see otherwise, so that each night does it again.
    """
    if not dialect.on_sqlite() and not connection.in_atomic_block:
        for table in _TABLES:
            dialect.run(f"VACUUM {table}")


def optimize() -> int:
    """Leave nothing of what was deleted: words without an entry, and their pieces in pages not yet merged.

    For erasure, and nightly. Returns how many words were left over (on PostgreSQL two writers at the same moment can
    leave one; on SQLite, where writers wait for each other, always 0).
    """
    with transaction.atomic():
        left_over = dialect.run(
            "DELETE FROM core_searchword WHERE NOT EXISTS "
            "(SELECT 1 FROM core_searchposting WHERE core_searchposting.word = core_searchword.word)"
        )
        left_over += dialect.run(
            "DELETE FROM core_searchword WHERE EXISTS (SELECT 1 FROM core_searchword earlier "
            "WHERE earlier.word = core_searchword.word AND earlier.id < core_searchword.id)"
        )
        for some in _parts(word for (word,) in dialect.rows_of(_UNKNOWN_WORDS)):
            _learn(set(some))
        if dialect.on_sqlite():
            dialect.run("INSERT INTO core_searchpiece(core_searchpiece) VALUES ('optimize')")
    _mark_what_is_whole()
    return left_over


#: Words that can be misspelt or stand inside a longer one, and yet are missing from the list of words.
_UNKNOWN_WORDS = (
    "SELECT DISTINCT word FROM core_searchposting WHERE length(word) > 2 AND word >= 'a' "
    "AND NOT EXISTS (SELECT 1 FROM core_searchword WHERE core_searchword.word = core_searchposting.word)"
)


def rank_of(entry: Entry, order: int) -> int:
    """The order among equal hits, lower first: alive, kind, weight, newest day; fits in 33 bits."""
    sinks = entry.weight < 0 or entry.ended_on is not None
    weight = 127 - max(-128, min(127, entry.weight))
    newest = entry.recent_on or _day_of(entry.id)
    return ((sinks << 7 | max(0, min(127, order))) << 8 | weight) << 17 | (_LAST_DAY - newest.toordinal() % _LAST_DAY)


def _day_of(identifier: UUID) -> date:
    if identifier.version != _UUID_WITH_TIME:
        return date.min
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, UTC).date()


def _source(kind: str) -> SearchSource:
    if kind not in house.search_sources:
        raise NotASource(f"no room offers {kind!r} to search: add a SearchSource to its room.py")
    return house.search_sources[kind]


def _parts(members: Iterable[_Member], size: int = _AT_ONCE) -> Iterator[list[_Member]]:
    iterator = iter(members)
    while part := list(islice(iterator, size)):
        yield part


def _rows(kind: str, ids: Sequence[UUID]) -> list[SearchEntry]:
    return list(SearchEntry.objects.filter(kind=kind, object_id__in=ids))


def _fill(source: SearchSource) -> int:
    count = 0
    for some in _parts(source.entries(None), _AT_ONCE_IN_REBUILD):
        _write(source, some, {})
        count += len(some)
    return count


def _empty() -> None:
    """The words first: then no posting that goes has to ask whether it was its word's last."""
    for table in ("core_searchfingerprint", "core_searchword", "core_searchposting"):
        dialect.run(f"DELETE FROM {table}")
    SearchEntry.objects.all().delete()


def _write(source: SearchSource, entries: Sequence[Entry], known: dict[_Thing, SearchEntry]) -> None:
    """Make the rows and postings of some things equal to ``entries``; ``known`` holds all rows they have now."""
    wanted = {(entry.id, entry.client_id): entry for entry in entries}
    gone = [row.id for thing, row in known.items() if thing not in wanted]
    rows, changed, old_ranks = [], [], {}
    for thing, entry in wanted.items():
        fresh = _row(source, entry)
        row = known.get(thing)
        if row is None:
            rows.append((fresh, entry))
            continue
        old_ranks[row.id] = row.rank
        fresh.id = row.id
        if _shown(fresh) != _shown(row):
            changed.append(fresh)
        rows.append((fresh, entry))
    SearchEntry.objects.bulk_create([row for row, _ in rows if row.id is None])
    if changed:
        SearchEntry.objects.bulk_update(changed, ["title", "detail", "rank", "ended_on", "person_id"])
    postings = {
        (word, place, row.rank, row.id, dialect.mark_of(entry.client_id) if entry.client_id else None)
        for row, entry in rows
        for word, place in _words(entry).items()
    }
    before = _postings(list(old_ranks)) if old_ranks else set()
    _point(postings - before)
    _unpoint(before - postings)
    if gone:
        SearchEntry.objects.filter(id__in=gone).delete()


def _row(source: SearchSource, entry: Entry) -> SearchEntry:
    return SearchEntry(
        kind=source.kind,
        object_id=entry.id,
        client_id=entry.client_id,
        person_id=entry.id if source.kind == "person" else entry.person_id,
        title=entry.title[:200],
        detail=entry.detail[:300],
        rank=rank_of(entry, source.order),
        ended_on=entry.ended_on,
    )


def _shown(row: SearchEntry) -> tuple[object, ...]:
    return row.title, row.detail, row.rank, row.ended_on, row.person_id


def _words(entry: Entry) -> dict[str, int]:
    return places_of_words(
        title=entry.title, words=entry.words, text=entry.text, numbers=entry.numbers, addresses=entry.addresses
    )


_Posting = tuple[str, int, int, int, int | None]  # the last one: the client's mark
_POSTING_COLUMNS = (
    ("word", "text"),
    ("place", "smallint"),
    ("rank", "bigint"),
    ("entry_id", "bigint"),
    ("client", "bigint"),
)


def _key_of_posting(posting: _Posting) -> tuple[str, int, int, int]:
    return posting[:4]


def _postings(entry_ids: Sequence[int]) -> set[_Posting]:
    sql = f"SELECT word, place, rank, entry_id, client FROM core_searchposting WHERE {dialect.any_of('entry_id')}"
    return {
        (word, place, rank, entry, client)
        for word, place, rank, entry, client in dialect.rows_of(sql, [dialect.values(entry_ids)])
    }


def _point(postings: set[_Posting]) -> None:
    dialect.insert_rows("core_searchposting", _POSTING_COLUMNS, sorted(postings, key=_key_of_posting))
    _learn({word for word, *_ in postings})


def _unpoint(postings: set[_Posting]) -> None:
    """One by one: a thing that changes loses few words."""
    if not postings:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM core_searchposting WHERE word = %s AND place = %s AND rank = %s AND entry_id = %s",
            sorted(map(_key_of_posting, postings)),
        )


def _learn(words: set[str]) -> None:
    """Add new words to the list of words. On PostgreSQL two writers may both add one: ``optimize`` takes one away."""
    candidates = sorted(word for word in words if len(word) > 2 and word[0] not in "#~" and not word.isdigit())  # noqa: PLR2004
    if not candidates:
        return
    given = "json_each(%s)" if dialect.on_sqlite() else "unnest(%s::text[]) AS given (value)"
    known = dialect.rows_of(
        f"INSERT INTO core_searchword (word) SELECT value FROM {given} WHERE NOT EXISTS "
        "(SELECT 1 FROM core_searchword known WHERE known.word = value) RETURNING id, word",
        [dialect.values(candidates)],
    )
    prints = [(mark, identifier) for identifier, word in known if forgives(word) for mark in fingerprints(word)]
    dialect.insert_rows("core_searchfingerprint", (("fingerprint", "integer"), ("word_id", "bigint")), sorted(prints))
