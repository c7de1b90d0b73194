"""What a visitor can do with the public form, and what the form will not do."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from gestand.core.mail.models import OutgoingMail
from gestand.rights import forms, letters, limits
from gestand.rights.actions.requests import confirm_request, forget_unconfirmed, take_form
from gestand.rights.models import Request, RequestKind
from tests.cast import Cast
from tests.rights.steps import ASK, last_mail, link_in, send_form


def test_the_form_is_dutch_at_verzoek_and_english_at_request(cast: Cast, visitor: Browser) -> None:
    assert "Uw gegevens" in visitor.get("/verzoek/").content.decode()
    assert "Your data" in visitor.get("/en/request/").content.decode()


def test_no_public_page_sets_a_cookie(cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    send_form(visitor, monkeypatch)
    for path in ("/verzoek/", "/verzoek/verzonden/", "/pakket/", link_in(last_mail())):
        assert not visitor.get(path).cookies, path
    assert not visitor.cookies


def test_a_form_waits_for_the_mailbox_and_is_no_request_yet(
    cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = send_form(visitor, monkeypatch)
    assert response.status_code == 302
    request = Request.objects.get()
    assert (request.state, request.number, request.due_on) == ("unconfirmed", None, None)
    assert last_mail().to == "eva@jansen.example"


def test_the_mail_holds_nothing_that_was_typed(cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    send_form(visitor, monkeypatch, name="Koop nu bij spam.example", message="klik hier")
    mail = last_mail()
    assert "spam.example" not in mail.subject + mail.text
    assert "klik hier" not in mail.text


def test_opening_the_link_confirms_nothing_but_pressing_the_button_does(
    cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_form(visitor, monkeypatch)
    link = link_in(last_mail())
    visitor.get(link)
    assert Request.objects.get().state == "unconfirmed"
    page = visitor.post(link)
    request = Request.objects.get()
    assert (request.state, request.number) == ("identified", 1)
    assert request.due_on == timezone.localdate(request.received_at) + timedelta(days=28)
    assert "1" in page.content.decode()


def test_a_link_confirms_once(cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    send_form(visitor, monkeypatch)
    link = link_in(last_mail())
    assert visitor.post(link).status_code == 200
    used, wrong = visitor.post(link), visitor.post("/verzoek/bevestigen/verzonnen/")
    assert used.status_code == wrong.status_code == 404
    token = link.rstrip("/").rpartition("/")[2].encode()
    assert used.content.replace(token, b"") == wrong.content.replace(b"verzonnen", b"")


def test_the_page_is_the_same_for_clients_and_for_strangers(
    cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = send_form(visitor, monkeypatch)
    unknown = send_form(visitor, monkeypatch, email="niemand@elders.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert OutgoingMail.objects.count() == 2


def test_a_mailbox_on_file_with_one_person_identifies_that_person(cast: Cast) -> None:
    request = take_and_confirm("eva@jansen.example")
    assert (request.state, request.person_id, request.identity) == ("identified", cast.eva.id, "mail_on_file")


def test_a_mailbox_on_file_with_two_identifies_nobody(cast: Cast) -> None:
    cast.jansen.mail_addresses.create(address="eva@jansen.example", folded="eva@jansen.example")
    request = take_and_confirm("eva@jansen.example")
    assert (request.state, request.person_id) == ("received", None)


def test_a_name_alone_identifies_nobody(cast: Cast) -> None:
    request = take_and_confirm("iemand@elders.example", name="Eva Jansen")
    assert (request.state, request.person_id) == ("received", None)


def take_and_confirm(email: str, name: str = "E. Jansen") -> Request:
    now = timezone.now()
    take_form(kind="access", name=name, email=email, message="", language="nl", at=now)
    token = link_in(last_mail()).rstrip("/").rpartition("/")[2]
    return confirm_request(token=token, at=now)


def test_unconfirmed_forms_and_their_mails_are_gone_after_seven_days(cast: Cast) -> None:
    now = timezone.now()
    take_form(kind="access", name="Eva", email="eva@jansen.example", message="", language="nl", at=now)
    assert forget_unconfirmed(at=now + timedelta(days=6)) == 0
    assert forget_unconfirmed(at=now + timedelta(days=7)) == 1
    assert not Request.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_fourth_form_for_one_mailbox_is_not_kept_and_not_mailed(
    cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [send_form(visitor, monkeypatch) for _ in range(4)]
    assert {answer["Location"] for answer in answers} == {"/verzoek/verzonden/"}
    assert OutgoingMail.objects.count() == Request.objects.count() == 3


def test_the_form_may_be_sent_so_often_within_an_hour(
    cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [send_form(visitor, monkeypatch, email=f"iemand{number}@elders.example") for number in range(7)]
    assert [answer.status_code for answer in answers] == [302] * 6 + [429]


def from_elsewhere(visitor: Browser, monkeypatch: pytest.MonkeyPatch, number: int, **changes: str) -> int:
    """The status of a form of somebody else, in another neighbourhood."""
    visitor.defaults["REMOTE_ADDR"] = f"198.{number // 200}.{number % 200}.7"
    return int(send_form(visitor, monkeypatch, email=f"iemand{number}@elders.example", **changes).status_code)


def test_a_stranger_with_many_addresses_locks_nobody_out(
    cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The global limit asks for patience; who has it is heard."""
    monkeypatch.setattr(limits, "CALM_FORMS", 5)
    flood = [from_elsewhere(visitor, monkeypatch, number) for number in range(8)]
    assert flood == [302] * 5 + [422] * 3
    opened = forms.new_start()
    hasty = visitor.post("/verzoek/", {**ASK, "started": opened})
    assert hasty.status_code == 422
    assert "30 seconden" in hasty.content.decode()
    assert 'value="Eva Jansen"' in hasty.content.decode()
    later = time.time() + 40
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert from_elsewhere(visitor, monkeypatch, 100, started=opened) == 302
    assert from_elsewhere(visitor, monkeypatch, 101, started=opened) == 422  # waited once, asked twice


