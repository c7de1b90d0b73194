"""The doorplate of the room network: everything it offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import NoPersonalData
from gestand.core.house import Access, AuditAction, MenuEntry, NewAction, OutsideData, ScheduledJob
from gestand.network.actions.books import SWEEP_JOB
from gestand.network.book import jobs as _book_jobs  # noqa: F401 - importing it registers the jobs
from gestand.network.book.handing_over import write_held_documents
from gestand.network.findable import SOURCES
from gestand.network.imports.room import open_imports
from gestand.network.overview_room import open_overview
from gestand.network.part_urls import PART_VIEWS
from gestand.network.row_rules import add_row_rules
from gestand.network.watch_room import open_watch

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("network.thing.add", _("wrote down a part of a client's network")),
    AuditAction("network.thing.change", _("changed a part of a client's network")),
    AuditAction("network.thing.remove", _("removed a part of a client's network")),
    AuditAction("network.interface.add", _("wrote down an interface of a device")),
    AuditAction("network.interface.change", _("changed an interface of a device")),
    AuditAction("network.interface.remove", _("removed an interface of a device")),
    AuditAction("network.link.add", _("wrote down what a device hangs on")),
    AuditAction("network.link.change", _("changed what a device hangs on")),
    AuditAction("network.link.remove", _("removed what a device hung on")),
    AuditAction("network.user.add", _("wrote down who uses a device")),
    AuditAction("network.user.change", _("changed who uses a device")),
    AuditAction("network.user.remove", _("removed a user of a device")),
    AuditAction("network.photo.add", _("added a photo of a device")),
    AuditAction("network.photo.change", _("changed the caption of a photo")),
    AuditAction("network.photo.remove", _("removed a photo of a device")),
    AuditAction("network.seat.add", _("gave a seat of a licence")),
    AuditAction("network.seat.remove", _("freed a seat of a licence")),
    AuditAction("network.dependency.add", _("wrote down what something depends on")),
    AuditAction("network.dependency.remove", _("removed what something depended on")),
    AuditAction("network.devices.edit", _("changed several devices at once")),
    AuditAction("network.devices.undo", _("undid a change of several devices")),
    AuditAction("network.devices.export", _("exported a list of devices")),
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
    AuditAction("network.book.write", _("wrote a client's network book on the command line")),
    AuditAction("network.book.drop", _("threw an old network book away")),
    AuditAction("network.book.take_in", _("took a client's network book in")),
)
TEAM_VIEWS = ("thing-new", "thing", "thing-edit", "thing-remove", "thing-history", "thing-fails", "book", "book-fetch")
LIST_VIEWS = (
    "device-list", "device-columns", "device-views", "device-view-save", "device-view-edit", "device-view-open",
    "device-view-remove", "device-bulk", "device-bulk-preview", "device-bulk-apply", "device-bulk-undo",
    "device-bulk-last",
)  # fmt: skip
ON_SITE_VIEWS = ("find", "here", "add", "device-add", "labels", "labels-preview")

PLAN_VIEWS = (
    "plan", "site", "subnet", "set-aside", "address-use", "address", "address-change", "address-release",
    "address-remove", "vlan-new", "vlan-edit", "vlan-remove", "place-new", "place-edit", "place-remove",
)  # fmt: skip


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(Access.TEAM, [f"network:{name}" for name in TEAM_VIEWS])
    house.add_access(Access.TEAM, PART_VIEWS)
    house.add_access(Access.TEAM, [f"network:{name}" for name in LIST_VIEWS])
    house.add_access(Access.OWNER, ["network:device-export"])
    house.add_menu(MenuEntry(_("Devices"), "network:device-list", "devices", 20, "network"))
    house.add_menu(MenuEntry(_("On site"), "network:find", "map-pin", 25, "network:find"))
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
    open_overview(house)
    open_imports(house)
    open_watch(house)
    house.add_scheduled_job(ScheduledJob(SWEEP_JOB, every=timedelta(days=1), at_hour=4))
    add_row_rules(house)
    house.add_held_documents(write_held_documents)
    for source in SOURCES:
        house.add_search_source(source)
