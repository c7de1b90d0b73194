"""The cells of a list of things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.network.queries.one_client import Shelf
from gestand.ui.formats import day_words

register = template.Library()


@dataclass(frozen=True, slots=True)
class Cell:
    label: str
    words: str
    url: str = ""


@register.filter
def headings(shelf: Shelf) -> list[str]:
    return [_heading(shelf, name) for name in shelf.thing.main]


@register.filter
def cells(row: Any, shelf: Shelf) -> list[Cell]:
    """The first one leads to the thing's page."""
    made = []
    for place, name in enumerate(shelf.thing.main):
        url = reverse("network:thing", args=[shelf.thing.kind, row.pk]) if place == 0 else ""
        made.append(Cell(_heading(shelf, name), _words(row, name), url))
    return made


def _heading(shelf: Shelf, name: str) -> str:
    field: Any = shelf.thing.model._meta.get_field(name)
    return capfirst(str(field.verbose_name))


def _words(row: Any, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display is not None else getattr(row, name)
    if value is None or value is False:
        return ""
    if value is True:
        return _("yes")
    return day_words(value) if isinstance(value, date) else str(value)
