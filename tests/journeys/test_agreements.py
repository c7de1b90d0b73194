"""The owner writes down a processor with its agreement, and makes, mails and signs the agreement of a client."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf

from gestand.core.files import read_file
from gestand.core.mail.models import OutgoingMail
from gestand.sharing.models import ClientAgreement, ProcessorAgreement, RegisteredRecipient
from tests.cast import Cast
from tests.sharing.conftest import PDF

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"viewport": {"width": 390, "height": 844}}


def test_a_processor_is_added_with_its_agreement(
    cast: Cast, signed_in_page: Callable[..., Page], assert_no_axe_findings: Callable[[Page], None], tmp_path: Path
) -> None:
    paper = tmp_path / "overeenkomst.pdf"
    paper.write_bytes(PDF)
    page = signed_in_page(cast.anna)
    page.goto("/recipients/")
    assert_no_axe_findings(page)
    page.get_by_role("link", name="Nieuwe ontvanger").click()
    assert_no_axe_findings(page)
    page.fill("[name=name]", "Voorbeeld Backup bv")
    page.check("[name=kind][value=processor]")
    page.get_by_text("apparatuur in orde houden").click()
    page.select_option("[name=country]", "NL")
    page.click(".form-foot button.primary")
    page.get_by_text("Er gaat nu niets naartoe").wait_for()
    assert_no_axe_findings(page)

    page.get_by_role("link", name="Overeenkomst vastleggen").click()
    assert_no_axe_findings(page)
    page.fill("[name=signed_on]", "2026-01-05")
    page.set_input_files("[name=file]", paper)
    page.click(".form-foot button.primary")
    page.get_by_text("Staat er alles in wat de wet vraagt?").wait_for()
    assert_no_axe_findings(page)
    for letter in "abcdefgh":
        page.check(f"[name={letter}]")
    page.fill("[name=page_a]", "3")
    page.click(".form-foot button.primary")
    page.get_by_text("pagina 3").wait_for()
    assert_no_axe_findings(page)
    row = RegisteredRecipient.objects.get()
    agreement = ProcessorAgreement.objects.get(recipient=row)
    assert len(agreement.clauses) == 8
    assert agreement.file is not None
    assert read_file(agreement.file) == PDF
    page.goto("/recipients/")
    assert page.get_by_text("Volledig", exact=True).is_visible()


def test_a_client_gets_an_agreement_and_signs_it(
    cast: Cast,
    signed_in_page: Callable[..., Page],
    run_jobs: Callable[[], None],
    assert_no_axe_findings: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    page = signed_in_page(cast.anna, **PHONE)
    page.goto("/agreements/")
    assert_no_axe_findings(page)
    page.get_by_role("button", name="Allemaal maken").click()
    page.wait_for_url("**/agreements/?state=ready")
    run_jobs()
    page.get_by_role("link", name="Bakkerij Het Zoute Brood").click()
    assert_no_axe_findings(page)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Overeenkomst openen").click()
    document = Path(downloading.value.path()).read_bytes()
    assert "Bakkerij Het Zoute Brood" in pypdf.PdfReader(io.BytesIO(document)).pages[0].extract_text()

    page.get_by_role("button", name="Overeenkomst mailen").click()
    page.get_by_text("Ze staat in het Postvak UIT").wait_for()
    assert OutgoingMail.objects.get(to="carla@zoutebrood.example").attachments.count() == 1
    signed = tmp_path / "getekend.pdf"
    signed.write_bytes(PDF)
    page.fill("[name=signed_by]", "Carla van den Berg, eigenaar")
    page.set_input_files("[name=file]", signed)
    page.get_by_role("button", name="Handtekening vastleggen").click()
    page.get_by_text("Getekend door").wait_for()
    assert_no_axe_findings(page)
    row = ClientAgreement.objects.get()
    assert (row.state, row.signed_by) == ("signed", "Carla van den Berg, eigenaar")
    page.goto("/register/")
    assert page.get_by_text("1 zakelijke klant met een getekende overeenkomst").is_visible()
    assert_no_axe_findings(page)
    page.goto(f"/clients/{cast.bakery.id}/privacy/")
    assert page.get_by_role("link", name="Naar de overeenkomst").is_visible()
