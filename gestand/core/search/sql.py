"""The statements of ``find``: each word a walk along an index, the best first, no further than needed."""
# ruff: noqa: S608 - statements are put together from our own words; values are always parameters

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from gestand.core.search import dialect
from gestand.core.search.query import Reading, Token
from gestand.core.search.words import TEXT, TITLE, WORDS

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: After every string that begins with what stands before it.
_PAST = "\U0010ffff"
#: Up to so many looks (clients times words) a walk begins at the clients instead of at the words.
_LOOKS_FOR_A_RARE_WORD = 100
_LOOKS_FOR_A_COMMON_WORD = 400
#: Up to here postings are counted, to find the rarest word.
_COUNT_TO = 2000
#: A list reads every posting of the rarest word, so it pays to know which of several common ones that is.
_COUNT_FOR_LISTS = 5000
_MOST_LOOKED_FOR = 5
#: Of a common word so many of the best postings are looked at before the clients of all of them are looked up.
_TOP = 2000
#: So many of the best postings of all words are looked at for a beginning that very many words have ...
_BEST = 5000
#: ... as a beginning of so few letters always has.
_FEW_LETTERS = 2
_IS_THEIRS = "posting.client IN (SELECT client FROM granted)"
_END_OF_STAGE, _END_OF_TOP, _END_OF_ALL = -1, -2, -3

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


class Branch(NamedTuple):
    """A range of words, or so many single ones."""

    condition: Sql
    points: int


def pool_of(way: Reading, *, actor: Actor, limit: int, kinds: Collection[str] | None) -> list[int]:
    """Ids of entries that have the required tokens, the most promising; a few times ``limit`` at most.

    Of more than a few tokens the rarest are looked for; the caller checks the others.
    """
    most = max(60, 3 * limit)
    counted = _counted(way.required, even_one=actor.clients is not None)
    driver, *others = sorted(counted, key=lambda token: (counted[token], -len(token.written)))[:_MOST_LOOKED_FOR]
    seen = _Seen(actor, kinds, counted=counted[driver])
    walks = _walks(way, driver, others, seen, limit=limit, most=most)
    text = seen.beforehand.text + " UNION ALL ".join(
        f"SELECT entry_id FROM ({walk.text}) AS stage{place} UNION ALL {_ending(end, place)}"
        for place, (walk, end) in enumerate(walks)
    )
    parameters = [*seen.beforehand.parameters, *(each for walk, _end in walks for each in walk.parameters)]
    found: dict[int, None] = {}
    rows, is_all = 0, True
    # The database walks while we read: once there are enough, the deeper stages are never begun.
    with closing(dialect.each_row(text, parameters)) as walked:
        for (entry_id,) in walked:
            if entry_id == _END_OF_STAGE:
                rows = 0
                if len(found) >= limit:
                    break
            elif entry_id == _END_OF_ALL:
                if is_all and rows < limit:
                    break
                is_all, rows = False, 0
                found.clear()
            elif entry_id == _END_OF_TOP:
                # As many as the whole stage would have given: the very same ones.
                if rows >= most and len(found) >= limit:
                    break
                rows = 0
            else:
                found[entry_id] = None
                rows += 1
    return list(found)


def _walks(
    way: Reading, driver: Token, others: Sequence[Token], seen: _Seen, *, limit: int, most: int
) -> list[tuple[Sql, int]]:
    """The stages in their order, each with the mark that ends it."""
    walks: list[tuple[Sql, int]] = []
    stages = _useful_stages(way.required)
    if others and seen.looks_up_each and seen.granted_first and not seen.is_common:
        # Of several words few entries of some clients have all: the last stage, which has what every stage has, is
        # then all there is, and the others need not be walked.
        last = stages[-1]
        walks.append((_stage(driver, [_has(token, last) for token in others], last, seen, most=limit), _END_OF_ALL))
    first_beginning = next((stage for stage in stages if "starts" in stage), None)
    for stage in stages:
        if not others and stage is first_beginning and (seen.is_common or len(driver.written) <= _FEW_LETTERS):
            walks.append((_best(driver, stage, seen, most=most), _END_OF_TOP))
        if not others and (top := _top(driver, stage, seen, most=most)):
            walks.append((top, _END_OF_TOP))
        walks.append((_stage(driver, [_has(token, stage) for token in others], stage, seen, most=most), _END_OF_STAGE))
    return walks


