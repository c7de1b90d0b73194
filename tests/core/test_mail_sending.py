"""Mail leaves over TLS, once, to a real server on this machine; whatever goes wrong is said in words."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gestand.core.actors import SYSTEM
from gestand.core.audit.models import AuditLine
from gestand.core.declarations import Purpose
from gestand.core.files import store_file
from gestand.core.jobs.models import Job
from gestand.core.jobs.running import run_due_jobs
from gestand.core.mail import Attachment, queue_mail, sending
from gestand.core.mail.actions import (
    MailElsewhere,
    SettingsRefused,
    WantedSettings,
    cancel_mail,
    confirm_arrived,
    save_mail_settings,
    send_again,
)
from gestand.core.mail.models import MailSettings, OutgoingMail
from gestand.core.mail.recipients import MAIL_PROVIDER
from gestand.core.mail.secrets import MailSecret, open_mail_secret
from gestand.core.mail.sending import mend
from gestand.core.mail.upkeep import forget_old_mails
from gestand.sharing.actions.agreements import WantedAgreement, add_agreement
from gestand.sharing.models import ProcessorAgreement
from tests.core.mail_server import PASSWORD, TOKEN, USER, MailServer, mail_server, trust

TO = "carla@zoutebrood.example"
AGREED_ON = date(2026, 1, 5)


@pytest.fixture
def server(loopback: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with mail_server() as running:
        monkeypatch.setenv("SSL_CERT_FILE", trust(running.ca, tmp_path))
        yield running


def wanted(port: int, **changes: Any) -> WantedSettings:
    usual: dict[str, Any] = {
        "transport": "smtp",
        "host": "localhost",
        "port": port,
        "security": "starttls",
        "login": "password",
        "username": USER,
        "secret": MailSecret(password=PASSWORD),
        "token_url": "",
        "oauth_client_id": "",
        "oauth_scope": "",
        "sender_address": USER,
        "sender_name": "Helder IT",
        "host_kind": "provider",
    }
    return WantedSettings(**{**usual, **changes})


def set_up(port: int, *, agreed_from: date = AGREED_ON, **changes: Any) -> MailSettings:
    """Mail settings, and the agreement with the provider that they name."""
    at = timezone.now()
    settings = save_mail_settings(wanted(port, **changes), by=SYSTEM, at=at)
    if not ProcessorAgreement.objects.exists():
        signed = WantedAgreement(signed_on=AGREED_ON, from_on=agreed_from)
        add_agreement(MAIL_PROVIDER, signed, by=SYSTEM, at=at)
    return settings


def queued(**changes: Any) -> OutgoingMail:
    usual: dict[str, Any] = {
        "to": TO,
        "subject": "Uw vraag — één ding",
        "text": "Beste Carla,\n\n.Een regel met een punt.\nGroet",
        "purpose": Purpose.CONTACT,
        "by": SYSTEM,
        "at": timezone.now(),
    }
    return OutgoingMail.objects.get(id=queue_mail(**{**usual, **changes}))


def now_is(mail: OutgoingMail) -> OutgoingMail:
    mail.refresh_from_db()
    return mail


@pytest.mark.django_db
def test_a_mail_arrives_as_it_was_written(server: MailServer) -> None:
    set_up(server.port)
    letter = store_file(b"%PDF-1.7 brief", name="brief.pdf", media_type="application/pdf", at=timezone.now())
    mail = queued(html="<p>Beste Carla</p>", attachments=[Attachment(letter.id, "brief.pdf")])
    run_due_jobs()
    (message,) = server.messages
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == mail.text + "\n"
    assert message["Subject"] == "Uw vraag — één ding"
    assert message["From"] == f"Helder IT <{USER}>"
    assert message["Message-ID"] == mail.message_id
    assert [part.get_content() for part in message.iter_attachments()] == [b"%PDF-1.7 brief"]
    assert (now_is(mail).state, mail.answer_code) == ("sent", "250 2.0.0")


@pytest.mark.django_db
def test_each_passage_names_recipient_and_purpose_in_the_audit_log(server: MailServer) -> None:
    set_up(server.port)
    mail = queued()
    run_due_jobs()
    lines = AuditLine.objects.filter(action="core.egress.pass").order_by("id")
    assert [line.facts["recipient"] for line in lines] == ["mail_provider", "addressee"]
    assert {line.facts["purpose"] for line in lines} == {"purpose.contact"}
    assert {line.subject_id for line in lines} == {mail.id}


@pytest.mark.django_db
def test_implicit_tls_works_too(loopback: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server(implicit_tls=True) as server:
        monkeypatch.setenv("SSL_CERT_FILE", trust(server.ca, tmp_path))
        set_up(server.port, security="tls")
        mail = queued()
        run_due_jobs()
        assert len(server.messages) == 1
    assert now_is(mail).state == "sent"


@pytest.mark.django_db
def test_a_token_signs_in(server: MailServer) -> None:
    set_up(server.port, login="oauth_token", secret=MailSecret(access_token=TOKEN))
    mail = queued()
    run_due_jobs()
    assert server.signed_in_with == ["XOAUTH2"]
    assert now_is(mail).state == "sent"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"secret": MailSecret(password="fout")}, "does not accept this user name"),
    ({"login": "oauth_token", "secret": MailSecret(access_token="oud")}, "does not accept this user name"),
    ({"security": "tls"}, "does not speak TLS 1.2"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_what_the_settings_do_wrong_is_said_and_the_mail_waits(
    server: MailServer, changes: dict[str, Any], words: str
) -> None:
    set_up(server.port, **changes)
    mail = queued()
    run_due_jobs()
    assert now_is(mail).state == "held"
    assert words in mail.failure
    assert server.messages == []
    set_up(server.port)  # put right: it leaves by itself
    run_due_jobs()
    assert now_is(mail).state == "sent"
    assert len(server.messages) == 1


@pytest.mark.django_db
def test_without_encryption_nothing_is_sent_and_no_password_is_told(loopback: None) -> None:
    with mail_server(starttls=False) as server:
        set_up(server.port)
        mail = queued()
        run_due_jobs()
        assert (server.messages, server.signed_in_with) == ([], [])
    assert "offers no encryption" in now_is(mail).failure


@pytest.mark.django_db
def test_a_certificate_of_nobody_known_is_not_trusted(loopback: None) -> None:
    with mail_server() as server:
        set_up(server.port)
        mail = queued()
        run_due_jobs()
        assert (server.messages, server.signed_in_with) == ([], [])
    assert "certificate" in now_is(mail).failure


@pytest.mark.django_db
def test_a_certificate_with_another_name_is_not_trusted(
    loopback: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(name="mail.elders.example") as server:
        monkeypatch.setenv("SSL_CERT_FILE", trust(server.ca, tmp_path))
        set_up(server.port)
        mail = queued()
        run_due_jobs()
        assert server.messages == []
    assert "certificate" in now_is(mail).failure


@pytest.mark.django_db
def test_a_server_that_refuses_the_recipient_is_told_as_such(server: MailServer) -> None:
    set_up(server.port)
    server.answers["rcpt"] = "550 5.1.1 No such user"
    mail = queued()
    run_due_jobs()
    assert (now_is(mail).state, mail.answer_code) == ("failed", "550 5.1.1")
    assert "No such user" not in mail.failure


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["mail", "rcpt", "data"])
def test_a_server_that_cannot_now_is_asked_again_later(server: MailServer, where: str) -> None:
    set_up(server.port)
    server.answers[where] = "451 4.3.0 Later"
    mail = queued()
    run_due_jobs()
    assert (now_is(mail).state, mail.attempts) == ("waiting", 1)
    server.answers.clear()
    assert run_due_jobs() == 0  # not at once
    run_due_jobs(at=timezone.now() + timedelta(minutes=1))
    assert (now_is(mail).state, mail.attempts, len(server.messages)) == ("sent", 2, 1)


@pytest.mark.django_db
def test_a_server_that_is_away_is_asked_again_and_the_second_mail_is_the_same_message(server: MailServer) -> None:
    set_up(1)
    mail = queued()
    run_due_jobs()
    assert "refuses a connection" in now_is(mail).failure
    MailSettings.objects.update(port=server.port)
    run_due_jobs(at=timezone.now() + timedelta(minutes=1))
    assert [message["Message-ID"] for message in server.messages] == [mail.message_id]


@pytest.mark.django_db
def test_a_line_that_breaks_before_the_answer_leaves_a_doubt_that_a_person_settles(server: MailServer) -> None:
    set_up(server.port)
    server.answers["data"] = "hang_up"
    mail = queued()
    run_due_jobs()
    assert now_is(mail).state == "in_doubt"
    server.answers.clear()
    mend(at=timezone.now() + timedelta(days=1))
    run_due_jobs(at=timezone.now() + timedelta(days=1))
    assert len(server.messages) == 1  # never again by itself
    confirm_arrived(now_is(mail), by=SYSTEM, at=timezone.now())
    assert now_is(mail).state == "sent"
    with pytest.raises(MailElsewhere):
        send_again(mail, by=SYSTEM, at=timezone.now())


@pytest.mark.django_db
def test_a_mail_that_the_owner_stopped_does_not_leave(server: MailServer) -> None:
    set_up(server.port)
    mail = queued()
    cancel_mail(mail, by=SYSTEM, at=timezone.now())
    run_due_jobs()
    assert (now_is(mail).state, server.messages) == ("cancelled", [])


@pytest.mark.django_db
def test_without_settings_mail_waits_and_leaves_when_they_come(server: MailServer) -> None:
    mails = [queued(), queued()]
    run_due_jobs()
    assert {now_is(mail).state for mail in mails} == {"held"}
    set_up(server.port)
    run_due_jobs()
    assert {now_is(mail).state for mail in mails} == {"sent"}
    assert len(server.messages) == 2


@pytest.mark.django_db
def test_a_provider_whose_agreement_is_not_valid_gets_no_mail(server: MailServer) -> None:
    set_up(server.port, agreed_from=timezone.localdate() + timedelta(days=3))
    mail = queued()
    run_due_jobs()
    assert (now_is(mail).state, server.messages) == ("held", [])
    assert "agreement" in mail.failure


@pytest.mark.django_db
def test_a_demo_sends_nothing(server: MailServer, settings: Any) -> None:
    set_up(server.port)
    settings.DEMO = True
    mail = queued()
    run_due_jobs()
    assert (now_is(mail).state, server.messages) == ("held", [])
    assert "demo" in mail.failure


@pytest.mark.django_db
def test_a_login_without_a_secret_is_refused() -> None:
    with pytest.raises(SettingsRefused) as refusal:
        set_up(587, secret=MailSecret())
    assert refusal.value.field == "password"
    assert not MailSettings.objects.exists()


@pytest.mark.django_db
def test_the_secret_is_nowhere_in_the_clear_and_stays_when_the_field_is_left_empty() -> None:
    set_up(587)
    row = set_up(465, secret=MailSecret())
    assert open_mail_secret(row).password == PASSWORD
    assert PASSWORD.encode() not in bytes(MailSettings.objects.get().sealed_secret or b"")
    assert PASSWORD not in str([line.facts for line in AuditLine.objects.all()])
    assert PASSWORD not in repr(open_mail_secret(row))


@pytest.mark.django_db
def test_the_secret_of_one_server_is_not_told_to_another() -> None:
    set_up(587)
    with pytest.raises(SettingsRefused):
        set_up(587, host="mail.elders.example", secret=MailSecret())


@pytest.mark.django_db
def test_a_mail_without_a_job_gets_one() -> None:
    mail = queued()
    Job.objects.all().delete()
    mend(at=timezone.now() + timedelta(minutes=11))
    mend(at=timezone.now() + timedelta(minutes=11))
    assert Job.objects.filter(name="core.send_mail").count() == 1
    assert now_is(mail).state == "waiting"


@pytest.mark.django_db
def test_what_mails_say_goes_after_90_days_and_the_line_after_a_year(server: MailServer) -> None:
    set_up(server.port)
    letter = store_file(b"brief", name="brief.txt", media_type="text/plain", at=timezone.now())
    mail = queued(attachments=[Attachment(letter.id, "brief.txt")])
    run_due_jobs()
    sent_at = now_is(mail).closed_at
    assert sent_at is not None
    assert forget_old_mails(at=sent_at + timedelta(days=90)) == 0
    assert forget_old_mails(at=sent_at + timedelta(days=91)) == 1
    assert (now_is(mail).to, mail.subject, mail.text, mail.attachments.count()) == ("", "", "", 0)
    assert not type(letter).objects.exists()
    assert mail.state == "sent"
    forget_old_mails(at=sent_at + timedelta(days=366))
    assert not OutgoingMail.objects.exists()


def test_only_tls_can_be_chosen() -> None:
    assert set(MailSettings._meta.get_field("security").choices) == {  # type: ignore[arg-type]
        ("starttls", MailSettings._meta.get_field("security").choices[0][1]),  # type: ignore[index]
        ("tls", MailSettings._meta.get_field("security").choices[1][1]),  # type: ignore[index]
    }


@pytest.mark.django_db
def test_old_tls_is_not_spoken(loopback: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gestand.core.egress.tls import strict_context

    assert strict_context().minimum_version == ssl.TLSVersion.TLSv1_2
    assert strict_context().verify_mode == ssl.CERT_REQUIRED
    assert strict_context().check_hostname


@pytest.mark.django_db
def test_a_mail_that_is_stopped_at_the_servers_door_is_not_delivered(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = sending._begin

    def stopped_meanwhile(mail: OutgoingMail) -> None:
        cancel_mail(mail, by=SYSTEM, at=timezone.now())
        begin(mail)

    monkeypatch.setattr(sending, "_begin", stopped_meanwhile)
    set_up(server.port)
    mail = queued()
    run_due_jobs()
    assert (now_is(mail).state, server.messages) == ("cancelled", [])
