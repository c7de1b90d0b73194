"""What goes back can be fetched with a link that opens once, by the same door as every package."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.actors import NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.core.erasure import UnderHold
from gestand.core.files.store import passing_of
from gestand.core.mail.models import OutgoingMail
from gestand.core.one_time_link import forget_links
from gestand.people.models import Attachment, MailAddress
from gestand.retention.actions.holds import place_hold
from gestand.sharing.actions.handing_back import HeldHasChanged, choose, note_received, pack, send_link, withdraw_link
from gestand.sharing.models import HandBack, HeldPackage
from tests.cast import Cast, browser_of
from tests.erasure.conftest import journal_folder
from tests.sharing.test_handing_back import handed_over, held, left, packed

__all__ = ["held", "journal_folder", "left"]

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "carla@zoutebrood.example"


@pytest.fixture
def ready(cast: Cast, left: Attachment) -> HandBack:
    return packed(cast)


def sent(cast: Cast, row: HandBack) -> str:
    """The code of the link that was mailed just now."""
    send_link(row, to=ADDRESS, by=cast.owner, at=timezone.now())
    mail = OutgoingMail.objects.order_by("-queued_at", "-id").first()
    assert mail is not None
    assert mail.to == ADDRESS
    found = re.search(r"/(?:pakket|package)/#(\S+)", mail.text)
    assert found is not None
    return found[1]


def fetched(code: str) -> tuple[int, bytes]:
    answer = Browser().post("/pakket/", {"code": code})
    return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_link_opens_the_package_once_and_is_kept_as_a_digest_alone(cast: Cast, ready: HandBack) -> None:
    code = sent(cast, ready)
    package = HeldPackage.objects.get()
    assert code not in (package.link_digest, *map(str, AuditLine.objects.values_list("facts", flat=True)))
    status, content = fetched(code)
    assert status == 200
    assert any(name.endswith("kassa.csv") for name in zipfile.ZipFile(io.BytesIO(content)).namelist())
    assert fetched(code)[0] == 404
    package.refresh_from_db()
    ready.refresh_from_db()
    assert package.collected_at is not None
    assert (ready.state, ready.fetched_at is not None) == ("ready", True)
    assert AuditLine.objects.filter(action="sharing.held.collect", client_id=cast.bakery.id).count() == 1


def test_fetching_is_no_receipt_and_after_the_receipt_no_link_works(cast: Cast, ready: HandBack) -> None:
    fetched(sent(cast, ready))
    code = sent(cast, ready)
    row = note_received(
        ready, received_on=timezone.localdate(), received_by="C. Berg", by=cast.owner, at=timezone.now()
    )
    assert row.state == "received"
    assert fetched(code)[0] == 404


@pytest.mark.parametrize("hours", [24, 25])
def test_after_a_day_it_works_no_more(cast: Cast, ready: HandBack, hours: int) -> None:
    code = sent(cast, ready)
    HeldPackage.objects.update(link_until=timezone.now() + timedelta(hours=24 - hours))
    assert fetched(code)[0] == 404


def test_a_new_link_makes_the_one_before_worth_nothing(cast: Cast, ready: HandBack) -> None:
    first, second = sent(cast, ready), sent(cast, ready)
    assert [mail.state for mail in OutgoingMail.objects.order_by("queued_at", "id")] == ["cancelled", "waiting"]
    assert fetched(first)[0] == 404
    assert fetched(second)[0] == 200


def test_a_link_that_is_taken_back_and_a_package_that_is_made_anew_open_nothing(cast: Cast, ready: HandBack) -> None:
    code = sent(cast, ready)
    withdraw_link(ready, by=cast.owner, at=timezone.now())
    assert fetched(code)[0] == 404
    assert OutgoingMail.objects.get().state == "cancelled"
    code = sent(cast, ready)
    pack(ready, by=cast.owner, at=timezone.now())
    assert fetched(code)[0] == 404
    assert not OutgoingMail.objects.exclude(state="cancelled").exists()


def test_a_download_that_breaks_off_can_be_tried_again(cast: Cast, ready: HandBack) -> None:
    code = sent(cast, ready)
    answer = Browser().post("/pakket/", {"code": code})
    assert fetched(code)[0] == 409  # one download at a time
    next(iter(answer.streaming_content))
    answer.close()
    assert HeldPackage.objects.get().collected_at is None
    assert fetched(code)[0] == 200


def test_no_link_goes_out_for_what_changed_or_is_under_a_hold(cast: Cast, ready: HandBack) -> None:
    place_hold(kind="client", subject_id=cast.bakery.id, reason="Er loopt een claim over de kassa.",
               until_on=timezone.localdate() + timedelta(days=90), by=cast.owner, at=timezone.now())  # fmt: skip
    with pytest.raises(UnderHold):
        send_link(ready, to=ADDRESS, by=cast.owner, at=timezone.now())
    handed_over(cast, name="later.csv")
    with pytest.raises(HeldHasChanged):
        send_link(ready, to=ADDRESS, by=cast.owner, at=timezone.now())
    assert not OutgoingMail.objects.exists()


def test_after_a_restore_a_link_of_then_opens_nothing(cast: Cast, ready: HandBack) -> None:
    """A link that was used after the backup was made would open its file once more; and the file is in no backup."""
    code = sent(cast, ready)
    assert forget_links() == 1
    assert fetched(code)[0] == 404
    code = sent(cast, ready)
    passing_of(HeldPackage.objects.get().file_id).unlink()
    assert fetched(code)[0] == 404


def test_addresses_on_file_alone_are_offered_and_to_the_owner_alone(cast: Cast, anna: Browser, ready: HandBack) -> None:
    page, link = reverse("sharing:held", args=[cast.bakery.id]), reverse("sharing:held-link", args=[ready.id])
    MailAddress.objects.update_or_create(person=cast.carla, defaults={"address": ADDRESS, "folded": ADDRESS})
    assert ADDRESS in anna.get(page).content.decode()
    assert anna.post(link, {"to": "somebody@elsewhere.example"}).status_code == 422
    assert anna.post(link, {"to": ADDRESS}).status_code == 302
    assert reverse("sharing:held-unlink", args=[ready.id]) in anna.get(page).content.decode()
    assert browser_of(cast.bram).post(link, {"to": ADDRESS}).status_code == 404
    assert Browser().post(link, {"to": ADDRESS}).status_code == 302
    assert OutgoingMail.objects.count() == 1
    with pytest.raises(NotAllowed):
        send_link(ready, to=ADDRESS, by=cast.standin, at=timezone.now())


def test_without_an_address_on_file_the_page_says_so(cast: Cast, anna: Browser, ready: HandBack) -> None:
    MailAddress.objects.filter(person=cast.carla).delete()
    page = anna.get(reverse("sharing:held", args=[cast.bakery.id])).content.decode()
    assert reverse("sharing:held-link", args=[ready.id]) not in page
    assert "geen mailadres" in page


def test_another_choice_takes_the_link_away(cast: Cast, ready: HandBack) -> None:
    code = sent(cast, ready)
    choose(cast.bakery, choice="deleted", by=cast.owner, at=timezone.now())
    assert fetched(code)[0] == 404
    assert OutgoingMail.objects.get().state == "cancelled"
