"""What the tests of requests share."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from gestand.core.search.index import rebuild
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    """The rate limits of another test do not count."""
    cache.clear()


@pytest.fixture
def findable(cast: Cast) -> Cast:
    """The cast, in the search index."""
    rebuild()
    return cast
