"""What hangs on what: no cable onto itself, onto another client's device, or in a loop."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.network import actions
from gestand.network.actions.links import HangsInALoop, change_link, hang, unhang
from gestand.network.actions.states import change_state
from gestand.network.checks import NotDocumented
from gestand.network.models import Change, Device, Link
from gestand.people.models import Client
from tests.cast import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db


def device(cast: Cast, name: str, kind: str = "switch", client: Client | None = None) -> Device:
    made = actions.add_thing("device", by=cast.owner, at=NOW, owner=client or cast.bakery, kind=kind, name=name)
    assert isinstance(made, Device)
    return made


def cable(cast: Cast, lower: Device, upper: Device, **given: Any) -> Link:
    return hang(lower, upper, by=cast.owner, at=NOW, **given)


def test_a_cable_onto_the_device_itself_is_refused(cast: Cast) -> None:
    switch = device(cast, "Switch")
    with pytest.raises(NotDocumented, match="zichzelf"):
        cable(cast, switch, switch)


def test_a_cable_onto_another_clients_device_is_refused(cast: Cast) -> None:
    with pytest.raises(NotDocumented):
        cable(cast, device(cast, "Kassa"), device(cast, "Router", client=cast.jansen))
    assert not Link.objects.exists()


def test_a_loop_is_refused_and_the_way_is_told(cast: Cast) -> None:
    one, two, three = device(cast, "Een"), device(cast, "Twee"), device(cast, "Drie")
    cable(cast, one, two)
    cable(cast, two, three)
    with pytest.raises(HangsInALoop, match="Een → Twee → Drie"):
        cable(cast, three, one)


def test_a_loop_over_wifi_and_cable_is_one_too(cast: Cast) -> None:
    one, two = device(cast, "Een"), device(cast, "Twee")
    cable(cast, one, two, kind="wireless")
    with pytest.raises(HangsInALoop):
        cable(cast, two, one)


def test_a_ups_may_have_its_cable_in_the_switch_that_it_powers(cast: Cast) -> None:
    ups, switch = device(cast, "UPS", "ups"), device(cast, "Switch")
    cable(cast, switch, ups, kind="power")
    cable(cast, ups, switch)
    assert Link.objects.count() == 2


def test_two_devices_are_connected_once_by_each_kind(cast: Cast) -> None:
    one, two = device(cast, "Een"), device(cast, "Twee")
    cable(cast, one, two)
    with pytest.raises(NotDocumented, match=r"3 \+ 4"):
        cable(cast, one, two)
    cable(cast, one, two, kind="power")


def test_nothing_hangs_on_a_device_that_is_gone(cast: Cast) -> None:
    old, new = device(cast, "Oud"), device(cast, "Nieuw")
    change_state(old, by=cast.owner, at=NOW, state="gone", gone_on=TODAY)
    old.refresh_from_db()
    with pytest.raises(NotDocumented, match="Oud"):
        cable(cast, new, old)


def test_both_devices_tell_of_the_cable_in_their_history(cast: Cast) -> None:
    till, switch = device(cast, "Kassa"), device(cast, "Switch")
    unhang(cable(cast, till, switch, upper_port="7"), by=cast.owner, at=NOW)
    of_till = [each.fields for each in Change.objects.filter(thing_id=till.pk, verb="change")]
    of_switch = [each.fields for each in Change.objects.filter(thing_id=switch.pk, verb="change")]
    assert of_till == [{"upper": ["Switch · cable · there:7", ""]}, {"upper": ["", "Switch · cable · there:7"]}]
    assert of_switch == [{"lower": ["Kassa · cable · here:7", ""]}, {"lower": ["", "Kassa · cable · here:7"]}]


def test_a_cable_moves_to_another_switch(cast: Cast) -> None:
    till, old, new = device(cast, "Kassa"), device(cast, "Oud"), device(cast, "Nieuw")
    change_link(cable(cast, till, old), by=cast.owner, at=NOW, kind="cable", upper=new, upper_port="3")
    link = Link.objects.get()
    assert (link.upper, link.upper_port) == (new, "3")


def test_the_forms_ask_for_both_sides(cast: Cast, anna: Browser) -> None:
    till, switch = device(cast, "Kassa"), device(cast, "Switch")
    typed = {"other": switch.pk, "kind": "cable", "other_port": "7", "own_port": "LAN"}
    assert anna.post(reverse("network:link-new", args=[till.pk]), typed).status_code == 302
    link = Link.objects.get()
    assert (link.lower, link.upper, link.upper_port, link.lower_port) == (till, switch, "7", "LAN")
    anna.post(reverse("network:link-remove", args=[link.pk]))
    typed = {"other": till.pk, "kind": "cable", "other_port": "LAN", "own_port": "7"}
    assert anna.post(reverse("network:link-new-below", args=[switch.pk]), typed).status_code == 302
    again = Link.objects.get()
    assert (again.lower, again.upper, again.upper_port, again.lower_port) == (till, switch, "7", "LAN")


def test_a_form_does_not_take_the_id_of_another_clients_device(cast: Cast, anna: Browser) -> None:
    till, theirs = device(cast, "Kassa"), device(cast, "Router", client=cast.jansen)
    for name in ("link-new", "link-new-below"):
        answer = anna.post(reverse(f"network:{name}", args=[till.pk]), {"other": theirs.pk, "kind": "cable"})
        assert answer.status_code == 422
    assert not Link.objects.exists()


def test_a_standin_of_another_client_finds_no_cable(cast: Cast, bram: Browser) -> None:
    link = cable(cast, device(cast, "Laptop", client=cast.jansen), device(cast, "Router", client=cast.jansen))
    for name in ("link-edit", "link-remove"):
        assert bram.post(reverse(f"network:{name}", args=[link.pk]), {}).status_code == 404
    assert Link.objects.filter(pk=link.pk).exists()
