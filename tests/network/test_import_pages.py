"""The import pages of a client: a scan is dropped, looked at, taken over and taken back."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.jobs.models import Job
from gestand.core.jobs.running import run_due_jobs
from gestand.network.imports import actions
from gestand.network.imports.actions import beginning
from gestand.network.models import Device, ImportLine, ImportState, LineState, NetworkImport, Site
from tests.cast import NOW, Cast
from tests.network.importing import import_file, staged
from tests.network.reading import FILES, SCANS

pytestmark = pytest.mark.django_db


def drop(browser: Browser, cast: Cast, path: Path, **more: str) -> NetworkImport:
    answer = browser.post(
        reverse("network:import", args=[cast.jansen.id]),
        {"file": SimpleUploadedFile(path.name, path.read_bytes()), **more},
    )
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return NetworkImport.objects.latest("created_at")


def page(browser: Browser, batch: NetworkImport, query: str = "") -> str:
    return browser.get(f"{reverse('network:import-one', args=[batch.id])}{query}", follow=True).content.decode()


def test_a_scan_is_shown_before_anything_is_written(cast: Cast, anna: Browser) -> None:
    batch = drop(anna, cast, SCANS / "home-2026.xml")
    shown = page(anna, batch)
    assert "192.168.77.10" in shown
    assert "00:11:32:00:53:10 (Synology Incorporated)" in shown
    assert not Device.objects.exists()
    assert not Site.objects.exists()


def test_what_is_confirmed_is_written_by_a_job_and_one_click_takes_it_back(cast: Cast, anna: Browser) -> None:
    batch = drop(anna, cast, SCANS / "home-2026.xml")
    ticked = ImportLine.objects.filter(batch=batch, ticked=True).count()
    anna.post(reverse("network:import-confirm", args=[batch.id]))
    run_due_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["written"], batch.file) == (ImportState.DONE, ticked, None)
    assert "nas" in page(anna, batch)
    assert Device.objects.filter(client=cast.jansen, name="nas", kind="nas").exists()
    anna.post(reverse("network:import-undo", args=[batch.id]))
    run_due_jobs()
    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE
    assert not Device.objects.exists()
    assert not Site.objects.exists()


def test_the_ticks_of_the_page_are_kept_with_the_yes(cast: Cast, anna: Browser) -> None:
    batch = drop(anna, cast, SCANS / "home-2026.xml")
    lines = list(ImportLine.objects.filter(batch=batch))
    wanted = [line.id for line in lines if line.title in ("nas", "Home", "Thuis")]
    anna.post(
        reverse("network:import-confirm", args=[batch.id]),
        {"shown": [line.id for line in lines], "ticked": wanted},
    )
    run_due_jobs()
    assert [device.name for device in Device.objects.all()] == ["nas"]


def test_a_tick_is_kept_at_once(cast: Cast, anna: Browser) -> None:
    batch = staged(cast, SCANS / "home-2026.xml")
    line = ImportLine.objects.get(batch=batch, title="nas")
    answer = anna.post(
        reverse("network:import-tick", args=[batch.id]), {"shown": line.id}, headers={"HX-Request": "true"}
    )
    line.refresh_from_db()
    assert not line.ticked
    assert "import-going" in answer.content.decode()


def test_a_second_scan_shows_what_changed(cast: Cast, anna: Browser) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    batch = drop(anna, cast, SCANS / "home-2027.xml", site=str(Site.objects.get().id))
    shown = page(anna, batch)
    assert "192.168.77.11" in shown
    assert LineState.GONE in {line.state for line in ImportLine.objects.filter(batch=batch)}
    assert page(anna, batch, "?show=same").count("<tr>") > 1


def test_a_list_waits_for_its_columns(cast: Cast, anna: Browser) -> None:
    batch = drop(anna, cast, FILES / "apparaten.csv")
    assert batch.state == ImportState.COLUMNS
    answer = anna.get(reverse("network:import-columns", args=[batch.id]))
    form = answer.context["form"]
    typed = {name: field.initial or "" for name, field in form.fields.items()}
    assert anna.post(reverse("network:import-columns", args=[batch.id]), typed).status_code == 302
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEW


def test_columns_by_which_no_device_can_be_known_are_refused(cast: Cast, anna: Browser) -> None:
    batch = drop(anna, cast, FILES / "apparaten.csv")
    typed = {f"column-{place}": "note" for place in range(len(batch.header))}
    answer = anna.post(reverse("network:import-columns", args=[batch.id]), typed)
    assert answer.status_code == 422
    batch.refresh_from_db()
    assert batch.state == ImportState.COLUMNS


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "leeg"),
        (b"%PDF-1.7 rubbish", "PDF"),
        (b'<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY a "b">]><nmaprun>&a;</nmaprun>', "XML"),
        (b"\x89PNG\r\n\x1a\n", "afbeelding"),
        ((FILES / "itflow-credentials.csv").read_bytes(), "kluis"),
        ((FILES / "itflow-contacts.csv").read_bytes(), "Contacten"),
    ],
)
def test_what_is_no_network_file_is_refused_with_a_sentence(
    cast: Cast, anna: Browser, content: bytes, sentence: str
) -> None:
    answer = anna.post(reverse("network:import", args=[cast.jansen.id]), {"file": SimpleUploadedFile("file", content)})
    assert answer.status_code == 422
    assert sentence.lower() in answer.content.decode().lower()
    assert not NetworkImport.objects.exists()


def test_the_form_asks_at_which_site_when_there_are_some(cast: Cast, anna: Browser) -> None:
    import_file(cast, SCANS / "home-2026.xml")
    batch = drop(anna, cast, SCANS / "home-2027.xml", site="another", new_site="Schuur")
    assert (batch.site, batch.new_site) == (None, "Schuur")
    actions.confirm_import(batch, by=cast.owner, at=NOW)
    assert Device.objects.filter(site__name="Schuur").exists()


def test_a_file_pressed_twice_is_one_import(cast: Cast, anna: Browser) -> None:
    url = reverse("network:import", args=[cast.jansen.id])
    key = anna.get(url).content.decode().split('name="form_key" value="')[1].split('"')[0]
    content = (SCANS / "home-2026.xml").read_bytes()
    led_to = {
        anna.post(url, {"file": SimpleUploadedFile("scan.xml", content), "form_key": key}).headers["Location"]
        for _press in range(2)
    }
    assert len(led_to) == 1
    assert NetworkImport.objects.count() == 1


def test_the_yes_pressed_twice_writes_once(cast: Cast, anna: Browser) -> None:
    batch = staged(cast, SCANS / "home-2026.xml")
    for _press in range(2):
        anna.post(reverse("network:import-confirm", args=[batch.id]))
    run_due_jobs()
    assert Device.objects.filter(name="nas").count() == 1


@pytest.mark.parametrize("name", ["import-one", "import-columns", "import-undo"])
def test_an_import_of_a_client_that_is_not_his_is_not_there(cast: Cast, bram: Browser, name: str) -> None:
    batch = staged(cast, SCANS / "home-2026.xml")
    assert bram.get(reverse(f"network:{name}", args=[batch.id])).status_code == 404


@pytest.mark.parametrize("name", ["import-confirm", "import-tick", "import-undo", "import-discard", "import-resume"])
def test_nothing_is_done_with_an_import_of_another_client(cast: Cast, bram: Browser, name: str) -> None:
    batch = staged(cast, SCANS / "home-2026.xml")
    assert bram.post(reverse(f"network:{name}", args=[batch.id])).status_code == 404
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEW


def test_a_line_of_another_import_is_not_ticked_along(cast: Cast, anna: Browser) -> None:
    mine, other = staged(cast, SCANS / "home-2026.xml"), staged(cast, SCANS / "home-2026.xml")
    line = ImportLine.objects.get(batch=other, title="nas")
    anna.post(reverse("network:import-tick", args=[mine.id]), {"shown": line.id})
    line.refresh_from_db()
    assert line.ticked


def test_what_is_thrown_away_leaves_nothing(cast: Cast, anna: Browser) -> None:
    batch = staged(cast, SCANS / "home-2026.xml")
    anna.post(reverse("network:import-discard", args=[batch.id]))
    assert not NetworkImport.objects.exists()
    assert not ImportLine.objects.exists()


def test_a_command_to_copy_can_be_read_too(cast: Cast, anna: Browser) -> None:
    page = anna.get(reverse("network:import", args=[cast.bakery.id])).content.decode()
    for command in ("sudo nmap -sV -O", "(Get-FileHash", "powershell -NoProfile"):
        assert f"<code>{command}" in page


def test_the_collector_is_what_its_hash_says(cast: Cast, anna: Browser) -> None:
    script = anna.get(reverse("network:collector"))
    shown = anna.get(reverse("network:import", args=[cast.jansen.id])).content.decode()
    assert hashlib.sha256(script.content).hexdigest().upper() in shown
    assert b"Get-CimInstance" in script.content


def test_a_page_asks_the_same_of_the_database_for_ten_times_the_lines(
    cast: Cast, anna: Browser, django_assert_max_num_queries: object
) -> None:
    batch = staged(cast, SCANS / "home-2026.xml")
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        anna.get(reverse("network:import-one", args=[batch.id]))
    actions.confirm_import(batch, by=cast.owner, at=NOW)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        anna.get(reverse("network:import-one", args=[batch.id]))
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        anna.get(reverse("network:import", args=[cast.jansen.id]))


def test_a_large_file_is_read_by_a_job_and_its_page_tells_how_far(
    cast: Cast, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "READ_AT_ONCE_BYTES", 0)
    batch = drop(anna, cast, SCANS / "home-2026.xml")
    assert batch.state == ImportState.READING
    assert "Het bestand wordt gelezen" in page(anna, batch)
    run_due_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == (ImportState.PREVIEW, 7)


def test_a_damaged_file_fails_with_a_sentence_and_changes_nothing(
    cast: Cast, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "READ_AT_ONCE_BYTES", 0)
    scan = (SCANS / "home-2026.xml").read_bytes()
    hosts = scan[scan.index(b"<host ") : scan.rindex(b"</host>") + 7]
    damaged = scan.replace(hosts, hosts * 20 + b"<<<")  # beyond what recognising it looks at
    answer = anna.post(
        reverse("network:import", args=[cast.jansen.id]), {"file": SimpleUploadedFile("scan.xml", damaged)}
    )
    batch = NetworkImport.objects.get()
    assert answer.status_code == 302
    run_due_jobs()
    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED
    assert "beschadigd" in page(anna, batch)
    assert not ImportLine.objects.exists()


def test_an_import_that_stands_still_is_taken_up_again(cast: Cast, anna: Browser) -> None:
    batch = staged(cast, SCANS / "home-2026.xml")
    anna.post(reverse("network:import-confirm", args=[batch.id]))
    Job.objects.all().delete()
    assert reverse("network:import-resume", args=[batch.id]) in page(anna, batch)
    anna.post(reverse("network:import-resume", args=[batch.id]))
    run_due_jobs()
    batch.refresh_from_db()
    assert batch.state == ImportState.DONE


def test_a_stand_in_imports_at_a_client_of_his(cast: Cast, bram: Browser) -> None:
    url = reverse("network:import", args=[cast.bakery.id])
    before = bram.get(url).status_code
    answer = bram.post(url, {"file": SimpleUploadedFile("s.xml", (SCANS / "home-2026.xml").read_bytes())})
    assert (before, answer.status_code) == (200, 302)
    bram.post(reverse("network:import-confirm", args=[NetworkImport.objects.get().id]))
    run_due_jobs()
    assert Device.objects.filter(client=cast.bakery).count() == 4


def test_what_is_thrown_away_while_it_is_read_does_not_come_back(
    cast: Cast, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "READ_AT_ONCE_BYTES", 0)
    batch = drop(anna, cast, SCANS / "home-2026.xml")
    held = NetworkImport.objects.select_related("client", "site", "file").get(id=batch.id)
    anna.post(reverse("network:import-discard", args=[batch.id]))
    actions.read_file_of(held)
    run_due_jobs()
    assert not NetworkImport.objects.exists()
    assert not ImportLine.objects.exists()
