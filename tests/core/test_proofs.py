"""The tools of core's proofs: what a disk, a site, a column and a term look like to them."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from django.utils import timezone, translation
from django.utils.translation import override

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.audit.jobs import keep_report
from gestand.core.audit.models import AuditLine
from gestand.core.audit.sealing import seal_lines
from gestand.core.audit.verification import verify_audit, verify_newest
from gestand.core.declarations.terms import years
from gestand.core.egress import addresses
from gestand.core.egress.dns import MailDomain
from gestand.core.egress.site import look_at_plain_site, look_at_site
from gestand.core.egress.trouble import OutsideTrouble, Where
from gestand.core.erasure.due import rows_past
from gestand.core.firm import Firm
from gestand.core.house import house
from gestand.core.jobs.models import Job
from gestand.core.proofs import ProofState
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs_of_core import firm as firm_proofs
from gestand.core.proofs_of_core.access import audit_log_stands
from gestand.core.proofs_of_core.columns import IP, MAIL, PHONE, ip_addresses_in, look_for, phone_numbers_in
from gestand.core.proofs_of_core.disk import Disk, look_at_disk
from gestand.core.proofs_of_core.firm import own_domains, profile_is_stated
from gestand.core.proofs_of_core.https import site_is_encrypted
from gestand.core.proofs_of_core.terms import GRACE
from gestand.people.models import Client, Correspondence, Person
from gestand.urls import urlpatterns
from tests.cast import NOW, TODAY, Cast, make_call
from tests.core.mail_server import trust


def test_a_sentence_is_filled_with_its_counts_in_the_readers_language() -> None:
    evidence = kept("%(rows)s rows", {"rows": 3})
    assert (str(evidence.said), evidence.counts) == ("3 rows", {"rows": 3})
    assert str(broken("%(words)s: %(rows)s", {"rows": 1}, words="people.Client").said) == "people.Client: 1"


def test_every_proof_speaks_both_languages_and_its_buttons_lead_somewhere(cast: Cast) -> None:
    assert urlpatterns
    for proof in house.proofs.values():
        for words in (proof.what, proof.limits):
            with translation.override("nl"):
                dutch = str(words)
            with translation.override("en"):
                assert str(words) != dutch, proof.key
    asked = [
        proof.check(at=NOW).button
        for key, proof in house.proofs.items()
        if key not in ("rights.canary", "rights.round_trip", "core.https", "core.officer", "core.mail_domain")
    ]
    assert {button.url for button in asked if button} <= set(house.access)


# Columns ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["from 203.0.113.9:51234", "2001:db8::7", "fe80::1 says", "[2001:db8:1:2:3:4:5:6]"])
def test_addresses_of_machines_are_seen(text: str) -> None:
    assert ip_addresses_in(text)


@pytest.mark.parametrize("text", ["127.0.0.1", "::1", "09:41:07", "version 1.2.3", "999.1.1.1", "a::b::c", "{'a':: 1}"])
def test_what_only_looks_like_an_address_is_left_alone(text: str) -> None:
    assert not ip_addresses_in(text)


def test_a_phone_number_is_no_time_zone_and_no_fingerprint() -> None:
    assert phone_numbers_in("+31612345678")
    assert not phone_numbers_in("2026-11-23T10:00:00+0100 f+31612345678")


@pytest.mark.django_db
def test_the_firms_own_addresses_may_stand_anywhere(cast: Cast) -> None:
    Job.objects.create(
        name="x", actor_kind="system", enqueued_at=NOW, run_after=NOW, words=f"{cast.firm.email} {cast.firm.phone}"
    )
    assert (look_for(MAIL, spared={cast.firm.email}).found, look_for(PHONE, spared={cast.firm.phone}).found) == (0, 0)
    assert (look_for(MAIL).found, look_for(PHONE).found) == (1, 1)


@pytest.mark.django_db
def test_free_text_may_hold_an_address(cast: Cast) -> None:
    make_call(cast.bakery, cast.carla, "De router staat op 192.0.2.1.")
    assert look_for(IP).found == 0


# Terms ------------------------------------------------------------------------------------------------------------


def past(model: Any, *, today: date) -> int:
    return sum(part.count() for part in rows_past(model, model.personal, on=today - GRACE))


@pytest.mark.django_db
def test_a_row_lives_as_long_as_one_of_its_clocks(cast: Cast) -> None:
    long_ago = TODAY - timedelta(days=4 * 366)
    Person.objects.filter(id=cast.eva.id).update(relation_ended_on=long_ago)
    assert past(Correspondence, today=TODAY) == 0  # her household is a client still
    Client.objects.filter(id=cast.jansen.id).update(started_on=long_ago, ended_on=long_ago)
    assert past(Correspondence, today=TODAY) == 1


@pytest.mark.django_db
def test_a_term_is_over_the_day_after_and_the_night_may_pass(cast: Cast) -> None:
    ended = date(2023, 11, 21)
    Client.objects.filter(id=cast.jansen.id).update(started_on=ended, ended_on=ended)
    assert Client.personal.keep.length == years(3)
    assert past(Client, today=date(2026, 11, 22)) == 0
    assert past(Client, today=date(2026, 11, 23)) == 1


# The audit log ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_after_a_whole_reading_only_what_is_new_is_read(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.GESTAND_HOME = tmp_path
    at = timezone.now()
    for _line in range(3):
        write_audit("core.audit.verify", by=SYSTEM, at=at)
    seal_lines(at=at)
    whole = verify_audit(at=at)
    keep_report(whole)
    write_audit("core.audit.verify", by=SYSTEM, at=at)
    seal_lines(at=at)
    evidence = audit_log_stands(at=at)
    assert evidence.state is ProofState.KEPT
    assert (evidence.counts["lines"], evidence.counts["newest_lines"]) == (4, 1)
    assert verify_newest(whole, at=at).seals == 1
    assert AuditLine.objects.count() == 4


# Disk -------------------------------------------------------------------------------------------------------------


def machine(root: Path, *, mountinfo: str, uuids: dict[str, str], flags: str = "fpu", slaves: str = "") -> Path:
    """A /proc and a /sys with one device 253:0 (and what it stands on)."""
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/mountinfo").write_text(mountinfo)
    (root / "proc/cpuinfo").write_text(f"flags\t: {flags}\n")
    (root / "sys/dev/block").mkdir(parents=True)
    for name, uuid in uuids.items():
        (root / f"sys/devices/{name}/dm").mkdir(parents=True)
        (root / f"sys/devices/{name}/dm/uuid").write_text(uuid)
    (root / "sys/dev/block/253:0").symlink_to("../../devices/dm-0")
    if slaves:
        (root / "sys/devices/dm-0/slaves").mkdir()
        (root / f"sys/devices/dm-0/slaves/{slaves}").symlink_to(f"../../{slaves}")
    return root


ROOT_LINE = "22 1 253:0 / / rw,relatime shared:1 - ext4 /dev/mapper/root rw\n"
HOME = Path("/home/anna/gestand")


def test_a_volume_over_a_sealed_disk_is_sealed(tmp_path: Path) -> None:
    root = machine(tmp_path, mountinfo=ROOT_LINE, uuids={"dm-0": "LVM-1", "dm-1": "CRYPT-LUKS2-1"}, slaves="dm-1")
    assert look_at_disk(HOME, root=root) is Disk.SEALED


def test_a_bare_disk_is_open_and_a_rented_one_cannot_be_judged(tmp_path: Path) -> None:
    bare = machine(tmp_path / "bare", mountinfo=ROOT_LINE, uuids={"dm-0": "LVM-1"})
    rented = machine(tmp_path / "rented", mountinfo=ROOT_LINE, uuids={"dm-0": "LVM-1"}, flags="fpu hypervisor")
    assert (look_at_disk(HOME, root=bare), look_at_disk(HOME, root=rented)) == (Disk.OPEN, Disk.RENTED)


def test_the_mount_nearest_to_the_folder_counts(tmp_path: Path) -> None:
    lines = ROOT_LINE + "23 22 0:44 / /home/anna rw - fuse.gocryptfs gocryptfs rw\n"
    root = machine(tmp_path, mountinfo=lines, uuids={"dm-0": "LVM-1"})
    assert look_at_disk(HOME, root=root) is Disk.SEALED
    assert look_at_disk(Path("/home/annabel"), root=root) is Disk.OPEN


def test_a_container_does_not_tell(tmp_path: Path) -> None:
    overlay = "22 1 0:50 / / rw - overlay overlay rw\n"
    assert look_at_disk(HOME, root=machine(tmp_path, mountinfo=overlay, uuids={"dm-0": "x"})) is Disk.HIDDEN
    assert look_at_disk(HOME, root=tmp_path / "nothing") is Disk.HIDDEN


# The site ---------------------------------------------------------------------------------------------------------


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Strict-Transport-Security", "max-age=31536000")
        self.send_header("Set-Cookie", "gestand_csrf=1; Secure")
        self.end_headers()
        self.wfile.write(b"<p>hello</p>")

    def log_message(self, *_all: Any) -> None:
        pass


def serving(server: HTTPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(loopback: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    server = HTTPServer(("127.0.0.1", 0), Site)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", trust(ca, tmp_path))
    monkeypatch.setattr(addresses, "loopback_allowed", True)
    yield from serving(server)


@pytest.fixture
def plain_site(loopback: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(addresses, "loopback_allowed", True)
    yield from serving(HTTPServer(("127.0.0.1", 0), Site))


@pytest.mark.django_db
def test_a_visit_tells_what_a_browser_would_see(site: int) -> None:
    seen = look_at_site(f"https://localhost:{site}/", by=SYSTEM, at=timezone.now())
    assert seen.tls in {"TLSv1.2", "TLSv1.3"}
    assert seen.certificate_until > timezone.now()
    assert (seen.status, seen.headers["strict-transport-security"]) == (200, "max-age=31536000")
    assert (seen.cookies, seen.page) == (("gestand_csrf=1; Secure",), "<p>hello</p>")
    assert AuditLine.objects.get().facts["recipient"] == "own_site"


@pytest.mark.django_db
def test_a_certificate_of_nobody_known_breaks_the_promise(
    site: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(OutsideTrouble) as trouble:
        look_at_site(f"https://localhost:{site}/", by=SYSTEM, at=timezone.now())
    assert trouble.value.where is Where.CERTIFICATE
    settings.PUBLIC_URL = f"https://localhost.localdomain:{site}"
    monkeypatch.setattr("gestand.core.egress.site.public_address_of", lambda *_all: "127.0.0.1")
    assert site_is_encrypted(at=timezone.now()).state is ProofState.BROKEN


@pytest.mark.django_db
def test_who_answers_in_the_clear_is_seen_and_silence_is_fine(plain_site: int) -> None:
    assert look_at_plain_site("localhost", by=SYSTEM, at=timezone.now(), port=plain_site).status == 200
    assert look_at_plain_site("localhost", by=SYSTEM, at=timezone.now(), port=1).status is None


@pytest.mark.django_db
def test_without_a_public_address_nothing_is_proven_and_http_breaks_it(settings: Any) -> None:
    settings.PUBLIC_URL = "http://localhost:8000"
    assert site_is_encrypted(at=NOW).state is ProofState.UNPROVEN
    settings.PUBLIC_URL = "http://gestand.helder-it.example"
    assert site_is_encrypted(at=NOW).state is ProofState.BROKEN


def test_the_firms_domains_are_those_of_its_site_and_of_gestand(settings: Any) -> None:
    settings.PUBLIC_URL = "http://192.0.2.7:8000"
    firm = Firm(website="https://www.helder-it.example/", public_url="https://gestand.helder.example")
    assert own_domains(firm) == {"helder-it.example", "gestand.helder.example"}


def test_a_field_of_the_profile_is_named_in_the_readers_words(cast: Cast) -> None:
    cast.firm.phone = ""
    cast.firm.save()
    with override("nl"):
        said = str(profile_is_stated(at=NOW).said)
    assert "telefoonnummer" in said
    assert "phone" not in said


@pytest.mark.parametrize(
    ("website", "mail", "state"),
    [
        ("https://www.helder-it.example/", "privacy@helder-it.example", "kept"),
        ("https://helder.jouwweb.example/", "info@provider.example", "kept"),
        ("https://www.helder-it.example/", "info@helder-it.test", "kept"),
        ("https://www.helder-it.example/", "info@helderit.example", "kept"),
        ("https://www.helder-it.example/", "info@heldr-it.example", "unproven"),
    ],
)
@pytest.mark.django_db
def test_mail_and_website_may_live_apart_but_a_slip_is_not_proven(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, website: str, mail: str, state: str
) -> None:
    Firm.objects.update(website=website, public_url="", email=mail, officer_email=mail)
    known = MailDomain(exists=True, receives=True, spf="")
    monkeypatch.setattr(firm_proofs, "look_up_mail_domain", lambda *_asked, **_more: known)
    monkeypatch.setattr(house, "published_profile", None)
    assert firm_proofs.officer_is_named(at=NOW).state == state
