"""What belongs to one request is not reached through another, nor by anybody but the owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from gestand.rights.models import RecipientNotice
from tests.rights.steps import entered

if TYPE_CHECKING:
    from django.test import Client as Browser

    from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGES = (
    "", "correct/", "restrict/", "lifting/", "weigh/", "sort/", "pass-on/", "dossier/", "reply/received/", "mentions/",
    "copy/", "organisation/",
)  # fmt: skip


def test_a_notice_is_not_told_through_another_request(cast: Cast, anna: Browser) -> None:
    one, other = entered(cast, kind="rectification"), entered(cast, kind="rectification", person_id=cast.carla.id)
    notice = RecipientNotice.objects.create(request=one, recipient="belastingdienst", name="Belastingdienst")
    told = {"how": "by_hand", "told_on": timezone.localdate().isoformat(), "note": "Gebeld."}
    assert anna.post(f"/requests/{other.id}/notices/{notice.id}/", told).status_code == 404
    notice.refresh_from_db()
    assert notice.done_on is None


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_request_is_the_owners(cast: Cast, bram: Browser, visitor: Browser, page: str) -> None:
    asked = entered(cast, kind="rectification")
    assert bram.get(f"/requests/{asked.id}/{page}").status_code == 404
    assert bram.post(f"/requests/{asked.id}/{page}").status_code in {404, 405}
    assert visitor.get(f"/requests/{asked.id}/{page}").headers["Location"].startswith("/account/login/")
