"""Whatever people write comes back as it was: property-based, through the values and the reader of packages."""

from __future__ import annotations

import io
import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from gestand.core.refusals import Refused
from gestand.people.models import Client, Correspondence, Person
from gestand.rights.portable.lines import escaped, line
from gestand.rights.portable.parsing import Reader
from gestand.rights.portable.scope import client_scope
from gestand.rights.portable.tables import division
from gestand.rights.portable.taking import take_in
from gestand.rights.portable.values import WrongValue, as_json, plain, read
from tests.cast import NOW, Cast
from tests.rights.test_portable import empty_gestand, packed

WORDS = some.text(some.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=80)
JSON_VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4),
    max_leaves=12,
)

#: A machine that does ten other things is no fault of what is tried.
calm = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


_FIRST, _LAST = datetime(2, 1, 1), datetime(8999, 12, 31)  # noqa: DTZ001 - the zone is given beside them


@calm
@given(JSON_VALUES, some.integers(min_value=1, max_value=9))
def test_the_reader_reads_what_json_reads(value: Any, piece: int) -> None:
    class Slow(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            return super().read(piece)

    reader = Reader(Slow(json.dumps(value).encode()))
    assert reader.value() == value
    reader.end()


@calm
@given(some.binary(max_size=60))
def test_the_reader_refuses_or_reads_but_never_breaks(content: bytes) -> None:
    with suppress(Refused):
        reader = Reader(io.BytesIO(content))
        for _name in reader.members():
            reader.value()
        reader.end()


@calm
@given(WORDS, some.datetimes(_FIRST, _LAST, timezones=some.just(UTC)))
def test_a_value_comes_back_as_it_was(words: str, moment: Any) -> None:
    person = next(table for table in division("nl").tables if table.name == "people.person")
    columns = {column.name: column for column in person.columns}
    written = json.loads(as_json({"note": plain("text", words), "created_at": plain("moment", moment)}))
    assert read(columns["note"], written["note"]) == words
    assert read(columns["created_at"], written["created_at"]) == moment


@calm
@given(JSON_VALUES)
def test_no_value_breaks_a_column(value: Any) -> None:
    for table in division("nl").tables:
        for column in table.columns:
            with suppress(WrongValue):
                read(column, value)


@calm
@given(some.text(max_size=200))
def test_a_text_is_one_line_of_a_card(words: str) -> None:
    written = line("NOTE", escaped(words))
    assert written.endswith(b"\r\n")
    assert all(part.startswith(b" ") for part in written.split(b"\r\n")[1:-1])
    assert max(map(len, written.split(b"\r\n"))) <= 75
    unfolded = written.decode().replace("\r\n ", "")[:-2]
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", unfolded)


@settings(calm, max_examples=12)
@given(texts=some.lists(WORDS, min_size=4, max_size=4))
def test_whatever_was_written_goes_there_and_back(cast: Cast, texts: list[str]) -> None:
    empty_gestand()
    client = Client.objects.create(
        id=cast.jansen.id, kind="household", name=texts[0] or "x", sort_name=texts[1], note=texts[2],
        started_on="2020-01-01", created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    person = Person.objects.create(id=cast.eva.id, given_name=texts[1], note=texts[3], created_at=NOW, changed_at=NOW)
    person.memberships.create(client=client, role="adult")
    Correspondence.objects.create(
        client=client, person=person, kind="note", subject=texts[2], text=texts[0], at=NOW, created_at=NOW,
        changed_at=NOW,
    )  # fmt: skip
    first = packed(client_scope(client.id))
    empty_gestand()
    take_in(io.BytesIO(first), by=cast.owner, at=NOW, row_rules={})  # what no form would take goes there and back too
    assert packed(client_scope(client.id)) == first
