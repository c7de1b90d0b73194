"""Addresses that are filled in are those that Django would give."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from gestand.core.ids import new_id
from gestand.core.paths import path_of


def test_an_address_is_that_of_django() -> None:
    for _time in range(2):
        one = new_id()
        assert path_of("people:client", one) == reverse("people:client", args=[one])
        assert path_of("network:things", one, "device") == reverse("network:things", args=[one, "device"])
        assert path_of("network:thing", "device", one) == reverse("network:thing", args=["device", one])
        assert path_of("people:clients") == reverse("people:clients")


def test_words_and_two_ids_keep_their_places() -> None:
    for keep, gone in ((new_id(), new_id()), (new_id(), new_id())):
        assert path_of("people:merge", "client", keep, gone) == reverse("people:merge", args=["client", keep, gone])


def test_a_page_that_is_not_there_has_no_address() -> None:
    for _time in range(2):
        with pytest.raises(NoReverseMatch):
            path_of("people:nowhere", new_id())
