"""The owner edits, plans and publishes the statement; a visitor reads it in both languages and opens a seal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from gestand.statement.models import StatementVersion
from gestand.statement.versions.actions import Announcement, publish_planned, publish_statement
from tests.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OWN = "Wij antwoorden snel, binnen {clock.request.answer}. Soms mag dat {clock.request.extend} langer zijn."


def publish(cast: Cast) -> StatementVersion:
    announcement = Announcement(not_told_because="Alleen een nummer.")
    return publish_statement(announcement=announcement, by=cast.owner, at=timezone.now())


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_owner_edits_plans_and_publishes(signed_in_page: Callable[..., Page], cast: Cast, script: bool) -> None:
    publish(cast)
    page = signed_in_page(cast.anna, java_script_enabled=script)
    page.goto("/statement/")
    page.click("text=Wanneer u antwoord krijgt")
    page.fill("#id_source", "Wij antwoorden binnen 28 dagen.")
    page.click("text=Deze woorden bewaren")
    page.wait_for_selector("text=“28 dagen” is een getal dat het programma bijhoudt.")
    page.fill("#id_source", OWN)
    page.click("text=Deze woorden bewaren")
    page.wait_for_selector("text=eigen woorden")
    page.goto("/statement/compare/")
    assert page.locator("ins").count() > 0
    page.goto("/statement/publish/")
    page.check("input[name=when][value=later]", force=True)
    page.fill("[name=takes_effect_on]", (timezone.localdate() + timedelta(days=20)).isoformat())
    page.check("[name=tells_clients]", force=True)
    page.fill("[name=summary_nl]", "Wij antwoorden sneller.")
    page.click("text=Publiceren of plannen")
    page.wait_for_selector("text=Er is een nieuwe versie gepland")
    page.click("text=Wie het moet horen")
    assert page.locator("tbody tr").count() == 2
    page.select_option("select[name=way] >> nth=0", "phone")
    page.click("text=Noteren als verteld >> nth=0")
    page.wait_for_selector("text=1 van 2 moet het nog horen")
    assert publish_planned(at=timezone.now() + timedelta(days=20)) is not None
    page.goto("/privacy")
    assert "Wij antwoorden snel" in page.inner_text("#right-term + p")


def test_the_preview_follows_what_is_typed(signed_in_page: Callable[..., Page], cast: Cast) -> None:
    page = signed_in_page(cast.anna)
    page.goto("/statement/clauses/right.term/nl/")
    page.fill("#id_source", "Binnen {clock.request.answer}, soms {clock.request.extend}. Vlug!")
    page.wait_for_selector("#clause-preview >> text=Binnen vier weken (28 dagen), soms 2 maanden. Vlug!")
    page.click("text=Deze woorden bewaren")
    page.wait_for_selector("text=Terug naar de woorden van het programma")
    page.click("text=Terug naar de woorden van het programma")
    page.wait_for_selector("text=De bepaling heeft weer de woorden van het programma.")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_visitor_reads_in_both_languages_and_opens_a_seal(
    chromium: Browser, site: str, cast: Cast, script: bool
) -> None:
    publish(cast)
    context = chromium.new_context(base_url=site, java_script_enabled=script)
    page = context.new_page()
    page.goto("/privacy")
    page.click("nav >> text=Uw rechten")
    assert page.url.endswith("#rights")
    seal = page.locator("#secure-mfa ~ details.seal").first
    assert not seal.locator("p").first.is_visible()
    seal.locator("summary").click()
    assert "Wat dit niet ziet" in seal.inner_text()
    page.click("text=English")
    assert "Your rights" in page.inner_text("article")
    page.click("nav >> text=Versions")
    page.wait_for_selector("text=Version 1")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_public_pages_have_no_faults_of_accessibility(  # noqa: PLR0917 - fixtures
    chromium: Browser, site: str, cast: Cast, assert_no_axe_findings: Callable[[Page], None], scheme: Any, width: int
) -> None:
    publish(cast)
    cast.firm.phone = "+31301112233"
    cast.firm.save()
    publish(cast)
    context = chromium.new_context(base_url=site, color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    for address in ("/privacy", "/en/privacy", "/privacy/versions", "/privacy/v/1", "/privacy/v/2/changes"):
        page.goto(address)
        for seal in page.locator("details.seal summary").all()[:3]:
            seal.click()
        assert_no_axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()
