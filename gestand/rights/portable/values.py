"""One value as JSON writes it, and back: exact both ways, and nothing else is taken for it."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError

from gestand.rights.portable.tables import PortableColumn

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_MOST_DEEP = 40
#: Beyond these years a term added to a day, or a moment in our own time, falls off the calendar.
_FIRST_YEAR, _LAST_YEAR = 2, 8999


_Day = TypeVar("_Day", date, datetime)


class WrongValue(ValueError):
    """A value that this column cannot hold."""


def as_json(value: Any) -> bytes:
    return _ENCODER.encode(value).encode("utf-8", "replace")


def plain(kind: str, value: Any) -> Any:
    """A stored value as JSON holds it; the same value is always written alike, whichever database it came from."""
    if value is None:
        return None
    written = _WRITTEN.get(kind)
    return value if written is None else written(value)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _in_order(value: Any) -> Any:
    """Databases keep the keys of an object in different orders."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(each) for each in value] if isinstance(value, list) else value


_WRITTEN: Mapping[str, Callable[[Any], Any]] = {
    "id": str,
    "reference": str,
    "one_of": str,
    "moment": _moment,
    "date": date.isoformat,
    "time": time.isoformat,
    "seconds": timedelta.total_seconds,
    "base64": lambda value: base64.b64encode(bytes(value)).decode("ascii"),
    "json": _in_order,
    "decimal": str,
}


def read(column: PortableColumn, given: Any) -> Any:
    """The value that a package gives for a column. Raises ``WrongValue`` for everything that the column cannot hold."""
    field = column.field
    if given is None:
        if not field.null:
            raise WrongValue(f"{column.name} is empty")
        return None
    value = _READ[column.kind](given)
    if column.kind in ("text", "number", "fraction", "decimal"):
        _fits(column, value)
    return value


def _fits(column: PortableColumn, value: Any) -> None:
    field = column.field
    if value == "" and column.kind == "text":
        return
    if field.choices and value not in {key for key, _label in field.flatchoices}:
        raise WrongValue(f"{column.name} holds a code that is not known")
    if column.kind == "text" and field.max_length is not None and len(value) > field.max_length:
        raise WrongValue(f"{column.name} is too long")
    try:
        field.run_validators(value)
    except ValidationError as wrong:
        raise WrongValue(f"{column.name} holds what it cannot") from wrong


def _text(given: Any) -> str:
    if not isinstance(given, str) or "\x00" in given or any("\ud800" <= letter <= "\udfff" for letter in set(given)):
        raise WrongValue("no text")
    return given


def _id(given: Any) -> UUID:
    """The one spelling of an id; another one of the same id would be another text in the package."""
    try:
        found = UUID(given)
    except (ValueError, AttributeError, TypeError):
        raise WrongValue("no id") from None
    if str(found) != given:
        raise WrongValue("no id")
    return found


def _number(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise WrongValue("no number")
    return given


def _fraction(given: Any) -> float:
    if not isinstance(given, int | float) or isinstance(given, bool):
        raise WrongValue("no number")
    try:
        value = float(given)
    except OverflowError:
        raise WrongValue("no number") from None
    if not math.isfinite(value):
        raise WrongValue("no number")
    return value


def _boolean(given: Any) -> bool:
    if not isinstance(given, bool):
        raise WrongValue("no yes or no")
    return given


def _read_moment(given: Any) -> datetime:
    try:
        value = datetime.fromisoformat(_text(given))
    except ValueError:
        raise WrongValue("no moment") from None
    try:
        offset = value.utcoffset()
        if offset is None:
            raise WrongValue("a moment without its offset")
        return _within_years(value.astimezone(UTC))
    except OverflowError:
        raise WrongValue("no moment") from None


def _date(given: Any) -> date:
    try:
        value = date.fromisoformat(_text(given))
    except ValueError:
        raise WrongValue("no day") from None
    return _within_years(value)


def _within_years(value: _Day) -> _Day:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise WrongValue("a day that cannot be reckoned with")
    return value


def _time(given: Any) -> time:
    try:
        return time.fromisoformat(_text(given))
    except ValueError:
        raise WrongValue("no time") from None


def _seconds(given: Any) -> timedelta:
    try:
        return timedelta(seconds=_fraction(given))
    except OverflowError:
        raise WrongValue("no length of time") from None


def _decimal(given: Any) -> Decimal:
    try:
        value = Decimal(_text(given))
    except InvalidOperation:
        raise WrongValue("no amount") from None
    if not value.is_finite():
        raise WrongValue("no amount")
    return value


def _base64(given: Any) -> bytes:
    try:
        return base64.b64decode(_text(given), validate=True)
    except (binascii.Error, ValueError):
        raise WrongValue("no bytes") from None


def _json(given: Any, deep: int = 0) -> Any:
    if deep > _MOST_DEEP:
        raise WrongValue("too deep")
    if isinstance(given, str):
        return _text(given)
    if isinstance(given, dict):
        return {_text(key): _json(value, deep + 1) for key, value in given.items()}
    return [_json(each, deep + 1) for each in given] if isinstance(given, list) else given


_READ: Mapping[str, Callable[[Any], Any]] = {
    "id": _id,
    "reference": _id,
    "one_of": _id,
    "text": _text,
    "file": _text,
    "number": _number,
    "fraction": _fraction,
    "boolean": _boolean,
    "moment": _read_moment,
    "date": _date,
    "time": _time,
    "seconds": _seconds,
    "decimal": _decimal,
    "base64": _base64,
    "json": _json,
}
