"""What the tests of search may ask for: a filled shelf instead of the rooms' own sources."""

from __future__ import annotations

import pytest

from gestand.core.house import house
from gestand.core.search import rebuild
from tests.search.shelf import Shelf, office


@pytest.fixture
def shelf(db: None, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    filled = office()
    monkeypatch.setattr(house, "search_sources", filled.sources())
    rebuild()
    return filled
