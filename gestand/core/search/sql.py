"""The statements of ``find``: each word a walk along an index, the best first, no further than needed."""
# ruff: noqa: S608 - statements are put together from our own words; values are always parameters

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from gestand.core.search import dialect
from gestand.core.search.query import Reading, Token
from gestand.core.search.words import TEXT, TITLE, WORDS

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: After every string that begins with what stands before it.
_PAST = "\U0010ffff"
#: Up to here a walk starts from the clients' entries instead of from the words.
_FEW_CLIENTS = 50
#: Up to here postings are counted, to find the rarest word.
_COUNT_TO = 2000
_MOST_LOOKED_FOR = 5
_END_OF_STAGE = -1
#: Twice the mark, because Python's sqlite3 is always one row ahead of what it gives.
_BETWEEN_STAGES = " UNION ALL SELECT -1 UNION ALL SELECT -1 UNION ALL "

#: Stages: how a token may match, and how deep in the entry; what is nearer comes first. An exact word is walked in the
#: order of its postings, best first, until there are enough; the beginning of a word has to be gathered and sorted.
_STAGES: tuple[Mapping[str, int], ...] = (
    {"exact": TITLE},
    {"exact": WORDS},
    {"starts": WORDS},
    {"starts": WORDS, "misspelt": WORDS},
    {"exact": TEXT},
    {"starts": TEXT},
    {"starts": TEXT, "misspelt": TEXT},
    {"starts": TEXT, "misspelt": TEXT, "inside": TEXT},
)
#: Few entries have several words, so one stage less does: each walks anew.
_STAGES_OF_SEVERAL = _STAGES[1:]


class Sql(NamedTuple):
    text: str
    parameters: list[Any]


def pool_of(way: Reading, *, actor: Actor, limit: int, kinds: Collection[str] | None) -> list[int]:
    """Ids of entries that have the required tokens, the most promising; a few times ``limit`` at most.

    Of more than a few tokens the rarest are looked for; the caller checks the others.
    """
    most = max(60, 3 * limit)
    has_many_clients = actor.clients is not None and len(actor.clients) > _FEW_CLIENTS
    counted = _counted(way.required, even_one=has_many_clients)
    driver, *others = sorted(counted, key=lambda token: (counted[token], -len(token.written)))[:_MOST_LOOKED_FOR]
    seen = _Seen(actor, kinds, is_common=counted[driver] >= _COUNT_TO)
    stages = [
        _stage(driver, [_has(token, stage) for token in others], stage, seen, most=most)
        for stage in _useful_stages(way.required)
    ]
    walks = [f"SELECT entry_id FROM ({stage.text}) AS stage{place}" for place, stage in enumerate(stages)]
    text = f"{seen.beforehand.text}{_BETWEEN_STAGES.join(walks)} LIMIT {most + 2 * len(walks)}"
    parameters = [*seen.beforehand.parameters, *(each for stage in stages for each in stage.parameters)]
    found: dict[int, None] = {}
    # SQLite walks while we read: once there are enough, the deeper stages are never begun.
    for (entry_id,) in dialect.each_row(text, parameters):
        if entry_id != _END_OF_STAGE:
            found[entry_id] = None
        elif len(found) >= limit:
            break
    return list(found)


def words_of_pool(way: Reading, pool: Sequence[int]) -> list[tuple[Any, ...]]:
    """What a hit shows of each entry, once for each of its words that a token can match."""
    matching = [_matches(token, "posting", _STAGES[-1]) for token in (*way.required, *way.optional)]
    text = (
        "SELECT entry.id, entry.kind, entry.object_id, entry.client_id, entry.title, entry.detail, entry.rank, "
        "posting.word, posting.place FROM core_searchentry entry JOIN core_searchposting posting "
        f"ON posting.entry_id = entry.id WHERE {dialect.any_of('entry.id')} "
        f"AND ({' OR '.join(part.text for part in matching)})"
    )
    return dialect.rows_of(text, [dialect.values(pool), *(each for part in matching for each in part.parameters)])


def _useful_stages(tokens: Sequence[Token]) -> list[Mapping[str, int]]:
    """Without the stages that allow nothing that an earlier one did not."""
    has = {"exact": True, "starts": True, "misspelt": any(token.misspelt for token in tokens)}
    has["inside"] = any(token.inside for token in tokens)
    useful: list[Mapping[str, int]] = []
    for stage in _STAGES if len(tokens) == 1 else _STAGES_OF_SEVERAL:
        here = {how: place for how, place in stage.items() if has[how]}
        if not useful or here != useful[-1]:
            useful.append(here)
    return useful


