"""One field of the documentation: how a program reads it, how a person does, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.core.files.models import StoredFile
from gestand.network.book.contents import Documentation
from gestand.network.kinds import fact_label, facts_in_words
from gestand.network.models import Change, Device
from gestand.network.parts import Part
from gestand.network.things import THINGS
from gestand.people.models import Address, Client, Person
from gestand.ui import formats

AnyField = models.Field[Any, Any]
#: What follows from other fields, and who of the office did something: an account here means nothing elsewhere.
_LEFT_OUT = frozenset(
    {
        ("subnet", "version"), ("subnet", "first"), ("subnet", "last"), ("addressuse", "sort_key"),
        ("change", "by"),
        ("silence", "said_by"), ("passedquestion", "by"),
        ("handover", "said_by"),
        ("devicephoto", "thumbnail"), ("devicephoto", "width_px"), ("devicephoto", "height_px"),
    }
)  # fmt: skip
#: What says nothing to a person who reads a spreadsheet.
_FOR_PROGRAMS = frozenset({"id", "short_id", "position", "system_cycle", "created_at"})


#: How history names a fact of a device, and a person.
_FACT = "facts."
_PERSON = re.compile(r"person:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


class WrongValue(ValueError):
    """A value that this field cannot hold."""


def fields_of(model: type[models.Model]) -> list[AnyField]:
    """What goes along of a row; whose client it is says the file itself."""
    name = str(model._meta.model_name)
    return [
        field
        for field in model._meta.concrete_fields
        if (name, field.name) not in _LEFT_OUT and not _points_to(field, Client)
    ]


def shown_fields_of(model: type[models.Model]) -> list[AnyField]:
    """What a spreadsheet for people shows of a row."""
    return [field for field in fields_of(model) if field.name not in _FOR_PROGRAMS]


def label_of(field: AnyField) -> str:
    return str(capfirst(str(field.verbose_name)))


def target_of(field: AnyField) -> type[models.Model] | None:
    """The table that a reference leads to."""
    return field.remote_field.model if isinstance(field, models.ForeignKey) else None


def _points_to(field: AnyField, model: type[models.Model]) -> bool:
    return target_of(field) is model


def plain(documentation: Documentation, row: Any, field: AnyField) -> Any:
    """The value as JSON holds it."""
    value = getattr(row, field.attname)
    if value is None:
        return None
    if _points_to(field, Address):
        address = documentation.addresses.get(value)
        return _address(address) if address is not None else None
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return _in_order(value)


def _address(address: Address) -> dict[str, str]:
    return {name: str(getattr(address, name)) for name in ADDRESS_FIELDS}


ADDRESS_FIELDS = ("kind", "street", "extra", "postal_code", "city", "country")


def _in_order(value: Any) -> Any:
    """Databases keep the keys of an object in different orders."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(each) for each in value] if isinstance(value, list) else value


def words(documentation: Documentation, row: Any, field: AnyField) -> str:
    """The value for a person."""
    value = getattr(row, field.attname)
    if value in (None, "", {}):
        return ""
    if isinstance(field, models.ForeignKey):
        return _name_of(documentation, field, value)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, UUID):
        return thing_name(documentation, value)
    if isinstance(value, dict):
        return _object_words(documentation, row, value)
    by_name: dict[str, Callable[[Any], str]] = {"verb": _verb, "helpdesk_phone": formats.phone_words}
    return by_name.get(field.name, _plain_words)(value)


def _verb(value: str) -> str:
    words = {
        "add": _("Written down"),
        "change": _("Changed"),
        "import": _("Taken over from an import"),
        "undo": _("Import taken back"),
    }
    return words.get(value, value)


def _plain_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):  # as every spreadsheet sorts it
        return f"{formats.firm_time(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _object_words(documentation: Documentation, row: Any, value: dict[str, Any]) -> str:
    if isinstance(row, Device):
        return "; ".join(f"{name}: {fact}" for name, fact in facts_in_words(row.kind, row.facts))
    labels: dict[str, object] = dict(Part.choices)
    if isinstance(row, Change):
        labels |= {field.name: field.verbose_name for field in THINGS[row.thing_kind].fields}
    return "; ".join(
        f"{labels.get(name) or fact_label(name.removeprefix(_FACT))}: {_changed(documentation, pair)}"
        for name, pair in sorted(value.items())
    )


def _changed(documentation: Documentation, pair: Any) -> str:
    told = " → ".join(str(each) or "–" for each in pair) if isinstance(pair, list) else str(pair)
    return _PERSON.sub(lambda found: documentation.person_name(UUID(found[1])) or _("somebody"), told)


def _name_of(documentation: Documentation, field: AnyField, value: Any) -> str:
    target = target_of(field)
    if target is Person:
        return documentation.person_name(value)
    if target is Address:
        address = documentation.addresses.get(value)
        return address_line(address) if address is not None else ""
    if target is StoredFile:
        stored = documentation.files.get(value)
        return stored.name if stored is not None else ""
    row = documentation.one(target, value) if target in documentation.rows else None
    return str(row) if row is not None else ""


def thing_name(documentation: Documentation, key: UUID) -> str:
    """What is called by an id alone, whichever table it stands in."""
    for model in documentation.rows:
        row = documentation.one(model, key)
        if row is not None:
            return str(row)
    return ""


def address_line(address: Address) -> str:
    town = f"{address.postal_code} {address.city}".strip()
    return ", ".join(part for part in (address.street, address.extra, town) if part)


# Back -----------------------------------------------------------------------------------------------------------------


def read(field: AnyField, given: Any) -> Any:
    """The value that a file gives for a field that is no reference. Raises ``WrongValue``."""
    if given is None:
        if not field.null:
            raise WrongValue(field.name)
        return None
    reader = next((reader for kinds, reader in _READERS if isinstance(field, kinds)), _text)
    try:
        return reader(given)
    except (ValueError, TypeError, AttributeError, OverflowError, ValidationError):
        raise WrongValue(field.name) from None


def _text(given: Any) -> str:
    if not isinstance(given, str) or "\x00" in given or any("\ud800" <= letter <= "\udfff" for letter in set(given)):
        raise ValueError("no text")
    return given


def read_id(given: Any) -> UUID:
    try:
        return UUID(_text(given))
    except ValueError:
        raise WrongValue("id") from None


def _moment(given: Any) -> datetime:
    found = datetime.fromisoformat(_text(given))
    if found.tzinfo is None or not 2 <= found.year <= 8999:  # noqa: PLR2004 - what terms can be added to
        raise ValueError("no moment")
    return found.astimezone(UTC)


def _day(given: Any) -> date:
    found = date.fromisoformat(_text(given))
    if not 2 <= found.year <= 8999:  # noqa: PLR2004 - as above
        raise ValueError("no day")
    return found


def _number(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise TypeError("no number")
    return given


def _yes_or_no(given: Any) -> bool:
    if not isinstance(given, bool):
        raise TypeError("no yes or no")
    return given


def _object(given: Any) -> Any:
    """Text by name, or the pair of texts that a change is."""
    if not isinstance(given, dict):
        raise TypeError("no object")
    for name, value in given.items():
        _text(name)
        for each in value if isinstance(value, list) else [value]:
            _text(each)
    return given


_READERS: tuple[tuple[tuple[type[AnyField], ...], Callable[[Any], Any]], ...] = (
    ((models.UUIDField,), read_id),
    ((models.DateTimeField,), _moment),
    ((models.DateField,), _day),
    ((models.BooleanField,), _yes_or_no),
    ((models.IntegerField,), _number),
    ((models.JSONField,), _object),
)
