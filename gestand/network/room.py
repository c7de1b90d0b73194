"""The doorplate of the room network: everything it offers to the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction, ClientTab

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("network.thing.add", _("wrote down a part of a client's network")),
    AuditAction("network.thing.change", _("changed a part of a client's network")),
    AuditAction("network.thing.remove", _("removed a part of a client's network")),
)
TEAM_VIEWS = ("client", "thing-new", "thing", "thing-edit", "thing-remove")


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(Access.TEAM, [f"network:{name}" for name in TEAM_VIEWS])
    house.add_client_tab(ClientTab("network", _("Network"), "network:client", 20))