def every_one(
    way: Reading, *, actor: Actor, most: int, kinds: Collection[str] | None, forgiving: bool
) -> list[tuple[UUID, UUID | None]]:
    """Things, each with its client, that have the required tokens (the rarest five of more); at most ``most``.

    ``forgiving``: a word may be misspelt, or stand in the middle of another one.
    """
    stage = _STAGES[-1] if forgiving else _STAGES[-3]
    counted = _counted(way.required, even_one=True, up_to=_COUNT_FOR_LISTS)
    driver, *others = sorted(counted, key=lambda token: (counted[token], -len(token.written)))[:_MOST_LOOKED_FOR]
    seen = _Seen(actor, kinds, counted=counted[driver])
    if not others and not forgiving and counted[driver] >= most:
        # Of a common word there may be enough that is written so; the beginnings of others need not be gathered then.
        found = _things_of(seen, _exact(driver, seen, most=most))
        if len(found) >= most:
            return found
    return _things_of(seen, _stage(driver, [_has(token, stage) for token in others], stage, seen, most=most))


def _things_of(seen: _Seen, walk: Sql) -> list[tuple[UUID, UUID | None]]:
    rows = dialect.rows_of(
        f"{seen.beforehand.text} SELECT DISTINCT entry.object_id, entry.client_id FROM ({walk.text}) AS found "
        "JOIN core_searchentry entry ON entry.id = found.entry_id",
        [*seen.beforehand.parameters, *walk.parameters],
    )
    if seen.everything:
        return [(dialect.uuid_of(thing), None) for thing, _client in rows]  # nobody asks whose they are
    return [(dialect.uuid_of(thing), dialect.uuid_of(client) if client else None) for thing, client in rows]


def _exact(driver: Token, seen: _Seen, *, most: int) -> Sql:
    """The best postings of each spelling: one walk along the index, in its order, no further than ``most``."""
    walks = [
        seen.walk(Branch(Sql(f"posting.word = %s AND posting.place <= {TEXT}", [word]), 1), []) for word in driver.exact
    ]
    limited = " UNION ALL ".join(
        f"SELECT * FROM ({walk.text} ORDER BY 2, 3, 1 LIMIT {most}) AS spelling{place}"
        for place, walk in enumerate(walks)
    )
    return Sql(f"{limited} ORDER BY 2, 3, 1 LIMIT {most}", [each for walk in walks for each in walk.parameters])


def _ending(mark: int, place: int) -> str:
    """Often enough that the database, which is some rows ahead of its reader, does not begin the next stage with it."""
    ends = ", ".join([f"({mark})"] * dialect.AHEAD)
    return f"SELECT * FROM (VALUES {ends}) AS ends{place}"


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


def _branches(token: Token, alias: str, stage: Mapping[str, int]) -> list[Branch]:
    """The walks that find a token's words; each is one range (or a few points) of the index."""
    found = []
    for how, place in stage.items():
        if how == "starts":
            is_one = f"{alias}.word >= %s AND {alias}.word < %s AND {alias}.place <= {place}"
            found += [Branch(Sql(is_one, [start, start + _PAST]), 1) for start in token.starts]
            continue
        words: tuple[str, ...] = getattr(token, how)
        if words:
            marks = ", ".join(["%s"] * len(words))
            points = f"= {marks}" if len(words) == 1 else f"IN ({marks})"
            found.append(Branch(Sql(f"{alias}.word {points} AND {alias}.place <= {place}", list(words)), len(words)))
    return found


