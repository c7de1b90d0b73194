"""What an erasure asks and does by keys: compiled once for each table, and asked of all tables in one statement.

Django takes longer to put a query together than the database takes to answer it (measured: nine tenths of an erasure).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.models import ForeignObjectRel, QuerySet

from gestand.core.declarations.paths import AnyModel, SubjectPath
from gestand.core.declarations.registry import DeclaredModel, about_these, personal_models
from gestand.core.erasure.subjects import ErasedSubjects
from gestand.core.gathering import gathered
from gestand.core.questions import Asked, Ids, Prepared, Question, among_ids

Model = type[AnyModel]
Keys = dict[Model, set[Any]]
#: Keys in one statement.
AT_ONCE = 2000
_QUESTIONS_AT_ONCE = 100
#: More keys than these are not handed to the database to be left out.
_MOST_KNOWN = 20_000


def parts(keys: Collection[Any]) -> Iterator[list[Any]]:
    iterator = iter(keys)
    while part := list(islice(iterator, AT_ONCE)):
        yield part


def has_lasting_keys(model: Model) -> bool:
    """Whether the table's keys are never used again, so that the journal may name its rows by them."""
    return isinstance(model._meta.pk, models.UUIDField)


def keys_about(subjects: ErasedSubjects, *, among: Collection[Model]) -> Keys:
    """The keys of every row about these subjects, by table; ``among``: the tables that are asked."""
    asked = _asked_about(subjects, among)
    answers = _answers(question for _model, question in asked)
    return _keys_of(asked, answers)


def left_of(subjects: ErasedSubjects, gone: Keys, *, among: Collection[Model], written: Written) -> tuple[Keys, Keys]:
    """After rows were taken away: what is about these subjects, and which of the rows that are gone are there. One
    statement for both; ``among`` as for ``keys_about``.
    """
    about = _asked_about(subjects, among)
    there, found = _asked_there({model: keys for model, keys in gone.items() if model in among}, written)
    answers = _answers(question for _model, question in (*about, *there))
    return _keys_of(about, answers), _keys_of(there, answers, found)


def pointing(
    relations: Iterable[tuple[ForeignObjectRel, Collection[Any]]],
    *,
    but: Sequence[Mapping[Model, set[Any]]] = (),
    written: Written | None = None,
) -> Iterator[tuple[ForeignObjectRel, Any, Any]]:
    """(relation, key of the row that points, key that it points to) for each row that points to one of these keys.

    Rows in ``but`` are left out, where the database can do it: most of what hangs on a row is known already.
    """
    asked: list[tuple[ForeignObjectRel, Asked]] = []
    known, written = _Known(but), written or Written()
    for relation, keys in relations:
        related: Model = relation.related_model  # type: ignore[assignment] # never "self" once loaded
        name = relation.field.name
        if has_lasting_keys(relation.model):
            left_out = known.of(related)
            question = _pointing(related, name, but_some=left_out is not None)
            written_parts = written.parts(relation.model, keys)
            asked += [(relation, question.about(keys=part, but=left_out or _NONE)) for part in written_parts]
            continue
        for part in parts(keys):
            rows = related._base_manager.filter(**{f"{name}__in": part}).order_by()
            for key, target in rows.values_list("pk", relation.field.attname):
                yield relation, key, target
    answers = _answers(question for _relation, question in asked)
    for relation, asked_once in asked:
        for key, target in answers[asked_once]:
            yield relation, key, target


class _Known:
    """What is known of each table, written once; None where it is nothing, or too much to be handed over."""

    def __init__(self, but: Sequence[Mapping[Model, set[Any]]]) -> None:
        self.but = but
        self._of: dict[Model, Prepared | None] = {}

    def of(self, model: Model) -> Prepared | None:
        if model not in self._of:
            known = {key for part in self.but for key in part.get(model, ())} if has_lasting_keys(model) else set()
            self._of[model] = Prepared(known) if 0 < len(known) <= _MOST_KNOWN else None
        return self._of[model]


class Written:
    """The keys of each table in parts, written once for all that is asked about them and done with them.

    Of tables whose keys are ids. A set of keys that is handed over must not change any more.
    """

    def __init__(self) -> None:
        self._of: dict[tuple[Model, int], list[Prepared]] = {}

    def parts(self, model: Model, keys: Collection[Any]) -> list[Prepared]:
        about = (model, id(keys))
        if about not in self._of:
            self._of[about] = [Prepared(part) for part in parts(keys)]
        return self._of[about]


_NONE = Prepared(())


def still_there(keys: Keys) -> Keys:
    """Which of these rows are in their tables."""
    asked, found = _asked_there(keys, Written())
    return _keys_of(asked, _answers(question for _model, question in asked), found)


def _asked_about(subjects: ErasedSubjects, among: Collection[Model]) -> list[tuple[Model, Asked]]:
    by_root = subjects.by_root
    if not by_root:
        return []
    roots, values = frozenset(by_root), {f"{root}s": Prepared(ids) for root, ids in by_root.items()}
    return [
        (declared.model, question.about(**values))
        for declared in personal_models(among=among)
        if (question := _about(declared, roots)) is not None
    ]


def _asked_there(keys: Keys, written: Written) -> tuple[list[tuple[Model, Asked]], Keys]:
    """What has to be asked about rows with lasting keys, and which of the others are there."""
    asked: list[tuple[Model, Asked]] = []
    found: Keys = {}
    for model, those in keys.items():
        if has_lasting_keys(model):
            asked += [(model, _there(model).about(keys=part)) for part in written.parts(model, those)]
            continue
        for part in parts(those):
            here = model._base_manager.filter(pk__in=part).order_by().values_list("pk", flat=True)
            found.setdefault(model, set()).update(here)
    return asked, found


