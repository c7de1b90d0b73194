"""kill -9 at every step of what a request asks, and two owners at once: done whole, or not; never twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from gestand.core.mail.models import MailSettings, OutgoingMail
from gestand.core.refusals import Refused
from gestand.core.search.index import rebuild
from gestand.people.models import ConsentEvent, Freeze
from gestand.rights.actions.answers import answer_in_writing, refuse_request
from gestand.rights.actions.correcting import Wanted, correct
from gestand.rights.actions.extending import extend_request
from gestand.rights.actions.identity import identify
from gestand.rights.actions.reminding import remind_of_requests
from gestand.rights.actions.restricting import restrict_and_answer
from gestand.rights.models import Correction, Reminder, Request, RequestLetter
from tests.attacks.test_killed import in_a_process, points
from tests.cast import Cast, make_cast
from tests.rights.steps import entered

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MAIL = {"channel": "mail", "email": "eva@jansen.example"}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    rebuild()
    return cast


def _killed_everywhere(do: Callable[[], object], looks: Callable[[], tuple[object, ...]], *, step: int) -> int:
    """Die at point after point; each death leaves what was, or the whole. Says how often it died before that."""
    before = looks()
    deaths = 0
    for point in points(step=step):
        killed, _said = in_a_process(do, kill_at=point)
        if looks() != before or not killed:
            break
        deaths += 1
    return deaths


def test_a_restriction_that_is_killed_is_whole_or_has_not_been(cast: Cast) -> None:
    request = entered(cast, kind="restriction")
    now = timezone.now()

    def do() -> None:
        restrict_and_answer(request=request, ground="accuracy", words="Beperkt.", **MAIL, by=cast.owner, at=now)

    def looks() -> tuple[object, ...]:
        state = Request.objects.values_list("state", flat=True).get(id=request.id)
        return state, Freeze.objects.count(), RequestLetter.objects.count(), OutgoingMail.objects.count()

    assert _killed_everywhere(do, looks, step=3) >= 10
    assert looks() == ("sending", 1, 1, 1)


def test_a_correction_that_is_killed_is_whole_or_has_not_been(cast: Cast) -> None:
    request = entered(cast, kind="rectification")
    now = timezone.now()
    wanted = Wanted(person={"family_name": "Janssen"}, phones={}, mails={}, addresses={}, new_phone="030 123 45 68")

    def do() -> None:
        correct(request=request, wanted=wanted, by=cast.owner, at=now)

    def looks() -> tuple[object, ...]:
        cast.eva.refresh_from_db()
        return cast.eva.family_name, cast.eva.phone_numbers.count(), Correction.objects.count()

    assert _killed_everywhere(do, looks, step=3) >= 10
    assert looks() == ("Janssen", 2, 2)


def test_reminders_that_are_killed_are_sent_once(cast: Cast) -> None:
    MailSettings.objects.create(
        id=1, host="mail.helder-it.example", sender_address="info@helder-it.example", sender_name="Helder IT",
        host_kind="own", saved_at=timezone.now(),
    )  # fmt: skip
    entered(cast)
    at = timezone.now() + timedelta(days=25)

    def looks() -> tuple[object, ...]:
        return Reminder.objects.count(), OutgoingMail.objects.count()

    assert _killed_everywhere(lambda: remind_of_requests(at=at), looks, step=2) >= 5
    assert remind_of_requests(at=at) == 0
    assert looks() == (3, 1)


def _press_twice(press: Callable[[], object]) -> list[str]:
    """Two owners at the same moment: what each was told."""
    told: list[str] = []
    start = threading.Barrier(2)

    def one() -> None:
        try:
            start.wait()
            press()
            told.append("done")
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    both = [threading.Thread(target=one) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    return sorted(told)


@pytest.mark.parametrize(
    ("kind", "press"),
    [
        ("access", lambda given: answer_in_writing(words="Klaar.", **MAIL, **given)),
        ("access", lambda given: refuse_request(ground="others", reasons="Nee.", words="{reasons}", **MAIL, **given)),
        ("restriction", lambda given: restrict_and_answer(ground="claims", words="Beperkt.", **MAIL, **given)),
    ],
)
def test_two_owners_who_say_yes_at_once_do_it_once(cast: Cast, kind: str, press: Callable[[Any], object]) -> None:
    request = entered(cast, kind=kind)
    given = {"request": request, "by": cast.owner, "at": timezone.now()}
    assert _press_twice(lambda: press(given)) == ["already_answered", "done"]
    assert OutgoingMail.objects.count() == 1
    assert RequestLetter.objects.count() == 1


def test_two_owners_who_extend_at_once_extend_once(cast: Cast) -> None:
    request = entered(cast)
    given = {"ground": "complex", "reasons": "Veel.", "words": "{reasons}", "by": cast.owner, "at": timezone.now()}
    assert _press_twice(lambda: extend_request(request=request, **given, **MAIL)) == ["already_extended", "done"]
    assert OutgoingMail.objects.count() == 1


def test_two_owners_who_identify_an_objection_at_once_record_it_once(cast: Cast) -> None:
    request = entered(cast, kind="objection", identified=False)

    def press() -> None:
        identify(request=request, person_id=cast.eva.id, proof="seen", by=cast.owner, at=timezone.now())

    assert _press_twice(press) == ["done", "done"]
    assert ConsentEvent.objects.count() == 1


def test_two_jobs_that_remind_at_once_remind_once(cast: Cast) -> None:
    entered(cast)
    at = timezone.now() + timedelta(days=27)
    _press_twice(lambda: remind_of_requests(at=at))
    assert Reminder.objects.filter(days_before=1).count() == 1
