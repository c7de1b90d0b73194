"""Reminders: at 14, 7, 3 and 1 days, each once, by mail when mail is set up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from gestand.core.mail.models import MailSettings, OutgoingMail
from gestand.rights.actions.answers import answer_in_writing
from gestand.rights.actions.reminding import remind_of_requests
from gestand.rights.models import Reminder
from tests.cast import Cast
from tests.rights.steps import entered


@pytest.fixture
def mail(cast: Cast) -> Cast:
    MailSettings.objects.create(
        id=1,
        host="mail.helder-it.example",
        sender_address="info@helder-it.example",
        sender_name="Helder IT",
        host_kind="own",
        saved_at=timezone.now(),
    )
    return cast


def _day(n: int) -> datetime:
    return timezone.now() + timedelta(days=n)


def test_the_owner_is_reminded_at_each_step_once(mail: Cast) -> None:
    entered(mail)
    told = [day for day in range(28) for _again in (1, 2) if remind_of_requests(at=_day(day))]
    assert told == [14, 21, 25, 27]
    assert OutgoingMail.objects.filter(to="anna@helder-it.example").count() == 4


def test_a_reminder_holds_no_name(mail: Cast) -> None:
    request = entered(mail)
    remind_of_requests(at=_day(21))
    sent = OutgoingMail.objects.get(to="anna@helder-it.example")
    assert str(request.number) in sent.subject
    assert "Eva" not in sent.text + sent.subject


def test_a_request_that_is_found_late_gives_one_mail(mail: Cast) -> None:
    entered(mail, received_at=_day(-26))
    assert remind_of_requests(at=_day(0)) == 1
    assert sorted(Reminder.objects.values_list("days_before", flat=True)) == [3, 7, 14]
    assert remind_of_requests(at=_day(0)) == 0


def test_a_clock_that_jumps_back_reminds_of_nothing_twice(mail: Cast) -> None:
    entered(mail)
    assert remind_of_requests(at=_day(21)) == 1
    assert remind_of_requests(at=_day(14)) == 0


def test_without_mail_the_step_is_noted_and_nothing_waits(cast: Cast) -> None:
    entered(cast)
    assert remind_of_requests(at=_day(14)) == 1
    assert not OutgoingMail.objects.exists()


def test_an_answered_request_reminds_of_nothing(mail: Cast) -> None:
    request = entered(mail)
    answer_in_writing(request=request, words="Klaar.", channel="letter", email="", by=mail.owner, at=timezone.now())
    assert remind_of_requests(at=_day(27)) == 0
