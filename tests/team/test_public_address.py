"""The address under which clients reach this program stands in the profile, and in the links that go out."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.firm import Firm, current_firm
from gestand.core.public_address import listen_to_public_address, public_address
from gestand.rights.links import public_link
from tests.cast import Cast
from tests.team.test_first_run import FIRM

OFFICE = "https://kantoor.helder-it.example"


def saved(anna: Browser, address: str) -> int:
    return anna.post(reverse("team:firm"), FIRM | {"public_url": address}).status_code


@pytest.mark.parametrize(
    "typed", [OFFICE, f"{OFFICE}/", "kantoor.helder-it.example", "https://Kantoor.Helder-IT.example"]
)
def test_the_address_is_filled_in_once_and_stands_in_every_link(cast: Cast, anna: Browser, typed: str) -> None:
    assert saved(anna, typed) == 302
    assert Firm.objects.get().public_url == OFFICE
    assert public_link("public:ask", language="nl") == f"{OFFICE}/verzoek/"


@pytest.mark.parametrize(
    "typed", ["http://kantoor.helder-it.example", f"{OFFICE}/login", "ftp://kantoor.example", "geen adres"]
)
def test_an_address_that_is_no_safe_address_is_not_taken(cast: Cast, anna: Browser, typed: str) -> None:
    assert saved(anna, typed) == 422
    assert Firm.objects.get().public_url == ""


def test_this_machine_needs_no_https(cast: Cast, anna: Browser) -> None:
    assert saved(anna, "http://localhost:8123") == 302


def test_what_the_machine_sets_wins_and_the_page_says_so(cast: Cast, anna: Browser, settings: LazySettings) -> None:
    Firm.objects.update(public_url=OFFICE)
    settings.PUBLIC_URL, settings.PUBLIC_URL_IS_SET = "https://elders.example", True
    assert public_address(current_firm()) == "https://elders.example"
    page = anna.get(reverse("team:firm")).content.decode()
    assert "Deze computer zet GESTAND_PUBLIC_URL op https://elders.example" in page
    saved(anna, "https://derde.example")
    assert Firm.objects.get().public_url == OFFICE


def test_from_the_next_start_visitors_come_in_by_it(cast: Cast, visitor: Browser, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.CSRF_TRUSTED_ORIGINS = []
    host = "kantoor.helder-it.example"
    assert visitor.get("/verzoek/", headers={"host": host}).status_code == 400
    Firm.objects.update(public_url=OFFICE)
    listen_to_public_address()
    assert visitor.get("/verzoek/", headers={"host": host}).status_code == 200
    assert settings.CSRF_TRUSTED_ORIGINS == [OFFICE]
