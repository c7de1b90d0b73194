"""One door out: it asks who and what for, writes down each passage, and there is no second one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from gestand.core.actors import SYSTEM
from gestand.core.audit.models import AuditLine
from gestand.core.declarations import Purpose
from gestand.core.egress import Agreement, PassageRefused, Recipient, RecipientKind, allow
from gestand.core.house import house
from tests.cast import NOW, TODAY

ROOT = Path(__file__).resolve().parents[2] / "gestand"


@pytest.fixture
def register() -> Iterator[list[Recipient]]:
    rows: list[Recipient] = []

    def source() -> list[Recipient]:
        return rows

    house.recipient_sources.append(source)
    yield rows
    house.recipient_sources.remove(source)


def processor(agreement: Agreement | None) -> Recipient:
    return Recipient("printer", "Drukkerij Jansen", RecipientKind.PROCESSOR, agreement=agreement)


@pytest.mark.django_db
def test_a_passage_is_written_down_with_recipient_purpose_and_number() -> None:
    allow("addressee", purpose=Purpose.RIGHTS, by=SYSTEM, at=NOW, count=3)
    line = AuditLine.objects.get()
    assert line.facts == {"recipient": "addressee", "purpose": "beyond.purpose.rights", "count": 3}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("recipient", "purpose", "why"),
    [
        ("nobody_knows_them", Purpose.CONTACT, "unregistered"),
        ("addressee", None, "purpose"),
        ("addressee", "because_i_say_so", "purpose"),
    ],
)
def test_an_unknown_recipient_and_a_missing_purpose_do_not_pass(
    recipient: str, purpose: Purpose | None, why: str
) -> None:
    with pytest.raises(PassageRefused) as refusal:
        allow(recipient, purpose=purpose, by=SYSTEM, at=NOW)
    assert refusal.value.why == why
    assert not AuditLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("agreement", "passes"),
    [
        (None, False),
        (Agreement(TODAY), True),
        (Agreement(TODAY + timedelta(days=1)), False),
        (Agreement(date(2020, 1, 1), until=TODAY), True),
        (Agreement(date(2020, 1, 1), until=TODAY - timedelta(days=1)), False),
    ],
)
def test_a_processor_needs_an_agreement_that_holds_today(
    register: list[Recipient], agreement: Agreement | None, passes: bool
) -> None:
    register.append(processor(agreement))
    if passes:
        assert allow("printer", purpose=Purpose.DELIVERY, by=SYSTEM, at=NOW).key == "printer"
    else:
        with pytest.raises(PassageRefused, match="Drukkerij Jansen"):
            allow("printer", purpose=Purpose.DELIVERY, by=SYSTEM, at=NOW)


@pytest.mark.django_db
def test_nothing_passes_out_of_a_demo(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    with pytest.raises(PassageRefused, match="demo"):
        allow("dns", purpose=Purpose.SECURITY, by=SYSTEM, at=NOW)


FORBIDDEN = {
    "aiohttp", "dns", "ftplib", "http.client", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc", "django.core.mail",
    "asyncio.streams",
}  # fmt: skip
#: Who else may, and why: it only asks its own machine whether a port is taken.
ARGUED = {"cli/serving.py": {"socket"}}


def imported_by(source: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def network_names(names: set[str]) -> set[str]:
    return {name for name in names if any(name == one or name.startswith(f"{one}.") for one in FORBIDDEN)}


def test_no_room_but_the_door_knows_a_network_library() -> None:
    found = {
        str(path.relative_to(ROOT)): network_names(imported_by(path)) - ARGUED.get(str(path.relative_to(ROOT)), set())
        for path in ROOT.rglob("*.py")
        if "core/egress" not in str(path)
    }
    assert {path: names for path, names in found.items() if names} == {}


def test_the_rule_sees_every_way_to_import(tmp_path: Path) -> None:
    source = tmp_path / "room.py"
    source.write_text(
        "def work():\n    from urllib import request\n    import dns.resolver\n    from django.core import mail\n"
        "    import http.client as quiet\n    from smtplib import SMTP\n    import urllib.parse\n"
    )
    assert network_names(imported_by(source)) == {
        "urllib.request", "dns.resolver", "django.core.mail", "http.client", "smtplib", "smtplib.SMTP",
    }  # fmt: skip
