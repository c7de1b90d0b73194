"""Opens the room at start-up."""

from __future__ import annotations

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "gestand.retention"
    label = "retention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gestand.core.house import house
        from gestand.retention.room import open_room

        open_room(house)
