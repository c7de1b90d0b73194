"""Opens the room at start-up."""

from __future__ import annotations

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "gestand.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gestand.core.house import house
        from gestand.network.room import open_room

        open_room(house)
