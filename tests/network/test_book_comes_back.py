"""A network book is taken in by another office: whole, or with a sentence."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from gestand.core.refusals import Refused
from gestand.network.book.contents import TABLES, documentation_of, is_documented
from gestand.network.book.handing_over import write_hand_over
from gestand.network.book.machine import as_json
from gestand.network.book.taking_in import AlreadyDocumented, BookRefused, TakenIn, take_in_book
from gestand.network.models import Device, DevicePhoto, DeviceUser, Site
from gestand.people.models import Address, Client, Membership, Person
from tests.cast import NOW, TODAY, Cast, make_client
from tests.network.everything import write_everything

pytestmark = pytest.mark.django_db
Change = Callable[[dict[str, Any]], None]


@pytest.fixture(autouse=True)
def _without_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes back is read from the files for programs; typesetting takes most of the time."""
    monkeypatch.setattr("gestand.network.book.handing_over.as_pdf", lambda *_all, **_named: b"%PDF-")


def book_of(cast: Cast) -> bytes:
    write_everything(cast, cast.bakery, cast.carla)
    written = io.BytesIO()
    write_hand_over(cast.bakery, language="nl", at=NOW, to=written)
    return written.getvalue()


def forget(client: Client) -> None:
    """As an office that knows the client and nothing of its network."""
    for table in reversed(TABLES):
        table.of_client(client.id).delete()


def taken(book: bytes, cast: Cast, client: Client, *, dry_run: bool = False) -> TakenIn:
    return take_in_book(io.BytesIO(book), client=client, by=cast.owner, at=NOW, dry_run=dry_run)


def changed(book: bytes, change: Change) -> bytes:
    content = json.loads(zipfile.ZipFile(io.BytesIO(book)).read("network.json"))
    change(content)
    return json.dumps(content).encode()


def told(client: Client) -> dict[str, Any]:
    tables: dict[str, Any] = json.loads(as_json(documentation_of(client), on=TODAY))["tables"]
    return tables


def test_everything_comes_back_as_it_was(cast: Cast) -> None:
    book = book_of(cast)
    before = told(cast.bakery)
    photo = DevicePhoto.objects.get().file.sha256
    forget(cast.bakery)
    counts = taken(book, cast, cast.bakery).counts
    assert counts == {name: len(rows) for name, rows in before.items()}
    assert told(cast.bakery) == before
    assert DevicePhoto.objects.get().file.sha256 == photo


def test_an_office_that_knows_the_client_by_another_id_takes_it_in(cast: Cast) -> None:
    book = book_of(cast)
    forget(cast.bakery)
    other = make_client("Zoute Brood", "business")
    namesake = Person.objects.create(
        given_name="Carla", name_prefix="van den", family_name="Berg", sort_name="berg", created_at=NOW, changed_at=NOW
    )
    Membership.objects.create(client=other, person=namesake, role="contact")
    taken(book, cast, other)
    assert DeviceUser.objects.get().person == namesake
    address = Site.objects.get(client=other).address
    assert address is not None
    assert (address.client_id, address.street) == (other.id, "Dorpsstraat 1")


def test_who_is_not_there_is_left_out_and_told(cast: Cast) -> None:
    book = book_of(cast)
    forget(cast.bakery)
    other = make_client("Zoute Brood", "business")
    result = taken(book, cast, other)
    assert not DeviceUser.objects.exists()
    assert "2 regels over mensen" in result.remarks[0]


def test_a_client_of_whom_something_is_written_down_takes_no_book(cast: Cast) -> None:
    book = book_of(cast)
    with pytest.raises(AlreadyDocumented):
        taken(book, cast, cast.bakery)


def test_what_is_here_under_another_client_is_not_written_twice(cast: Cast) -> None:
    book = book_of(cast)
    with pytest.raises(BookRefused, match="hier al vastgelegd"):
        taken(book, cast, cast.jansen)
    assert not is_documented(cast.jansen.id)


def test_a_dry_run_tells_and_writes_nothing(cast: Cast) -> None:
    book = book_of(cast)
    forget(cast.bakery)
    assert taken(book, cast, cast.bakery, dry_run=True).counts["devices"] == 3
    assert not is_documented(cast.bakery.id)


def row(table: str, **values: Any) -> Change:
    def change(content: dict[str, Any]) -> None:
        content["tables"][table][0].update(values)

    return change


def twice(content: dict[str, Any]) -> None:
    content["tables"]["devices"].append(content["tables"]["devices"][0])


@pytest.mark.parametrize(
    "change",
    [
        row("subnets", prefix="10.0.0.0/8"),  # the gateway does not lie in it
        row("devices", site="01a207be-2fa4-7d85-a578-b4159a692599"),
        row("devices", kind="toaster"),
        row("devices", unknown="x"),
        row("interfaces", mac="niets"),
        row("dependencies", client="x"),
        row("domains", expires_on="1.1.2027"),
        row("addresses", address="999.1.1.1"),
        row("changes", fields={"a": "b"}),
        row("licences", seats=True),
        twice,
        lambda content: content.update(format={"name": "x"}),
        lambda content: content["format"].update(version=2),
        lambda content: content.update(tables=[]),
        lambda content: content["tables"].update(secrets=[]),
    ],
)
def test_what_was_changed_by_hand_is_refused_whole(cast: Cast, change: Change) -> None:
    book = changed(book_of(cast), change)
    forget(cast.bakery)
    with pytest.raises(Refused):
        taken(book, cast, cast.bakery)
    assert not is_documented(cast.bakery.id)
    assert Address.objects.filter(client=cast.bakery).count() == 1


@pytest.mark.parametrize("given", [b"", b"{", b"[" * 100_000, b"PK\x03\x04rubbish", b"\xff\xfe", b"null"])
def test_rubbish_is_refused_with_a_sentence(cast: Cast, given: bytes) -> None:
    with pytest.raises(BookRefused, match="geen netwerkboek"):
        taken(given, cast, cast.bakery)


def test_a_standin_takes_nothing_in_for_a_client_of_another(cast: Cast) -> None:
    book = book_of(cast)
    with pytest.raises(Refused):
        take_in_book(io.BytesIO(book), client=cast.jansen, by=cast.standin, at=NOW)
    assert not Device.objects.filter(client=cast.jansen).exists()