def test_a_visitor_is_stopped_alone_and_so_is_a_neighbourhood(
    cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses = []
    for number in range(40):
        visitor.defaults["REMOTE_ADDR"] = f"198.51.100.{number}"
        statuses.append(send_form(visitor, monkeypatch, email=f"iemand{number}@elders.example").status_code)
    assert statuses == [302] * 30 + [429] * 10
    assert from_elsewhere(visitor, monkeypatch, 3) == 302


def test_a_visitor_with_a_whole_network_of_addresses_is_one_visitor(
    cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses = []
    for number in range(8):
        visitor.defaults["REMOTE_ADDR"] = f"2001:db8:0:1::{number:x}"
        statuses.append(send_form(visitor, monkeypatch, email=f"iemand{number}@elders.example").status_code)
    assert statuses == [302] * 6 + [429] * 2


def test_who_filled_in_forms_in_anothers_name_keeps_that_person_out_for_a_day_at_most(cast: Cast) -> None:
    then = timezone.now()
    for day, kept in ((0, True), (0, True), (0, True), (0, False), (1, True)):
        sent = take_form(
            kind="access",
            name="E",
            email="eva@jansen.example",
            message="",
            language="nl",
            at=then + timedelta(days=day),
        )
        assert (sent is not None) is kept


def test_a_program_that_fills_in_every_field_leaves_nothing(
    cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert send_form(visitor, monkeypatch, website="https://spam.example").status_code == 302
    assert not Request.objects.exists()


def test_a_form_that_comes_back_at_once_is_asked_to_look_again(cast: Cast, visitor: Browser) -> None:
    response = visitor.post("/verzoek/", {**ASK, "started": forms.new_start()})
    assert response.status_code == 422
    assert "eva@jansen.example" in response.content.decode()
    assert not Request.objects.exists()


def test_a_form_without_its_signed_moment_is_refused(cast: Cast, visitor: Browser) -> None:
    assert visitor.post("/verzoek/", {**ASK, "started": "verzonnen"}).status_code == 422
    assert not Request.objects.exists()


def test_a_child_leaves_nothing(cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert send_form(visitor, monkeypatch, age="").status_code == 422
    assert not Request.objects.exists()


def test_a_mail_address_that_is_none_is_said_beside_the_field(
    cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = send_form(visitor, monkeypatch, email="geen adres")
    assert response.status_code == 422
    assert 'id="id_email_error"' in response.content.decode()


@pytest.mark.parametrize("kind", RequestKind.values)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_mail_names_the_kind_inside_its_sentence(cast: Cast, kind: str, language: str) -> None:
    mail = letters.confirmation(kind, token="t", language=language)
    asked = next(line for line in mail.text.split("\n\n") if "Helder IT" in line and ":" in line)
    assert "?." not in asked
    assert asked.count(":") == 1
