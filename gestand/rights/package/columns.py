"""One column of a table: how its values are read, shown to people, and written for programs."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gestand.core.deadlines import FIRM_ZONE
from gestand.core.declarations import Category
from gestand.core.files.models import StoredFile
from gestand.core.house import house
from gestand.rights.package.text import for_cell
from gestand.ui import formats

#: Kinds of technical fields (declared impersonal) that say nothing to people.
_FOR_PROGRAMS = frozenset({"id", "number", "json", "base64"})

Show = Callable[[Any], str]
Raw = Callable[[Any], Any]
Convert = Callable[[Sequence[Any]], "Forms"]


@dataclass(frozen=True, slots=True)
class Forms:
    """The values of one column in every form: words for people, cells for a spreadsheet, values for programs."""

    shown: list[str]
    sheet: list[str]
    raw: list[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """``forms`` turns the column's values into words, cells and JSON values.

    ``target`` is the model that a foreign key points to, ``root`` the subject root that an id belongs to ("person").
    """

    name: str
    attribute: str
    label: str
    category: Category | None
    is_long: bool
    forms: Convert
    kind: str
    withheld_because: str = ""
    target: type[models.Model] | None = None
    root: str = ""
    is_file: bool = False
    is_key: bool = False
    is_hidden: bool = False  # ids, counters and the like: for programs alone
    choices: Mapping[Any, str] = field(default_factory=dict)
    among: tuple[type[models.Model], ...] = ()  # tables of which one holds the row that an id names


def column_of(
    model_field: models.Field[Any, Any],
    *,
    category: Category | None,
    withheld_because: str | Promise = "",
    is_file: bool = False,
    root: str = "",
    among: Sequence[type[models.Model]] = (),
) -> Column:
    """The column for a model's field, with the conversions that its kind asks for, chosen once."""
    choices: dict[Any, str] = {key: str(words) for key, words in (model_field.flatchoices or ())}
    kind, show, cell, raw = _conversions(model_field)
    convert = _each(show, cell, raw)
    if choices:
        convert = _each(lambda value: choices.get(value) or show(value), None, raw)
    elif kind == "moment":
        convert = _moments
    elif kind == "text" and category is None:
        convert = _each(_, None, raw)  # codes of ours ("client"), which have words
    elif kind == "text":
        convert = _phones if category is Category.PHONE else _texts
    target = model_field.remote_field.model if isinstance(model_field, models.ForeignKey) else None
    root = root or next((each.name for each in house.subject_roots.values() if each.model is target), "")
    return Column(
        name=model_field.name,
        attribute=model_field.attname,
        label=capfirst(_(str(model_field.verbose_name))),
        category=category,
        is_long=isinstance(model_field, models.TextField | models.JSONField) and not choices,
        forms=convert,
        kind=kind,
        withheld_because=str(withheld_because),
        target=target,
        root=root,
        is_file=is_file and target is StoredFile,
        is_key=model_field.primary_key,
        is_hidden=not among
        and kind in _FOR_PROGRAMS
        and (category is None or (kind == "id" and not root and target is None)),
        choices=choices,
        among=tuple(among),
    )


def _conversions(model_field: models.Field[Any, Any]) -> tuple[str, Show, Show | None, Raw]:
    """Name of the kind; words for people; words for a spreadsheet where those differ; the JSON value."""
    for kinds, conversion in _KINDS:
        if isinstance(model_field, kinds):
            return conversion
    if isinstance(model_field, models.BooleanField):
        yes, no = _("yes"), _("no")
        return "boolean", lambda value: yes if value else no, None, bool
    return "text", str, None, str


def _each(show: Show, cell: Show | None, raw: Raw) -> Convert:
    """Value by value; what is empty stays empty."""

    def convert(values: Sequence[Any]) -> Forms:
        shown = ["" if value is None or value == "" else show(value) for value in values]
        sheet = [
            for_cell(words) for words in (shown if cell is None else ["" if v is None else cell(v) for v in values])
        ]
        return Forms(shown, sheet, [value if value is None or value == "" else raw(value) for value in values])

    return convert


def _texts(values: Sequence[Any]) -> Forms:
    shown = [value or "" for value in values]
    return Forms(shown, [for_cell(value) for value in shown], list(values))


def _phones(values: Sequence[Any]) -> Forms:
    texts = [value or "" for value in values]
    words = [formats.phone_words(text) if text.startswith("+") else text for text in texts]
    return Forms(words, [for_cell(text) for text in texts], list(values))


def _moments(values: Sequence[Any]) -> Forms:
    """Moments on the firm's clock; each is put there once."""
    language = get_language()
    local = [value.astimezone(FIRM_ZONE) if value else None for value in values]
    return Forms(
        [f"{_day_in(language, at.date())} {at.hour:02d}:{at.minute:02d}" if at else "" for at in local],
        [at.replace(tzinfo=None).isoformat(" ", "seconds") if at else "" for at in local],
        [at.isoformat() if at else None for at in local],
    )


@lru_cache(maxsize=4096)
def _day_in(_language: str | None, value: date) -> str:
    return formats.day_words(value)


def _day_words(value: date) -> str:
    return _day_in(get_language(), value)


def _as_it_is(value: Any) -> Any:
    return value


def _base64(value: Any) -> str:
    return base64.b64encode(bytes(value)).decode("ascii")


def _json_words(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


_KINDS: tuple[tuple[tuple[type[models.Field[Any, Any]], ...], tuple[str, Show, Show | None, Raw]], ...] = (
    ((models.ForeignKey, models.UUIDField), ("id", str, None, str)),
    ((models.DateTimeField,), ("moment", str, None, str)),
    ((models.DateField,), ("date", _day_words, date.isoformat, date.isoformat)),
    ((models.TimeField,), ("time", time.isoformat, None, time.isoformat)),
    ((models.DurationField,), ("seconds", str, None, timedelta.total_seconds)),
    ((models.BinaryField,), ("base64", _base64, None, _base64)),
    ((models.JSONField,), ("json", _json_words, None, _as_it_is)),
    ((models.DecimalField,), ("decimal", str, None, str)),
    ((models.IntegerField, models.FloatField), ("number", str, None, _as_it_is)),
)
