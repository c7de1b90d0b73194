"""Somebody stops a newsletter without a login; a child fills in a form, the parent agrees, and deletes it again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

from gestand.core.declarations.purposes import Purpose
from gestand.core.mail.models import OutgoingMail
from gestand.core.mail.sealed_links import with_links
from gestand.people.actions import record_consent
from gestand.people.models import ConsentEvent, ParentalConsent
from gestand.people.queries.uses import may_be_used_for
from gestand.rights import forms
from gestand.rights.models import Request
from tests.cast import Cast

if TYPE_CHECKING:
    import pytest
    from django.conf import LazySettings
    from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}
PARENT = "moeder@molenaar.example"


def link_mailed_to(address: str) -> str:
    mail = OutgoingMail.objects.filter(to=address).latest("queued_at", "id")
    found = re.search(r"https?://[^/\s]+(/\S*)", with_links(mail.text))
    assert found is not None
    return found[1]


def test_somebody_stops_a_newsletter_and_asks_for_it_again(
    chromium: Browser,
    site: str,
    cast: Cast,
    signed_in_page: Callable[..., Page],
    assert_no_axe_findings: Callable[[Page], None],
) -> None:
    cache.clear()
    record_consent(
        by=cast.owner,
        at=timezone.now(),
        person=cast.eva,
        purpose=Purpose.MAILING.value,
        wording="Ja, graag de nieuwsbrief.",
        wording_version="1",
        source="formulier",
    )
    desk = signed_in_page(cast.anna)
    desk.goto(f"/people/{cast.eva.id}/")
    desk.get_by_role("button", name="Voorkeurenlink sturen").click()
    desk.get_by_text("De link gaat naar eva@jansen.example.").wait_for()
    assert_no_axe_findings(desk)

    # Without JavaScript, on a phone.
    context = chromium.new_context(base_url=site, java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link_mailed_to("eva@jansen.example"))
    page.get_by_text("Ja, graag de nieuwsbrief.").first.wait_for()
    page.get_by_role("button", name="Stop hiermee").first.click()
    page.get_by_text("Gestopt. Vanaf nu").wait_for()
    assert not may_be_used_for(cast.eva.id, Purpose.MAILING, at=timezone.now())
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Dat was een vergissing").click()
    page.get_by_text("Het is weer zoals het was").wait_for()
    assert may_be_used_for(cast.eva.id, Purpose.MAILING, at=timezone.now())

    page.get_by_role("button", name="Stop hiermee").first.click()
    page.get_by_role("button", name="Dit wil ik wel").first.click()
    page.get_by_text("Tot u daar bevestigt, verandert er niets.").wait_for()
    page.goto(link_mailed_to("eva@jansen.example"))
    page.get_by_role("button", name="Ja, ik stem in").click()
    page.get_by_text("Dank u. Het is vastgelegd").wait_for()
    assert may_be_used_for(cast.eva.id, Purpose.MAILING, at=timezone.now())
    assert ConsentEvent.objects.filter(person=cast.eva).count() == 5
    assert context.cookies() == []
    context.close()


def test_a_child_fills_in_a_form_and_the_parent_agrees_and_deletes(  # noqa: PLR0917 - a journey has many companions
    page: Page,
    cast: Cast,
    assert_no_axe_findings: Callable[[Page], None],
    monkeypatch: pytest.MonkeyPatch,
    settings: LazySettings,
    tmp_path: Path,
) -> None:
    cache.clear()
    (tmp_path / "home" / "keys").mkdir(parents=True)
    settings.GESTAND_HOME = tmp_path / "home"
    monkeypatch.setattr(forms, "_QUICKEST_SECONDS", -1)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/verzoek/")
    page.fill("[name=name]", "Wisse Molenaar")
    page.fill("[name=email]", "wisse@school.example")
    assert not page.is_visible("[name=parent_email]")
    page.check("[name=age][value=no]")
    page.fill("[name=parent_email]", "wisse@school.example")
    assert_no_axe_findings(page)
    page.click(".form-foot button")
    page.get_by_text("Dit is je eigen adres").first.wait_for()
    page.fill("[name=parent_email]", PARENT)
    page.click(".form-foot button")
    page.get_by_role("heading", name="Wij vragen het aan je ouder").wait_for()
    assert_no_axe_findings(page)
    assert not Request.objects.exists()
    assert "Wisse" not in str(list(ParentalConsent.objects.values()))

    page.goto(link_mailed_to(PARENT))
    page.get_by_text("Wisse Molenaar").wait_for()
    assert_no_axe_findings(page)
    page.get_by_role("button", name="Ja, ik stem in").click()
    page.get_by_role("heading", name="Dank u").wait_for()
    assert Request.objects.get().name == "Wisse Molenaar"

    page.goto(link_mailed_to(PARENT))
    assert_no_axe_findings(page)
    page.get_by_role("button", name="Alles wissen").click()
    page.get_by_role("heading", name="Het is weg").wait_for()
    assert not Request.objects.exists()
    assert not ParentalConsent.objects.exists()
    assert page.context.cookies() == []
