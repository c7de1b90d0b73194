"""The house: what the rooms put on its shelves."""

from __future__ import annotations

from dataclasses import fields

import pytest
from django.apps import apps

from gestand.core.house import house


def counted() -> dict[str, int]:
    shelves = {field.name: getattr(house, field.name) for field in fields(house)}
    return {name: len(shelf) for name, shelf in shelves.items() if isinstance(shelf, list | dict)}


@pytest.mark.parametrize("room", ["core", "team", "people", "rights", "sharing", "statement", "office"])
def test_a_room_that_opens_again_puts_nothing_there_twice(room: str) -> None:
    """Django opens a room again for each registry of apps that a test makes."""
    before = counted()
    apps.get_app_config(room).ready()
    assert counted() == before
