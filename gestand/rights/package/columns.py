"""One column of a table: how its values are read, shown to people, and written for programs."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gestand.core.declarations import Category
from gestand.core.files.models import StoredFile
from gestand.core.house import house
from gestand.ui import formats

#: Kinds of technical fields (declared impersonal) that say nothing to people.
_FOR_PROGRAMS = frozenset({"id", "number", "json", "base64"})

Show = Callable[[Any], str]
Raw = Callable[[Any], Any]


@dataclass(slots=True)
class Column:
    """``show`` gives words for people, ``cell`` text for a spreadsheet, ``raw`` a JSON value.

    ``target`` is the model that a foreign key points to, ``root`` the subject root that an id belongs to ("person").
    """

    name: str
    attribute: str
    label: str
    category: Category | None
    is_long: bool
    show: Show
    cell: Show
    raw: Raw
    kind: str
    withheld_because: str = ""
    target: type[models.Model] | None = None
    root: str = ""
    is_file: bool = False
    is_key: bool = False
    is_hidden: bool = False  # ids, counters and the like: for programs alone
    choices: Mapping[Any, str] = field(default_factory=dict)


def column_of(
    model_field: models.Field[Any, Any],
    *,
    category: Category | None,
    withheld_because: str | Promise = "",
    is_file: bool = False,
    root: str = "",
) -> Column:
    """The column for a model's field, with the conversions that its kind asks for, chosen once."""
    choices: dict[Any, str] = {key: str(words) for key, words in (model_field.flatchoices or ())}
    kind, show, raw = _conversions(model_field)
    if choices:
        show = _choice(choices, show)
    elif category is Category.PHONE and kind == "text":
        show = _phone_words
    target = model_field.remote_field.model if isinstance(model_field, models.ForeignKey) else None
    return Column(
        name=model_field.name,
        attribute=model_field.attname,
        label=capfirst(str(model_field.verbose_name)),
        category=category,
        is_long=isinstance(model_field, models.TextField | models.JSONField) and not choices,
        show=show,
        cell=_for_spreadsheet(kind, show),
        raw=raw,
        kind=kind,
        withheld_because=str(withheld_because),
        target=target,
        root=root or next((each.name for each in house.subject_roots.values() if each.model is target), ""),
        is_file=is_file and target is StoredFile,
        is_key=model_field.primary_key,
        is_hidden=category is None and kind in _FOR_PROGRAMS,
        choices=choices,
    )


def _conversions(model_field: models.Field[Any, Any]) -> tuple[str, Show, Raw]:
    if isinstance(model_field, models.ForeignKey | models.UUIDField):
        return "id", str, str
    if isinstance(model_field, models.BooleanField):
        yes, no = _("yes"), _("no")
        return "boolean", lambda value: yes if value else no, bool
    if isinstance(model_field, models.DateTimeField):
        return "moment", _moment_words, _moment
    if isinstance(model_field, models.DateField):
        return "date", _day_words, date.isoformat
    if isinstance(model_field, models.TimeField):
        return "time", time.isoformat, time.isoformat
    if isinstance(model_field, models.DurationField):
        return "seconds", str, timedelta.total_seconds
    if isinstance(model_field, models.BinaryField):
        return "base64", _base64, _base64
    if isinstance(model_field, models.JSONField):
        return "json", _json_words, _as_it_is
    if isinstance(model_field, models.DecimalField):
        return "decimal", str, str
    if isinstance(model_field, models.IntegerField | models.FloatField):
        return "number", str, _as_it_is
    return "text", str, str


def _choice(choices: Mapping[Any, str], otherwise: Show) -> Show:
    return lambda value: choices.get(value) or otherwise(value)


def _for_spreadsheet(kind: str, show: Show) -> Show:
    """Days and moments as a spreadsheet reads them; the rest as people do."""
    if kind == "date":
        return date.isoformat
    if kind == "moment":
        return lambda value: f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if kind == "text" and show is _phone_words:
        return str
    return show


def _as_it_is(value: Any) -> Any:
    return value


@lru_cache(maxsize=4096)
def _day_in(_language: str | None, value: date) -> str:
    return formats.day_words(value)


def _day_words(value: date) -> str:
    return _day_in(get_language(), value)


def _moment_words(value: datetime) -> str:
    local = timezone.localtime(value)
    return f"{_day_in(get_language(), local.date())} {local:%H:%M}"


def _phone_words(value: str) -> str:
    return formats.phone_words(value) if value.startswith("+") else value


def _moment(value: datetime) -> str:
    return timezone.localtime(value).isoformat()


def _base64(value: Any) -> str:
    return base64.b64encode(bytes(value)).decode("ascii")


def _json_words(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
