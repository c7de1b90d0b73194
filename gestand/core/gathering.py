"""Questions of many rooms in one statement: a page that rooms fill asks the database once, however many they are.

A room offers a ``Reading``: its questions, and what it makes of their rows. Whoever composes the page reads all of them
with ``read_all``; two that ask the same share the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, islice
from typing import Any, Generic, ParamSpec, TypeVar

from django.db.models import QuerySet

from gestand.core.planned import Row, rows_of
from gestand.core.questions import Asked, Compiled, Wording, compiled, filled_in

#: A queryset is compiled each time, a ``Question`` once.
Askable = QuerySet[Any, Any] | Asked
Circumstances = ParamSpec("Circumstances")
Made = TypeVar("Made")
#: Without a limit of its own SQLite may leave out the order of a select inside another.
_WITHOUT_END = "LIMIT 2147483647"


class Reading(Generic[Made]):
    """What is made of the answers to questions: ``make`` takes the rows of each, in their order.

    Without questions it is made as it is: what is known already, or what asks for itself.
    """

    def __init__(self, make: Callable[..., Made], *questions: Askable) -> None:
        self.make = make
        self.questions = questions

    def ask(self) -> Made:
        """One statement, none without questions."""
        answers = gathered(self.questions)
        return self.make(*(answers[question] for question in self.questions))


class Gathers(Generic[Circumstances, Made]):
    """Decorates a function that gives a ``Reading``: called, it asks for itself; ``reading`` leaves it to the page.

    @Gathers
    def audit_card(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
        return Reading(_lines, last_check.about())
    """

    def __init__(self, reading: Callable[Circumstances, Reading[Made]]) -> None:
        self.reading = reading

    def __call__(self, *args: Circumstances.args, **kwargs: Circumstances.kwargs) -> Made:
        return self.reading(*args, **kwargs).ask()


def reading_of(source: Callable[..., Made], **circumstances: Any) -> Reading[Made]:
    """The reading of a source; one that asks for itself is read when its turn comes."""
    if isinstance(source, Gathers):
        found: Reading[Made] = source.reading(**circumstances)
        return found
    return Reading(lambda: source(**circumstances))


def read_all(readings: Sequence[Reading[Made]]) -> list[Made]:
    """What each reading makes, all their questions in one statement."""
    return together(list, readings).ask()


def together(make: Callable[[list[Any]], Made], readings: Sequence[Reading[Any]]) -> Reading[Made]:
    """One reading of several: ``make`` takes what each of them makes, in their order."""

    def made_of_all(*answers: list[Any]) -> Made:
        left = iter(answers)
        return make([reading.make(*islice(left, len(reading.questions))) for reading in readings])

    return Reading(made_of_all, *(question for reading in readings for question in reading.questions))


def gathered(questions: Iterable[Askable]) -> dict[Askable, list[Any]]:
    """To each question what it would answer alone; one statement, none when nothing has to be asked."""
    answers: dict[Askable, list[Any]] = {question: [] for question in questions}
    parts = [part for question in answers if (part := _part(question)) is not None]
    if len(parts) == 1:
        (alone,) = parts
        answers[alone.question] = alone.compiled.read(rows_of(alone.compiled.sql, alone.parameters))
    elif parts:
        answers.update(_asked_together(parts))
    return answers


def _asked_together(parts: Sequence[_Part]) -> dict[Askable, list[Any]]:
    sql, places = _statement(tuple([part.compiled.wording for part in parts]))
    found = rows_of(sql, [value for part in parts for value in part.parameters])
    rows: list[list[Row]] = [[] for _part in parts]
    for which, *values in found:
        rows[which].append(tuple([values[place] for place in places[which]]))
    return {part.question: part.compiled.read(own) for part, own in zip(parts, rows, strict=True)}


@dataclass(frozen=True, slots=True)
class _Part:
    question: Askable
    compiled: Compiled
    parameters: list[Any]


#: A column of the statement: a type of the database, and the how manieth of it.
_Column = tuple[str, int]


def _part(question: Askable) -> _Part | None:
    own = question.question.compiled() if isinstance(question, Asked) else compiled(question)
    if own is None:
        return None
    values = dict(question.values) if isinstance(question, Asked) else {}
    return _Part(question, own, filled_in(own.parameters, values))


def _numbered(types: Iterable[str]) -> list[_Column]:
    """The first text, the second text, the first number …"""
    numbers: defaultdict[str, Iterator[int]] = defaultdict(count)
    return [(kind, next(numbers[kind])) for kind in types]


def _columns(types: Iterable[Sequence[str]]) -> list[_Column]:
    """The columns in which every question finds room for its own; questions share those of one type."""
    return list(dict.fromkeys(column for own in types for column in _numbered(own)))


@lru_cache(maxsize=64)
def _statement(questions: tuple[Wording, ...]) -> tuple[str, list[list[int]]]:
    """Every question under a name of its own, and their rows below each other, each with its question's number; for
    each question the places of its own columns.

    The first select has no rows: it tells the types of the columns, which are empty in most of the others. What is
    asked together is asked so again and again, with other values: it is put together once.
    """
    columns = _columns([question.types for question in questions])
    typed = ", ".join(["0", *(f"CAST(NULL AS {kind})" for kind, _number in columns)])
    named, selects, places = [], [f"SELECT {typed} WHERE 1 = 0"], []
    place = {column: number for number, column in enumerate(columns)}
    for number, question in enumerate(questions):
        own = _numbered(question.types)
        names = {column: f"c{where}" for where, column in enumerate(own)}
        sql = question.sql if question.is_cut else f"{question.sql} {_WITHOUT_END}"
        named.append(f"q{number} ({', '.join(names.values())}) AS ({sql})")
        shown = ", ".join([str(number), *(names.get(column, "NULL") for column in columns)])
        selects.append(f"SELECT {shown} FROM q{number}")  # noqa: S608 - numbers and names of our own
        places.append([place[column] for column in own])
    return f"WITH {', '.join(named)} {' UNION ALL '.join(selects)}", places
