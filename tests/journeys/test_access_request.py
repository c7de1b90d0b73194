"""A visitor asks what the firm has about her, and gets it: from the public form on a phone to the opened package."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gestand.core.mail.models import OutgoingMail
from gestand.core.search.index import rebuild
from gestand.rights import forms
from gestand.rights.models import Package, Request
from tests.cast import Cast

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}


def link_mailed_to(address: str) -> str:
    """The link in the newest mail to an address, as it stands in the outbox."""
    mail = OutgoingMail.objects.filter(to=address).latest("queued_at", "id")
    found = re.search(r"https?://[^/\s]+(/\S*)", mail.text)
    assert found is not None
    return found[1]


def test_a_visitor_asks_and_fetches_her_package(  # noqa: PLR0915, PLR0917 - a journey is long and has many companions
    page: Page,
    cast: Cast,
    signed_in_page: Callable[..., Page],
    run_jobs: Callable[[], None],
    assert_no_axe_findings: Callable[[Page], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(forms, "_QUICKEST_SECONDS", -1)  # a browser that is driven types faster than people
    page.set_viewport_size(PHONE)
    page.goto("/verzoek/")
    assert_no_axe_findings(page)
    page.fill("[name=name]", "Eva Jansen")
    page.fill("[name=email]", "eva@jansen.example")
    page.check("[name=age][value=yes]")
    page.click(".form-foot button")
    page.wait_for_url("**/verzoek/verzonden/")
    assert_no_axe_findings(page)

    page.goto(link_mailed_to("eva@jansen.example"))
    assert_no_axe_findings(page)
    page.click("main form button")
    page.get_by_role("heading", name="Uw verzoek ligt bij ons").wait_for()
    assert page.context.cookies() == []

    desk = signed_in_page(cast.anna)
    desk.goto("/")
    desk.get_by_text("Inzageverzoek van Eva Jansen").first.wait_for()
    desk.goto("/requests/")
    assert_no_axe_findings(desk)
    desk.click("a.card")
    assert_no_axe_findings(desk)
    desk.get_by_role("button", name="Pakket maken").click()
    desk.get_by_role("heading", name="Het pakket wordt gemaakt").wait_for()
    run_jobs()
    desk.get_by_role("link", name="Pakket bekijken").click()
    desk.frame_locator("iframe").get_by_role("heading", name="Uw gegevens bij Helder IT").wait_for()
    assert_no_axe_findings(desk)
    desk.check("[name=looked_through]")
    desk.get_by_role("button", name="Link versturen").click()
    desk.get_by_role("heading", name="Het antwoord wacht in Postvak UIT").wait_for()
    assert_no_axe_findings(desk)

    package = Package.objects.get()
    stand_in = signed_in_page(cast.bram)
    for path in ("/requests/", f"/requests/{package.request_id}/", f"/requests/package/{package.id}/"):
        assert (answer := stand_in.goto(path)) is not None
        assert answer.status == 404

    page.goto(link_mailed_to("eva@jansen.example"))
    page.get_by_text("De code uit uw link is ingevuld.").wait_for()
    assert "#" not in page.url
    assert_no_axe_findings(page)
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Mijn gegevens ophalen").click()
    fetched.value.save_as(tmp_path / "pakket.zip")
    with zipfile.ZipFile(tmp_path / "pakket.zip") as archive:
        assert archive.testzip() is None
        assert "Eva Jansen" in archive.read("index.html").decode()
        assert {"index.html", "overzicht.pdf", "data.json", "schema.json", "LEESMIJ.txt"} <= set(archive.namelist())
    for _look in range(50):  # it is written down when the last byte has left, which the browser may know first
        package.refresh_from_db()
        if package.state == "collected":
            break
        page.wait_for_timeout(100)
    assert package.state == "collected"
    assert Request.objects.get().state == "answered"

    page.goto("about:blank")  # a form that was just sent cannot be sent twice within two seconds
    page.goto(link_mailed_to("eva@jansen.example"))
    page.get_by_role("button", name="Mijn gegevens ophalen").click()
    page.get_by_role("heading", name="Deze link werkt niet").wait_for()
    assert_no_axe_findings(page)


def test_without_scripts_the_code_is_pasted(
    signed_in_page: Callable[..., Page], cast: Cast, run_jobs: Callable[[], None], tmp_path: Path
) -> None:
    rebuild()
    desk = signed_in_page(cast.anna, java_script_enabled=False)
    desk.goto("/requests/new/")
    desk.fill("[name=name]", "Eva Jansen")
    desk.get_by_role("button", name="Verzoek opslaan").click()
    desk.fill("[name=who]", "eva")
    desk.get_by_role("button", name="Zoeken").last.click()
    desk.check(f"input[value='{cast.eva.id}']")
    desk.check("[name=proof][value=called_back]", force=True)
    desk.get_by_role("button", name="Vastleggen wie het is").click()
    desk.get_by_role("button", name="Pakket maken").click()
    run_jobs()
    desk.reload()
    desk.get_by_role("link", name="Pakket bekijken").click()
    desk.check("[name=looked_through]")
    desk.get_by_role("button", name="Link versturen").click()
    code = link_mailed_to("eva@jansen.example").partition("#")[2]
    desk.goto("/pakket/")
    desk.get_by_text("Uw browser voert geen scripts uit").wait_for()
    desk.fill("[name=code]", code)
    with desk.expect_download() as fetched:
        desk.get_by_role("button", name="Mijn gegevens ophalen").click()
    fetched.value.save_as(tmp_path / "pakket.zip")
    assert zipfile.is_zipfile(tmp_path / "pakket.zip")
