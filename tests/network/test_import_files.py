"""Every kind of file that the readers know goes all the way: read, taken over, recognised again, taken back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import serializers

from gestand.core.refusals import Refused
from gestand.network.imports import actions
from gestand.network.models import (
    AddressUse,
    Change,
    Device,
    DeviceUser,
    Domain,
    ImportLine,
    ImportState,
    Interface,
    LineOutcome,
    LineState,
    Link,
    Place,
    Site,
    Subnet,
    Vlan,
)
from gestand.people.models import Address
from tests.cast import NOW, Cast
from tests.network.importing import import_file, lines_of, staged
from tests.network.reading import EVERY_FILE, FILES, SCANS

pytestmark = pytest.mark.django_db

_TABLES = (Site, Place, Vlan, Subnet, Device, Interface, AddressUse, DeviceUser, Domain, Link, Change, Address)
_REFUSED = {"itflow-contacts.csv", "itflow-credentials.csv"}
GOOD = [path for path in EVERY_FILE if path.name not in _REFUSED]


def documented() -> dict[str, str]:
    return {model.__name__: serializers.serialize("json", model._default_manager.order_by("pk")) for model in _TABLES}


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_what_is_taken_over_is_taken_back_to_the_letter(cast: Cast, path: Path) -> None:
    before = documented()
    batch = import_file(cast, path)
    assert batch.state == ImportState.DONE
    batch = actions.undo_import(batch, by=cast.owner, at=NOW + timedelta(hours=1))
    assert (batch.state, batch.counts["kept"]) == (ImportState.UNDONE, 0)
    assert documented() == before


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_the_same_file_again_changes_nothing(cast: Cast, path: Path) -> None:
    import_file(cast, path)
    before = documented()
    batch = staged(cast, path, at=NOW + timedelta(hours=1))
    lines = ImportLine.objects.filter(batch=batch).exclude(state__in=[LineState.SAME, LineState.REFUSED])
    unsure = [line for line in lines if ["the_scanner", ""] in line.problems]
    assert [line.title for line in lines if line not in unsure] == []
    if batch.counts["same"]:
        actions.confirm_import(batch, by=cast.owner, at=NOW + timedelta(hours=1))
    assert documented() == before


@pytest.mark.parametrize("name", sorted(_REFUSED))
def test_people_and_passwords_are_sent_elsewhere(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        staged(cast, FILES / name)
    assert not ImportLine.objects.exists()


def test_the_undo_of_a_second_import_leaves_the_first_as_it_was(cast: Cast) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    before = documented()
    batch = staged(cast, SCANS / "home-2027.xml", at=NOW + timedelta(hours=1))
    actions.tick_all(batch, state=LineState.GONE, ticked=True, by=cast.owner, at=NOW)
    batch = actions.confirm_import(batch, by=cast.owner, at=NOW + timedelta(hours=1))
    assert documented() != before
    batch = actions.undo_import(batch, by=cast.owner, at=NOW + timedelta(hours=2))
    assert batch.counts["kept"] == 0
    assert documented() == before


def test_what_itflow_says_of_a_network_is_written_with_its_vlan_and_site(cast: Cast) -> None:
    import_file(cast, FILES / "itflow-networks.csv")
    assert Subnet.objects.filter(vlan__isnull=False, gateway__gt="").exists()


def test_what_itflow_says_of_a_location_becomes_a_site_with_an_address(cast: Cast) -> None:
    batch = import_file(cast, FILES / "itflow-locations.csv")
    (line,) = [line for line in lines_of(batch).values() if line.outcome == LineOutcome.WRITTEN]
    site = Site.objects.get(pk=line.thing_id)
    assert site.name == line.title
    assert site.address is not None


def test_what_itflow_says_of_domains_becomes_domains(cast: Cast) -> None:
    import_file(cast, FILES / "itflow-domains.csv")
    assert Domain.objects.filter(client=cast.jansen, expires_on__isnull=False).exists()


def test_the_collector_names_the_computer_its_network_and_its_printer(cast: Cast) -> None:
    import_file(cast, FILES / "collected.json")
    computer = Device.objects.filter(kind__in=["computer", "server"]).first()
    assert computer is not None
    assert computer.serial_number
    assert computer.operating_system
    assert Subnet.objects.exists()
    assert Device.objects.filter(kind="printer").exists()


def test_unifi_tells_what_hangs_on_which_port(cast: Cast) -> None:
    import_file(cast, FILES / "unifi-devices.json")
    before = documented()
    batch = import_file(cast, FILES / "unifi-clients.json", at=NOW + timedelta(hours=1))
    cable = Link.objects.get(lower__name="pc-anna")
    assert (cable.upper.name, cable.upper_port, cable.kind) == ("Switch kantoor", "4", "cable")
    assert Link.objects.get(upper__name="AP gang").kind == "wireless"
    batch = actions.undo_import(batch, by=cast.owner, at=NOW + timedelta(hours=2))
    assert batch.counts["kept"] == 0
    assert documented() == before