def _matches(token: Token, alias: str, stage: Mapping[str, int]) -> Sql:
    branches = _branches(token, alias, stage)
    return Sql(
        " OR ".join(f"({branch.condition.text})" for branch in branches),
        [each for branch in branches for each in branch.condition.parameters],
    )


def _has(token: Token, stage: Mapping[str, int]) -> Sql:
    """Whether the entry of ``posting`` has this token too."""
    branches = _branches(token, "other", stage)
    return Sql(
        "("
        + " OR ".join(
            "(EXISTS (SELECT 1 FROM core_searchposting other WHERE other.entry_id = posting.entry_id "
            f"AND {branch.condition.text})) IS TRUE"
            for branch in branches
        )
        + ")",
        [each for branch in branches for each in branch.condition.parameters],
    )


def _stage(driver: Token, also: Sequence[Sql], stage: Mapping[str, int], seen: _Seen, *, most: int) -> Sql:
    walks = [seen.walk(branch, also) for branch in _branches(driver, "posting", stage)]
    return Sql(
        f"{' UNION ALL '.join(walk.text for walk in walks)} ORDER BY 2, 3, 1 LIMIT {most}",
        [parameter for walk in walks for parameter in walk.parameters],
    )


def _best(driver: Token, stage: Mapping[str, int], seen: _Seen, *, most: int) -> Sql:
    """What a stage finds among the best postings of all words, without a walk along each word of a common beginning."""
    matches = _matches(driver, "posting", stage)
    conditions = [Sql(f"({matches.text})", matches.parameters)]
    if seen.looks_up_each:
        conditions.append(Sql(_IS_THEIRS, []))
    if seen.kinds is not None:
        asked = seen.is_asked(seen.kinds)
        conditions.append(Sql(f"EXISTS (SELECT 1 FROM core_searchentry entry WHERE {asked.text})", asked.parameters))
    return Sql(
        f"SELECT entry_id, place, rank FROM (SELECT entry_id, {TITLE} AS place, rank, word, client "
        f"FROM core_searchposting WHERE place = {TITLE} ORDER BY rank, entry_id LIMIT {_BEST}) AS posting "
        f"WHERE {' AND '.join(each.text for each in conditions)} ORDER BY 2, 3, 1 LIMIT {most}",
        [parameter for each in conditions for parameter in each.parameters],
    )


def _top(driver: Token, stage: Mapping[str, int], seen: _Seen, *, most: int) -> Sql | None:
    """Of the best postings of a word's beginning those that the actor may see, found without looking up the others."""
    branches = _branches(driver, "posting", stage)
    if "starts" not in stage or not seen.looks_up_each or any(seen.begins_at_clients(branch) for branch in branches):
        return None
    if not seen.is_common and "inside" not in stage:
        return None  # the whole stage is no more than its best
    walks = [seen.unchecked(branch) for branch in branches]
    best = f"SELECT * FROM ({' UNION ALL '.join(walk.text for walk in walks)}) AS every ORDER BY 2, 3, 1 LIMIT {_TOP}"
    return Sql(
        f"SELECT entry_id, place, rank FROM ({best}) AS best "
        "WHERE CASE WHEN TRUE THEN client IN (SELECT client FROM granted) ELSE FALSE END "
        f"ORDER BY 2, 3, 1 LIMIT {most}",
        [parameter for walk in walks for parameter in walk.parameters],
    )


