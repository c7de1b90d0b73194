"""How a line and a seal are written for hashing: one way, the same on every machine and database.

A line is the compact JSON (ASCII, keys sorted) of a list in a fixed order, its moment in UTC with microseconds. The
digest of a seal is SHA-256 over its lines in order of id, each preceded by its length in eight bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gestand.core.audit.models import Seal

LINE_FIELDS = (
    "id", "at", "actor_kind", "actor_id", "action", "subject_kind", "subject_id", "client_id", "reason", "facts",
)  # fmt: skip
FIRST_PREVIOUS = "0" * 64
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)
_ROLL_ENTRY = struct.Struct(">Q8s")


def line_hash(values: Sequence[Any]) -> tuple[bytes, bytes]:
    """The canonical bytes of a line (values in the order of ``LINE_FIELDS``) and their SHA-256."""
    number, at, actor_kind, actor_id, action, subject_kind, subject_id, client_id, reason, facts = values
    listed = [
        number,
        moment(at),
        actor_kind,
        str(actor_id) if actor_id else None,
        action,
        subject_kind,
        str(subject_id) if subject_id else None,
        str(client_id) if client_id else None,
        reason,
        facts,
    ]
    written = _ENCODER.encode(listed).encode("ascii")
    return written, hashlib.sha256(written).digest()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class LinesDigest:
    """Takes lines in order of id and gives what a seal holds of them; memory: sixteen bytes for each line."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._roll: list[bytes] = []
        self.last_line = 0

    def take(self, values: Sequence[Any]) -> None:
        written, own_hash = line_hash(values)
        self._digest.update(len(written).to_bytes(8, "big"))
        self._digest.update(written)
        self._roll.append(_ROLL_ENTRY.pack(values[0], own_hash[:8]))
        self.last_line = values[0]

    @property
    def count(self) -> int:
        return len(self._roll)

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    @property
    def roll(self) -> bytes:
        return b"".join(self._roll)


def roll_entries(roll: bytes) -> Iterator[tuple[int, bytes]]:
    """(id of the line, first eight bytes of its hash); a damaged roll is read as far as it goes."""
    whole = len(roll) - len(roll) % _ROLL_ENTRY.size
    yield from _ROLL_ENTRY.iter_unpack(roll[:whole])


def digest_of(lines: Iterable[Sequence[Any]]) -> LinesDigest:
    digest = LinesDigest()
    for values in lines:
        digest.take(values)
    return digest


def seal_hash(seal: Seal) -> str:
    """What binds a seal to its lines and to the seal before it."""
    listed = [
        "gestand seal 1",
        seal.number,
        seal.after_line,
        seal.last_line,
        seal.line_count,
        seal.total_count,
        seal.digest,
        hashlib.sha256(bytes(seal.roll)).hexdigest(),
        seal.previous,
        moment(seal.sealed_at),
    ]
    return hashlib.sha256(json.dumps(listed, separators=(",", ":")).encode("ascii")).hexdigest()


def seal_mac(key: bytes, hash_of_seal: str) -> str:
    return hmac.new(key, hash_of_seal.encode("ascii"), hashlib.sha256).hexdigest()


def key_id(key: bytes) -> str:
    """Which key it was, without saying anything about it."""
    return hashlib.sha256(b"gestand audit key id" + key).hexdigest()[:8]
