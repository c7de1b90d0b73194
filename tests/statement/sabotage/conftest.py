"""A home in which every promise that can be proven is kept: public, with mail, behind https, on a sealed disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.utils import timezone

from gestand.core.audit.sealing import seal_lines
from gestand.core.declarations import Purpose
from gestand.core.egress.dns import MailDomain
from gestand.core.egress.site import PlainLook, SiteLook
from gestand.core.files import store_file
from gestand.core.mail.models import MailSettings
from gestand.core.proofs_of_core import disk, firm, https, transport
from gestand.network.actions import add_thing
from gestand.network.actions.handing import note_handed_over
from gestand.network.actions.lists import look_up_systems
from gestand.rights import proofs as rights_proofs
from gestand.rights.canary.comparing import CanaryReport, fly
from gestand.rights.package import prepared
from gestand.rights.package.tables import personal_tables
from gestand.rights.portable import proofs as portable_proofs
from gestand.rights.portable.canary import RoundTrip
from gestand.security.models import BackupRun, RunKind, RunState
from gestand.sharing.models import ProcessorAgreement, RegisteredRecipient
from gestand.statement.versions.actions import Announcement, publish_statement
from gestand.team.current import actor_for
from tests.cast import Cast
from tests.statement.sabotage.breaking import Home

PUBLIC_URL = "https://gestand.helder-it.example"
POLICY = "default-src 'none'; script-src 'self' 'nonce-x'"


@pytest.fixture
def home(cast: Cast, settings: LazySettings, tmp_path: Path, outside: Outside) -> Home:
    settings.GESTAND_HOME = tmp_path / "home"
    settings.PUBLIC_URL = PUBLIC_URL
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.DEMO = False
    at = timezone.now()
    MailSettings.objects.create(
        id=1,
        host="mail.helder-it.example",
        security="starttls",
        sender_address="info@helder-it.example",
        sender_name="Helder IT",
        host_kind="own",
        saved_at=at,
        last_sent_at=at,
        last_tls="TLSv1.3",
    )
    _put_processor(at)
    _hand_over_documentation(cast, at)
    BackupRun.objects.create(kind=RunKind.DRILL, state=RunState.DONE, started_at=at, ended_at=at, rows=100, files=1)
    publish_statement(announcement=Announcement(), by=actor_for(cast.anna, at=at), at=at)
    seal_lines(at=at)
    return Home(cast, at)


def _hand_over_documentation(cast: Cast, at: datetime) -> None:
    """The bakery's network is written down, and the bakery has it; the devices are looked up in the list of systems."""
    owner = actor_for(cast.anna, at=at)
    add_thing("device", by=owner, at=at, owner=cast.bakery, kind="computer", name="Kassa")
    note_handed_over(cast.bakery, how="book", by=owner, at=at)
    look_up_systems()


def _put_processor(at: datetime) -> None:
    """A company that keeps copies for the firm, with an agreement that holds all eight points."""
    keeper = RegisteredRecipient.objects.create(
        key="copies",
        name="Bewaarplaats voor reservekopieën",
        kind="processor",
        what="Reservekopieën, verzegeld.",
        purposes=[Purpose.SECURITY.value],
        country="NL",
        safeguard="not_needed",
        contact="privacy@bewaarplaats.example",
        created_at=at,
        changed_at=at,
    )
    ProcessorAgreement.objects.create(
        recipient=keeper,
        signed_on=at.date() - timedelta(days=90),
        from_on=at.date() - timedelta(days=90),
        clauses=dict.fromkeys("abcdefgh", "1"),
        file=store_file(b"getekend", name="overeenkomst.pdf", media_type="application/pdf", at=at),
        created_at=at,
        changed_at=at,
    )


class Outside:
    """The outside world: what name servers, the public address, the kernel and the scratch process answer."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.mail = MailDomain(exists=True, receives=True, spf="v=spf1 mx -all")
        self.dmarc = ["v=DMARC1; p=reject"]
        self.site = SiteLook(
            tls="TLSv1.3",
            certificate_until=timezone.now() + timedelta(days=60),
            status=200,
            headers={"strict-transport-security": "max-age=31536000", "content-security-policy": POLICY},
            cookies=("gestand_csrf=x; Path=/; HttpOnly; Secure",),
            page="<form action='/account/login/'>",
        )
        self.plain = PlainLook(301, f"{PUBLIC_URL}/")
        self.canary: Callable[[], CanaryReport] = lambda: CanaryReport(2, 2, 0, 0, ())
        for module in (firm, transport):
            patch.setattr(module, "look_up_mail_domain", lambda _domain, **_more: self.mail)
        patch.setattr(transport, "look_up_text", lambda _name, **_more: self.dmarc)
        patch.setattr(https, "look_at_site", lambda _url, **_more: self.site)
        patch.setattr(https, "look_at_plain_site", lambda _host, **_more: self.plain)
        patch.setattr(disk, "look_at_disk", partial(disk.look_at_disk, root=root))
        patch.setattr(rights_proofs, "fly_in_scratch", lambda: self.canary())  # noqa: PLW0108 - a test may change it
        self.round_trip: Callable[[], RoundTrip] = lambda: RoundTrip(2, 1, 1, 0, ())
        patch.setattr(portable_proofs, "fly_there_and_back", lambda: self.round_trip())  # noqa: PLW0108 - as above

    def put_disk(self, *, uuid: str) -> None:
        """One bare machine whose whole disk is one device-mapper volume with this uuid."""
        self.write("proc/self/mountinfo", "22 1 253:0 / / rw - ext4 /dev/mapper/root rw\n")
        self.write("proc/cpuinfo", "flags : fpu vme\n")
        self.write("sys/devices/dm-0/dm/uuid", uuid)
        (self.root / "sys/dev/block").mkdir(parents=True, exist_ok=True)
        link = self.root / "sys/dev/block/253:0"
        if not link.exists():
            link.symlink_to("../../devices/dm-0")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outside:
    world = Outside(tmp_path / "machine", monkeypatch)
    world.put_disk(uuid="CRYPT-LUKS2-0123-root")
    return world


@pytest.fixture
def canary_here(outside: Outside) -> Any:
    """The canary flies in the test's own database and is taken out again, so that a test can trip it."""

    def fly_here() -> CanaryReport:
        with transaction.atomic():
            report = fly()
            transaction.set_rollback(True)
        return report

    outside.canary = fly_here
    return outside


@pytest.fixture
def fresh_declarations() -> Iterator[None]:
    """The package keeps what it has read from the declarations; this test changes them."""
    yield
    personal_tables.cache_clear()
    prepared.forget()