class _Seen:
    """What the actor may see, of the kinds that are asked: said to the database, never left to its reader.

    Few clients, or a common word: each walk begins at a client and finds its words. Else it begins at the words, and
    each posting's client is looked up among those that are granted. (SQLite keeps no statistics, so it is told where
    to begin: CROSS JOIN keeps the order.)
    """

    def __init__(self, actor: Actor, kinds: Collection[str] | None, *, counted: int) -> None:
        """``counted``: how many postings the walk may have to look at, up to ``_COUNT_TO``."""
        self.beforehand = Sql("", [])
        self.everything = actor.sees_every_client
        self.granted = 0 if actor.clients is None else len(actor.clients)
        self.is_common = counted >= _COUNT_TO
        self.most_looks = _LOOKS_FOR_A_COMMON_WORD if self.is_common else _LOOKS_FOR_A_RARE_WORD
        self.granted_first = self.granted <= counted
        self.kinds = kinds
        if actor.clients is not None:
            granted = f"WITH granted (client) AS MATERIALIZED ({dialect.marks_in_one_parameter()}) "
            self.beforehand = Sql(granted, [dialect.marks(actor.clients)])

    @property
    def looks_up_each(self) -> bool:
        """Whether the client of a posting is looked up among those that are granted."""
        return self.granted > 0

    def begins_at_clients(self, branch: Branch) -> bool:
        return 0 < self.granted * branch.points <= self.most_looks

    def unchecked(self, branch: Branch) -> Sql:
        """A walk along the words with each posting's client, whoever may see it."""
        tables, conditions = ["core_searchposting posting"], [branch.condition]
        if self.kinds is not None:
            tables.append("core_searchentry entry")
            conditions.append(self.is_asked(self.kinds))
        return Sql(
            "SELECT posting.entry_id, posting.place, posting.rank, posting.client "
            f"FROM {' CROSS JOIN '.join(tables)} WHERE {' AND '.join(each.text for each in conditions)}",
            [parameter for each in conditions for parameter in each.parameters],
        )

    def is_asked(self, kinds: Collection[str]) -> Sql:
        return Sql(f"entry.id = posting.entry_id AND {dialect.any_of('entry.kind')}", [dialect.values(kinds)])

    def walk(self, branch: Branch, also: Sequence[Sql]) -> Sql:
        tables, conditions = ["core_searchposting posting"], [branch.condition]
        others = Sql(" AND ".join(one.text for one in also), [each for one in also for each in one.parameters])
        if self.begins_at_clients(branch):
            theirs = f"{branch.condition.text} AND posting.client = granted.client"
            looked_up, condition = dialect.looked_up("core_searchposting posting", theirs)
            tables, conditions = ["granted", looked_up], [Sql(condition, branch.condition.parameters)]
        elif self.granted:
            first, last = _IS_THEIRS, others.text or "TRUE"
            if not self.granted_first:
                # Last of all: for words that never meet, thousands of clients need not be laid out to look in.
                first, last = last, first
            others = Sql(f"CASE WHEN {first} THEN {last} ELSE FALSE END", others.parameters)
        if self.kinds is not None:
            tables.append("core_searchentry entry")
            conditions.append(self.is_asked(self.kinds))
        if others.text:
            conditions.append(others)
        return Sql(
            f"SELECT posting.entry_id, posting.place, posting.rank FROM {' CROSS JOIN '.join(tables)} "
            f"WHERE {' AND '.join(each.text for each in conditions)}",
            [parameter for each in conditions for parameter in each.parameters],
        )


def _counted(tokens: Sequence[Token], *, even_one: bool, up_to: int = _COUNT_TO) -> dict[Token, int]:
    """How many postings each token has, no further than ``up_to``."""
    counts = dict.fromkeys(tokens, 0)
    if len(counts) == 1 and not even_one:
        return counts
    parts: list[str] = []
    parameters: list[Any] = []
    for place, token in enumerate(tokens):
        for branch in _branches(token, "posting", {"starts": TEXT, "misspelt": WORDS}):
            # In the order of the index, or PostgreSQL may begin to read the whole table for a common beginning.
            in_order = "ORDER BY word, place, rank, entry_id " if branch.points == 1 else ""
            parts.append(
                f"SELECT {place}, count(*) FROM (SELECT 1 FROM core_searchposting posting "
                f"WHERE {branch.condition.text} {in_order}LIMIT {up_to}) AS counted{len(parts)}"
            )
            parameters += branch.condition.parameters
    for place, count in dialect.rows_of(" UNION ALL ".join(parts), parameters):
        counts[tokens[place]] += count
    return counts
