"""The pages of the register of processing."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from gestand.core.actors import SYSTEM
from gestand.statement.register.snapshots import keep_snapshot
from tests.cast import NOW, Cast, browser_of


def test_the_owner_opens_every_page_in_at_most_twelve_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    keep_snapshot(by=SYSTEM, at=NOW)
    cast.firm.phone = "+31301112233"
    cast.firm.save()
    keep_snapshot(by=SYSTEM, at=NOW)
    anna = browser_of(cast.anna)
    for address in (
        reverse("statement:register"),
        reverse("statement:register-history"),
        reverse("statement:register-snapshot", args=[1]),
        reverse("statement:register-snapshot", args=[2]),
        reverse("statement:register-schema"),
    ):
        anna.get(address)
        with django_assert_max_num_queries(12):
            assert anna.get(address).status_code == 200, address


def test_a_stand_in_finds_none_of_them(cast: Cast) -> None:
    bram = browser_of(cast.bram)
    assert bram.get(reverse("statement:register")).status_code == 404
    assert bram.get(reverse("statement:register-file", args=["json"])).status_code == 404
