"""The invented networks: what no form would let through is not in them either."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from gestand.demo.build import make_firm_and_team
from gestand.demo.networks import write_networks
from gestand.demo.population import Population, populate
from gestand.network.checks import checked
from gestand.network.kernels.macs import vendor_of
from gestand.network.models import AddressUse, BackupPlan, Device, Domain, Interface, Vlan
from gestand.network.things import THINGS
from gestand.people.models import Client
from gestand.team.current import actor_for
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def invented() -> dict[str, int]:
    owner = make_firm_and_team(at=NOW)
    populate(Population(clients=50), at=NOW)
    return write_networks(by=actor_for(owner, at=NOW), at=NOW)


def test_everything_invented_would_pass_its_form(invented: dict[str, int]) -> None:
    rows = [row for thing in THINGS.values() for row in thing.model._default_manager.all()]
    for row in [*rows, *AddressUse.objects.all()]:
        checked(row)
    assert len(rows) > 250


def test_there_are_networks_of_every_size(invented: dict[str, int]) -> None:
    sizes = {client.name: client.devices.count() for client in Client.objects.all()}
    assert sizes["Bakkerij Het Zoute Brood"] == 13  # one is gone
    assert 30 <= sizes["Notariskantoor Stempel"] <= 40
    assert 55 <= sizes["Drukkerij Inktvlek"] <= 65
    assert 4 in sizes.values()
    assert invented == {"Device": Device.objects.count()}


def test_the_office_has_two_sites_with_networks_of_their_own(invented: dict[str, int]) -> None:
    office = Client.objects.get(name="Notariskantoor Stempel")
    assert [site.subnets.count() for site in office.sites.all()] == [4, 1]
    assert Vlan.objects.filter(site__client=office).count() == 4


def test_something_needs_somebody(invented: dict[str, int]) -> None:
    today = timezone.localdate(NOW)
    assert Device.objects.filter(system_cycle="windows/10-22h2", state="in_use").exists()
    assert Domain.objects.filter(expires_on__lt=today + timedelta(days=60)).exists()
    assert BackupPlan.objects.filter(last_success_on__lt=today - timedelta(days=20), every_days__lte=7).exists()
    assert AddressUse.objects.filter(until_on__isnull=False).exists()


def test_every_interface_has_a_maker(invented: dict[str, int]) -> None:
    macs = list(Interface.objects.exclude(mac="").values_list("mac", flat=True))
    assert len(macs) == len(set(macs))
    assert [mac for mac in macs if not vendor_of(mac)] == []
