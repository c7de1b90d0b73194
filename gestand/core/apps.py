"""Opens the room at start-up."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "gestand.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gestand.core import checks as _checks  # noqa: F401 - registers them
        from gestand.core.house import house
        from gestand.core.room import open_room

        open_room(house)
