"""Newer lists from outside: fetched through the gate from a server of this machine, and only when they are whole."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import trustme
from django.conf import LazySettings
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.cli.fetching import tell_lists
from gestand.core.actors import NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.core.egress import addresses
from gestand.core.egress.gate import PassageRefused
from gestand.core.egress.recipients import find_recipient
from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.running import run_due_jobs
from gestand.network import actions
from gestand.network.actions.lists import ask_lists, choose_lists
from gestand.network.kernels.macs import list_of_makers, vendor_of
from gestand.network.kernels.systems import cycles, list_of_systems, system_ends_on
from gestand.network.models import Device, ListSettings
from gestand.network.registries import fetching
from gestand.network.registries.fetching import ListNotTaken, fetch_makers, fetch_systems
from gestand.network.registries.lists import Registry, fetched_file, packaged_file
from tests.cast import NOW, Cast
from tests.core.mail_server import trust

pytestmark = pytest.mark.django_db


class Keeper(BaseHTTPRequestHandler):
    """Answers with what the test put on its shelf."""

    shelf: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        Keeper.asked.append(self.path)
        body = Keeper.shelf.get(self.path)
        self.send_response(200 if body is not None else 503)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_all: Any) -> None:
        pass


def release(name: str, eol: str | None, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": name.upper(), "isEol": False, "eolFrom": eol, "latest": {"name": "1.0"}} | more


def told(product: str, **changed: str | None) -> bytes:
    """What the other side says of a product: what is known, with other days."""
    releases = [
        release(name, changed.get(name, cycle.ends_on.isoformat() if cycle.ends_on else None))
        for cycle in cycles().values()
        if cycle.product == product and (name := cycle.key.partition("/")[2])
    ]
    return json.dumps({"result": {"releases": releases}}).encode()


def makers() -> bytes:
    lines = packaged_file(Registry.MAC_MAKERS).read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    quoted = [f'MA-L,{prefix},"{name.replace(chr(34), "")}","Somewhere 1"' for prefix, name in rows]
    return "\r\n".join(["Registry,Assignment,Organization Name,Organization Address", *quoted, ""]).encode()


@pytest.fixture
def keeper(
    loopback: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> Iterator[dict[str, bytes]]:
    settings.GESTAND_HOME = tmp_path / "home"
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    server = HTTPServer(("127.0.0.1", 0), Keeper)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", trust(ca, tmp_path))
    monkeypatch.setattr(addresses, "loopback_allowed", True)
    url = f"https://localhost:{server.server_port}"
    monkeypatch.setattr(fetching, "SYSTEMS_URL", url + "/{product}/")
    monkeypatch.setattr(fetching, "MAKERS_URLS", (url + "/oui.csv",))
    shelf = {f"/{product.key}/": told(product.key) for product in fetching.PRODUCTS}
    monkeypatch.setattr(Keeper, "shelf", shelf)
    monkeypatch.setattr(Keeper, "asked", [])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield shelf
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def chosen(cast: Cast) -> Cast:
    choose_lists(by=cast.owner, at=NOW, fetches_systems=True, fetches_makers=True)
    return cast


def test_nothing_is_fetched_before_the_owner_chose_it(cast: Cast, keeper: dict[str, bytes]) -> None:
    assert find_recipient("list_systems") is None
    with pytest.raises(PassageRefused):
        fetch_systems(by=cast.owner, at=NOW)
    ask_lists(by=cast.owner, at=NOW)
    run_due_jobs()
    assert Keeper.asked == []
    assert Job.objects.get(name="network.fetch_lists").state == JobState.DONE


def test_only_the_owner_chooses(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        choose_lists(by=cast.standin, at=NOW, fetches_systems=True, fetches_makers=True)


def test_new_days_and_new_versions_are_taken_over(chosen: Cast, keeper: dict[str, bytes]) -> None:
    releases = json.loads(told("windows", **{"10-22h2": "2031-10-14"}))
    releases["result"]["releases"].append(
        release("11-27h2-w", "2029-10-09", label="11 27H2 (W)", latest={"name": "10.0.29000"})
    )
    keeper["/windows/"] = json.dumps(releases).encode()
    assert fetch_systems(by=chosen.owner, at=timezone.now()) == len(cycles())
    assert system_ends_on("windows/10-22h2") == date(2031, 10, 14)
    new = cycles()["windows/11-27h2-w"]
    assert (new.name, new.builds) == ("Windows 11 27H2 (Home, Pro)", ("29000",))
    assert list_of_systems().source == "endoflife.date"
    assert list_of_systems().dated_on == timezone.localdate()
    lines = AuditLine.objects.filter(action="core.egress.pass")
    assert {line.facts["recipient"] for line in lines} == {"list_systems"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>busy</html>",
        b"[]",
        b"{}",
        b'{"result": {"releases": []}}',
        b'{"result": {"releases": [{"name": "../../etc", "eolFrom": "2030-01-01"}]}}',
        b'{"result": {"releases": [{"name": "11-24h2-w", "eolFrom": "soon"}]}}',
        b'{"result": {"releases": [{"name": "11-24h2-w", "eolFrom": "1970-01-01"}]}}',
        b'{"result": {"releases": [{"name": "11-24h2-w", "eolFrom": "2030-01-01"}]}}',
        b"[" * 100_000,
        b"x" * (21 * 1024 * 1024),
    ],
)
def test_a_list_that_is_not_whole_changes_nothing(chosen: Cast, keeper: dict[str, bytes], body: bytes) -> None:
    before = dict(cycles())
    keeper["/debian/"] = body
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - two kinds, looked at below
        fetch_systems(by=chosen.owner, at=timezone.now())
    assert isinstance(refusal.value, ListNotTaken) or len(body) > 20 * 1024 * 1024
    assert not fetched_file(Registry.SYSTEMS).exists()
    assert dict(cycles()) == before


def test_makers_are_taken_over(chosen: Cast, keeper: dict[str, bytes]) -> None:
    keeper["/oui.csv"] = makers().replace(b'MA-L,000000,"XEROX CORPORATION"', b'MA-L,000000,"Xerox  B.V.\t "')
    fetch_makers(by=chosen.owner, at=timezone.now())
    assert vendor_of("00:00:00:11:22:33") == "Xerox B.V."
    assert list_of_makers().dated_on == timezone.localdate()


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"a,b\r\n1,2\r\n", b"Registry,Assignment,Organization Name\r\nMA-L,NOTHEX,Xerox\r\n"]
)
def test_makers_that_are_not_whole_change_nothing(chosen: Cast, keeper: dict[str, bytes], body: bytes) -> None:
    for half in (body, makers()[:1_000_000]):
        keeper["/oui.csv"] = half
        with pytest.raises(ListNotTaken):
            fetch_makers(by=chosen.owner, at=timezone.now())
    assert not fetched_file(Registry.MAC_MAKERS).exists()


def test_an_older_list_than_the_packaged_one_does_not_count(chosen: Cast, keeper: dict[str, bytes]) -> None:
    keeper["/windows/"] = told("windows", **{"10-22h2": "2031-10-14"})
    fetch_systems(by=chosen.owner, at=timezone.now().replace(year=2026, month=1, day=1))
    assert system_ends_on("windows/10-22h2") == date(2025, 10, 14)


def test_the_job_looks_the_devices_up_again(chosen: Cast, keeper: dict[str, bytes]) -> None:
    actions.add_thing(
        "device",
        by=chosen.owner,
        at=NOW,
        owner=chosen.jansen,
        kind="computer",
        name="pc",
        operating_system="Windows 10",
    )
    keeper["/windows/"] = told("windows", **{"10-22h2": "2031-10-14"})
    keeper["/oui.csv"] = makers()
    ask_lists(by=chosen.owner, at=timezone.now())
    run_due_jobs()
    assert Job.objects.get(name="network.fetch_lists").state == JobState.DONE
    assert Device.objects.get().system_ends_on == date(2031, 10, 14)
    assert ListSettings.objects.get().failure == ""


def test_what_went_wrong_stands_on_the_page(chosen: Cast, keeper: dict[str, bytes], anna: Browser) -> None:
    keeper["/debian/"] = b"{}"
    anna.post(reverse("network:lists-fetch"))
    run_due_jobs()
    assert Job.objects.get(name="network.fetch_lists").state == JobState.FAILED
    assert "localhost" in anna.get(reverse("network:lists")).content.decode()


def test_the_owner_chooses_on_the_page(cast: Cast, anna: Browser, bram: Browser) -> None:
    page = reverse("network:lists")
    assert "2026" in anna.get(page).content.decode()
    anna.post(page, {"fetches_systems": "on"})
    chosen = ListSettings.objects.get()
    assert (chosen.fetches_systems, chosen.fetches_makers) == (True, False)
    assert find_recipient("list_systems") is not None
    assert find_recipient("list_makers") is None
    assert bram.get(page).status_code == 404


def test_the_command_tells_how_old_the_lists_are(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    tell_lists(fetch=False, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["systems"]["date"] == "2026-10-07"
    assert told["makers"]["fetched_weekly"] is False


def test_the_command_fetches_what_is_switched_on(
    cast: Cast, keeper: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        tell_lists(fetch=True, as_json=False)
    choose_lists(by=cast.owner, at=NOW, fetches_systems=True, fetches_makers=False)
    tell_lists(fetch=True, as_json=False)
    assert "from endoflife.date (MIT); fetched every week" in capsys.readouterr().out
    keeper["/debian/"] = b"{}"
    with pytest.raises(SystemExit):
        tell_lists(fetch=True, as_json=False)
    assert "not the whole list" in capsys.readouterr().err
