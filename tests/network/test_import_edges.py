"""What an import writes a book takes back: no device has the address of a whole network; cables are shown first."""

from __future__ import annotations

import io

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.network import actions as keeping
from gestand.network.actions.sites import site_for
from gestand.network.book.contents import TABLES, documentation_of
from gestand.network.book.machine import as_json
from gestand.network.book.taking_in import take_in_book
from gestand.network.imports import actions, ledger
from gestand.network.models import AddressUse, Device, NetworkImport, Subnet
from tests.cast import NOW, TODAY, Cast
from tests.network.importing import import_file, lines_of, staged
from tests.network.reading import FILES

pytestmark = pytest.mark.django_db


def table(cast: Cast, *rows: str) -> NetworkImport:
    content = "\n".join(["naam;ip;merk", *rows]).encode()
    return actions.stage_file(
        io.BytesIO(content), name="lijst.csv", client=cast.jansen, by=cast.owner, at=NOW, language="nl"
    )


@pytest.mark.parametrize(
    ("addresses", "network"),
    [
        (("192.168.1.5", "192.168.1.9"), "192.168.1.0/24"),
        (("192.168.1.0", "192.168.1.9"), "192.168.0.0/23"),
        (("192.168.1.255", "192.168.1.9"), "192.168.0.0/22"),
        (("10.0.0.0", "10.0.0.9"), None),
    ],
)
def test_a_guessed_network_is_wide_enough_for_what_was_found(
    cast: Cast, addresses: tuple[str, str], network: str | None
) -> None:
    batch = table(cast, *(f"D{number};{address};Dell" for number, address in enumerate(addresses)))
    actions.confirm_import(batch, by=cast.owner, at=NOW)
    assert list(Subnet.objects.values_list("prefix", flat=True)) == ([network] if network else [])
    assert set(AddressUse.objects.values_list("address", flat=True)) == set(addresses)
    book = as_json(documentation_of(cast.jansen), on=TODAY)
    for each in reversed(TABLES):
        each.of_client(cast.jansen.id).delete()
    assert take_in_book(io.BytesIO(book), client=cast.jansen, by=cast.owner, at=NOW).counts["devices"] == 2


def test_an_address_that_no_device_may_have_is_left_out_and_told(cast: Cast) -> None:
    here = site_for(cast.jansen, by=cast.owner, at=NOW)
    keeping.add_thing("subnet", by=cast.owner, at=NOW, owner=here, prefix="192.168.1.0/24")
    batch = actions.confirm_import(table(cast, "Rand;192.168.1.255;Dell"), by=cast.owner, at=NOW)
    assert not AddressUse.objects.exists()
    assert ["address_edge", "192.168.1.255"] in lines_of(batch)["Rand"].problems


def test_the_preview_shows_what_a_device_will_hang_on(cast: Cast, anna: Browser) -> None:
    import_file(cast, FILES / "unifi-devices.json")
    batch = staged(cast, FILES / "unifi-clients.json")
    shown = anna.get(reverse("network:import-one", args=[batch.id])).content.decode()
    above = Device.objects.get(interfaces__mac=next(
        line.found["upper"][0] for line in lines_of(batch).values() if line.found.get("upper")
    ))  # fmt: skip
    assert "Hangt aan:" in shown
    assert above.name in shown


def test_a_short_id_that_is_drawn_twice_is_drawn_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "new_short_id", lambda: "BCDFGHJ")
    for names in (("Een", "Twee"), ("Drie",)):
        actions.confirm_import(table(cast, *(f"{name};;Dell" for name in names)), by=cast.owner, at=NOW)
    assert Device.objects.filter(name__in=["Een", "Twee", "Drie"]).count() == 3
    assert Device.objects.filter(short_id="BCDFGHJ").count() == 1
