"""Looking through what is declared to hold nothing personal: does an address, a number or a user agent stand there?

The database sorts out the rows that might (LIKE, one pass over a table), Python looks at those alone.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any

from django.db import connection, models
from django.db.models import BooleanField, F, Func, JSONField, Q, TextField, Value
from django.db.models.functions import Cast

from gestand.core.declarations.paths import AnyModel
from gestand.core.declarations.personal import NoPersonalData
from gestand.core.declarations.registry import declared_models
from gestand.core.files.models import StoredFile
from gestand.core.firm import Firm
from gestand.core.mail.models import MailSettings

_WORDS = (models.CharField, models.TextField, JSONField)
_AT_ONCE = 2000


class Like(Func):
    """``column LIKE pattern``, the same on both databases for the signs that we look for."""

    template = "(%(expressions)s)"
    arg_joiner = " LIKE "
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that must not stand there. ``patterns`` of LIKE let through every row that may hold it; ``found``
    gives what a text really holds; ``shortest`` in characters. ``of_companies``: the firm and other companies have it
    too, so that tables which say whose addresses they hold are left out.
    """

    patterns: tuple[str, ...]
    found: Callable[[str], Collection[str]]
    shortest: int
    of_companies: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table that hold texts and nothing personal, by what is declared."""

    model: type[AnyModel]
    names: tuple[str, ...]


@dataclass(slots=True)
class Seen:
    """How many tables and columns were looked through, in how many values it stood, and in which tables."""

    tables: int = 0
    columns: int = 0
    found: int = 0
    where: tuple[str, ...] = ()


def impersonal_columns(mark: Mark) -> Iterator[Columns]:
    """By table: text columns that are declared to hold nothing about a person and are no choice from a list."""
    for declared in declared_models():
        said = declared.declaration
        excused = mark.of_companies and isinstance(said, NoPersonalData) and bool(said.addresses_of)
        # The name of a stored file belongs to the row that points to it.
        if excused or declared.model is StoredFile or not declared.model._meta.managed:
            continue
        spared = declared.personal.categories if declared.personal else {}
        names = tuple(
            field.name
            for field in declared.model._meta.local_concrete_fields
            if field.name not in spared and _can_hold(field, mark.shortest)
        )
        if names:
            yield Columns(declared.model, names)


def _can_hold(field: Any, shortest: int) -> bool:
    if not isinstance(field, _WORDS) or field.choices or field.remote_field:
        return False
    return field.max_length is None or field.max_length >= shortest


def look_for(mark: Mark, *, spared: Collection[str] = ()) -> Seen:
    """Look through every such column; ``spared`` are values that are the firm's own."""
    seen = Seen()
    for columns in impersonal_columns(mark):
        seen.tables += 1
        seen.columns += len(columns.names)
        here = sum(bool(set(mark.found(text)) - set(spared)) for text in suspects(columns, mark))
        if here:
            seen.found += here
            seen.where += (columns.model._meta.label,)
    return seen


def suspects(columns: Columns, mark: Mark) -> Iterator[str]:
    """The texts of rows that may hold it, one column after the other joined; memory stays flat."""
    question, values = _question(columns, mark.patterns)
    with connection.chunked_cursor() as cursor:
        cursor.execute(question, values)
        while rows := cursor.fetchmany(_AT_ONCE):
            for row in rows:
                yield " ".join(text for text in row if text)


@cache
def _question(columns: Columns, patterns: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """The query, written once for a table: to write it costs more than an answer of a small office."""
    as_text = {f"text_{name}": Cast(F(name), TextField()) for name in columns.names}
    may = reduce(or_, (Q(Like(F(name), Value(pattern))) for name in as_text for pattern in patterns))
    rows = columns.model._base_manager.order_by().annotate(**as_text).filter(may).values_list(*as_text)
    question, values = rows.query.sql_with_params()
    return question, tuple(values)


# What is looked for ---------------------------------------------------------------------------------------------------

_MAIL = re.compile(r"[^\s@<>()\[\]\"',;:=]+@[^\s@<>()\[\]\"',;:/\\]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<![\w+])\+[1-9]\d{8,13}(?!\w)")
_FOUR = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
_SIX = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f.]{0,15}(?![\w:])")
_AGENT = re.compile(r"Mozilla/\d|AppleWebKit/\d|Gecko/\d|Chrome/\d|Safari/\d")


def mail_addresses_in(text: str) -> list[str]:
    return [found.lower() for found in _MAIL.findall(text)]


def phone_numbers_in(text: str) -> list[str]:
    found: list[str] = _PHONE.findall(text)
    return found


def ip_addresses_in(text: str) -> list[str]:
    """Addresses of machines; loopback and "any" are nobody's."""
    return [found for found in (*_FOUR.findall(text), *_SIX.findall(text)) if _is_somebodys(found)]


def _is_somebodys(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified)


def user_agents_in(text: str) -> list[str]:
    found: list[str] = _AGENT.findall(text)
    return found


MAIL = Mark(("%_@_%._%",), mail_addresses_in, shortest=6, of_companies=True)
PHONE = Mark(("%+________%",), phone_numbers_in, shortest=10, of_companies=True)
IP = Mark(("%_._%._%._%", "%::%", "%:%:%:%:%:%:%:%"), ip_addresses_in, shortest=7)
AGENT = Mark(("%Mozilla/%", "%AppleWebKit/%", "%Gecko/%", "%Chrome/%", "%Safari/%"), user_agents_in, shortest=8)


def own_numbers() -> set[str]:
    """What the firm prints itself, wherever a job or a line repeats it."""
    firm = Firm.objects.filter(id=1).values_list("email", "officer_email", "phone")
    mailbox = MailSettings.objects.filter(id=1).values_list("sender_address", "username", "host")
    return {value.lower() for row in (*firm, *mailbox) for value in row if value}
