"""A mailed answer counts when its mail has left; until then the clock goes on, and the pages say so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.jobs.running import run_due_jobs
from gestand.core.mail.actions import confirm_arrived
from gestand.core.mail.models import MailState, OutgoingMail
from gestand.rights.actions.answers import AlreadyAnswered, answer_in_writing
from gestand.rights.actions.packages import send_package, sweep_packages
from gestand.rights.models import Package, Request
from gestand.rights.queries import today_card
from tests.cast import Cast
from tests.rights.steps import entered, last_mail, made, mail_leaves


def mailed(cast: Cast, **changes: object) -> Request:
    """An objection whose answer was mailed; no mail server is set up."""
    request = entered(cast, kind="objection", **changes)
    answer_in_writing(
        request=request,
        words="Wij mailen u niet meer.",
        channel="mail",
        email="eva@jansen.example",
        by=cast.owner,
        at=timezone.now(),
    )
    run_due_jobs()
    request.refresh_from_db()
    return request


def is_refused() -> None:
    OutgoingMail.objects.update(state=MailState.FAILED, closed_at=timezone.now(), failure="Dit adres bestaat niet.")


def test_an_answer_whose_mail_has_not_left_is_no_answer(cast: Cast, anna: Browser) -> None:
    request = mailed(cast)
    assert last_mail().state == "held"
    assert (request.state, request.closed_at) == ("sending", None)
    assert request in Request.objects.running()
    page = anna.get(f"/requests/{request.id}/").content.decode()
    assert "Het antwoord wacht in Postvak UIT" in page
    assert "Mail is nog niet ingesteld." in page
    board = anna.get("/requests/").content.decode()
    assert "column-sending" in board
    assert "1 verzoek wacht op antwoord" in board
    with pytest.raises(AlreadyAnswered):
        answer_in_writing(
            request=request, words="Nog eens.", channel="letter", email="", by=cast.owner, at=timezone.now()
        )


def test_it_is_answered_at_the_moment_at_which_the_mail_left(cast: Cast) -> None:
    request = mailed(cast)
    later = timezone.now() + timedelta(hours=5)
    mail_leaves(later)
    request.refresh_from_db()
    assert (request.state, request.closed_at) == ("answered", later)


def test_a_mail_of_which_the_owner_knows_that_it_arrived_left_at_the_moment_of_sending(cast: Cast) -> None:
    request = mailed(cast)
    sent_at = timezone.now() - timedelta(hours=1)
    OutgoingMail.objects.update(state=MailState.IN_DOUBT, sending_at=sent_at)
    confirm_arrived(last_mail(), by=cast.owner, at=timezone.now())
    request.refresh_from_db()
    assert (request.state, request.closed_at) == ("answered", sent_at)


def test_today_speaks_of_a_waiting_answer_and_of_one_that_was_refused(cast: Cast) -> None:
    now = timezone.now()
    mailed(cast, received_at=now - timedelta(days=25))
    (line,) = today_card(actor=cast.owner, at=now)
    assert (line.days_left, line.detail) == (3, "Het antwoord wacht in Postvak UIT.")
    is_refused()
    (line,) = today_card(actor=cast.owner, at=now)
    assert "niet bezorgd" in line.detail


def test_today_is_silent_while_a_mail_is_about_to_leave_and_days_remain(cast: Cast) -> None:
    mailed(cast)
    OutgoingMail.objects.update(state=MailState.WAITING)
    assert not today_card(actor=cast.owner, at=timezone.now())


def test_a_refused_mail_is_shown_with_its_reason_and_can_be_sent_again(cast: Cast, anna: Browser) -> None:
    request = mailed(cast)
    is_refused()
    page = anna.get(f"/requests/{request.id}/").content.decode()
    assert "Niet bezorgd: Dit adres bestaat niet." in page
    anna.post(f"/requests/{request.id}/send-again/")
    assert last_mail().state == "waiting"
    assert OutgoingMail.objects.count() == 1


def test_the_answer_can_be_given_as_a_letter_instead_and_the_mail_does_not_go_any_more(
    cast: Cast, anna: Browser
) -> None:
    request = mailed(cast)
    assert anna.get(f"/requests/{request.id}/letter/").content.startswith(b"%PDF-")
    anna.post(f"/requests/{request.id}/by-letter/")
    request.refresh_from_db()
    assert (request.state, request.answer_channel, last_mail().state) == ("answered", "letter", "cancelled")
    assert request.closed_at is not None


def test_an_answer_that_is_taken_back_can_be_written_anew_from_the_same_words(cast: Cast, anna: Browser) -> None:
    request = mailed(cast)
    anna.post(f"/requests/{request.id}/take-back/")
    request.refresh_from_db()
    assert (request.state, request.answer, last_mail().state) == ("identified", "", "cancelled")
    page = anna.get(f"/requests/{request.id}/answer/").content.decode()
    assert "Wij mailen u niet meer.</textarea>" in page


def test_an_answer_of_which_nobody_knows_whether_it_arrived_is_not_taken_back(cast: Cast, anna: Browser) -> None:
    request = mailed(cast)
    OutgoingMail.objects.update(state=MailState.IN_DOUBT, sending_at=timezone.now())
    response = anna.post(f"/requests/{request.id}/take-back/")
    assert response.status_code == 422
    request.refresh_from_db()
    assert request.state == "sending"


def linked(cast: Cast) -> Package:
    package = made(cast, entered(cast))
    send_package(package=package, email="eva@jansen.example", looked_through=True, by=cast.owner, at=timezone.now())
    return package


def test_a_package_answers_when_its_link_has_left(cast: Cast) -> None:
    package = linked(cast)
    assert Request.objects.get().state == "sending"
    mail_leaves(timezone.now())
    assert Request.objects.get().state == "answered"
    package.refresh_from_db()
    assert package.link_digest


def test_a_package_whose_link_is_taken_back_is_ready_again(cast: Cast, anna: Browser) -> None:
    package = linked(cast)
    anna.post(f"/requests/{package.request_id}/take-back/")
    package.refresh_from_db()
    assert (package.state, package.link_digest, Request.objects.get().state) == ("ready", "", "ready")
    assert last_mail().state == "cancelled"


def test_a_link_that_ran_out_in_the_outbox_is_not_mailed_any_more_and_the_request_is_to_do_again(cast: Cast) -> None:
    linked(cast)
    sweep_packages(at=timezone.now() + timedelta(hours=25))
    assert (Request.objects.get().state, last_mail().state) == ("identified", "cancelled")


def test_who_fetched_the_package_was_answered_whatever_the_outbox_believes(cast: Cast, visitor: Browser) -> None:
    linked(cast)
    code = last_mail().text.partition("#")[2].split()[0]
    b"".join(visitor.post("/pakket/", {"code": code}).streaming_content)  # type: ignore[attr-defined]
    assert Request.objects.get().state == "answered"


def test_the_page_of_the_answer_warns_when_mail_is_not_set_up(cast: Cast, anna: Browser) -> None:
    request = entered(cast, kind="objection")
    assert "Mail is nog niet ingesteld" in anna.get(f"/requests/{request.id}/answer/").content.decode()


def test_a_standin_takes_nothing_back(cast: Cast, bram: Browser) -> None:
    request = mailed(cast)
    for name in ("send-again", "by-letter", "take-back"):
        assert bram.post(f"/requests/{request.id}/{name}/").status_code == 404
    request.refresh_from_db()
    assert request.state == "sending"
