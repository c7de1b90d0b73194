"""Spoiling a network book: its bytes as those of any file, and its values one by one, in a test and ``make fuzz``."""

from __future__ import annotations

import io
import json
import random
import time
import zipfile

from gestand.core.refusals import Refused
from gestand.network.book.contents import TABLES, is_documented
from gestand.network.book.handing_over import write_hand_over
from gestand.network.book.taking_in import take_in_book
from gestand.people.models import Client
from tests.cast import NOW, Cast
from tests.network.everything import write_everything
from tests.network.spoiling import WAYS_TO_SPOIL

_ODD = (
    None, True, -1, 0, 10**30, 1.5, "", " ", "x" * 30_000, "\x00", "\u202e", "2026-13-45", "999.1.1.1", "::1/129",
    "111222333", [], {}, [[]], {"a": ["b"]}, ["a", "b"], "00000000-0000-0000-0000-000000000000",
)  # fmt: skip


def book_and_tables(cast: Cast) -> tuple[bytes, bytes]:
    """The ZIP and the network.json in it, of a bakery that has some of everything; then nothing is written down."""
    write_everything(cast, cast.bakery, cast.carla)
    written = io.BytesIO()
    write_hand_over(cast.bakery, language="nl", at=NOW, to=written)
    for table in reversed(TABLES):
        table.of_client(cast.bakery.id).delete()
    with zipfile.ZipFile(written) as archive:
        name = next(each for each in archive.namelist() if each.endswith("network.json"))
        return written.getvalue(), archive.read(name)


def with_values_changed(tables: bytes, chance: random.Random) -> bytes:
    """Still JSON, and still a book: what only the rules for its rows can refuse."""
    content = json.loads(tables)
    for _ in range(chance.choice([1, 1, 2, 5])):
        rows = chance.choice([each for each in content["tables"].values() if each])
        row = chance.choice(rows)
        if not isinstance(row, dict):
            continue
        match chance.randrange(5):
            case 0:
                rows.append(dict(row))
            case 1:
                row.pop(chance.choice(list(row)))
            case 2:
                other = chance.choice([each for each in content["tables"].values() if each])
                row[chance.choice(list(row))] = other[0].get("id") if isinstance(other[0], dict) else other[0]
            case _:
                row[chance.choice(list(row))] = chance.choice(_ODD)
    return json.dumps(content).encode()


def spoiled(book: bytes, tables: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return with_values_changed(tables, chance)
    content = chance.choice([book, tables])
    return chance.choice(WAYS_TO_SPOIL)(content, chance) or b"x"


def is_taken_or_refused(content: bytes, *, client: Client, cast: Cast) -> None:
    """The one promise: all of it or nothing, a refusal is a sentence, and neither takes long. Nothing stays written."""
    began = time.process_time()
    try:
        take_in_book(io.BytesIO(content), client=client, by=cast.owner, at=NOW, dry_run=True)
    except Refused as refusal:
        assert str(refusal).strip().endswith((".", "?"))  # noqa: PT017 - nothing else may be raised
    assert not is_documented(client.id)
    assert time.process_time() - began < 20
