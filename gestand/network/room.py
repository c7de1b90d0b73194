"""The doorplate of the room network: everything it offers to the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction, ClientTab
from gestand.network.actions.findable import follow_joined_client
from gestand.network.findable import SOURCES

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
)
TEAM_VIEWS = ("client", "thing-new", "thing", "thing-edit", "thing-remove")


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(Access.TEAM, [f"network:{name}" for name in TEAM_VIEWS])
    house.add_access(Access.TEAM, [f"network:{name}" for name in ("picture", "picture-file", "picture-paper")])
    house.add_client_tab(ClientTab("network", _("Network"), "network:client", 20))
    house.when_clients_join(follow_joined_client)
    for source in SOURCES:
        house.add_search_source(source)
