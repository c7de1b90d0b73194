"""Packages made by somebody who read the program: what no honest office writes, in a form that any office could."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any
from uuid import UUID

import pytest

from gestand.core.refusals import Refused
from gestand.rights.portable.scope import client_scope
from gestand.rights.portable.taking import look_through
from tests.cast import Cast
from tests.rights.test_portable import changed, empty_gestand, packed, refused, the_tables

_LETTERS = "23456789BCDF"


def _first(data: dict[str, Any], table: str) -> dict[str, Any]:
    row: dict[str, Any] = the_tables(data)[table]["rows"][0]
    return row


def _mailbox_of_another(data: dict[str, Any]) -> None:
    _first(data, "people.mailaddress")["folded"] = "mallory@elsewhere.example"


def _short_id_that_nobody_can_type(data: dict[str, Any]) -> None:
    _first(data, "people.person")["short_id"] = "../../x"


def _ends_after_every_term(data: dict[str, Any]) -> None:
    _first(data, "people.person")["relation_ended_on"] = "9999-12-31"


def _moment_without_a_next_day(data: dict[str, Any]) -> None:
    _first(data, "people.person")["created_at"] = "9999-12-31T23:30:00Z"


def _moment_before_every_day(data: dict[str, Any]) -> None:
    _first(data, "people.person")["created_at"] = "0001-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "change",
    [
        _mailbox_of_another, _short_id_that_nobody_can_type, _ends_after_every_term, _moment_without_a_next_day,
        _moment_before_every_day,
    ],
    ids=lambda change: change.__name__.strip("_"),
)  # fmt: skip
def test_a_row_that_would_mislead_or_stop_the_program_is_refused(
    cast: Cast, change: Callable[[dict[str, Any]], None]
) -> None:
    package = packed(client_scope(cast.jansen.id))
    empty_gestand()
    assert refused(changed(package, change), cast).endswith(".")


def test_a_second_end_of_the_directory_does_not_hide_how_long_it_is() -> None:
    """Python reads the long record right before its pointer, wherever that pointer says that it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("data.json", b"{}")
    whole = out.getvalue()
    end = whole.rfind(b"PK\x05\x06")
    directory = whole[whole.find(b"PK\x01\x02") : end]
    start = whole.find(b"PK\x01\x02")
    many = directory * 260_000

    def record(entries: int, size: int) -> bytes:
        return struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, size, start + 56)

    pointer = struct.pack("<4sLQL", b"PK\x06\x07", 0, start, 1)  # to the record that says little
    crafted = whole[:start] + record(1, len(directory)) + many + record(260_000, len(many)) + pointer + whole[end:]
    tracemalloc.start()
    with pytest.raises(Refused):
        look_through(io.BytesIO(crafted))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 40_000_000


@pytest.mark.one_database  # what reading takes in memory
def test_rows_of_the_longest_texts_are_not_held_together(cast: Cast) -> None:
    package = packed(client_scope(cast.jansen.id))
    empty_gestand()

    def long_notes(data: dict[str, Any]) -> None:
        rows = the_tables(data)["people.person"]["rows"]
        letters = Random(7)  # noqa: S311 - a text that does not become small
        for number in range(70):
            new = {"id": str(UUID(int=number)), "short_id": f"K7M2P{_LETTERS[number // 9]}{_LETTERS[number % 9]}"}
            rows.append({**rows[0], **new, "note": letters.randbytes(500_000).hex()})

    crafted = changed(package, long_notes)
    tracemalloc.start()
    with suppress(Refused):
        look_through(io.BytesIO(crafted))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 60_000_000
