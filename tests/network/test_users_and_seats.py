"""Who works with a device, and who holds the seats of a licence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.audit.models import AuditLine
from gestand.network import actions
from gestand.network.actions.seats import NoSeatLeft, give_seat, take_seat
from gestand.network.actions.users import add_user, change_user, end_use, remove_user
from gestand.network.checks import NotDocumented
from gestand.network.models import Change, Device, DeviceUser, Licence, LicenceSeat
from gestand.people.models import Client, Membership
from tests.cast import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db


def device(cast: Cast, name: str = "Kassa", client: Client | None = None) -> Device:
    made = actions.add_thing("device", by=cast.owner, at=NOW, owner=client or cast.bakery, kind="computer", name=name)
    assert isinstance(made, Device)
    return made


def licence(cast: Cast, **fields: Any) -> Licence:
    made = actions.add_thing("licence", by=cast.owner, at=NOW, owner=cast.bakery, product="Office", **fields)
    assert isinstance(made, Licence)
    return made


def page(browser: Browser, row: Any, kind: str = "device") -> str:
    return browser.get(reverse("network:thing", args=[kind, row.pk])).content.decode()


def test_a_user_is_a_person_of_the_client(cast: Cast) -> None:
    with pytest.raises(NotDocumented) as refusal:
        add_user(device(cast), cast.eva, by=cast.owner, at=NOW)
    assert refusal.value.field == "person"


def test_a_person_uses_a_device_once_at_a_time(cast: Cast) -> None:
    till = device(cast)
    first = add_user(till, cast.carla, by=cast.owner, at=NOW, since_on=TODAY - timedelta(days=30))
    with pytest.raises(NotDocumented):
        add_user(till, cast.carla, by=cast.owner, at=NOW)
    end_use(first, by=cast.owner, at=NOW)
    add_user(till, cast.carla, by=cast.owner, at=NOW)
    assert DeviceUser.objects.count() == 2


def test_a_use_does_not_end_before_it_begins_nor_in_the_future(cast: Cast) -> None:
    user = add_user(device(cast), cast.carla, by=cast.owner, at=NOW, since_on=TODAY)
    for until in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(NotDocumented) as refusal:
            change_user(user, by=cast.owner, at=NOW, user_name="", since_on=TODAY, until_on=until)
        assert refusal.value.field == "until_on"


def test_who_used_a_device_before_stays_on_its_page(cast: Cast, anna: Browser) -> None:
    till = device(cast)
    end_use(add_user(till, cast.carla, by=cast.owner, at=NOW), by=cast.owner, at=NOW)
    shown = page(anna, till)
    assert "Eén eerdere gebruiker" in shown
    assert "Carla van den Berg" in shown


def test_history_knows_a_person_by_id_and_tells_the_name_of_today(cast: Cast, anna: Browser) -> None:
    till = device(cast)
    remove_user(add_user(till, cast.carla, by=cast.owner, at=NOW), by=cast.owner, at=NOW)
    assert not any("Carla" in str(change.fields) for change in Change.objects.all())
    assert "Carla van den Berg" in page(anna, till)
    Membership.objects.filter(person=cast.carla).delete()
    cast.carla.delete()
    assert "iemand die hier niet meer staat" in page(anna, till)


def test_the_audit_log_names_no_user(cast: Cast) -> None:
    add_user(device(cast), cast.carla, by=cast.owner, at=NOW, user_name="carla.berg")
    assert "carla" not in str(AuditLine.objects.filter(action="network.user.add").get().facts).lower()


def test_the_form_offers_the_people_of_the_client_alone(cast: Cast, anna: Browser) -> None:
    till = device(cast)
    url = reverse("network:user-new", args=[till.pk])
    offered = anna.get(url).content.decode()
    assert "Carla" in offered
    assert "Eva Jansen" not in offered
    assert anna.post(url, {"person": cast.eva.pk}).status_code == 422
    assert anna.post(url, {"person": cast.carla.pk, "since_on": "2026-11-01"}).status_code == 302
    assert DeviceUser.objects.get().person == cast.carla


def test_a_licence_has_no_more_seats_than_it_has(cast: Cast) -> None:
    office = licence(cast, seats=1)
    give_seat(office, by=cast.owner, at=NOW, person=cast.carla)
    with pytest.raises(NoSeatLeft, match="1 plaats"):
        give_seat(office, by=cast.owner, at=NOW, device=device(cast))
    assert LicenceSeat.objects.count() == 1


def test_a_licence_without_a_number_has_seats_for_all(cast: Cast) -> None:
    office = licence(cast)
    for number in range(5):
        give_seat(office, by=cast.owner, at=NOW, device=device(cast, f"Kassa {number}"))
    assert LicenceSeat.objects.count() == 5


def test_a_licence_does_not_get_fewer_seats_than_are_taken(cast: Cast) -> None:
    office = licence(cast, seats=2)
    give_seat(office, by=cast.owner, at=NOW, person=cast.carla)
    give_seat(office, by=cast.owner, at=NOW, device=device(cast))
    with pytest.raises(NotDocumented) as refusal:
        actions.change_thing(office, by=cast.owner, at=NOW, seats=1)
    assert refusal.value.field == "seats"


def test_nobody_of_another_client_gets_a_seat_and_nobody_two(cast: Cast) -> None:
    office = licence(cast, seats=5)
    for holder in ({"person": cast.eva}, {"device": device(cast, "Laptop", cast.jansen)}, {}):
        with pytest.raises(NotDocumented):
            give_seat(office, by=cast.owner, at=NOW, **holder)  # type: ignore[arg-type]
    give_seat(office, by=cast.owner, at=NOW, person=cast.carla)
    with pytest.raises(NotDocumented):
        give_seat(office, by=cast.owner, at=NOW, person=cast.carla)


def test_a_seat_stands_in_the_history_of_licence_and_device(cast: Cast) -> None:
    office, till = licence(cast, seats=5), device(cast)
    take_seat(give_seat(office, by=cast.owner, at=NOW, device=till), by=cast.owner, at=NOW)
    told = [Change.objects.filter(thing_id=row.pk, verb="change").count() for row in (office, till)]
    assert told == [2, 2]


def test_seats_are_given_from_both_pages(cast: Cast, anna: Browser) -> None:
    office, till = licence(cast, seats=5), device(cast)
    url = reverse("network:seat-new", args=[office.pk])
    assert anna.post(url, {"holder": f"person:{cast.carla.pk}"}).status_code == 302
    url = reverse("network:device-seat-new", args=[till.pk])
    assert anna.post(url, {"licence": office.pk}).status_code == 302
    shown = page(anna, office, "licence")
    assert "2 van 5 bezet" in shown
    assert "Kassa" in shown


def test_forms_do_not_take_what_is_another_clients(cast: Cast, anna: Browser) -> None:
    office, theirs = licence(cast, seats=5), device(cast, "Laptop", cast.jansen)
    url = reverse("network:seat-new", args=[office.pk])
    for holder in (f"person:{cast.eva.pk}", f"device:{theirs.pk}", "device:", "x"):
        assert anna.post(url, {"holder": holder}).status_code == 422
    assert anna.post(reverse("network:device-seat-new", args=[theirs.pk]), {"licence": office.pk}).status_code == 422
    assert not LicenceSeat.objects.exists()


def test_a_standin_of_another_client_finds_no_user_and_no_seat(cast: Cast, bram: Browser) -> None:
    laptop = device(cast, "Laptop", cast.jansen)
    user = add_user(laptop, cast.eva, by=cast.owner, at=NOW)
    for name in ("user-edit", "user-remove"):
        assert bram.post(reverse(f"network:{name}", args=[user.pk]), {"user_name": "x"}).status_code == 404
    for name in ("user-new", "device-seat-new", "device-state", "photo-new", "interface-new", "link-new"):
        assert bram.get(reverse(f"network:{name}", args=[laptop.pk])).status_code == 404
    assert DeviceUser.objects.get().user_name == ""
