"""How forms look: Django's renderer with our field template, and a few widgets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest

from gestand.ui.widgets import CHIPS, DRAWN


class Renderer(DjangoTemplates):
    """Setting FORM_RENDERER. `{{ form }}` gives an error summary and every field in our shape."""

    form_template_name = "ui/elements/form.html"
    field_template_name = "ui/elements/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


class ChoiceChips(forms.RadioSelect):
    """Radio buttons as pills: for two to six short choices. `icons` maps a value to an icon."""

    template_name = CHIPS

    def __init__(self, *args: Any, icons: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.icons = icons or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["icon"] = self.icons.get(str(value), "")
        return option


class MultipleChips(forms.CheckboxSelectMultiple):
    """Tick boxes as pills."""

    template_name = CHIPS


class Switch(forms.CheckboxInput):
    """On or off, at once understood; still saved by the form's button."""


class FileDrop(forms.FileInput):
    """A field on which a file can be dropped; `hint` says what may come ("CSV, vCard or Excel, at most 20 MB")."""

    template_name = "ui/widgets/file_drop.html"

    def __init__(self, *args: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hint = hint

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["hint"] = self.hint
        return context


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "short", **(attrs or {})}, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own field for a day and a time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "short", **(attrs or {})}, format="%Y-%m-%dT%H:%M")
