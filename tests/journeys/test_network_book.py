"""The owner hands a client's network over; another office, which is empty, takes the client in with all of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf

from gestand.network.book.contents import TABLES
from gestand.network.models import NetworkBook
from gestand.people.models import Client, Person
from gestand.rights.portable.scope import client_scope
from tests.cast import Cast
from tests.network.everything import write_everything
from tests.rights.test_portable import packed

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"viewport": {"width": 390, "height": 844}}


def test_the_book_is_made_and_fetched_on_a_phone(
    cast: Cast,
    signed_in_page: Callable[..., Page],
    run_jobs: Callable[[], None],
    assert_no_axe_findings: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    page = signed_in_page(cast.anna, **PHONE)
    page.goto(f"/clients/{cast.bakery.id}/network/")
    page.get_by_role("link", name="Netwerkboek").first.click()
    page.get_by_role("heading", name="Netwerkboek overhandigen").wait_for()
    assert_no_axe_findings(page)
    page.get_by_role("button", name="Boek maken").click()
    page.get_by_role("heading", name="Het boek wordt gemaakt").wait_for()
    assert_no_axe_findings(page)
    run_jobs()
    page.get_by_text("Netwerkboek in het Nederlands").wait_for()
    assert_no_axe_findings(page)
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Ophalen").click()
    fetched.value.save_as(tmp_path / "boek.zip")
    with zipfile.ZipFile(tmp_path / "boek.zip") as archive:
        pdf = pypdf.PdfReader(io.BytesIO(archive.read("Netwerkboek.pdf")))
        assert "Bakkerij Het Zoute Brood" in pdf.pages[0].extract_text()
        assert {"network.json", "network.schema.json", "Netwerk.xlsx", "LEES MIJ.txt"} <= set(archive.namelist())
    page.reload()
    assert page.get_by_text("opgehaald op").is_visible()
    assert NetworkBook.objects.get().fetched_at is not None


def test_an_empty_office_takes_the_client_in_with_its_network(
    cast: Cast,
    signed_in_page: Callable[..., Page],
    run_jobs: Callable[[], None],
    assert_no_axe_findings: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    package = packed(client_scope(cast.bakery.id))
    counts = {table.name: table.of_client(cast.bakery.id).count() for table in TABLES}
    (tmp_path / "bakkerij.zip").write_bytes(package)
    for table in reversed(TABLES):
        table.model._base_manager.all().delete()
    Client.objects.all().delete()
    Person.objects.all().delete()

    page = signed_in_page(cast.anna)
    page.goto("/requests/take-in/")
    page.set_input_files("[name=file]", tmp_path / "bakkerij.zip")
    page.get_by_role("button", name="Bekijk het eerst").click()
    page.get_by_role("button", name="Overnemen").wait_for()
    assert_no_axe_findings(page)
    page.get_by_role("button", name="Overnemen").click()
    run_jobs()
    page.get_by_text("Het is overgenomen").wait_for()
    page.goto(f"/clients/{cast.bakery.id}/network/")
    page.get_by_role("link", name="Laptop van Carla").first.wait_for()
    assert_no_axe_findings(page)
    assert {table.name: table.of_client(cast.bakery.id).count() for table in TABLES} == counts
    assert packed(client_scope(cast.bakery.id)) == package
