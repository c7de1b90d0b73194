"""What an erasure does with a row: take it away, empty fields, or keep it for a legal duty."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ErasureKind(StrEnum):
    DELETE = "delete"
    EMPTY = "empty"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Erasure:
    kind: ErasureKind
    fields: tuple[str, ...] = ()
    duty: str = ""  # key of the law table, printed in the letter


def delete() -> Erasure:
    return Erasure(ErasureKind.DELETE)


def empty(*fields: str) -> Erasure:
    return Erasure(ErasureKind.EMPTY, fields=fields)


def keep_for(duty: str) -> Erasure:
    return Erasure(ErasureKind.KEEP, duty=duty)
