"""The design system: templates, static files, template tags."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "gestand.ui"
    label = "ui"

    def ready(self) -> None:
        from gestand.core.house import house
        from gestand.ui.room import open_room

        open_room(house)
