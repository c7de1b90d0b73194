"""Two clients or persons that turn out to be one, with a network each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gestand.network import actions
from gestand.network.models import (
    Change,
    Dependency,
    Device,
    DeviceUser,
    Domain,
    LicenceSeat,
    Mailbox,
    Silence,
    Site,
    Tenant,
)
from gestand.network.parts import person_piece
from gestand.people.actions import merge_clients, merge_persons
from gestand.people.models import Client, Membership, Person
from tests.cast import NOW, TODAY, Cast, make_client, make_person

pytestmark = pytest.mark.django_db


def wrote(cast: Cast, what: str, owner: Any, /, **fields: Any) -> Any:
    return actions.add_thing(what, by=cast.owner, at=NOW, owner=owner, **fields)


@pytest.fixture
def other(cast: Cast) -> Client:
    return make_client("Jansen, Laan 2", "household")


@pytest.fixture
def other_eva(cast: Cast) -> Person:
    person = make_person("E.", "Jansen")
    Membership.objects.create(client=cast.jansen, person=person, role="adult")
    return person


def join(cast: Cast, other: Client) -> None:
    merge_clients(by=cast.owner, at=NOW, keep=cast.jansen, gone=other)


def test_two_networks_become_one(cast: Cast, other: Client) -> None:
    for client in (cast.jansen, other):
        site = wrote(cast, "site", client, name="Thuis")
        wrote(cast, "subnet", site, prefix="192.168.1.0/24")
        wrote(cast, "device", client, kind="computer", name="Laptop", site=site)
        wrote(cast, "tenant", client, name="jansen")
    join(cast, other)
    assert sorted(Site.objects.filter(client=cast.jansen).values_list("name", flat=True)) == ["Thuis", "Thuis (2)"]
    assert sorted(Tenant.objects.filter(client=cast.jansen).values_list("name", flat=True)) == ["jansen", "jansen (2)"]
    assert Device.objects.filter(client=cast.jansen).count() == 2
    assert Change.objects.exclude(client=cast.jansen).count() == 0


def test_the_same_domain_and_mailbox_become_one_with_what_both_knew(cast: Cast, other: Client) -> None:
    wrote(cast, "domain", cast.jansen, name="jansen.example", note="van Eva")
    theirs = wrote(cast, "domain", other, name="jansen.example", registrar="Versio", note="van Piet")
    wrote(cast, "mailbox", cast.jansen, address="info@jansen.example")
    wrote(cast, "mailbox", other, address="info@jansen.example", provider="Versio")
    Silence.objects.create(
        client=other, thing_kind="domain", thing_id=theirs.pk, what="domain", ends_on=TODAY, reason="x", said_at=NOW
    )
    join(cast, other)
    domain = Domain.objects.get()
    assert (domain.registrar, domain.note) == ("Versio", "van Eva\n\nvan Piet")
    assert Mailbox.objects.get().provider == "Versio"
    assert set(Change.objects.filter(thing_kind="domain").values_list("thing_id", flat=True)) == {domain.pk}
    assert not Silence.objects.exists()


def test_what_depended_on_the_one_depends_on_the_other(cast: Cast, other: Client) -> None:
    mine = wrote(cast, "domain", cast.jansen, name="jansen.example")
    theirs = wrote(cast, "domain", other, name="jansen.example")
    for client, domain in ((cast.jansen, mine), (other, theirs)):
        needs = wrote(cast, "tenant", client, name=client.name)
        Dependency.objects.create(
            client=client, dependent_kind="tenant", dependent_id=needs.pk, needed_kind="domain", needed_id=domain.pk
        )
    join(cast, other)
    assert set(Dependency.objects.values_list("needed_id", "client_id")) == {(mine.pk, cast.jansen.pk)}
    assert Dependency.objects.count() == 2


def test_two_who_use_the_same_device_become_one_user(cast: Cast, other_eva: Person) -> None:
    laptop = wrote(cast, "device", cast.jansen, kind="computer", name="Laptop")
    office = wrote(cast, "licence", cast.jansen, product="Office", seats=2)
    for person, since in ((cast.eva, date(2025, 1, 1)), (other_eva, date(2024, 1, 1))):
        DeviceUser.objects.create(device=laptop, person=person, since_on=since)
        LicenceSeat.objects.create(licence=office, person=person)
    merge_persons(by=cast.owner, at=NOW, keep=cast.eva, gone=other_eva)
    user = DeviceUser.objects.get()
    assert (user.person_id, user.since_on) == (cast.eva.pk, date(2024, 1, 1))
    assert LicenceSeat.objects.get().person_id == cast.eva.pk


def test_in_the_history_the_one_who_goes_is_the_one_who_stays(cast: Cast, other_eva: Person) -> None:
    mailbox = wrote(cast, "mailbox", cast.jansen, address="info@jansen.example")
    actions.change_thing(mailbox, by=cast.owner, at=NOW, person=other_eva)
    assert Change.objects.filter(verb="change").get().fields == {"person": ["", person_piece(other_eva.pk)]}
    merge_persons(by=cast.owner, at=NOW, keep=cast.eva, gone=other_eva)
    assert Change.objects.filter(verb="change").get().fields == {"person": ["", person_piece(cast.eva.pk)]}
    assert Mailbox.objects.get().person_id == cast.eva.pk
