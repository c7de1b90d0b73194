"""A visitor asks from an unknown address; the owner doubts, checks a blackened copy, answers; the visitor downloads."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gestand.core.files.models import StoredFile
from gestand.core.jobs.running import run_due_jobs
from gestand.core.search.index import rebuild
from gestand.rights import forms
from gestand.rights.models import IdentityCopy, Request
from tests.cast import Cast, make_call
from tests.journeys.test_access_request import PHONE, link_mailed_to
from tests.rights.specimens import as_jpeg, draw_document

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Page

ELSEWHERE = "eva@elders.example"


def test_a_visitor_identifies_with_a_blackened_specimen(  # noqa: PLR0917 - a journey has many companions
    page: Page,
    cast: Cast,
    signed_in_page: Callable[..., Page],
    assert_no_axe_findings: Callable[[Page], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(forms, "_QUICKEST_SECONDS", -1)
    make_call(cast.bakery, cast.carla, "Mevrouw Jansen gaf Carla het nummer van de router.")
    rebuild()
    ask(page)
    desk = signed_in_page(cast.anna)
    doubt(desk, assert_no_axe_findings)
    blacken(page)
    check(desk, assert_no_axe_findings)
    answer(desk, assert_no_axe_findings)

    page.goto(link_mailed_to(ELSEWHERE))
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Mijn gegevens ophalen").click()
    fetched.value.save_as(tmp_path / "pakket.zip")
    with zipfile.ZipFile(tmp_path / "pakket.zip") as archive:
        index = archive.read("index.html").decode()
        assert not [name for name in archive.namelist() if name.endswith(".png")]
    assert "Mevrouw Jansen gaf […] het nummer" in index
    assert "Carla" not in index
    deadline = time.monotonic() + 60
    while Request.objects.get().state != "answered" and time.monotonic() < deadline:
        time.sleep(0.05)  # that it was collected is written when its last piece has gone
    assert Request.objects.get().state == "answered"


def ask(page: Page) -> None:
    """The visitor asks and confirms, on a phone."""
    page.set_viewport_size(PHONE)
    page.goto("/verzoek/")
    page.fill("[name=name]", "Eva Jansen")
    page.fill("[name=email]", ELSEWHERE)
    page.check("[name=age][value=yes]")
    page.click(".form-foot button")
    page.wait_for_url("**/verzoek/verzonden/")
    page.goto(link_mailed_to(ELSEWHERE))
    page.click("main form button")
    page.get_by_role("heading", name="Uw verzoek ligt bij ons").wait_for()


def doubt(desk: Page, assert_no_axe_findings: Callable[[Page], None]) -> None:
    """The owner finds that no other way does, and asks for a copy."""
    desk.goto(f"/requests/{Request.objects.get().id}/")
    desk.get_by_role("link", name="Een zwartgemaakte kopie vragen").click()
    desk.locator("input[name=person]").first.check()
    assert_no_axe_findings(desk)
    desk.fill("[name=doubt_words]", "Uw mailadres kennen we niet.")
    desk.fill("[name=no_call]", "Op het nummer neemt niemand op.")
    desk.fill("[name=no_visit]", "U zegt verhuisd te zijn.")
    desk.get_by_role("button", name="Om de kopie vragen").click()
    desk.get_by_text("Gevraagd", exact=True).wait_for()


def blacken(page: Page) -> None:
    """The visitor takes a picture of an identity card and covers it."""
    page.goto(link_mailed_to(ELSEWHERE))
    page.locator("input[name=guide][value=card]").check()
    picture = as_jpeg(draw_document("card", margin=0).picture)
    page.locator("[data-file]").set_input_files({"name": "id.jpg", "mimeType": "image/jpeg", "buffer": picture})
    page.get_by_role("button", name="Bekijken wat er zou gaan").click()
    page.locator("[data-sure]").check()
    page.get_by_role("button", name="Deze foto sturen").click()
    page.get_by_role("heading", name="De foto is gestuurd").wait_for()


def check(desk: Page, assert_no_axe_findings: Callable[[Page], None]) -> None:
    """The owner looks, says what was seen, and the picture is gone."""
    desk.goto("/")
    desk.get_by_role("link", name="Controleren").first.click()
    desk.locator("img.blacken-picture").wait_for()
    desk.wait_for_load_state("load")
    assert desk.locator("img.blacken-picture").evaluate("image => image.naturalWidth") > 500
    assert_no_axe_findings(desk)
    for hidden in ("photo", "mrz", "number", "bsn"):
        desk.locator(f"[name=hidden_{hidden}][value=no]").check(force=True)
    desk.locator("[name=name_agrees][value=yes]").check(force=True)
    desk.locator("[name=birth_date][value=unknown]").check(force=True)
    desk.check("[name=sure]")
    desk.get_by_role("button", name="Controle vastleggen en foto vernietigen").click()
    desk.get_by_text("weg uit de tabellen en van de schijf").wait_for()
    assert_no_axe_findings(desk)
    assert not StoredFile.objects.exists()
    assert IdentityCopy.objects.get().state == "agrees"


def answer(desk: Page, assert_no_axe_findings: Callable[[Page], None]) -> None:
    """The owner decides about a mention, makes the package and sends it."""
    run_due_jobs()
    desk.get_by_role("link", name="Terug naar het verzoek").click()
    desk.get_by_role("link", name="Bekijken").first.click()
    assert_no_axe_findings(desk)
    desk.locator("[name=decision][value=goes]").check(force=True)
    desk.get_by_label("De woorden die meegaan").fill("Mevrouw Jansen gaf […] het nummer van de router.")
    desk.get_by_role("button", name="Besluit bewaren").click()
    desk.get_by_text("Gaat mee", exact=True).wait_for()
    desk.get_by_role("link", name="Terug naar het verzoek").click()
    desk.get_by_role("button", name="Pakket maken").click()
    run_due_jobs()
    desk.get_by_role("link", name="Pakket bekijken").click()
    desk.check("[name=looked_through]")
    desk.locator("[name=email]").select_option(ELSEWHERE)
    desk.get_by_role("button", name="Link versturen").click()
    desk.get_by_role("heading", name="Het antwoord wacht in Postvak UIT").wait_for()
    run_due_jobs()
