"""A person's choices, and visitors under sixteen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gestand.core.declarations import Purpose
from gestand.core.mail.models import OutgoingMail
from gestand.people.actions.consents import record_objection
from gestand.people.minors.forms import AgeQuestion
from gestand.people.models import ParentalConsent
from gestand.people.preferences.mail_choices import PreferenceChoices
from gestand.people.queries.uses import Use
from gestand.rights.forms import FetchForm, PublicRequestForm
from tests.statement.sabotage.breaking import Home, sabotage
from tests.statement.sabotage.test_why_and_secured import owner, put_mail


def question(home: Home, **fields: object) -> ParentalConsent:
    """A question to a parent that waits, sealed, as it should be."""
    given: dict[str, object] = {
        "kind": "rights.request",
        "parent_address": "moeder@voorbeeld.example",
        "asked_at": home.at,
        "forget_on": home.at.date() + timedelta(days=7),
        "sealed_entry": "AaAa",
        "question_digest": "a" * 64,
    }
    return ParentalConsent.objects.create(**{**given, **fields})


@sabotage("people.no_is_heard", "the outbox would mail somebody who objected")
def test_an_objection_that_nobody_hears(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    record_objection(
        by=owner(home), at=home.at, person=home.cast.eva, purpose=Purpose.MAILING.value, source="per telefoon"
    )
    monkeypatch.setattr(PreferenceChoices, "may_be_used_for", lambda _self, _person, _purpose, *, at: True)  # noqa: ARG005


@sabotage("people.no_is_heard", "an objection is taken for nothing when a consent was given before it")
def test_a_consent_that_outweighs_an_objection(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    record_objection(
        by=owner(home), at=home.at, person=home.cast.eva, purpose=Purpose.CHANGES.value, source="per telefoon"
    )
    monkeypatch.setattr(Use, "has_objection", False)


@sabotage("people.way_out", "a notice leaves that does not say how one stops such mail")
def test_a_notice_without_a_way_out(home: Home) -> None:
    put_mail(home, purpose=Purpose.CHANGES, person_id=home.cast.eva.id, tells_how_to_stop=False)


@sabotage("people.minors_forms", "the question about age is taken out of the public form")
def test_a_form_that_does_not_ask(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PublicRequestForm.base_fields, "age")


@sabotage("people.minors_forms", "a public form takes the child's own address as the parent's")
def test_a_form_that_believes_any_parent(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AgeQuestion, "_check_parent", lambda _form, _parent: None)


@sabotage("people.minors_forms", "a form of a public page neither asks the age nor says why not")
def test_a_new_form_without_the_question(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(FetchForm, "asks_no_age")


@sabotage("people.minors_kept", "what a child filled in is stored in the clear before a parent agrees")
def test_an_entry_in_the_clear(home: Home) -> None:
    question(home, sealed_entry="Wisse, wisse@school.example")


@sabotage("people.minors_kept", "a question that no parent answered is older than seven days")
def test_a_question_that_is_too_old(home: Home) -> None:
    question(home, forget_on=home.at.date() - timedelta(days=2))


@sabotage("people.minors_kept", "the mail with the key of a child's entry has left and still stands in the outbox")
def test_a_key_that_is_kept(home: Home) -> None:
    mail = OutgoingMail.objects.create(
        to="moeder@voorbeeld.example",
        text="https://…",
        purpose="beyond.purpose.rights",
        queued_at=home.at,
        sent_at=home.at,
        closed_at=home.at,
        state="sent",
    )
    question(home, question_mail_id=mail.id)


@sabotage("people.minors_kept", "a parent's yes loses its words")
def test_a_yes_without_its_words(home: Home) -> None:
    question(home, confirmed_at=home.at, sealed_entry="", question_digest="", forget_on=None)
