"""Making, sending, fetching and destroying a package."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.files.models import StoredFile
from gestand.core.files.store import files_folder
from gestand.core.firm import Firm
from gestand.core.mail.models import MailSettings
from gestand.core.one_time_link import LinkNotValid
from gestand.rights.actions.packages import (
    NotLookedThrough,
    PackageNotReady,
    claim_by_link,
    send_package,
    sweep_packages,
)
from gestand.rights.models import Package
from gestand.rights.queries import today_card
from tests.cast import Cast
from tests.rights.steps import content_of, entered, last_mail, link_in, made, mail_leaves, opened


def sent(cast: Cast) -> tuple[Package, str]:
    """A package whose link has left, and the code in it."""
    package = made(cast, entered(cast))
    send_package(package=package, email="eva@jansen.example", looked_through=True, by=cast.owner, at=timezone.now())
    mail_leaves(timezone.now())
    package.refresh_from_db()
    return package, link_in(last_mail()).partition("#")[2]


def test_a_package_is_made_by_a_job_and_sealed(cast: Cast, anna: Browser) -> None:
    request = entered(cast)
    package = made(cast, request)
    request.refresh_from_db()
    assert request.state == "ready"
    assert package.contents["rows"] == package.rows > 0
    on_disk = b"".join(path.read_bytes() for path in files_folder().rglob("*") if path.is_file())
    assert b"Jansen" not in on_disk


def test_the_owner_looks_at_it_before_it_goes(cast: Cast, anna: Browser) -> None:
    package = made(cast, entered(cast))
    page = anna.get(f"/requests/package/{package.id}/")
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    preview = anna.get(f"/requests/package/{package.id}/preview/")
    assert "sandbox" in preview["Content-Security-Policy"]
    assert "script-src" not in preview["Content-Security-Policy"]
    assert b"Eva Jansen" in content_of(preview)
    assert anna.get(f"/requests/package/{package.id}/preview/../../etc/passwd").status_code == 404


def test_sending_answers_the_request_and_keeps_the_answer_without_the_link(cast: Cast, anna: Browser) -> None:
    request = entered(cast)
    package = made(cast, request)
    anna.post(f"/requests/package/{package.id}/", {"email": "eva@jansen.example", "looked_through": "on"})
    mail_leaves(timezone.now())
    request.refresh_from_db()
    package.refresh_from_db()
    mail = last_mail()
    code = link_in(mail).partition("#")[2]
    assert request.state == "answered"
    assert "Autoriteit Persoonsgegevens" in mail.text
    assert len(code) == 32
    assert code not in request.answer
    assert package.link_digest not in mail.text
    assert package.link_until - timezone.now() <= timedelta(hours=24)


def test_a_package_goes_out_only_after_somebody_looked(cast: Cast, anna: Browser) -> None:
    package = made(cast, entered(cast))
    with pytest.raises(NotLookedThrough):
        send_package(package=package, email="e@j.example", looked_through=False, by=cast.owner, at=timezone.now())
    response = anna.post(f"/requests/package/{package.id}/", {"email": "eva@jansen.example"})
    assert response.status_code == 422


def test_a_link_that_would_wait_in_the_outbox_is_warned_of(cast: Cast, anna: Browser) -> None:
    url = f"/requests/package/{made(cast, entered(cast)).id}/"
    assert "terwijl de 24 uur al lopen" in anna.get(url).content.decode()
    MailSettings.objects.create(
        id=1, host="mail.example", port=465, sender_address="info@helder.example", saved_at=timezone.now()
    )
    assert "terwijl de 24 uur al lopen" not in anna.get(url).content.decode()


def test_an_address_that_is_not_offered_gets_nothing(cast: Cast, anna: Browser) -> None:
    package = made(cast, entered(cast))
    form = {"email": "dief@elders.example", "looked_through": "on"}
    assert anna.post(f"/requests/package/{package.id}/", form).status_code == 422
    package.refresh_from_db()
    assert not package.link_digest


def test_the_code_stands_behind_the_hash_and_fetches_once(cast: Cast, visitor: Browser) -> None:
    package, code = sent(cast)
    assert "/pakket/#" in link_in(last_mail())
    response = visitor.post("/pakket/", {"code": code})
    assert 'filename="uw-gegevens-' in response["Content-Disposition"]
    archive = opened(content_of(response))
    assert archive.testzip() is None
    assert "index.html" in archive.namelist()
    package.refresh_from_db()
    assert (package.state, package.link_digest) == ("collected", "")
    assert visitor.post("/pakket/", {"code": code}).status_code == 404


def test_the_whole_link_may_be_pasted(cast: Cast, visitor: Browser) -> None:
    _package, code = sent(cast)
    response = visitor.post("/pakket/", {"code": f" http://localhost:8000/pakket/#{code} "})
    assert opened(content_of(response)).testzip() is None


def test_a_download_that_breaks_off_leaves_the_link_working(cast: Cast, visitor: Browser) -> None:
    package, code = sent(cast)
    broken_off = visitor.post("/pakket/", {"code": code})
    next(iter(broken_off.streaming_content))
    second = visitor.post("/pakket/", {"code": code})  # one at a time
    assert second.status_code == 409
    assert "Wacht tien minuten en open de link uit de mail opnieuw" in second.content.decode()
    for close in broken_off._resource_closers:  # what the server does when the visitor is gone
        close()
    package.refresh_from_db()
    assert (package.state, package.collected_at) == ("ready", None)
    assert opened(content_of(visitor.post("/pakket/", {"code": code}))).testzip() is None


def test_wrong_used_and_expired_codes_get_one_and_the_same_page(cast: Cast, visitor: Browser) -> None:
    _package, code = sent(cast)
    wrong = visitor.post("/pakket/", {"code": "verzonnen"})
    Package.objects.update(link_until=timezone.now() - timedelta(minutes=1))
    expired = visitor.post("/pakket/", {"code": code})
    assert wrong.status_code == expired.status_code == 404
    assert wrong.content == expired.content


def test_a_link_works_for_24_hours(cast: Cast) -> None:
    _package, code = sent(cast)
    with pytest.raises(LinkNotValid):
        claim_by_link(token=code, at=timezone.now() + timedelta(hours=24))
    claim_by_link(token=code, at=timezone.now() + timedelta(hours=23, minutes=59))


def test_codes_cannot_be_tried_without_end(cast: Cast, visitor: Browser) -> None:
    answers = [visitor.post("/pakket/", {"code": f"poging-{number}"}).status_code for number in range(21)]
    assert answers == [404] * 20 + [429]


def test_the_file_is_destroyed_after_it_was_fetched(cast: Cast, visitor: Browser) -> None:
    package, code = sent(cast)
    content_of(visitor.post("/pakket/", {"code": code}))
    assert sweep_packages(at=timezone.now()) == 1
    package.refresh_from_db()
    assert (package.file, package.state) == (None, "collected")
    assert not StoredFile.objects.exists()


def test_the_file_is_destroyed_when_the_link_ran_out_and_today_says_so(cast: Cast) -> None:
    package, _code = sent(cast)
    later = timezone.now() + timedelta(hours=25)
    assert sweep_packages(at=later) == 1
    package.refresh_from_db()
    assert package.state == "expired"
    assert [line.icon for line in today_card(actor=cast.owner, at=later)] == ["clock-exclamation"]


def test_a_package_that_nobody_sent_is_gone_after_thirty_days_and_can_be_made_anew(cast: Cast) -> None:
    request = entered(cast)
    made(cast, request)
    assert sweep_packages(at=timezone.now() + timedelta(days=29)) == 0
    assert sweep_packages(at=timezone.now() + timedelta(days=30)) == 1
    request.refresh_from_db()
    assert request.state == "identified"
    assert made(cast, request).state == "ready"


def test_an_unused_link_is_made_and_sent_anew_without_opening_the_request_again(cast: Cast) -> None:
    package, _code = sent(cast)
    request = package.request
    assert request is not None
    request.refresh_from_db()
    closed_at = request.closed_at
    again = made(cast, request)
    send_package(package=again, email="eva@jansen.example", looked_through=True, by=cast.owner, at=timezone.now())
    request.refresh_from_db()
    package.refresh_from_db()
    assert (request.state, request.closed_at) == ("answered", closed_at)
    assert (package.state, package.link_digest) == ("expired", "")


def test_the_owner_downloads_once_and_notes_the_hand_over(cast: Cast, anna: Browser) -> None:
    request = entered(cast)
    package = made(cast, request)
    opened(content_of(anna.post(f"/requests/package/{package.id}/download/")))
    assert anna.post(f"/requests/package/{package.id}/download/").status_code == 302
    page = anna.get(f"/requests/{request.id}/")
    assert f"/requests/{request.id}/handed-over/" in page.content.decode()
    anna.post(f"/requests/{request.id}/handed-over/", {"words": "Op een stick gegeven."})
    request.refresh_from_db()
    assert (request.state, request.answer_channel) == ("answered", "in_person")
    assert "Autoriteit Persoonsgegevens" in request.answer


def test_a_sent_package_cannot_be_sent_twice(cast: Cast) -> None:
    package, _code = sent(cast)
    with pytest.raises(PackageNotReady):
        send_package(package=package, email="eva@jansen.example", looked_through=True, by=cast.owner, at=timezone.now())


def test_a_link_that_nobody_else_can_open_is_warned_of(cast: Cast, anna: Browser) -> None:
    url = f"/requests/package/{made(cast, entered(cast)).id}/"
    assert "De link zou alleen op deze computer werken" in anna.get(url).content.decode()
    Firm.objects.update(public_url="https://kantoor.helder-it.example")
    assert "De link zou alleen op deze computer werken" not in anna.get(url).content.decode()
