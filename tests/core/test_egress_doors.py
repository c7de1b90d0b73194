"""The doors for HTTP and names, against servers of this machine."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import dns.message
import dns.resolver
import dns.rrset
import pytest
import trustme
from django.utils import timezone

from gestand.core.actors import SYSTEM
from gestand.core.audit.models import AuditLine
from gestand.core.declarations import Purpose
from gestand.core.egress import addresses
from gestand.core.egress import dns as dns_door
from gestand.core.egress.dns import look_up_mail_domain
from gestand.core.egress.http import fetch
from gestand.core.egress.trouble import OutsideTrouble, Where
from gestand.core.jobs.running import run_due_jobs
from gestand.core.mail.domain import check_domain
from gestand.core.mail.models import MailSettings
from gestand.core.mail.secrets import MailSecret, open_mail_secret
from tests.core.mail_server import TOKEN, MailServer, mail_server, trust
from tests.core.test_mail_sending import now_is, queued, set_up


class Web(BaseHTTPRequestHandler):
    """Answers as the test wants; remembers what it was asked."""

    asked: ClassVar[list[str]] = []
    status, body, location = 200, b"{}", ""

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        Web.asked.append(f"{self.command} {self.path} {self.rfile.read(length).decode()}")
        self.send_response(Web.status if self.path != "/there" else 200)
        if Web.location and self.path != "/there":
            self.send_header("Location", Web.location)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(Web.body)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_all: Any) -> None:
        pass


@pytest.fixture
def web(loopback: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    server = HTTPServer(("127.0.0.1", 0), Web)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", trust(ca, tmp_path))
    monkeypatch.setattr(addresses, "loopback_allowed", True)
    monkeypatch.setattr(Web, "asked", [])
    for name, value in (("status", 200), ("body", b'{"ok": true}'), ("location", "")):
        monkeypatch.setattr(Web, name, value)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def get(url: str, **how: Any) -> Any:
    return fetch("GET", url, recipient="mail_sign_in", purpose=Purpose.SECURITY, by=SYSTEM, at=timezone.now(), **how)


@pytest.mark.django_db
def test_an_answer_comes_back_over_tls_and_is_written_down(web: str) -> None:
    answer = get(f"{web}/a?b=c")
    assert (answer.status, answer.content, answer.media_type) == (200, b'{"ok": true}', "application/json")
    assert Web.asked == ["GET /a?b=c "]
    assert AuditLine.objects.get().facts["recipient"] == "mail_sign_in"


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "127.0.0.1", "[fd00::1]"])
def test_no_address_inside_a_private_network_is_called(loopback: None, host: str) -> None:
    with pytest.raises(OutsideTrouble) as trouble:
        get(f"https://{host}/")
    assert trouble.value.where is Where.NAME


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["http://localhost/", "https://anna@localhost/", "file:///etc/passwd", "https:///"])
def test_only_https_is_spoken(loopback: None, url: str) -> None:
    with pytest.raises(OutsideTrouble) as trouble:
        get(url)
    assert trouble.value.where is Where.TLS


@pytest.mark.django_db
def test_a_redirect_is_followed_within_the_host_alone(web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Web, "status", 302)
    monkeypatch.setattr(Web, "location", "/there")
    assert get(web).status == 200
    monkeypatch.setattr(Web, "location", "https://elders.example/there")
    assert get(web).status == 302


@pytest.mark.django_db
def test_an_answer_that_is_too_large_is_cut_off(web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Web, "body", b"x" * 5000)
    with pytest.raises(OutsideTrouble) as trouble:
        get(web, limit_bytes=4000)
    assert trouble.value.where is Where.ANSWER


@pytest.mark.django_db
def test_a_certificate_of_nobody_known_stops_it(web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(OutsideTrouble) as trouble:
        get(web)
    assert trouble.value.where is Where.CERTIFICATE
    assert Web.asked == []


@pytest.mark.django_db
def test_a_token_is_renewed_sealed_and_used_until_it_ends(web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"access_token": TOKEN, "expires_in": 3600, "refresh_token": "de volgende"}
    monkeypatch.setattr(Web, "body", json.dumps(given).encode())
    renewing = {
        "login": "oauth_refresh",
        "secret": MailSecret(refresh_token="de eerste"),
        "token_url": f"{web}/token",
        "oauth_client_id": "helder",
    }
    with _mail_with_the_certificates_of(web, monkeypatch) as server:
        set_up(server.port, **renewing)
        first, second = queued(), queued()
        run_due_jobs()
        assert (now_is(first).state, now_is(second).state) == ("sent", "sent")
        assert server.signed_in_with == ["XOAUTH2", "XOAUTH2"]
    assert len(Web.asked) == 1
    assert "refresh_token=de+eerste" in Web.asked[0]
    assert open_mail_secret(MailSettings.objects.get()).refresh_token == "de volgende"
    assert TOKEN.encode() not in bytes(MailSettings.objects.get().sealed_secret or b"")


@pytest.mark.django_db
def test_a_token_that_is_not_renewed_is_told_and_the_mail_waits(web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Web, "status", 400)
    set_up(
        1,
        login="oauth_refresh",
        secret=MailSecret(refresh_token="oud"),
        token_url=f"{web}/token",
        oauth_client_id="helder",
    )
    mail = queued()
    run_due_jobs()
    assert now_is(mail).state == "held"
    assert "does not renew the token" in mail.failure


def _mail_with_the_certificates_of(_web: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A mail server beside the web server: both certificates count."""
    import os
    from contextlib import contextmanager

    @contextmanager
    def both() -> Iterator[MailServer]:
        with mail_server() as server:
            known = Path(os.environ["SSL_CERT_FILE"])
            known.write_bytes(known.read_bytes() + server.ca.cert_pem.bytes())
            yield server

    return both()


