from __future__ import annotations

from gestand.people.models import Client
from tests.cast import Cast


def test_a_standin_sees_only_granted_clients(cast: Cast) -> None:
    assert list(Client.objects.visible_to(cast.standin)) == [cast.bakery]


def test_a_stranger_sees_no_client(cast: Cast) -> None:
    assert not Client.objects.visible_to(cast.stranger).exists()
