"""What the tests of this room share: a mail provider, a processor, a business client's agreement."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdf
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from gestand.core.actors import Actor
from gestand.core.mail.models import MailSettings
from gestand.sharing.actions.recipients import Wanted, add_recipient
from gestand.sharing.models import RegisteredRecipient
from tests.cast import NOW, Cast, browser_of


def _one_page() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=595, height=842)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


PDF = _one_page()
SIGNED_ON = date(2026, 1, 5)
PRINTER = Wanted(
    name="Drukkerij Jansen",
    kind="processor",
    what="Brieven die wij laten drukken.",
    purposes=["purpose.contact"],
    categories=["data.name", "data.address"],
    country="NL",
    contact="privacy@drukkerij-jansen.example",
)


@pytest.fixture(autouse=True)
def own_home(settings: LazySettings, tmp_path: Path) -> None:
    settings.GESTAND_HOME = tmp_path / "home"


@pytest.fixture
def owner(cast: Cast) -> Actor:
    return cast.owner


@pytest.fixture
def anna(cast: Cast) -> Browser:
    return browser_of(cast.anna)


@pytest.fixture
def bram(cast: Cast) -> Browser:
    return browser_of(cast.bram)


@pytest.fixture
def printer(owner: Actor) -> RegisteredRecipient:
    return add_recipient(PRINTER, by=owner, at=NOW)


@pytest.fixture
def provider(cast: Cast) -> MailSettings:
    """Mail goes through somebody else's server."""
    return MailSettings.objects.create(
        id=1,
        host="mail.provider.example",
        security="starttls",
        sender_address="info@helder-it.example",
        sender_name="Helder IT",
        host_kind="provider",
        saved_at=NOW,
    )


@pytest.fixture
def paper() -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile("overeenkomst.pdf", PDF, content_type="application/pdf")
