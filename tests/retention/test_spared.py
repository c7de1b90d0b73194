"""Jobs that forget by themselves leave what is under a hold or restricted (GDPR 17(3)(e), 18), or say why not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.declarations.registry import personal_models
from gestand.core.files import store_file
from gestand.core.freezing import NOBODY
from gestand.core.house import house
from gestand.core.jobs.registry import registered_jobs
from gestand.core.mail.models import MailAttachment, OutgoingMail
from gestand.core.mail.upkeep import forget_old_mails
from gestand.people.actions.freezing import freeze_person, lift_freeze, note_told
from gestand.people.models import Person
from gestand.retention.actions.holds import lift_hold, place_hold
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def mailed(to: Person, *, days_ago: int) -> OutgoingMail:
    at = timezone.now() - timedelta(days=days_ago)
    return OutgoingMail.objects.create(
        to=f"{to.given_name.lower()}@voorbeeld.example", subject="Afspraak", text="Tot morgen",
        purpose="purpose.contact",
        person_id=to.id, message_id=f"<{to.id}-{days_ago}@helder-it.example>", state="sent", queued_at=at, sent_at=at,
        closed_at=at,
    )  # fmt: skip


def test_every_job_that_forgets_spares_or_says_why_not() -> None:
    forgetting = [each.personal for each in personal_models() if each.personal and each.personal.forgotten_by]
    assert len(forgetting) >= 6
    for personal in forgetting:
        assert registered_jobs[personal.forgotten_by].spares != bool(personal.forgotten_from_all)


def test_what_was_mailed_to_a_restricted_person_stays_until_that_is_lifted(cast: Cast) -> None:
    hers, others = mailed(cast.eva, days_ago=100), mailed(cast.carla, days_ago=100)
    now = timezone.now()
    freeze = freeze_person(by=cast.owner, at=now, person=cast.eva, ground="claims")
    assert forget_old_mails(at=now) == 1
    hers.refresh_from_db()
    others.refresh_from_db()
    assert (hers.text, others.text) == ("Tot morgen", "")
    note_told(by=cast.owner, at=now, freeze=freeze)
    lift_freeze(by=cast.owner, at=now, freeze=freeze)
    assert forget_old_mails(at=now) == 1


def test_what_was_mailed_to_somebody_under_a_hold_stays_with_its_files(cast: Cast) -> None:
    mail, now = mailed(cast.eva, days_ago=400), timezone.now()
    stored = store_file(b"brief", name="brief.txt", media_type="text/plain", at=now)
    MailAttachment.objects.create(mail=mail, file=stored, name="brief.txt")
    hold = place_hold(kind="client", subject_id=cast.jansen.id, reason="Er loopt een claim.", by=cast.owner, at=now,
                      until_on=timezone.localdate(now) + timedelta(days=90))  # fmt: skip
    forget_old_mails(at=now)
    assert MailAttachment.objects.get().file == stored
    lift_hold(hold=hold, by=cast.owner, at=now)
    forget_old_mails(at=now + timedelta(days=1))
    assert not OutgoingMail.objects.exists()


def test_what_is_spared_is_no_job_that_did_not_run(anna: Browser, cast: Cast) -> None:
    mailed(cast.eva, days_ago=400)
    assert "Mails van ons: 1" in anna.get("/terms/leftovers/").content.decode()
    freeze_person(by=cast.owner, at=timezone.now(), person=cast.eva, ground="claims")
    assert "Mails van ons: 1" not in anna.get("/terms/leftovers/").content.decode()


def test_nobody_restricted_costs_no_question_about_each_mail(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(house, "frozen", lambda: NOBODY)
    for day in range(100, 130):
        mailed(cast.eva, days_ago=day)
    with django_assert_max_num_queries(80):
        assert forget_old_mails(at=timezone.now()) == 30
