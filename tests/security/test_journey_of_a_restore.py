"""In Chromium: the owner erases a client, puts the backup of before back, and the client is still gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.cli.conftest import page, port, said_until
from tests.security.conftest import Office

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["page", "port"]

SIGN_IN = """
from gestand.team.models import Account
from tests.cast import browser_of
print(browser_of(Account.objects.get(email="anna@helder-it.example")).cookies["gestand_session"].value)
"""
ASK = """
from django.utils import timezone
from gestand.core.actors import Actor, ActorKind, Role
from gestand.people.models import MailAddress
from gestand.rights.actions.requests import enter_request
from gestand.team.models import Account
by = Actor(kind=ActorKind.ACCOUNT, id=Account.objects.get(role="owner").id, role=Role.OWNER, clients=None)
eva = MailAddress.objects.get(folded="eva@jansen.example").person
print(enter_request(kind="erasure", channel="phone", name="Eva Jansen", received_at=timezone.now(), person_id=eva.id,
                    proof="called_back", by=by, at=timezone.now()).id)
"""


@contextmanager
def running(office: Office, port: int, chromium: Browser) -> Iterator[Page]:
    """The office serves, and its owner is signed in."""
    cookie = office.python(SIGN_IN).split()[-1]
    server = office.console.start("serve", "--port", str(port), **office.more)
    said_until(server, "runs on")
    site = f"http://localhost:{port}"
    context = chromium.new_context(base_url=site, locale="nl-NL")
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "gestand_session", "value": cookie, "url": site}])
    try:
        yield context.new_page()
    finally:
        context.close()
        office.console.interrupt(server)


def test_a_client_erased_in_the_browser_stays_gone_after_a_restore(
    office: Office, port: int, chromium: Browser
) -> None:
    made: dict[str, Any] = office.told("backup")
    asked = office.python(ASK).split()[-1]
    with running(office, port, chromium) as page:
        page.goto("/clients/")
        assert "Familie Jansen" in page.inner_text("main")
        page.goto(f"/requests/{asked}/erase/")
        page.locator("label", has=page.locator("[name=channel][value=letter]")).click()
        page.check("[name=sure]")
        page.click("main form.form button.danger")
        page.wait_for_url(lambda url: not url.endswith("/erase/"))
    told = office.told("restore", made["file"], "--over")
    with running(office, port, chromium) as page:
        answer = page.goto("/clients/")
        assert answer is not None
        assert answer.status == 200
        shown = page.inner_text("main")
    assert "Jansen" not in shown
    assert "Bakkerij" in shown
    assert told["rows"] == made["rows"]
    assert b"eva@jansen.example" not in office.dump(), json.dumps(told)
