"""If this fails, what stops? By cable, by power, by what was said to depend on what."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gestand.network import actions
from gestand.network.actions.addressing import use_address
from gestand.network.actions.dependencies import add_dependency, remove_dependency
from gestand.network.actions.links import hang
from gestand.network.actions.sites import site_for
from gestand.network.actions.users import add_user
from gestand.network.checks import NotDocumented
from gestand.network.kernels.failing import Need, Outcome, Way, failure_of
from gestand.network.models import Change, Dependency, Device, Link
from gestand.network.queries.failures import Branch, Consequences, consequences_of
from gestand.network.queries.graph import graph_of
from gestand.people.models import Client
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def thing(cast: Cast, kind_of_thing: str, client: Client | None = None, **fields: Any) -> Any:
    owner = client or cast.bakery
    if kind_of_thing in ("connection", "wireless", "subnet"):
        return actions.add_thing(
            kind_of_thing, by=cast.owner, at=NOW, owner=site_for(owner, by=cast.owner, at=NOW), **fields
        )
    return actions.add_thing(kind_of_thing, by=cast.owner, at=NOW, owner=owner, **fields)


def device(cast: Cast, name: str, kind: str = "computer", **fields: Any) -> Device:
    site = site_for(cast.bakery, by=cast.owner, at=NOW)
    made = thing(cast, "device", name=name, kind=kind, site=site, **fields)
    assert isinstance(made, Device)
    return made


def hang_on(cast: Cast, lower: Device, upper: Device, kind: str = "cable") -> None:
    hang(lower, upper, by=cast.owner, at=NOW, kind=kind)


def depend(cast: Cast, dependent: Any, needed: Any) -> Dependency:
    return add_dependency(dependent, needed, by=cast.owner, at=NOW)


def follows(row: Any) -> Consequences:
    client_id = row.client_id if hasattr(row, "client_id") else row.site.client_id
    return consequences_of(row.pk, graph_of(client_id))


def drawn(branches: Any) -> dict[str, Any]:
    return {branch.name: drawn([*branch.then, *branch.folded]) for branch in branches}


def branch(found: Consequences, name: str) -> Branch:
    todo = [*found.tree, *found.folded]
    while todo:
        one = todo.pop()
        if one.name == name:
            return one
        todo += [*one.then, *one.folded]
    raise AssertionError(name)


# The reckoning itself ------------------------------------------------------------------------------------------------


def test_a_circle_ends() -> None:
    needs = [Need("b", "x", (Way("a"),)), Need("c", "x", (Way("b"),)), Need("a", "x", (Way("c"),))]
    assert [one.key for one in failure_of("a", needs)] == ["b", "c"]


def test_of_two_ways_one_is_enough() -> None:
    needs = [Need("nas", "cable", (Way("one"), Way("two")), Outcome.LOSES)]
    failure = failure_of("one", needs)
    assert failure.tree == ()
    assert [(one.key, one.left) for one in failure.spared] == [("nas", ("two",))]


def test_when_both_ways_go_it_fails_once() -> None:
    needs = [
        Need("one", "cable", (Way("router"),), Outcome.LOSES),
        Need("two", "cable", (Way("router"),), Outcome.LOSES),
        Need("nas", "cable", (Way("one"), Way("two")), Outcome.LOSES),
    ]
    failure = failure_of("router", needs)
    assert [one.key for one in failure] == ["one", "two", "nas"]
    assert failure.spared == ()


def test_what_only_loses_its_network_still_gives_power() -> None:
    needs = [
        Need("ups", "cable", (Way("switch"),), Outcome.LOSES),
        Need("nas", "power", (Way("ups"),), counts_lost=False),
    ]
    assert [one.key for one in failure_of("switch", needs)] == ["ups"]
    assert [one.key for one in failure_of("ups", needs)] == ["nas"]


def test_a_worse_fate_later_does_not_turn_the_tree_into_a_circle() -> None:
    needs = [
        Need("a", "cable", (Way("start"),), Outcome.LOSES),
        Need("c", "cable", (Way("a"),), Outcome.LOSES),
        Need("a", "depends", (Way("c"),)),
    ]
    failure = failure_of("start", needs)
    assert [(one.key, one.cause, one.outcome) for one in failure] == [
        ("a", "start", Outcome.STOPS),
        ("c", "a", Outcome.LOSES),
    ]


# What is written down of a client ------------------------------------------------------------------------------------


def test_a_switch_stops_what_hangs_on_it_and_the_tree_tells_through_what(cast: Cast) -> None:
    router, switch = device(cast, "Router", "router"), device(cast, "Switch", "switch")
    till, point = device(cast, "Kassa"), device(cast, "AP", "access_point")
    laptop = device(cast, "Laptop")
    hang_on(cast, switch, router)
    hang_on(cast, till, switch)
    hang_on(cast, point, switch)
    hang_on(cast, laptop, point, "wireless")
    assert drawn(follows(router).tree) == {"Switch": {"AP": {"Laptop": {}}, "Kassa": {}}}
    assert branch(follows(router), "Laptop").why == "hangt eraan via wifi"


def test_without_the_router_its_line_and_its_network_have_no_way_out(cast: Cast) -> None:
    router = device(cast, "Router", "router")
    thing(cast, "connection", provider="KPN", modem=router)
    thing(cast, "subnet", prefix="192.168.1.0/24", name="Kantoor", gateway="192.168.1.1")
    site = site_for(cast.bakery, by=cast.owner, at=NOW)
    use_address(by=cast.owner, at=NOW, site=site, address="192.168.1.1", device=router)
    found = follows(router)
    assert drawn(found.tree) == {"KPN": {site.name: {}}, "Kantoor (192.168.1.0/24)": {}}
    assert branch(found, site.name).what == "geen internet"


def test_a_second_line_keeps_a_site_online(cast: Cast) -> None:
    first = thing(cast, "connection", provider="KPN")
    thing(cast, "connection", provider="Ziggo")
    found = follows(first)
    assert found.tree == []
    assert [one.through for one in found.spared] == ["Ziggo"]


def test_wifi_goes_with_the_last_access_point_of_its_site(cast: Cast) -> None:
    first = device(cast, "AP 1", "access_point")
    thing(cast, "wireless", name="Bakkerij")
    assert drawn(follows(first).tree) == {"Bakkerij": {}}
    device(cast, "AP 2", "access_point")
    assert follows(first).tree == []


def test_mailboxes_stop_with_their_domain_and_with_their_tenant(cast: Cast) -> None:
    domain = thing(cast, "domain", name="zoutebrood.example")
    tenant = thing(cast, "tenant", name="zoutebrood")
    thing(cast, "mailbox", address="info@zoutebrood.example")
    thing(cast, "mailbox", address="winkel@elders.example", tenant=tenant)
    assert drawn(follows(domain).tree) == {"info@zoutebrood.example": {}}
    assert drawn(follows(tenant).tree) == {"winkel@elders.example": {}}


def test_every_kind_may_depend_on_every_other(cast: Cast) -> None:
    certificate = thing(cast, "certificate", name="www", expires_on="2027-01-01")
    rows = [
        device(cast, "NAS", "nas"),
        thing(cast, "connection", provider="KPN"),
        thing(cast, "subnet", prefix="10.0.0.0/24"),
        thing(cast, "licence", product="Boekhouding"),
        thing(cast, "domain", name="zoutebrood.example"),
        thing(cast, "tenant", name="zoutebrood"),
        thing(cast, "mailbox", address="info@elders.example"),
        thing(cast, "account", service="Boekhouden"),
        thing(cast, "backup", what="Alles", where_to="NAS"),
    ]
    for row in rows:
        depend(cast, row, certificate)
    assert len(follows(certificate).tree) == len(rows)


def test_dependencies_may_go_round_and_are_answered(cast: Cast) -> None:
    one, two = device(cast, "Een"), device(cast, "Twee")
    depend(cast, one, two)
    depend(cast, two, one)
    assert drawn(follows(one).tree) == {"Twee": {}}


def test_who_works_with_what_fails_is_named(cast: Cast) -> None:
    switch, till = device(cast, "Switch", "switch"), device(cast, "Kassa")
    hang_on(cast, till, switch)
    add_user(till, cast.carla, by=cast.owner, at=NOW)
    assert follows(switch).people == ["Carla van den Berg"]


def test_a_long_branch_is_folded(cast: Cast) -> None:
    switch = device(cast, "Switch", "switch")
    for number in range(12):
        hang_on(cast, device(cast, f"Kassa {number:02}"), switch)
    found = follows(switch)
    assert (len(found.tree), len(found.folded)) == (8, 4)
    assert "12 " in found.told


def test_of_a_very_long_branch_some_are_only_counted(cast: Cast) -> None:
    switch = device(cast, "Switch", "switch")
    fields: dict[str, Any] = {"client": cast.bakery, "kind": "computer", "created_at": NOW, "changed_at": NOW}
    many = [Device(name=f"Kassa {number}", **fields) for number in range(100)]
    Device.objects.bulk_create(many)
    Link.objects.bulk_create(Link(upper=switch, lower=one) for one in many)
    found = follows(switch)
    assert (len(found.tree), len(found.folded), found.folded.left_out) == (8, 92, 32)


@pytest.mark.parametrize("kind", ["site", "subnet", "device"])
def test_what_stops_stands_on_a_page_of_its_own_too(cast: Cast, anna: Browser, kind: str) -> None:
    till = device(cast, "Kassa")
    row = {"site": till.site, "device": till}.get(kind) or thing(cast, "subnet", prefix="10.0.0.0/24")
    answer = anna.get(reverse("network:thing-fails", args=[kind, row.pk]))
    assert "Als dit uitvalt" in answer.content.decode()


def test_a_name_is_never_a_piece_of_the_page(cast: Cast, anna: Browser) -> None:
    switch = device(cast, "Switch", "switch")
    hang_on(cast, device(cast, "<script>alert(1)</script>"), switch)
    shown = anna.get(reverse("network:thing", args=["device", switch.pk])).content.decode()
    assert "<script>alert" not in shown
    assert shown.count("&lt;script&gt;alert") > 2


def test_a_client_is_asked_once_however_much_there_is(cast: Cast) -> None:
    switch = device(cast, "Switch", "switch")
    for number in range(20):
        hang_on(cast, device(cast, f"Kassa {number}"), switch)
    with CaptureQueriesContext(connection) as asked:
        follows(switch)
    assert len(asked) == 1


def test_nothing_of_another_client_stands_in_the_tree(cast: Cast) -> None:
    switch = device(cast, "Switch", "switch")
    theirs = thing(cast, "device", cast.jansen, name="Laptop", kind="computer")
    Dependency.objects.create(
        client=cast.bakery, dependent_kind="device", dependent_id=theirs.pk, needed_kind="device", needed_id=switch.pk
    )
    assert follows(switch).tree == []


def test_a_thing_of_another_client_and_the_thing_itself_are_refused(cast: Cast) -> None:
    till = device(cast, "Kassa")
    theirs = thing(cast, "device", cast.jansen, name="Laptop", kind="computer")
    for needed in (theirs, till):
        with pytest.raises(NotDocumented):
            depend(cast, till, needed)
    depend(cast, till, device(cast, "NAS", "nas"))
    with pytest.raises(NotDocumented):
        depend(cast, till, Device.objects.get(name="NAS"))


def test_both_sides_tell_of_it_in_their_history(cast: Cast) -> None:
    till, nas = device(cast, "Kassa"), device(cast, "NAS", "nas")
    remove_dependency(depend(cast, till, nas), by=cast.owner, at=NOW)
    told = [Change.objects.filter(thing_id=row.pk, verb="change").count() for row in (till, nas)]
    assert told == [2, 2]


def test_the_form_adds_a_dependency_and_the_page_shows_the_way(cast: Cast, anna: Browser) -> None:
    till, nas = device(cast, "Kassa"), device(cast, "NAS", "nas")
    url = reverse("network:dependency-new", args=["device", till.pk])
    assert anna.post(url, {"needed": f"device:{nas.pk}"}).status_code == 302
    shown = anna.get(reverse("network:thing", args=["device", nas.pk])).content.decode()
    assert "hangt ervan af" in shown
    assert "valt stil" in shown


def test_a_form_does_not_take_the_id_of_another_clients_thing(cast: Cast, anna: Browser) -> None:
    till = device(cast, "Kassa")
    theirs = thing(cast, "device", cast.jansen, name="Laptop", kind="computer")
    url = reverse("network:dependency-new", args=["device", till.pk])
    assert anna.post(url, {"needed": f"device:{theirs.pk}"}).status_code == 422
    assert not Dependency.objects.exists()


def test_a_standin_of_another_client_removes_no_dependency(cast: Cast, bram: Browser) -> None:
    one, two = (thing(cast, "device", cast.jansen, name=name, kind="computer") for name in ("Een", "Twee"))
    row = depend(cast, one, two)
    assert bram.post(reverse("network:dependency-remove", args=[row.pk])).status_code == 404
    assert Dependency.objects.filter(pk=row.pk).exists()
