"""Anna brings her contacts in from Outlook, decides one doubt, says yes, sees her clients, and takes it all back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gestand.people.models import Client, Person
from tests.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

FILES = Path(__file__).parent.parent / "people" / "import_files"


@pytest.mark.parametrize("javascript", [True, False])
def test_anna_imports_her_outlook_contacts_and_takes_it_back(
    signed_in_page: Callable[..., Page],
    cast: Cast,
    run_jobs: Callable[[], None],
    assert_no_axe_findings: Callable[[Page], None],
    *,
    javascript: bool,
) -> None:
    page = signed_in_page(cast.anna, java_script_enabled=javascript)

    def look() -> None:
        if javascript:
            assert_no_axe_findings(page)

    page.goto("/clients/")
    page.get_by_role("link", name="Importeren").first.click()
    look()
    page.set_input_files("input[type=file]", FILES / "outlook-dutch.csv")
    if not javascript:  # the browser's own field tells the name of the file that was chosen
        assert page.locator("input[type=file]").evaluate("field => getComputedStyle(field).opacity") == "1"
    page.get_by_role("button", name="Voorbeeld bekijken").click()
    page.get_by_role("heading", name="Het bestand wordt gelezen").wait_for()
    look()
    run_jobs()
    page.reload()

    page.get_by_text("Dit is een voorbeeld: er is nog niets opgeslagen.").wait_for()
    assert Client.objects.count() == 2
    row = page.get_by_role("row").filter(has_text="Kees Fout")
    assert "“kees@@fout.example” is geen e-mailadres." in row.inner_text()
    look()
    page.get_by_role("link", name="Beslis over 1 twijfelgeval").click()
    doubt = page.get_by_role("row").filter(has_text="E. Jansen")
    assert "zelfde telefoonnummer" in doubt.inner_text()
    doubt.get_by_role("button", name="Dezelfde").click()
    page.get_by_role("button", name="6 contacten importeren").click()
    page.get_by_role("heading", name="De contacten worden opgeslagen").wait_for()
    run_jobs()
    page.reload()

    page.get_by_text("nieuwe klanten").wait_for()
    look()
    assert Person.objects.filter(family_name="Visser-Smit").exists()
    page.get_by_role("link", name="Lies Visser-Smit").first.click()
    page.get_by_role("heading", name="Lies Visser-Smit").wait_for()
    page.go_back()

    page.get_by_role("link", name="Import terugdraaien").click()
    page.get_by_role("button", name="Import terugdraaien").click()
    run_jobs()
    page.reload()
    page.get_by_text("Alles is weer zoals het was.").wait_for()
    look()
    assert set(Client.objects.values_list("name", flat=True)) == {cast.bakery.name, cast.jansen.name}


def test_a_list_of_her_own_gets_its_columns_chosen(
    signed_in_page: Callable[..., Page], cast: Cast, run_jobs: Callable[[], None],
    assert_no_axe_findings: Callable[[Page], None],
) -> None:  # fmt: skip
    page = signed_in_page(cast.anna, viewport={"width": 390, "height": 844})
    page.goto("/clients/import/")
    page.set_input_files("input[type=file]", FILES / "klanten-puntkomma.csv")
    page.get_by_role("button", name="Voorbeeld bekijken").click()
    page.get_by_label("Opmerkingen").select_option("")
    assert_no_axe_findings(page)
    page.get_by_role("button", name="Voorbeeld bekijken").click()
    run_jobs()
    page.reload()
    page.get_by_text("Garage Veldkamp").first.wait_for()
    assert_no_axe_findings(page)
