"""A job's arguments as JSON and back: ids, numbers, codes, dates and moments, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

#: The same rule as for the facts of an audit line: a code has no space, so that no name or sentence slips in.
_CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,80}")


class NotQueueable(TypeError):
    """An argument that may hold personal data, or a job that no room registered: a mistake of the builder."""


def encode_arguments(job: str, arguments: Mapping[str, object]) -> dict[str, object]:
    return {name: _encoded(job, name, value) for name, value in arguments.items()}


def decode_arguments(written: Mapping[str, object]) -> dict[str, object]:
    return {name: _decoded(value) for name, value in written.items()}


def _encoded(job: str, name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, UUID):
        return {"uuid": str(value)}
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise NotQueueable(f"{job}: the moment {name!r} has no time zone")
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, str) and _CODE.fullmatch(value):
        return str(value)
    if isinstance(value, list | tuple):
        return [_encoded(job, name, part) for part in value]
    raise NotQueueable(f"{job}: the argument {name!r} may hold personal data; pass an id, a code, a number or a date")


def _decoded(value: object) -> object:
    if isinstance(value, list):
        return [_decoded(part) for part in value]
    if isinstance(value, dict):
        match value:
            case {"uuid": str(text)}:
                return UUID(text)
            case {"moment": str(text)}:
                return datetime.fromisoformat(text)
            case {"date": str(text)}:
                return date.fromisoformat(text)
        raise NotQueueable(f"an argument of an unknown kind: {sorted(value)}")
    return value
