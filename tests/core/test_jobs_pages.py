"""The pages of jobs, outbox, mail settings and recipients."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.actors import SYSTEM
from gestand.core.declarations import Purpose
from gestand.core.files import store_file
from gestand.core.house import Access, house
from gestand.core.jobs import enqueue
from gestand.core.jobs.cards import todays_failed_jobs
from gestand.core.jobs.models import Job
from gestand.core.mail import Attachment, queue_mail
from gestand.core.mail.cards import todays_mails
from gestand.core.mail.models import MailSettings, OutgoingMail
from tests.cast import NOW, Cast
from tests.core.mail_server import PASSWORD

FILLED = {
    "sender_name": "Helder IT",
    "sender_address": "post@helder-it.example",
    "transport": "smtp",
    "host": "mail.helder-it.example",
    "port": "587",
    "security": "starttls",
    "login": "password",
    "username": "post@helder-it.example",
    "password": PASSWORD,
    "host_kind": "provider",
}


def page(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def mail_to(cast: Cast, **changes: Any) -> OutgoingMail:
    usual: dict[str, Any] = {
        "to": "carla@zoutebrood.example",
        "subject": "Uw verzoek",
        "text": "Beste Carla,\n\nHet <b>pakket</b> staat klaar.",
        "purpose": Purpose.RIGHTS,
        "by": SYSTEM,
        "at": NOW,
        "person_id": cast.carla.id,
    }
    return OutgoingMail.objects.get(id=queue_mail(**{**usual, **changes}))


def failed_job() -> Job:
    job = enqueue("core.sweep_files", by=SYSTEM, at=NOW)
    Job.objects.filter(id=job.id).update(
        state="failed", failure="This took longer than it may, and was stopped.", reference="K7F2-93QD", finished_at=NOW
    )
    return Job.objects.get(id=job.id)


def test_a_failed_job_shows_its_sentence_its_reference_and_a_button(cast: Cast, anna: Browser) -> None:
    job = failed_job()
    shown = page(anna.get("/jobs/"))
    assert "Dit duurde langer dan het mag en is gestopt." in shown
    assert "K7F2-93QD" in shown
    anna.post(reverse("core:job-retry", args=[job.id]))
    job.refresh_from_db()
    assert job.state == "waiting"


def test_a_standin_sees_jobs_and_cannot_try_them_again(cast: Cast, bram: Browser) -> None:
    job = failed_job()
    assert "K7F2-93QD" in page(bram.get("/jobs/"))
    assert bram.post(reverse("core:job-retry", args=[job.id])).status_code == 404


def test_the_bar_looks_again_by_itself_until_the_job_is_over(cast: Cast, anna: Browser) -> None:
    job = enqueue("core.sweep_files", by=SYSTEM, at=NOW)
    Job.objects.filter(id=job.id).update(state="running", done=1, total=4, words="Regels lezen")
    address = reverse("core:job-progress", args=[job.id])
    running = anna.get(address, headers={"HX-Request": "true"})
    assert 'value="25"' in page(running)
    assert "hx-get" in page(running)
    assert "HX-Refresh" not in running
    Job.objects.filter(id=job.id).update(state="done", finished_at=NOW)
    over = anna.get(address, headers={"HX-Request": "true"})
    assert "hx-get" not in page(over)
    assert over["HX-Refresh"] == "true"


def test_lists_take_few_queries(cast: Cast, anna: Browser, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        failed_job()
        mail_to(cast)
    for address in ("/jobs/", "/outbox/", "/settings/mail/"):
        anna.get(address)
        with django_assert_max_num_queries(12):
            assert anna.get(address).status_code == 200


def test_the_outbox_says_that_mail_waits_for_settings(cast: Cast, anna: Browser) -> None:
    mail_to(cast)
    shown = page(anna.get("/outbox/"))
    assert "carla@zoutebrood.example" in shown
    assert "Mail is nog niet ingesteld" in shown


def test_a_demo_says_aloud_that_nothing_leaves(cast: Cast, anna: Browser, settings: Any) -> None:
    settings.DEMO = True
    assert "Er gaat geen mail uit." in page(anna.get("/outbox/"))


def test_a_mail_is_readable_as_text_and_its_files_can_be_fetched(cast: Cast, anna: Browser) -> None:
    letter = store_file(b"brief", name="brief.txt", media_type="text/plain", at=NOW)
    mail = mail_to(cast, attachments=[Attachment(letter.id, "brief.txt")])
    shown = page(anna.get(reverse("core:mail", args=[mail.id])))
    assert "Het &lt;b&gt;pakket&lt;/b&gt; staat klaar." in shown
    answer = anna.get(reverse("core:mail-attachment", args=[mail.id, mail.attachments.get().id]))
    assert b"".join(answer.streaming_content) == b"brief"  # type: ignore[attr-defined]
    answer.close()


def test_a_standin_for_one_client_sees_no_mails_of_others(cast: Cast, bram: Browser) -> None:
    mail = mail_to(cast)
    own = mail_to(cast, person_id=None, account_id=cast.bram.id, to=cast.bram.email)
    shown = page(bram.get("/outbox/"))
    assert "carla@zoutebrood.example" not in shown
    assert cast.bram.email in shown
    assert bram.get(reverse("core:mail", args=[mail.id])).status_code == 404
    assert bram.get(reverse("core:mail", args=[own.id])).status_code == 200


@pytest.mark.parametrize(
    ("before", "button", "after"),
    [
        ("in_doubt", "core:mail-arrived", "sent"),
        ("in_doubt", "core:mail-again", "waiting"),
        ("failed", "core:mail-again", "waiting"),
        ("waiting", "core:mail-cancel", "cancelled"),
        ("sent", "core:mail-again", "sent"),
        ("sending", "core:mail-cancel", "sending"),
    ],
)
def test_the_owner_decides_about_a_mail(cast: Cast, anna: Browser, before: str, button: str, after: str) -> None:
    mail = mail_to(cast)
    OutgoingMail.objects.update(state=before)
    anna.post(reverse(button, args=[mail.id]))
    mail.refresh_from_db()
    assert mail.state == after


def test_settings_are_saved_without_showing_the_secret(cast: Cast, anna: Browser) -> None:
    answer = anna.post("/settings/mail/", FILLED, follow=True)
    assert MailSettings.objects.get().host_kind == "provider"
    assert PASSWORD not in page(answer)
    assert Job.objects.filter(name="core.check_mail_domain").exists()


WRONG = [
    ({"host": "https://mail.helder-it.example"}, "zonder https://"),
    ({"host": "192.0.2.1"}, "een certificaat staat op een naam"),
    ({"host": "mail server"}, "niet de naam van een server"),
    ({"port": "70000"}, "65535"),
    ({"sender_address": "post"}, "e-mailadres"),
    ({"password": ""}, "Vul het wachtwoord"),
    ({"login": "oauth_refresh", "refresh_token": "x"}, "waar een token wordt vernieuwd"),
    ({"login": "oauth_refresh", "token_url": "http://a.example", "oauth_client_id": "x"}, "beginnen met https://"),
    ({"security": "none"}, "Selecteer"),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_bad_settings_are_refused_beside_the_field(
    cast: Cast, anna: Browser, changes: dict[str, str], words: str
) -> None:
    answer = anna.post("/settings/mail/", {**FILLED, **changes})
    assert answer.status_code == 422
    assert words in page(answer)
    assert not MailSettings.objects.exists()


def test_a_test_mail_goes_to_who_asks_and_its_fate_is_shown(cast: Cast, anna: Browser) -> None:
    anna.post("/settings/mail/", FILLED)
    answer = anna.post("/settings/mail/test/", follow=True)
    test = OutgoingMail.objects.get()
    assert (test.to, test.account_id) == (cast.anna.email, cast.anna.id)
    assert "De testmail is onderweg" in page(answer)
    OutgoingMail.objects.update(state="held", failure="The connection is not encrypted; nothing was sent.")
    state = anna.get(reverse("core:mail-test-state", args=[test.id]))
    assert "De verbinding is niet versleuteld" in page(state)
    assert "hx-get" not in page(state)


def test_settings_can_be_removed_with_their_secret(cast: Cast, anna: Browser) -> None:
    anna.post("/settings/mail/", FILLED)
    anna.post("/settings/mail/forget/")
    assert not MailSettings.objects.exists()


def test_settings_say_that_mail_waits_for_the_agreement(cast: Cast, anna: Browser) -> None:
    shown = page(anna.post("/settings/mail/", FILLED, follow=True))
    assert "Eén ding nog: de overeenkomst" in shown
    assert "mail.helder-it.example ziet elke mail" in shown


def test_only_the_owner_has_mail_settings(cast: Cast, bram: Browser) -> None:
    assert house.access["core:mail-settings"] is Access.OWNER
    assert bram.get(reverse("core:mail-settings")).status_code == 404


def test_today_tells_the_owner_of_doubts_failures_and_waiting_mail(cast: Cast) -> None:
    for state in ("in_doubt", "failed", "held"):
        mail = mail_to(cast)
        OutgoingMail.objects.filter(id=mail.id).update(state=state)
    failed_job()
    at = timezone.now()
    assert [line.tone for line in todays_mails(actor=cast.owner, at=at)] == ["warn", "broken", "warn"]
    assert len(todays_failed_jobs(actor=cast.owner, at=at)) == 1
    assert list(todays_mails(actor=cast.standin, at=at)) == list(todays_failed_jobs(actor=cast.standin, at=at)) == []
