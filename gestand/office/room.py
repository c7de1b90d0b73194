"""The doorplate of the room office: everything it offers to the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, MenuEntry

if TYPE_CHECKING:
    from gestand.core.house import House


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_access(Access.TEAM, ["office:today", "office:search", "office:palette", "office:settings"])
    house.add_menu(
        MenuEntry(_("Today"), "office:today", "sun", 0, "office:today"),
        MenuEntry(_("Settings"), "office:settings", "settings", 99, "office:settings", phone=False, place="foot"),
    )
