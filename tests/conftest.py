"""What every test may ask for."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from tests.cast import Cast, browser_of, make_cast


@pytest.fixture(autouse=True)
def _no_outside_world(socket_disabled: None) -> None:
    """Sockets are blocked; a test that starts a server of its own asks for ``loopback``."""


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def anna(cast: Cast) -> Browser:
    return browser_of(cast.anna)


@pytest.fixture
def bram(cast: Cast) -> Browser:
    return browser_of(cast.bram)


@pytest.fixture
def dirk(cast: Cast) -> Browser:
    return browser_of(cast.dirk)


@pytest.fixture
def visitor(db: None) -> Browser:
    return browser_of(None)
