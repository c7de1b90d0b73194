"""The design system: templates, static files, template tags."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "gestand.ui"
    label = "ui"
