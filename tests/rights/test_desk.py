"""The owner's desk: entering, identifying, answering; and that nobody else gets in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.audit.models import AuditLine
from gestand.core.mail.models import OutgoingMail
from gestand.core.search.find import find
from gestand.rights.actions.answers import AlreadyAnswered, answer_in_writing
from gestand.rights.actions.identity import NoProof, identify
from gestand.rights.actions.packages import NotAccess, NotIdentified, ask_package
from gestand.rights.actions.requests import NotReceivedYet, enter_request
from gestand.rights.models import Request, RequestKind
from gestand.rights.queries import today_card
from gestand.team.models import Grant
from tests.cast import Cast
from tests.rights.steps import entered, last_mail, made, mail_leaves


def test_a_request_by_letter_may_have_come_last_week(cast: Cast, anna: Browser) -> None:
    came = timezone.localtime() - timedelta(days=7)
    form = {
        "kind": "erasure",
        "channel": "letter",
        "name": "Eva Jansen",
        "language": "nl",
        "received_at": came.strftime("%Y-%m-%dT%H:%M"),
    }
    response = anna.post("/requests/new/", form)
    request = Request.objects.get()
    assert response["Location"] == f"/requests/{request.id}/"
    assert (request.number, request.due_on) == (1, came.date() + timedelta(days=28))


def test_a_request_cannot_come_tomorrow(cast: Cast, anna: Browser) -> None:
    with pytest.raises(NotReceivedYet):
        entered(cast, received_at=timezone.now() + timedelta(days=1))
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    form = {"kind": "access", "channel": "mail", "name": "Eva", "language": "nl", "received_at": tomorrow}
    response = anna.post("/requests/new/", form)
    assert response.status_code == 422
    assert 'id="id_received_at_error"' in response.content.decode()


def test_numbers_follow_each_other(cast: Cast) -> None:
    assert [entered(cast).number for _ in range(3)] == [1, 2, 3]


def test_every_kind_is_entered_shown_and_answered(cast: Cast, anna: Browser) -> None:
    for kind in RequestKind.values:
        request = entered(cast, kind=kind)
        assert anna.get(f"/requests/{request.id}/").status_code == 200
        anna.post(
            f"/requests/{request.id}/answer/", {"words": "Gedaan.", "channel": "mail", "email": "eva@jansen.example"}
        )
        mail_leaves(timezone.now())
        request.refresh_from_db()
        assert request.state == "answered", kind


def test_the_owner_finds_the_person_and_says_how_it_was_checked(findable: Cast, anna: Browser) -> None:
    request = entered(findable, identified=False, email="eva@jansen.example")
    assert "Eva Jansen" in anna.get(f"/requests/{request.id}/?who=jansen").content.decode()
    assert "Eva Jansen" in anna.get(f"/requests/{request.id}/persons/?who=jansne").content.decode()
    anna.post(f"/requests/{request.id}/identify/", {"person": findable.eva.id, "proof": "called_back"})
    request.refresh_from_db()
    assert (request.state, request.person_id, request.identity) == ("identified", findable.eva.id, "called_back")
    assert AuditLine.objects.filter(action="rights.request.identify", subject_id=request.id).count() == 1


def test_nobody_is_identified_without_a_proof(findable: Cast, anna: Browser) -> None:
    request = entered(findable, identified=False)
    response = anna.post(f"/requests/{request.id}/identify/", {"person": findable.eva.id})
    assert response.status_code == 422
    with pytest.raises(NoProof):
        identify(request=request, person_id=findable.eva.id, proof="mail_on_file", by=findable.owner, at=timezone.now())


def test_nothing_is_made_before_somebody_is_identified(cast: Cast) -> None:
    with pytest.raises(NotIdentified):
        ask_package(request=entered(cast, identified=False), language="nl", by=cast.owner, at=timezone.now())


def test_only_access_is_answered_with_a_package(cast: Cast) -> None:
    with pytest.raises(NotAccess):
        ask_package(request=entered(cast, kind="erasure"), language="nl", by=cast.owner, at=timezone.now())


def test_identifying_somebody_else_drops_the_package_that_was_made(cast: Cast) -> None:
    request = entered(cast)
    package = made(cast, request)
    identify(request=request, person_id=cast.carla.id, proof="seen", by=cast.owner, at=timezone.now())
    package.refresh_from_db()
    assert package.state == "expired"


def test_an_answer_is_kept_as_it_was_sent_with_the_authority(cast: Cast) -> None:
    request = entered(cast, kind="objection")
    answer_in_writing(
        request=request,
        words="Wij mailen u niet meer.",
        channel="mail",
        email="eva@jansen.example",
        by=cast.owner,
        at=timezone.now(),
    )
    request.refresh_from_db()
    assert last_mail().text == request.answer
    for words in (
        "Wij mailen u niet meer.",
        "Autoriteit Persoonsgegevens",
        "https://www.autoriteitpersoonsgegevens.nl/",
        "Helder IT",
    ):
        assert words in request.answer
    with pytest.raises(AlreadyAnswered):
        answer_in_writing(
            request=request, words="Nog eens.", channel="letter", email="", by=cast.owner, at=timezone.now()
        )


def test_a_letter_is_printed_not_mailed(cast: Cast, anna: Browser) -> None:
    request = entered(cast, kind="erasure")
    anna.post(
        f"/requests/{request.id}/answer/", {"words": "Gewist.", "channel": "letter", "email": "eva@jansen.example"}
    )
    assert not OutgoingMail.objects.exists()
    letter = anna.get(f"/requests/{request.id}/letter/")
    assert letter["Content-Type"] == "application/pdf"
    assert letter.content.startswith(b"%PDF-")


def test_a_standin_finds_no_requests_anywhere(cast: Cast, bram: Browser) -> None:
    request = entered(cast)
    package = made(cast, request)
    for path in (
        "",
        "new/",
        "answered/",
        f"{request.id}/",
        f"{request.id}/answer/",
        f"package/{package.id}/",
        f"package/{package.id}/preview/",
    ):
        assert bram.get(f"/requests/{path}").status_code == 404, path
    assert bram.post(f"/requests/package/{package.id}/download/").status_code == 404
    assert not today_card(actor=cast.standin, at=timezone.now())


def test_a_visitor_is_sent_to_the_login_page(cast: Cast, visitor: Browser) -> None:
    assert visitor.get("/requests/")["Location"].startswith("/account/login/")


def test_an_unknown_request_is_not_there(cast: Cast, anna: Browser) -> None:
    assert anna.get("/requests/01900000-0000-7000-8000-000000000000/").status_code == 404


def test_today_orders_requests_by_days_left_and_shows_what_is_too_late(cast: Cast) -> None:
    now = timezone.now()
    for days in (3, 40, 20):
        entered(cast, received_at=timezone.localtime(now) - timedelta(days=days))
    lines = today_card(actor=cast.owner, at=now)
    assert [line.days_left for line in lines] == [-12, 8, 25]
    assert [line.tone for line in lines] == ["broken", "warn", "plain"]
    assert lines[0].urgency < lines[1].urgency < lines[2].urgency


@pytest.mark.parametrize(
    "page", ["", "new/", "answered/", "{request}/", "{request}/?who=eva", "{request}/answer/", "package/{package}/"]
)
def test_no_page_asks_more_than_twelve_questions(
    findable: Cast, anna: Browser, page: str, django_assert_max_num_queries: object
) -> None:
    now = timezone.now()
    for number in range(4):
        entered(findable, received_at=now - timedelta(days=number), email="eva@jansen.example")
    request = entered(findable, identified="who" not in page)
    package = made(findable, request) if "package" in page else None
    path = page.format(request=request.id, package=package.id if package else "")
    anna.get("/requests/new/")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert anna.get(f"/requests/{path}").status_code == 200


def test_the_owner_is_told_that_a_request_came_in(cast: Cast) -> None:
    from tests.rights.test_public_form import take_and_confirm

    take_and_confirm("eva@jansen.example")
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {"eva@jansen.example", "anna@helder-it.example"}
    news = OutgoingMail.objects.get(to="anna@helder-it.example")
    assert "Jansen" not in news.subject + news.text


def test_only_the_owner_enters_requests(cast: Cast) -> None:
    from gestand.core.actors import NotAllowed

    with pytest.raises(NotAllowed):
        enter_request(
            kind="access", channel="mail", name="Eva", received_at=timezone.now(), by=cast.standin, at=timezone.now()
        )


def test_the_owner_finds_a_request_by_name_and_a_standin_who_sees_every_client_does_not(findable: Cast) -> None:
    entered(findable, identified=False, name="Wilhelmina Ongekend")
    Grant.objects.update(every_client=True)
    assert [hit.kind for hit in find("ongekend", actor=findable.owner)] == ["request"]
    assert find("ongekend", actor=findable.standin) == []
    assert find("zoute brood", actor=findable.standin) != []
