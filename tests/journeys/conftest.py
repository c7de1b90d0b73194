"""Real Chromium against the real program on loopback.

``page`` is an empty browser page; ``signed_in_page(account)`` one in which ``account`` is signed in (second factor and
all); ``assert_no_axe_findings(page)`` looks for serious faults of accessibility; ``run_jobs()`` does what waits.
``site`` is the address of the running program, with the test's own database behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gestand.team.models import Account
from tests.cast import Cast, browser_of, make_cast

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

AXE = Path(__file__).parent.parent / "browser" / "vendor" / "axe.min.js"
SERIOUS = {"serious", "critical"}


@pytest.fixture
def site(loopback: None, live_server: Any) -> str:
    """Where the program runs, with this test's database."""
    return str(live_server.url).replace("127.0.0.1", "localhost")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The same cast, in a database that the server's threads see too."""
    return make_cast()


@pytest.fixture
def context(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=site, locale="nl-NL", timezone_id="Europe/Amsterdam")
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def signed_in_page(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """``signed_in_page(cast.anna)``; more of ``new_context``'s options (viewport, java_script_enabled) may follow."""
    contexts: list[BrowserContext] = []

    def open_page(account: Account, **options: Any) -> Page:
        cookie = browser_of(account).cookies["gestand_session"]
        context = chromium.new_context(
            **{"base_url": site, "locale": "nl-NL", "timezone_id": "Europe/Amsterdam", **options}
        )
        context.set_default_timeout(60_000)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def assert_no_axe_findings() -> Callable[[Page], None]:
    def look(page: Page) -> None:
        """Fail with what axe finds serious (WCAG 2.2 A and AA)."""
        if not page.evaluate("() => Boolean(window.axe)"):
            # Through the debugger: the page's own policy forbids foreign scripts, as it should.
            page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "() => axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']})"
            ".then(result => result.violations.map(fault => ({rule: fault.id, impact: fault.impact,"
            " help: fault.help, places: fault.nodes.map(node => node.target.join(' '))})))"
        )
        serious = [fault for fault in found if fault["impact"] in SERIOUS]
        assert not serious, "\n".join(f"{fault['rule']}: {fault['help']} at {fault['places']}" for fault in serious)

    return look


@pytest.fixture
def run_jobs() -> Callable[[], None]:
    """Do every job that waits, as the worker would; the proofs of all promises, which take long, are not due yet."""
    from django.utils import timezone

    from gestand.core.jobs.models import ScheduledRun
    from gestand.core.jobs.worker import Worker

    def run() -> None:
        import time

        later = timezone.now() + timedelta(hours=1)
        proofs = ScheduledRun(name="statement.prove_due", next_at=later)
        ScheduledRun.objects.bulk_create([proofs], ignore_conflicts=True)
        worker = Worker(slots=1)
        until = time.monotonic() + 60
        while worker.step():
            assert time.monotonic() < until, "the jobs do not come to an end"
            time.sleep(0.02)

    return run
