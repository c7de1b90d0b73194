"""A promise breaks and is mended: the board, the mail, the today page, and the picture of the days."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from gestand.core.jobs.running import run_due_jobs
from gestand.core.mail.models import OutgoingMail
from tests.cast import Cast
from tests.statement.small_proofs import BROKEN, KEPT, Bind, bind

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["bind"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_the_owner_sees_it_break_and_mend(
    bind: Bind,
    cast: Cast,
    signed_in_page: Callable[..., Page],
    assert_no_axe_findings: Callable[[Page], None],
    *,
    script: bool,
) -> None:
    bind("team.factor", "secure.mfa", KEPT, BROKEN, BROKEN, KEPT)
    page = signed_in_page(cast.anna, java_script_enabled=script)
    page.goto("/promises/")
    for good in (True, False, False, True):
        page.goto("/promises/")
        page.get_by_role("button", name="Nu controleren").click()
        run_due_jobs()
        page.goto("/promises/")
        cell = page.locator("a.cell[href='/promises/secure.mfa/']")
        assert ("broken" in (cell.get_attribute("class") or "")) is not good
        page.goto("/")
        assert page.get_by_text("Verbroken belofte: 4.6").count() == (0 if good else 1)
    assert OutgoingMail.objects.filter(to=cast.anna.email).count() == 1

    page.goto("/promises/secure.mfa/")
    today = page.locator("ol.promise-strip li").last
    assert "verbroken" in (today.get_attribute("title") or "")
    if script:
        for path in ("/promises/", "/promises/history/", "/promises/secure.server/", "/promises/pack/"):
            page.goto(path)
            assert_no_axe_findings(page)
