"""Writing down what stands at a client, changing it, taking it away."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from gestand.network import actions
from gestand.network.actions.sites import site_for
from gestand.network.checks import NotDocumented
from gestand.network.kinds import FACTS
from gestand.network.models import Change, Device, Subnet
from gestand.network.things import THINGS
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_a_household_gets_its_site_with_the_first_thing(cast: Cast) -> None:
    site = site_for(cast.jansen, by=cast.owner, at=NOW)
    assert site.name == "Thuis"
    assert site_for(cast.jansen, by=cast.owner, at=NOW) == site


def test_what_a_field_said_before_is_kept(cast: Cast) -> None:
    laptop = actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.jansen, kind="computer", name="Laptop")
    actions.change_thing(laptop, by=cast.owner, at=NOW, name="Laptop van Eva")
    first, second = Change.objects.order_by("id")
    assert (first.verb, second.verb, second.fields) == ("add", "change", {"name": ["Laptop", "Laptop van Eva"]})


def test_overlapping_networks_are_refused_with_the_reason(cast: Cast) -> None:
    site = site_for(cast.jansen, by=cast.owner, at=NOW)
    actions.add_thing("subnet", by=cast.owner, at=NOW, owner=site, prefix="192.168.1.0/24", name="thuis")
    with pytest.raises(NotDocumented, match="thuis") as refusal:
        actions.add_thing("subnet", by=cast.owner, at=NOW, owner=site, prefix="192.168.0.0/16")
    assert refusal.value.field == "prefix"
    assert Subnet.objects.count() == 1


def test_nothing_points_to_a_thing_of_another_client(cast: Cast) -> None:
    theirs = site_for(cast.bakery, by=cast.owner, at=NOW)
    with pytest.raises(NotDocumented):
        actions.add_thing(
            "device", by=cast.owner, at=NOW, owner=cast.jansen, kind="computer", name="Laptop", site=theirs
        )


@pytest.mark.parametrize("kind", list(THINGS))
def test_every_kind_has_a_form_and_a_page(cast: Cast, anna: Browser, kind: str) -> None:
    typed = {
        "name": "kantoor.nl",
        "provider": "KPN",
        "kind": "computer",
        "prefix": "10.1.0.0/24",
        "product": "Office",
        "expires_on": "2027-01-01",
        "service": "Microsoft 365",
        "address": "info@kantoor.example",
        "what": "Alles",
        "where_to": "NAS",
        "every_days": "1",
        "security": "wpa2",
        "state": "in_use",
    }
    typed["kind"] = {"connection": "fibre", "licence": "bought", "mailbox": "shared"}.get(kind, "computer")
    if kind == "site":
        del typed["address"]
    assert anna.get(reverse("network:thing-new", args=[cast.bakery.id, kind])).status_code == 200
    answer = anna.post(reverse("network:thing-new", args=[cast.bakery.id, kind]), typed, follow=True)
    assert answer.status_code == 200, answer.context["form"].errors
    row = THINGS[kind].model._default_manager.get()
    assert anna.get(reverse("network:thing-edit", args=[kind, row.pk])).status_code == 200
    assert str(row) in anna.get(reverse("network:client", args=[cast.bakery.id])).content.decode()
    assert anna.post(reverse("network:thing-remove", args=[kind, row.pk])).status_code == 302
    assert not Change.objects.filter(thing_id=row.pk).exists()


def test_a_stranger_finds_nothing(cast: Cast, bram: Browser) -> None:
    laptop = actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.bakery, kind="computer", name="Kassa")
    sees = bram.get(reverse("people:client", args=[cast.bakery.id])).status_code
    assert bram.get(reverse("network:thing", args=["device", laptop.pk])).status_code == sees
    assert Device.objects.count() == 1


def test_a_part_of_a_machine_has_no_name_of_somebody_in_the_law() -> None:
    with translation.override("nl"):
        words = {str(label) for facts in FACTS.values() for label in facts.values()}
    assert {"Processor", "Controller", "Vermogen"} <= words
    assert not {"Verwerker", "Verwerkingsverantwoordelijke"} & words
