"""Every page behind Privacy: for who cannot see, on a phone, at twice the size, and without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from gestand.sharing.actions.agreements import WantedAgreement, add_agreement
from gestand.sharing.actions.recipients import add_recipient
from gestand.statement.proving.reports import write_report
from gestand.statement.proving.running import run_proof
from gestand.statement.register.snapshots import keep_snapshot
from gestand.statement.versions.actions import Announcement, publish_statement
from tests.cast import Cast
from tests.sharing.conftest import PRINTER, SIGNED_ON

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = (
    "/promises/", "/promises/history/", "/promises/pack/", "/promises/reports/", "/promises/secure.mfa/",
    "/promises/secure.disk/", "/statement/", "/statement/read/", "/statement/compare/", "/statement/publish/",
    "/statement/checklist/", "/statement/telling/", "/statement/clauses/right.term/nl/", "/register/",
    "/register/history/", "/register/history/1/", "/recipients/", "/recipients/new/",
    "/recipients/of/drukkerij-jansen/", "/recipients/of/addressee/", "/agreements/", "/agreements/text/",
    "/agreements/text/new/",
)  # fmt: skip


@pytest.fixture
def filled(cast: Cast) -> None:
    at = timezone.now()
    publish_statement(announcement=Announcement(not_told_because="klein"), by=cast.owner, at=at)
    made = add_recipient(PRINTER, by=cast.owner, at=at)
    add_agreement(made.key, WantedAgreement(signed_on=SIGNED_ON), by=cast.owner, at=at)
    for key in ("core.identity", "core.declared", "sharing.agreements"):
        run_proof(key, at=at)
    write_report(by=cast.owner, at=at)
    keep_snapshot(by=cast.owner, at=at)


def test_they_have_no_serious_faults_and_fit_a_phone(
    signed_in_page: Callable[..., Page], cast: Cast, filled: None, assert_no_axe_findings: Callable[[Page], None]
) -> None:
    page = signed_in_page(cast.anna, viewport={"width": 390, "height": 844}, color_scheme="dark")
    for address in PAGES:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert_no_axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_they_fit_a_window_at_twice_the_size(signed_in_page: Callable[..., Page], cast: Cast, filled: None) -> None:
    page = signed_in_page(cast.anna, viewport={"width": 640, "height": 450})
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_on_a_phone_the_open_tab_is_in_sight(signed_in_page: Callable[..., Page], cast: Cast, filled: None) -> None:
    page = signed_in_page(cast.anna, viewport={"width": 390, "height": 844})
    for address in PAGES:
        page.goto(address)
        box = page.locator(".place-tabs [aria-current]").bounding_box()
        assert box is not None
        assert box["x"] >= 0, address
        assert box["x"] + box["width"] <= 390, address


def test_without_a_script_every_tab_is_in_sight(signed_in_page: Callable[..., Page], cast: Cast, filled: None) -> None:
    page = signed_in_page(cast.anna, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto("/register/")
    for tab in page.locator(".place-tabs a").all():
        box = tab.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390


def test_on_a_phone_the_register_shows_who_receives_what(
    signed_in_page: Callable[..., Page], cast: Cast, filled: None
) -> None:
    page = signed_in_page(cast.anna, viewport={"width": 390, "height": 844})
    page.goto("/register/")
    assert not page.locator(".register-picture").is_visible()
    box = page.locator(".register-flows dd >> text=Drukkerij Jansen").first.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
