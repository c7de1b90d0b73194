"""Visitors under sixteen: asked, sealed, decided by a parent, deleted at a word."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client as Browser
from django.utils import timezone

from gestand.core import journal
from gestand.core.actors import SYSTEM
from gestand.core.audit.models import AuditLine
from gestand.core.erasure import replay, unseen_entries
from gestand.core.mail.models import MailState, OutgoingMail
from gestand.core.mail.sealed_links import with_links
from gestand.people.minors.actions import forget_unanswered, question_left
from gestand.people.minors.forms import AgeQuestion
from gestand.people.minors.public_forms import faults, public_forms
from gestand.people.models import ParentalConsent
from gestand.rights import forms
from gestand.rights.models import Request
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db
PARENT = "moeder@jansen.example"
SECRET = "Wisse Geheim"
ENTRY = {"kind": "access", "name": SECRET, "email": "wisse@school.example", "message": "Wat weten jullie van mij?"}


@pytest.fixture(autouse=True)
def _home(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GESTAND_HOME = tmp_path / "home"
    (tmp_path / "home" / "keys").mkdir(parents=True)
    cache.clear()
    monkeypatch.setattr(forms, "_QUICKEST_SECONDS", 0)


@pytest.fixture
def visitor() -> Browser:
    return Browser()


def send(visitor: Browser, **fields: str) -> Any:
    filled = {**ENTRY, "age": "no", "parent_email": PARENT, "started": forms.new_start(), **fields}
    return visitor.post("/verzoek/", filled)


def link_in(mail: OutgoingMail) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", with_links(mail.text))
    assert found is not None
    return found[1]


def asked(visitor: Browser) -> str:
    assert send(visitor).url == "/ouder/gevraagd/"
    return link_in(OutgoingMail.objects.get(to=PARENT))


def agreed(visitor: Browser) -> str:
    """The link with which the parent deletes."""
    visitor.post(asked(visitor), {"answer": "yes"})
    return link_in(OutgoingMail.objects.filter(to=PARENT).latest("queued_at", "id"))


def everything_stored() -> str:
    """Every text of every table that this could have reached."""
    rows = [*Request.objects.values(), *ParentalConsent.objects.values(), *OutgoingMail.objects.values()]
    return " ".join(str(value) for row in [*rows, *AuditLine.objects.values()] for value in row.values())


# Before the yes --------------------------------------------------------------------------------------------------


def test_nothing_of_a_child_can_be_read_before_the_yes(cast: Cast, visitor: Browser) -> None:
    link = asked(visitor)
    stored = everything_stored()
    for word in (SECRET, "Wisse", "wisse@school.example", "Wat weten jullie"):
        assert word not in stored
    assert link.split("/")[-2] not in stored
    assert not Request.objects.exists()


def test_the_mail_to_the_parent_holds_no_word_of_the_child_and_is_emptied_when_it_leaves(
    cast: Cast, visitor: Browser
) -> None:
    link = asked(visitor)
    mail = OutgoingMail.objects.get(to=PARENT)
    assert SECRET not in with_links(mail.text)
    question_left(mail_id=mail.id, at=timezone.now())
    mail.refresh_from_db()
    assert mail.text == ""
    assert visitor.get(link).status_code == 200


def test_looking_at_the_parents_link_keeps_nothing(cast: Cast, visitor: Browser) -> None:
    link = asked(visitor)
    for _time in range(3):
        answer = visitor.get(link)
    assert SECRET in answer.content.decode()
    assert not answer.cookies
    assert visitor.head(link).status_code == 200
    assert not Request.objects.exists()
    assert ParentalConsent.objects.waiting().count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"age": ""}, "age"),
        ({"age": "misschien"}, "age"),
        ({"parent_email": ""}, "parent_email"),
        ({"parent_email": "geen adres"}, "parent_email"),
        ({"parent_email": "wisse@school.example"}, "parent_email"),
        ({"parent_email": "Wisse+mama@School.example"}, "parent_email"),
    ],
)
def test_a_child_without_a_parent_leaves_nothing(
    cast: Cast, visitor: Browser, fields: dict[str, str], field: str
) -> None:
    answer = send(visitor, **fields)
    assert answer.status_code == 422
    assert f'id="id_{field}' in answer.content.decode()
    assert not OutgoingMail.objects.exists()
    assert not ParentalConsent.objects.exists()


def test_who_is_sixteen_leaves_no_address_of_a_parent(cast: Cast, visitor: Browser) -> None:
    assert send(visitor, age="yes").url == "/verzoek/verzonden/"
    assert Request.objects.get().email == "wisse@school.example"
    assert PARENT not in everything_stored()


def test_a_question_without_an_answer_is_gone_after_seven_days(cast: Cast, visitor: Browser) -> None:
    link = asked(visitor)
    at = timezone.now()
    assert forget_unanswered(at=at + timedelta(days=6)) == 0
    assert forget_unanswered(at=at + timedelta(days=7)) == 1
    assert visitor.get(link).status_code == 404
    assert not ParentalConsent.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_link_of_seven_days_ago_is_dead_even_before_the_job(cast: Cast, visitor: Browser) -> None:
    link = asked(visitor)
    ParentalConsent.objects.update(forget_on=timezone.localdate())
    assert visitor.post(link, {"answer": "yes"}).status_code == 404
    assert not Request.objects.exists()


def test_one_address_is_not_pestered(cast: Cast, visitor: Browser) -> None:
    for number in range(5):
        assert send(visitor, message=f"Vraag {number}").url == "/ouder/gevraagd/"
    assert OutgoingMail.objects.filter(to=PARENT).count() == 3


# Yes and no ------------------------------------------------------------------------------------------------------


def test_after_the_yes_the_child_confirms_the_own_mailbox(cast: Cast, visitor: Browser) -> None:
    visitor.post(asked(visitor), {"answer": "yes"})
    request = Request.objects.get()
    assert (request.name, request.state) == (SECRET, "unconfirmed")
    assert OutgoingMail.objects.filter(to="wisse@school.example").exists()


def test_a_yes_is_kept_with_who_when_and_which_words(cast: Cast, visitor: Browser) -> None:
    visitor.post(asked(visitor), {"answer": "yes"})
    consent = ParentalConsent.objects.get()
    assert consent.parent_address == PARENT
    assert consent.confirmed_at is not None
    assert consent.wording.startswith("Ik ben de ouder of voogd. Helder IT mag bewaren")
    assert consent.wording_version == "parent-1"
    assert consent.sealed_entry == consent.question_digest == ""
    assert consent.kept_id == Request.objects.get().id


def test_a_parent_whom_we_know_finds_the_consent_in_the_own_package(cast: Cast, visitor: Browser) -> None:
    send(visitor, parent_email="Eva@jansen.example")
    visitor.post(link_in(OutgoingMail.objects.get(to="Eva@jansen.example")), {"answer": "yes"})
    assert ParentalConsent.objects.get().person == cast.eva


def test_a_no_deletes_at_once(cast: Cast, visitor: Browser) -> None:
    link = asked(visitor)
    assert visitor.post(link, {"answer": "no"}).status_code == 200
    assert not ParentalConsent.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert visitor.post(link, {"answer": "yes"}).status_code == 404


@pytest.mark.parametrize("fields", [{}, {"answer": ""}, {"answer": "maybe"}])
def test_only_a_yes_is_a_yes(cast: Cast, visitor: Browser, fields: dict[str, str]) -> None:
    assert visitor.post(asked(visitor), fields).status_code == 200
    assert not ParentalConsent.objects.confirmed().exists()


def test_a_yes_in_two_tabs_keeps_one(cast: Cast, visitor: Browser) -> None:
    link = asked(visitor)
    assert visitor.post(link, {"answer": "yes"}).status_code == 200
    assert visitor.post(link, {"answer": "yes"}).status_code == 404
    assert Request.objects.count() == 1


def test_a_link_with_other_letters_opens_nothing(cast: Cast, visitor: Browser) -> None:
    link = asked(visitor)
    for wrong in (link[:-3] + "xx/", "/ouder/verzonnen/", link[:-10] + "/"):
        assert visitor.post(wrong, {"answer": "yes"}).status_code == 404
    assert not Request.objects.exists()


# Deleting --------------------------------------------------------------------------------------------------------


def test_a_parent_deletes_by_one_click_and_nothing_is_left(cast: Cast, visitor: Browser) -> None:
    link = agreed(visitor)
    assert visitor.get(link).status_code == 200
    assert Request.objects.exists()
    assert visitor.post(link).status_code == 200
    assert not Request.objects.exists()
    assert not ParentalConsent.objects.exists()
    assert SECRET not in everything_stored()
    assert "wisse@school.example" not in everything_stored()
    assert visitor.post(link).status_code == 404


def test_what_a_parent_deleted_comes_back_from_no_backup(cast: Cast, visitor: Browser) -> None:
    link = agreed(visitor)
    request, consent = Request.objects.get(), ParentalConsent.objects.get()
    visitor.post(link)
    assert [entry.state for entry in journal.entries()] == ["done"]
    assert unseen_entries() == []
    request.save(force_insert=True)
    consent.save(force_insert=True)
    replay(by=SYSTEM, at=timezone.now())
    assert not Request.objects.exists()
    assert not ParentalConsent.objects.exists()


def test_a_confirmed_request_goes_with_its_letters(cast: Cast, visitor: Browser) -> None:
    link = agreed(visitor)
    child = OutgoingMail.objects.get(to="wisse@school.example")
    visitor.post(link_in(child))
    assert Request.objects.get().state == "received"
    visitor.post(link)
    assert not Request.objects.exists()
    assert "wisse@school.example" not in everything_stored()
    assert OutgoingMail.objects.exclude(state=MailState.WAITING).count() == 0


def test_a_journal_that_cannot_be_written_keeps_everything(
    cast: Cast, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = agreed(visitor)

    def full(_entry: object) -> None:
        raise journal.JournalNotWritable("vol")

    monkeypatch.setattr("gestand.core.erasure.execute.journal.write_entry", full)
    assert visitor.post(link).status_code == 422
    assert Request.objects.exists()


# Every form ------------------------------------------------------------------------------------------------------


def test_every_public_form_asks_the_age_or_says_why_not() -> None:
    assert faults() == []
    assert [each.view_name for each in public_forms() if each.asks_the_age] == ["public:ask"]


def test_a_form_that_forgets_to_ask_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(forms.FetchForm, "asks_no_age")
    assert [each.form for each in faults()] == [forms.FetchForm]


def test_the_age_question_asks_for_no_date_of_birth() -> None:
    assert set(AgeQuestion.base_fields) == {"age", "parent_email"}


def test_the_outbox_shows_no_link_of_a_parent(cast: Cast, visitor: Browser) -> None:
    link = asked(visitor)
    page = browser_of(cast.anna).get(f"/outbox/{OutgoingMail.objects.get(to=PARENT).id}/").content.decode()
    assert "een link die alleen de geadresseerde ziet" in page
    assert link not in page
    assert "sealed-link" not in page
