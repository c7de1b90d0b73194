"""When something goes wrong: what happened, what was kept, what to do."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client as Browser
from django.test import RequestFactory
from django.test.client import FakePayload
from django.utils import translation

from gestand.core.reference import new_reference
from gestand.ui import errors
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _dutch() -> object:
    with translation.override("nl"):
        yield


def test_what_does_not_exist_is_said_calmly(visitor: Browser, cast: Cast) -> None:
    answer = visitor.get("/account/does-not-exist/")
    assert answer.status_code == 404
    assert "Hier is niets" in answer.content.decode()


def test_who_mistypes_an_address_gets_no_cookie(visitor: Browser, cast: Cast) -> None:
    for address in ("/privacy/nowhere/", "/en/privacy/nowhere/", "/account/does-not-exist/"):
        assert not visitor.get(address).cookies, address


def test_a_fault_gives_a_number_that_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="gestand.ui.errors"):
        page = errors.server_error(RequestFactory().get("/clients?q=jansen")).content.decode()
    reference = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page)
    assert reference is not None
    assert reference[0] in caplog.text
    assert "jansen" not in caplog.text


def test_the_page_of_a_fault_needs_no_database_and_no_session() -> None:
    answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Er ging iets mis" in answer.content.decode()


def test_an_old_form_is_not_sent_and_says_so(cast: Cast) -> None:
    strict = Browser(enforce_csrf_checks=True)
    answer = strict.post("/account/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "stond te lang open" in answer.content.decode()


def test_numbers_are_readable_over_the_telephone() -> None:
    numbers = {new_reference() for _ in range(200)}
    assert len(numbers) == 200
    assert not set("01OIL U".replace(" ", "")) & set("".join(numbers)) - {"U", "L"}


def test_who_sends_too_much_is_heard_out_and_told_calmly(anna: Browser) -> None:
    """A browser that is cut off while it sends shows its own page of a broken connection."""
    sent = FakePayload(b"text=" + b"y" * 6_000_000)
    facts = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(sent))}
    answer = anna.generic("POST", "/calls/new/", **{"wsgi.input": sent, **facts})
    assert answer.status_code == 400
    assert "kon lezen" in answer.content.decode()
    assert sent.read() == b""