def _keys_of(
    asked: Iterable[tuple[Model, Asked]], answers: Mapping[Asked, list[Any]], known: Keys | None = None
) -> Keys:
    """By table what was answered, beside what is known; tables without rows left out."""
    found: Keys = dict(known or {})
    for model, question in asked:
        found.setdefault(model, set()).update(answers[question])
    return {model: keys for model, keys in found.items() if keys}


def values_of(columns: Iterable[tuple[Model, str]], keys: Keys, written: Written) -> Iterator[Any]:
    """What stands in these columns of rows with these keys, empty ones left out."""
    asked: list[Asked] = []
    for model, column in columns:
        if has_lasting_keys(model):
            asked += [_values(model, column).about(keys=part) for part in written.parts(model, keys[model])]
            continue
        for part in parts(keys[model]):
            rows = model._base_manager.filter(pk__in=part, **{f"{column}__isnull": False}).order_by()
            yield from rows.values_list(column, flat=True)
    answers = _answers(asked)
    for question in asked:
        yield from answers[question]


def delete_rows(model: Model, keys: Collection[Any], written: Written) -> None:
    """Take rows away and nothing else: what hangs on them was gathered, and keys are checked at the commit."""
    quote = connection.ops.quote_name
    assert model._meta.pk is not None  # noqa: S101 - every table has one
    with connection.cursor() as cursor:
        for members, parameter in _members_of(model, keys, written):
            cursor.execute(
                f"DELETE FROM {quote(model._meta.db_table)} WHERE {quote(model._meta.pk.column)} {members}",  # noqa: S608
                [parameter],
            )


def let_go(relation: ForeignObjectRel, keys: Collection[Any], written: Written) -> None:
    """Rows that may do without what goes, point to nothing."""
    quote = connection.ops.quote_name
    related: Model = relation.related_model  # type: ignore[assignment] # never "self" once loaded
    table, column = quote(related._meta.db_table), quote(relation.field.column)
    with connection.cursor() as cursor:
        for members, parameter in _members_of(relation.model, keys, written):
            cursor.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} {members}", [parameter])  # noqa: S608


def _answers(questions: Iterable[Asked]) -> dict[Asked, list[Any]]:
    """Of many questions a hundred in one statement: SQLite takes no more than five hundred."""
    answers: dict[Asked, list[Any]] = {}
    iterator = iter(questions)
    while some := list(islice(iterator, _QUESTIONS_AT_ONCE)):
        for question, found in gathered(some).items():
            assert isinstance(question, Asked)  # noqa: S101 - for the type checker
            answers[question] = found
    return answers


def _members_of(model: Model, keys: Collection[Any], written: Written) -> Iterator[tuple[str, Any]]:
    """Keys in parts, each as one parameter, however many they are."""
    if has_lasting_keys(model):
        yield from ((among_ids(connection.vendor), part.value) for part in written.parts(model, keys))
        return
    assert model._meta.pk is not None  # noqa: S101 - every table has one
    for part in parts(keys):
        some = [model._meta.pk.get_db_prep_value(key, connection) for key in part]  # it may be another table's key
        if connection.vendor == "postgresql":
            yield "= ANY(%s)", some
        else:
            yield among_ids(connection.vendor), json.dumps(some)


def _about(declared: DeclaredModel, roots: frozenset[str]) -> Question | None:
    return _compiled_about(declared.model, declared.subjects, roots)


@lru_cache(maxsize=1024)
def _compiled_about(model: Model, subjects: tuple[SubjectPath, ...], roots: frozenset[str]) -> Question | None:
    """By table, its paths and the kinds of subjects that are asked for: an OR over fewer columns is faster."""

    def ask(persons: Ids, clients: Ids, accounts: Ids) -> QuerySet[Any, Any]:
        every = {"person": persons, "client": clients, "account": accounts}
        condition = about_these(model, subjects, {root: ids for root, ids in every.items() if root in roots})
        rows = model._base_manager.none() if condition is None else model._base_manager.filter(condition)
        return rows.order_by().values_list("pk", flat=True)

    question = Question(ask)
    return question if question.compiled() is not None else None


@lru_cache(maxsize=1024)
def _pointing(related: Model, name: str, *, but_some: bool) -> Question:
    attname = related._meta.get_field(name).attname  # type: ignore[union-attr]

    def ask(keys: Ids, but: Ids) -> QuerySet[Any, Any]:
        rows = related._base_manager.filter(**{f"{name}__among": keys})
        return (rows.exclude(pk__among=but) if but_some else rows).order_by().values_list("pk", attname)

    return Question(ask)


@lru_cache(maxsize=1024)
def _there(model: Model) -> Question:
    def ask(keys: Ids) -> QuerySet[Any, Any]:
        return model._base_manager.filter(pk__among=keys).order_by().values_list("pk", flat=True)

    return Question(ask)


@lru_cache(maxsize=1024)
def _values(model: Model, column: str) -> Question:
    def ask(keys: Ids) -> QuerySet[Any, Any]:
        rows = model._base_manager.filter(pk__among=keys, **{f"{column}__isnull": False}).order_by()
        return rows.values_list(column, flat=True)

    return Question(ask)