ZONES: dict[str, dict[str, list[str]]] = {
    "helder-it.example.": {"MX": ["10 mail.helder-it.example."], "TXT": ['"v=spf1 -all"', '"iets anders"']},
    "stil.example.": {"MX": ["0 ."], "TXT": []},
    "dubbel.example.": {"MX": ["5 a.example."], "TXT": ['"v=spf1 a -all"', '"v=spf1 mx -all"']},
    "kaal.example.": {"A": ["192.0.2.1"]},
}


@pytest.fixture
def names(loopback: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A name server on this machine."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                asked, who = server.recvfrom(4096)
            except OSError:
                return
            if not asked:
                return
            question = dns.message.from_wire(asked)
            answer = dns.message.make_response(question)
            wanted = question.question[0]
            zone = ZONES.get(wanted.name.to_text().lower())
            if zone is None:
                answer.set_rcode(3)
            elif records := zone.get(dns.rdatatype.to_text(wanted.rdtype)):
                kind = dns.rdatatype.to_text(wanted.rdtype)
                answer.answer.append(dns.rrset.from_text(wanted.name, 60, "IN", kind, *records))
            server.sendto(answer.to_wire(), who)

    thread = threading.Thread(target=serve)
    thread.start()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = server.getsockname()[1]
    resolver.lifetime = 2
    monkeypatch.setattr(dns_door, "_resolver", lambda: resolver)
    yield
    stop = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    stop.sendto(b"", server.getsockname())
    stop.close()
    thread.join()
    server.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("domain", "exists", "receives", "spf"),
    [
        ("helder-it.example", True, True, "v=spf1 -all"),
        ("stil.example", True, False, ""),
        ("dubbel.example", True, True, ""),
        ("kaal.example", True, True, ""),
        ("bestaat-niet.example", False, False, ""),
    ],
)
def test_what_the_internet_knows_of_a_mail_domain(
    names: None, domain: str, exists: bool, receives: bool, spf: str
) -> None:
    known = look_up_mail_domain(domain, by=SYSTEM, at=timezone.now())
    assert (known.exists, known.receives, known.spf) == (exists, receives, spf)


@pytest.mark.django_db
def test_the_settings_page_keeps_what_was_found(names: None) -> None:
    set_up(587)
    check_domain(at=timezone.now())
    row = MailSettings.objects.get()
    assert (row.domain_state, row.domain_has_spf) == ("receives", True)
    MailSettings.objects.update(sender_address="post@bestaat-niet.example")
    check_domain(at=timezone.now() + timedelta(minutes=1))
    row.refresh_from_db()
    assert (row.domain_state, row.domain_has_spf) == ("unknown", None)