def _branches(token: Token, alias: str, stage: Mapping[str, int]) -> list[Sql]:
    """The walks that find a token's words; each is one range (or a few points) of the index."""
    found = []
    for how, place in stage.items():
        if how == "starts":
            found += [
                Sql(f"{alias}.word >= %s AND {alias}.word < %s AND {alias}.place <= {place}", [start, start + _PAST])
                for start in token.starts
            ]
            continue
        words: tuple[str, ...] = getattr(token, how)
        if words:
            marks = ", ".join(["%s"] * len(words))
            points = f"= {marks}" if len(words) == 1 else f"IN ({marks})"
            found.append(Sql(f"{alias}.word {points} AND {alias}.place <= {place}", list(words)))
    return found


def _matches(token: Token, alias: str, stage: Mapping[str, int]) -> Sql:
    branches = _branches(token, alias, stage)
    return Sql(
        " OR ".join(f"({branch.text})" for branch in branches),
        [each for branch in branches for each in branch.parameters],
    )


def _has(token: Token, stage: Mapping[str, int]) -> Sql:
    """Whether the entry of ``posting`` has this token too."""
    branches = _branches(token, "other", stage)
    return Sql(
        "("
        + " OR ".join(
            f"EXISTS (SELECT 1 FROM core_searchposting other WHERE other.entry_id = posting.entry_id AND {branch.text})"
            for branch in branches
        )
        + ")",
        [each for branch in branches for each in branch.parameters],
    )


def _stage(driver: Token, also: Sequence[Sql], stage: Mapping[str, int], seen: _Seen, *, most: int) -> Sql:
    walks: list[str] = []
    parameters: list[Any] = []
    for branch in _branches(driver, "posting", stage):
        conditions = [part.text for part in (branch, seen.condition, *also) if part.text]
        parameters += [each for part in (branch, seen.condition, *also) for each in part.parameters]
        walks.append(
            f"SELECT posting.entry_id, posting.place, posting.rank FROM {seen.tables} WHERE {' AND '.join(conditions)}"
        )
    return Sql(f"{' UNION ALL '.join(walks)} ORDER BY 2, 3 LIMIT {most}", parameters)


class _Seen:
    """What the actor may see, of the kinds that are asked: said to the database, never checked afterwards.

    With few clients the walk begins at their entries, else at the words. (SQLite keeps no statistics, so it is told
    where to begin: CROSS JOIN keeps the order.) A rare word's entries are read to see whose they are; for a common
    one the entries of the clients are gathered first, and each is only looked up among them.
    """

    def __init__(self, actor: Actor, kinds: Collection[str] | None, *, is_common: bool) -> None:
        entry, posting = "core_searchentry entry", "core_searchposting posting"
        conditions: list[str] = []
        parameters: list[Any] = []
        self.beforehand, self.tables = Sql("", []), posting
        if kinds is not None:
            conditions.append(dialect.any_of("entry.kind"))
            parameters.append(dialect.values(kinds))
            self.tables = _joined(posting, entry)
        if actor.clients is not None and len(actor.clients) <= _FEW_CLIENTS:
            conditions.append(dialect.any_of("entry.client_id"))
            parameters.append(dialect.values(actor.clients))
            self.tables = _joined(entry, posting)
        elif actor.clients is not None and is_common:
            theirs = f"SELECT id FROM core_searchentry WHERE client_id IN ({dialect.ids_in_one_parameter()})"
            self.beforehand = Sql(f"WITH granted (id) AS MATERIALIZED ({theirs}) ", [dialect.values(actor.clients)])
            # The plus keeps SQLite from beginning with them after all.
            conditions.append("+posting.entry_id IN (SELECT id FROM granted)")
        elif actor.clients is not None:
            granted = f"WITH granted (id) AS MATERIALIZED ({dialect.ids_in_one_parameter()}) "
            self.beforehand = Sql(granted, [dialect.values(actor.clients)])
            conditions.append("entry.client_id IN (SELECT id FROM granted)")
            self.tables = _joined(posting, entry)
        self.condition = Sql(" AND ".join(conditions), parameters)


def _joined(first: str, second: str) -> str:
    if not dialect.on_sqlite():
        return f"{first} JOIN {second} ON entry.id = posting.entry_id"
    return f"{first} CROSS JOIN {second} ON entry.id = posting.entry_id"


def _counted(tokens: Sequence[Token], *, even_one: bool) -> dict[Token, int]:
    """How many postings each token has (no further than needed to find the rarest)."""
    counts = dict.fromkeys(tokens, 0)
    if len(counts) == 1 and not even_one:
        return counts
    parts: list[str] = []
    parameters: list[Any] = []
    for place, token in enumerate(tokens):
        for branch in _branches(token, "posting", {"starts": TEXT, "misspelt": WORDS}):
            parts.append(
                f"SELECT {place}, count(*) FROM (SELECT 1 FROM core_searchposting posting "
                f"WHERE {branch.text} LIMIT {_COUNT_TO}) AS counted{len(parts)}"
            )
            parameters += branch.parameters
    for place, count in dialect.rows_of(" UNION ALL ".join(parts), parameters):
        counts[tokens[place]] += count
    return counts
