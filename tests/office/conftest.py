"""What the tests of the office may ask for: an index that knows the cast."""

from __future__ import annotations

import pytest

from gestand.core.search import rebuild
from tests.cast import Cast


@pytest.fixture
def indexed(cast: Cast) -> Cast:
    rebuild()
    return cast
