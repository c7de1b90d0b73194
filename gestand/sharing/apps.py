"""Opens the room at start-up."""

from __future__ import annotations

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "gestand.sharing"
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gestand.core.house import house
        from gestand.sharing.room import open_room

        open_room(house)
