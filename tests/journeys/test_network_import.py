"""Anna scans the network of the Jansens, scans it again after changes, takes over what changed, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gestand.network.models import AddressUse, Device, DeviceState
from tests.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCANS = Path(__file__).parent.parent / "network" / "scans"


@pytest.mark.parametrize("javascript", [True, False])
def test_anna_imports_a_scan_twice_with_a_changed_network(
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

    def drop(name: str) -> None:
        page.goto(f"/clients/{cast.jansen.id}/network/import/")
        look()
        page.set_input_files("input[type=file]", SCANS / name)
        page.get_by_role("button", name="Toon het verschil").click()
        page.get_by_text("Er is nog niets vastgelegd.").wait_for()
        look()

    def take_over(button: str) -> None:
        page.get_by_role("button", name=button).click()
        page.get_by_role("heading", name="Het wordt vastgelegd").wait_for()
        run_jobs()
        page.reload()
        page.get_by_role("link", name="Naar het netwerk").wait_for()
        look()

    drop("home-2026.xml")
    assert not Device.objects.exists()
    take_over("6 overnemen")  # the site, the network and four devices; the computer that made the scan is not ticked
    assert Device.objects.count() == 4

    page.goto(f"/clients/{cast.jansen.id}/network/import/")
    new_site = page.get_by_label("Naam van de nieuwe locatie")
    assert not new_site.is_visible()
    page.get_by_label("Waar is het gemaakt?").select_option(label="Op een andere locatie")
    assert new_site.is_visible()
    drop("home-2027.xml")
    nas = page.get_by_role("row").filter(has_text="00:11:32:00:53:10")
    assert "192.168.77.11" in nas.inner_text()
    away = page.get_by_role("row").filter(has_text="pc-anna")
    away.get_by_role("combobox").select_option(label="Het apparaat is weg")
    stranger = page.get_by_role("row").filter(has_text="02:11:22:00:53:44")
    stranger.get_by_role("checkbox").uncheck()
    if javascript:  # each tick is kept at once, and the button tells how many
        page.get_by_role("button", name="3 overnemen").wait_for()
    take_over("overnemen")

    assert Device.objects.get(name="pc-anna").state == DeviceState.GONE
    assert AddressUse.objects.get(device__name="nas", until_on=None).address == "192.168.77.11"
    assert Device.objects.get(name="epson").kind == "printer"
    assert Device.objects.count() == 5

    page.get_by_role("link", name="Import terugdraaien").click()
    page.get_by_role("button", name="Import terugdraaien").click()
    run_jobs()
    page.reload()
    page.get_by_text("Alles is weer zoals het was.").wait_for()
    look()
    assert Device.objects.count() == 4
    assert AddressUse.objects.get(device__name="nas", until_on=None).address == "192.168.77.10"


def test_a_list_of_devices_is_imported_on_a_phone(
    signed_in_page: Callable[..., Page],
    cast: Cast,
    run_jobs: Callable[[], None],
    assert_no_axe_findings: Callable[[Page], None],
) -> None:
    page = signed_in_page(cast.anna, viewport={"width": 390, "height": 844})
    page.goto(f"/clients/{cast.jansen.id}/network/import/")
    page.set_input_files("input[type=file]", SCANS.parent / "files" / "apparaten.csv")
    page.get_by_role("button", name="Toon het verschil").click()
    page.get_by_text("Wat staat er in elke kolom?").wait_for()
    assert_no_axe_findings(page)
    page.get_by_role("button", name="Toon het verschil").click()
    page.get_by_text("Er is nog niets vastgelegd.").wait_for()
    assert_no_axe_findings(page)
    page.get_by_role("button", name="overnemen").click()
    page.get_by_role("heading", name="Het wordt vastgelegd").wait_for()
    run_jobs()
    assert Device.objects.filter(client=cast.jansen).exists()
