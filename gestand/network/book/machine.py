"""The documentation for programs: network.json, with the JSON Schema (2020-12) that describes it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import models
from django.utils import translation

from gestand.core.firm import current_firm
from gestand.network.book.contents import TABLES, Documentation
from gestand.network.book.fields import ADDRESS_FIELDS, AnyField, fields_of, plain, target_of
from gestand.network.models import Change, DevicePhoto
from gestand.people.models import Address, ClientKind

FORMAT = "gestand.network-book"
FORMAT_VERSION = 1
PHOTO_FOLDER = "photos"


def as_json(documentation: Documentation, *, on: date, photos: dict[Any, str] | None = None) -> bytes:
    """network.json. ``photos``: where in the ZIP a file stands, by its id; without it photos are named alone."""
    firm = current_firm()
    content = {
        "format": {"name": FORMAT, "version": FORMAT_VERSION},
        "made_on": on.isoformat(),
        "made_by": firm.name if firm else "Gestand",
        "client": {
            "id": str(documentation.client.id),
            "name": documentation.client.name,
            "kind": documentation.client.kind,
        },
        "persons": [
            {"id": str(person.id), "name": person.full_name}
            for person in sorted(documentation.persons.values(), key=lambda each: str(each.id))
        ],
        "tables": {
            table.name: [
                _row(documentation, row, photos or {})
                for row in sorted(documentation.rows[table.model], key=lambda row: str(row.pk))
            ]
            for table in TABLES
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _row(documentation: Documentation, row: Any, photos: dict[Any, str]) -> dict[str, Any]:
    written = {field.name: plain(documentation, row, field) for field in fields_of(type(row))}
    if isinstance(row, DevicePhoto):
        stored = documentation.files.get(row.file_id)
        written["file"] = photos.get(row.file_id) or (stored.name if stored is not None else None)
    return written


# The schema -----------------------------------------------------------------------------------------------------------

_KINDS: tuple[tuple[tuple[type[AnyField], ...], dict[str, Any]], ...] = (
    ((models.UUIDField,), {"type": "string", "format": "uuid"}),
    ((models.DateTimeField,), {"type": "string", "format": "date-time"}),
    ((models.DateField,), {"type": "string", "format": "date"}),
    ((models.BooleanField,), {"type": "boolean"}),
    ((models.IntegerField,), {"type": "integer"}),
)


def schema() -> dict[str, Any]:
    """The schema of network.json, made from the tables themselves; in English, as every published schema."""
    with translation.override("en"):
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Network book of a client",
            "description": "Everything that is documented of a client's network; no password, key or other secret.",
            "type": "object",
            "required": ["format", "made_on", "client", "persons", "tables"],
            "additionalProperties": False,
            "properties": {
                "format": _object({"name": {"const": FORMAT}, "version": {"const": FORMAT_VERSION}}),
                "made_on": {"type": "string", "format": "date"},
                "made_by": {"type": "string", "description": "the firm that documented it"},
                "client": _object(
                    {
                        "id": {"type": "string", "format": "uuid"},
                        "name": {"type": "string"},
                        "kind": {"enum": list(ClientKind.values)},
                    }
                ),
                "persons": {
                    "description": "who is named in the tables",
                    "type": "array",
                    "items": _object({"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}}),
                },
                "tables": _object({table.name: _table(table.model) for table in TABLES}),
            },
        }


def schema_text() -> str:
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def _table(model: type[models.Model]) -> dict[str, Any]:
    rows = _object({field.name: _field(model, field) for field in fields_of(model)})
    return {"title": str(model._meta.verbose_name_plural), "type": "array", "items": rows}


def _field(model: type[models.Model], field: AnyField) -> dict[str, Any]:
    told: dict[str, Any] = {"description": str(field.verbose_name)}
    target = target_of(field)
    if target is Address:
        return {**told, "type": ["object", "null"], "properties": {name: {"type": "string"} for name in ADDRESS_FIELDS}}
    if model is DevicePhoto and field.name == "file":
        return {**told, "type": ["string", "null"], "description": f"in the ZIP, in {PHOTO_FOLDER}/"}
    if target is not None:
        name = next((table.name for table in TABLES if table.model is target), "persons")
        told["description"] = f"{field.verbose_name}: the id of a row of {name}"
        return {**told, **_or_null(field, {"type": "string", "format": "uuid"})}
    if isinstance(field, models.JSONField):
        pair = {"type": "array", "items": {"type": "string"}, "description": "before, after"}
        return {
            **told,
            "type": "object",
            "additionalProperties": pair if model is Change else {"type": "string"},
        }
    kind = next((kind for kinds, kind in _KINDS if isinstance(field, kinds)), {"type": "string"})
    if field.choices:
        kind = {"enum": [key for key, _label in field.flatchoices]}
        if field.blank:
            kind["enum"].append("")
    elif kind == {"type": "string"} and field.max_length:
        kind = {"type": "string", "maxLength": field.max_length}
    return {**told, **_or_null(field, kind)}


def _or_null(field: AnyField, kind: dict[str, Any]) -> dict[str, Any]:
    if not field.null:
        return kind
    return {**kind, "type": [kind["type"], "null"]} if "type" in kind else {"enum": [*kind["enum"], None]}


__all__ = ["FORMAT", "FORMAT_VERSION", "PHOTO_FOLDER", "as_json", "schema", "schema_text"]
