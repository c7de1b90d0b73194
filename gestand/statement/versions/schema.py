"""The JSON Schema (2020-12) of a published statement, as ``linked.linked`` gives it; stands at /privacy/schema.json."""

from __future__ import annotations

from typing import Any

SCHEMA_PATH = "/privacy/schema.json"

_TEXT: dict[str, Any] = {"type": "string"}
_FLAG: dict[str, Any] = {"type": "boolean"}
_BOTH: dict[str, Any] = {
    "type": "object",
    "properties": {"nl": _TEXT, "en": _TEXT},
    "required": ["nl", "en"],
    "additionalProperties": False,
}
_TYPES: dict[str, Any] = {
    "anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}],
    "description": "terms of the W3C Data Privacy Vocabulary",
}


def _listed(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"type": "array", "items": _record(properties, optional=optional)}


def _record(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


_PARTY = {"@type": _TYPES, "name": _TEXT}
_POINTER = {"@type": _TYPES, "clause": _TEXT, "label": _BOTH}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:gestand:statement:schema:1",
    "title": "A privacy statement published by Gestand",
    **_record(
        {
            "@context": {"type": "object", "description": "makes the same document linked data (JSON-LD 1.1)"},
            "@id": _TEXT,
            "@type": _TYPES,
            "$schema": _TEXT,
            "form": {"const": 1},
            "version": {"type": "string", "pattern": "^(v[1-9][0-9]*)?$", "description": "empty before publication"},
            "state": {"enum": ["draft", "planned", "published"]},
            "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "made_on": {"type": "string", "format": "date"},
            "published_at": {"type": ["string", "null"], "format": "date-time"},
            "in_force_from": {"type": ["string", "null"], "format": "date"},
            "languages": {"type": "array", "items": {"enum": ["nl", "en"]}},
            "summary": _BOTH,
            "controller": _record(
                {
                    **_PARTY,
                    "address": _TEXT,
                    "contact": {"type": "array", "items": _TEXT},
                    "website": _TEXT,
                    "kvk_number": _TEXT,
                    "officer": _record({**_PARTY, "contact": {"type": "array", "items": _TEXT}}),
                }
            ),
            "authority": _record({**_PARTY, "address": _TEXT, "complaint": _BOTH}),
            "categories": _listed(
                {"id": _TEXT, "@type": _TYPES, "label": _BOTH, "held_in": {"type": "array", "items": _TEXT}}
            ),
            "purposes": _listed(
                {
                    "id": _TEXT,
                    "@type": _TYPES,
                    "label": _BOTH,
                    "bases": {"type": "array", "items": {"type": "string", "pattern": "^eu-gdpr:A6-1-[a-f]$"}},
                    "in_use": _FLAG,
                    "interest": _BOTH,
                },
                optional=("interest",),
            ),
            "terms": _listed(
                {
                    "@type": _TYPES,
                    "held_in": _TEXT,
                    "label": _BOTH,
                    "text": _BOTH,
                    "while": {"enum": ["", "client", "account"], "description": "what has to end before it runs"},
                    "duration": {"type": "string", "pattern": "^P[0-9]+Y[0-9]+M[0-9]+D$"},
                    "reason": _TEXT,
                }
            ),
            "recipients": _listed(
                {
                    "@type": _TYPES,
                    "key": _TEXT,
                    "label": _BOTH,
                    "text": _BOTH,
                    "role": _TEXT,
                    "country": {"type": "string", "description": "ISO 3166, empty when not known or by case"},
                    "outside_eea": _FLAG,
                    "safeguard": _TEXT,
                    "agreement": _FLAG,
                }
            ),
            "rights": _listed(_POINTER),
            "measures": _listed(_POINTER),
            "clocks": _listed({"key": _TEXT, "value": {"type": "integer"}, "unit": _TEXT, "source": _TEXT}),
            "clauses": _listed(
                {
                    "clause": _TEXT,
                    "promise": _FLAG,
                    "own_words": {"type": "array", "items": {"enum": ["nl", "en"]}},
                    "title": _BOTH,
                    "text": _BOTH,
                    "facts": {"type": "array", "items": _TEXT},
                }
            ),
        }
    ),
}
