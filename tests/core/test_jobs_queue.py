"""Queueing: a job is written with its data, and its arguments say nothing about a person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from gestand.core.actors import SYSTEM
from gestand.core.declarations import Purpose
from gestand.core.jobs import NotQueueable, enqueue
from gestand.core.jobs.arguments import decode_arguments
from gestand.core.jobs.models import Job
from gestand.core.mail import MailRefused, queue_mail
from gestand.core.mail.models import OutgoingMail
from tests.cast import NOW

ID = UUID("019abcde-0000-7000-8000-000000000001")


@pytest.mark.django_db
def test_arguments_come_back_as_they_went_in() -> None:
    given = {"mail_id": ID, "on": date(2026, 11, 23), "moment": datetime(2026, 11, 23, 9, tzinfo=UTC), "count": 3}
    job = enqueue("core.send_mail", by=SYSTEM, at=NOW, **given)  # type: ignore[arg-type]
    assert decode_arguments(Job.objects.get(id=job.id).arguments) == given


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["Carla van den Berg", "carla@zoutebrood.example", 1.5, {"a": 1}])
def test_an_argument_that_may_hold_personal_data_is_refused(value: object) -> None:
    with pytest.raises(NotQueueable):
        enqueue("core.send_mail", by=SYSTEM, at=NOW, mail_id=value)


@pytest.mark.django_db
def test_a_job_that_no_room_registered_is_refused() -> None:
    with pytest.raises(NotQueueable):
        enqueue("core.nobody_knows_this", by=SYSTEM, at=NOW)


@pytest.mark.django_db
def test_a_job_goes_when_its_transaction_goes() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - what is rolled back is the point
        enqueue("core.send_mail", by=SYSTEM, at=NOW, mail_id=ID)
        raise RuntimeError
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
def test_a_queued_mail_has_a_row_a_job_and_a_fixed_message_id() -> None:
    mail_id = queue_mail(
        to="carla@zoutebrood.example", subject="Uw\r\nBcc: x", text="Dag", purpose=Purpose.CONTACT, by=SYSTEM, at=NOW
    )
    mail = OutgoingMail.objects.get(id=mail_id)
    assert mail.subject == "Uw Bcc: x"
    assert mail.message_id == f"<{mail_id.hex}@gestand.invalid>"
    assert decode_arguments(Job.objects.get().arguments) == {"mail_id": mail_id}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "carla", "carla@zoutebrood.example\nBcc: dirk@vreemd.example"])
def test_a_mail_to_no_address_is_refused(address: str) -> None:
    with pytest.raises(MailRefused):
        queue_mail(to=address, subject="x", text="Dag", purpose=Purpose.CONTACT, by=SYSTEM, at=NOW)
    assert not OutgoingMail.objects.exists()
