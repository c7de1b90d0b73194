"""The doorplate of the room network: everything it offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import NoPersonalData
from gestand.core.house import Access, AuditAction, ClientTab, NewAction, OutsideData, ScheduledJob
from gestand.network.actions.books import SWEEP_JOB
from gestand.network.actions.findable import follow_joined_client
from gestand.network.book import jobs as _book_jobs  # noqa: F401 - importing it registers the jobs
from gestand.network.findable import SOURCES
from gestand.network.imports.room import open_imports

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("network.thing.add", _("wrote down a part of a client's network")),
    AuditAction("network.thing.change", _("changed a part of a client's network")),
    AuditAction("network.thing.remove", _("removed a part of a client's network")),
    AuditAction("network.address.use", _("wrote down who uses an address")),
    AuditAction("network.address.change", _("changed what is known of an address")),
    AuditAction("network.address.release", _("released an address")),
    AuditAction("network.address.remove", _("removed an address that was written down by mistake")),
    AuditAction("network.vlan.add", _("wrote down a VLAN")),
    AuditAction("network.vlan.change", _("changed a VLAN")),
    AuditAction("network.vlan.remove", _("removed a VLAN")),
    AuditAction("network.place.add", _("wrote down a place in a building")),
    AuditAction("network.place.rename", _("renamed a place in a building")),
    AuditAction("network.place.remove", _("removed a place in a building")),
    AuditAction("network.book.ask", _("had a client's network book made")),
    AuditAction("network.book.make", _("made a client's network book")),
    AuditAction("network.book.fetch", _("fetched a client's network book, to hand it over")),
    AuditAction("network.book.drop", _("threw an old network book away")),
    AuditAction("network.book.take_in", _("took a client's network book in")),
)
TEAM_VIEWS = ("client", "thing-new", "thing", "thing-edit", "thing-remove", "book", "book-fetch")
ON_SITE_VIEWS = ("find", "here", "add", "device-add", "labels", "labels-preview")

PLAN_VIEWS = (
    "plan", "site", "subnet", "set-aside", "address-use", "address", "address-change", "address-release",
    "address-remove", "vlan-new", "vlan-edit", "vlan-remove", "place-new", "place-edit", "place-remove",
)  # fmt: skip


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(Access.TEAM, [f"network:{name}" for name in TEAM_VIEWS])
    house.add_access(Access.TEAM, [f"network:{name}" for name in ON_SITE_VIEWS])
    house.add_access(Access.TEAM, [f"network:{name}" for name in PLAN_VIEWS])
    house.add_access(Access.PUBLIC, ["label:device", "label:device-capitals"])
    house.add_new_actions(NewAction(_("Device"), "network:add", "device-desktop", 40))
    house.declare_outside(
        OutsideData(
            _("devices that wait in the browser of a phone to be sent"),
            NoPersonalData(
                "sealed with a key that only pages of the account that wrote them down get; gone when sent and at "
                "signing out; what is sent is declared by the network's tables"
            ),
        )
    )
    house.add_access(Access.TEAM, [f"network:{name}" for name in ("picture", "picture-file", "picture-paper")])
    house.add_client_tab(ClientTab("network", _("Network"), "network:client", 20))
    open_imports(house)
    house.when_clients_join(follow_joined_client)
    house.add_scheduled_job(ScheduledJob(SWEEP_JOB, every=timedelta(days=1), at_hour=4))
    for source in SOURCES:
        house.add_search_source(source)
