"""Steps that the tests of requests take often."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.egress.smtp import Receipt
from gestand.core.jobs.running import run_due_jobs
from gestand.core.mail.models import MailState, OutgoingMail
from gestand.core.mail.sending import note_sent
from gestand.rights import forms
from gestand.rights.actions.packages import ask_package
from gestand.rights.actions.requests import enter_request
from gestand.rights.models import Package, Request
from tests.cast import Cast

ASK = {"kind": "access", "name": "Eva Jansen", "email": "eva@jansen.example", "message": "", "age": "yes"}


def send_form(visitor: Browser, monkeypatch: pytest.MonkeyPatch, path: str = "/verzoek/", **changes: str) -> Any:
    """Fill in the public form as somebody who took the time for it."""
    monkeypatch.setattr(forms, "_QUICKEST_SECONDS", -1)
    return visitor.post(path, {**ASK, "started": forms.new_start(), **changes})


def link_in(mail: OutgoingMail) -> str:
    """The path (and code) of the one link of ours in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S*)", mail.text)
    assert found is not None
    return found[1]


def last_mail() -> OutgoingMail:
    return OutgoingMail.objects.latest("queued_at", "id")


def mail_leaves(at: datetime) -> None:
    """The mail server took the last mail."""
    mail = last_mail()
    OutgoingMail.objects.filter(id=mail.id).update(state=MailState.SENDING)
    note_sent(mail, Receipt(code="250", tls="TLSv1.3"), at=at)


def entered(cast: Cast, *, identified: bool = True, **changes: Any) -> Request:
    """A request by phone from Eva, of this moment."""
    identity = {"person_id": cast.eva.id, "proof": "called_back"} if identified else {}
    now: datetime = timezone.now()
    details = {"kind": "access", "channel": "phone", "name": "Eva Jansen", "received_at": now, **identity, **changes}
    return enter_request(**details, by=cast.owner, at=now)


def made(cast: Cast, request: Request) -> Package:
    """A ready package for a request."""
    package = ask_package(request=request, language="nl", by=cast.owner, at=timezone.now())
    run_due_jobs()
    package.refresh_from_db()
    assert package.state == "ready", package.state
    return package


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def content_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)
