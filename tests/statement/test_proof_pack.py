"""The pack for an inspector: readable without Gestand, whole, and without names of clients or persons."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.actors import SHELL
from gestand.core.audit.models import AuditLine
from gestand.core.house import InspectorPart, PackWriter, house
from gestand.core.jobs.models import Job
from gestand.core.jobs.running import run_due_jobs
from gestand.statement.models.proving import InspectorPack
from gestand.statement.proving.actions import sweep_packs
from gestand.statement.proving.pack.build import write_pack
from gestand.statement.proving.reports import write_report
from gestand.statement.proving.running import run_proof
from tests.cast import NOW, Cast
from tests.statement.small_proofs import BROKEN, Bind, bind

__all__ = ["bind"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "GESTAND_HOME", tmp_path)
    for name in ("reports", "keys", "journal", "files"):
        (tmp_path / name).mkdir(mode=0o700)
    return tmp_path


def made(language: str = "nl") -> zipfile.ZipFile:
    stream = io.BytesIO()
    write_pack(stream, language=language, at=timezone.now())
    return zipfile.ZipFile(stream)


def test_the_pack_holds_what_an_inspector_asks(bind: Bind, cast: Cast) -> None:
    bind("team.factor", "secure.mfa", BROKEN)
    run_proof("team.factor", at=timezone.now())
    write_report(by=SHELL, at=timezone.now())
    names = made().namelist()
    for part in house.inspector_parts:
        assert any(name.startswith(f"{part}/") for name in names), part
    for name in ("index.html", "manifest.json", "manifest.sig", "key.pem", "proofs/proofs.csv", "audit/lines.csv"):
        assert name in names


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Dossier voor de inspecteur"), ("en", "Pack for the inspector")]
)
def test_the_index_speaks_the_language_and_leads_to_every_file(
    bind: Bind, cast: Cast, language: str, words: str
) -> None:
    pack = made(language)
    index = pack.read("index.html").decode()
    assert words in index
    for name in pack.namelist():
        assert name in index or "/" not in name, name


def test_the_manifest_fits_every_file_and_openssl_agrees(bind: Bind, cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    made().extractall(folder)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for name, facts in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == facts["sha256"]
    listed = set(manifest["files"]) | {"manifest.json", "manifest.sig"}
    assert listed == {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    line = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in manifest.json -sigfile manifest.sig"
    answer = subprocess.run(line.split(), cwd=folder, capture_output=True, text=True, check=False)
    assert "Verified Successfully" in answer.stdout, answer.stderr


def test_no_name_of_a_client_or_person_is_in_it(bind: Bind, cast: Cast) -> None:
    pack = made()
    whole = b"".join(pack.read(name) for name in pack.namelist()).decode("utf-8", "replace")
    for name in ("Zoute Brood", "Familie Jansen", "Carla", "Eva Jansen", "zoutebrood.example", "jansen.example"):
        assert name not in whole, name


def test_hostile_words_stay_words_and_no_page_runs_anything(
    bind: Bind, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(add: PackWriter, *, at: object, language: str) -> None:
        add("a.csv", b"name\n<img src=x onerror=alert(1)>\n")

    nasty = InspectorPart("9-nasty", "<script>alert(1)</script>", 99, write)
    monkeypatch.setitem(house.inspector_parts, "9-nasty", nasty)
    pack = made()
    for name in pack.namelist():
        if name.endswith(".html"):
            page = pack.read(name).decode()
            assert "<script" not in page
            assert "<img" not in page


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "x"])
def test_a_part_cannot_write_outside_its_folder_or_twice(
    bind: Bind, cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def write(add: PackWriter, *, at: object, language: str) -> None:
        add("x", b"")
        add(name, b"")

    monkeypatch.setattr(house, "inspector_parts", {"9-odd": InspectorPart("9-odd", "Odd", 99, write)})
    with pytest.raises(ValueError, match="plain name"):
        made()


def test_the_owner_downloads_a_pack_once_and_then_it_is_gone(bind: Bind, anna: Browser, bram: Browser) -> None:
    assert bram.post("/promises/pack/make/").status_code == 404
    anna.post("/promises/pack/make/", {"language": "en"})
    run_due_jobs()
    pack = InspectorPack.objects.get()
    assert pack.state == "ready"
    assert bram.post(f"/promises/pack/{pack.id}/download/").status_code == 404
    content = b"".join(anna.post(f"/promises/pack/{pack.id}/download/").streaming_content)
    assert "index.html" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert anna.post(f"/promises/pack/{pack.id}/download/").status_code == 302
    stored = InspectorPack.objects.get().file
    assert stored is not None
    sweep_packs(at=NOW)
    assert InspectorPack.objects.get().file is None
    wanted = {"statement.pack.ask", "statement.pack.write", "statement.pack.collect", "statement.pack.destroy"}
    assert wanted <= set(AuditLine.objects.values_list("action", flat=True))


def test_a_download_that_breaks_off_may_be_tried_again(bind: Bind, anna: Browser) -> None:
    anna.post("/promises/pack/make/")
    run_due_jobs()
    pack = InspectorPack.objects.get()
    answer = anna.post(f"/promises/pack/{pack.id}/download/")
    next(iter(answer.streaming_content))
    for close in answer._resource_closers:  # what the server does when the visitor is gone
        close()
    assert InspectorPack.objects.get().state == "ready"


def test_a_pack_that_could_not_be_made_can_be_asked_for_again(
    bind: Bind, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(add: PackWriter, *, at: object, language: str) -> None:
        raise RuntimeError("boom")

    monkeypatch.setitem(house.inspector_parts, "odd", InspectorPart("odd", "Odd", 99, fail))
    anna.post("/promises/pack/make/")
    Job.objects.update(attempt=1)
    run_due_jobs()
    page = anna.get("/promises/pack/").content.decode()
    assert 'action="/promises/pack/make/"' in page
    anna.post("/promises/pack/make/")
    assert InspectorPack.objects.filter(state="making").count() == 1


def test_the_audit_page_names_packs_and_attestations(bind: Bind, anna: Browser) -> None:
    anna.post("/promises/pack/make/")
    assert "Dossier voor de inspecteur van" in anna.get("/settings/audit/").content.decode()
