"""Mails that rest on a choice: none against a no, each with the way to say one."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.actors import SYSTEM
from gestand.core.declarations.purposes import Purpose
from gestand.core.mail import queue_mail
from gestand.core.mail.choices import way_out_of
from gestand.core.mail.message import message_of
from gestand.core.mail.models import MailSettings, MailState, OutgoingMail
from gestand.core.mail.outbox import MailNotWanted, MailRefused
from gestand.core.mail.sending import Withdrawn, _begin
from gestand.people import actions
from gestand.people.models import PreferenceLink
from gestand.people.queries.uses import may_be_used_for
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _public(settings: LazySettings) -> None:
    cache.clear()
    settings.PUBLIC_URL = "https://gestand.helder-it.example"
    settings.PUBLIC_URL_IS_SET = True


def news(cast: Cast, **fields: Any) -> OutgoingMail:
    given = {
        "to": "eva@jansen.example",
        "subject": "Pas op voor valse mail",
        "text": "Er gaat een valse mail rond.\n",
        "html": "<html><body><p>Er gaat een valse mail rond.</p></body></html>",
        "purpose": Purpose.MAILING,
        "person_id": cast.eva.id,
        "by": SYSTEM,
        "at": timezone.now(),
    }
    return OutgoingMail.objects.get(id=queue_mail(**{**given, **fields}))


def as_sent(mail: OutgoingMail) -> EmailMessage:
    sender = MailSettings(sender_address="info@helder-it.example", sender_name="Helder IT")
    written = message_of(mail, sender, way_out=way_out_of(mail, at=timezone.now()))
    return email.message_from_bytes(written, policy=default)  # type: ignore[return-value]


def says_no(cast: Cast, purpose: Purpose = Purpose.MAILING) -> None:
    actions.stop_use(by=cast.owner, at=timezone.now(), person=cast.eva, purpose=purpose.value, source="per telefoon")


def test_a_mail_carries_the_link_in_its_foot_and_its_headers(cast: Cast) -> None:
    message = as_sent(news(cast))
    link = str(message["List-Unsubscribe"]).strip("<>")
    assert link.startswith("https://gestand.helder-it.example/voorkeuren/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = link.partition("/stop/")[0]
    for part in ("plain", "html"):
        body = message.get_body((part,))
        assert body is not None
        assert page in body.get_content()
        assert "U kiest waarvoor Helder IT" in body.get_content()


def test_the_header_is_one_plain_line(cast: Cast) -> None:
    mail = news(cast)
    way_out = way_out_of(mail, at=timezone.now())
    assert way_out is not None
    sender = MailSettings(sender_address="info@helder-it.example", sender_name="Helder IT")
    first = message_of(mail, sender, way_out=way_out).split(b"\r\n")[0]
    assert first == f"List-Unsubscribe: <{way_out.stop_url}>".encode()


def test_the_link_of_the_headers_stops_with_one_post(cast: Cast) -> None:
    link = str(as_sent(news(cast))["List-Unsubscribe"]).strip("<>").removeprefix("https://gestand.helder-it.example")
    assert Browser().post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not may_be_used_for(cast.eva.id, Purpose.MAILING, at=timezone.now())


def test_a_link_that_is_not_https_promises_no_one_click(cast: Cast, settings: LazySettings) -> None:
    settings.PUBLIC_URL = "http://localhost:8000"
    message = as_sent(news(cast))
    assert "List-Unsubscribe" in message
    assert "List-Unsubscribe-Post" not in message


def test_the_outbox_itself_holds_no_link(cast: Cast) -> None:
    mail = news(cast)
    as_sent(mail)
    handle = PreferenceLink.objects.get().handle
    mail.refresh_from_db()
    assert handle not in mail.text + mail.html


def test_an_answer_to_a_request_has_no_way_out(cast: Cast) -> None:
    says_no(cast)
    message = as_sent(news(cast, purpose=Purpose.RIGHTS))
    assert "List-Unsubscribe" not in message


def test_nobody_is_mailed_after_a_no(cast: Cast) -> None:
    says_no(cast)
    with pytest.raises(MailNotWanted):
        news(cast)
    assert news(cast, purpose=Purpose.CONTACT).state == MailState.WAITING


def test_who_is_no_client_and_never_agreed_is_not_mailed(cast: Cast) -> None:
    cast.eva.memberships.all().delete()
    cast.eva.relation_ended_on = timezone.localdate().replace(year=2020)
    cast.eva.save()
    with pytest.raises(MailNotWanted):
        news(cast)


def test_news_goes_to_somebody_who_can_say_no(cast: Cast) -> None:
    with pytest.raises(MailRefused):
        news(cast, person_id=None)


def test_a_no_that_comes_while_the_mail_waits_cancels_it_at_the_door(cast: Cast) -> None:
    mail = news(cast)
    says_no(cast)
    with pytest.raises(Withdrawn):
        _begin(mail)
    mail.refresh_from_db()
    assert mail.state == MailState.CANCELLED
    assert "does not want mail" in mail.failure
