"""Restriction: what is frozen is stored and used by nothing, until the person was told and it is lifted (GDPR 18)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from gestand.core.declarations import Purpose
from gestand.core.egress.gate import PassageRefused, allow
from gestand.core.freezing import Frozen, at_own_request
from gestand.core.mail import queue_mail
from gestand.people import actions
from gestand.people.actions.freezing import AlreadyFrozen, NotToldYet, freeze_person, lift_freeze, note_told
from gestand.people.models import ConsentEvent, Correspondence, Freeze, Membership
from gestand.people.queries.freezing import frozen_people
from tests.cast import Cast, browser_of, make_person


@pytest.fixture
def frozen(cast: Cast) -> Freeze:
    return freeze_person(by=cast.owner, at=timezone.now(), person=cast.eva, ground="accuracy")


def test_a_frozen_person_is_not_changed(cast: Cast, frozen: Freeze) -> None:
    phone = cast.eva.phone_numbers.get()
    membership = Membership.objects.get(person=cast.eva)
    now = timezone.now()
    for change in (
        lambda: actions.change_person(by=cast.owner, at=now, person=cast.eva, family_name="Anders"),
        lambda: actions.add_phone(by=cast.owner, at=now, owner=cast.eva, number="030 123 45 68"),
        lambda: actions.change_phone(by=cast.owner, at=now, phone=phone, number="030 123 45 68"),
        lambda: actions.remove_contact_point(by=cast.owner, at=now, point=phone),
        lambda: actions.change_membership(by=cast.owner, at=now, membership=membership, job_title="x"),
        lambda: actions.join_client(by=cast.owner, at=now, client=cast.bakery, person=cast.eva, role="contact"),
        lambda: actions.merge_persons(by=cast.owner, at=now, keep=cast.carla, gone=cast.eva),
        lambda: actions.merge_persons(by=cast.owner, at=now, keep=cast.eva, gone=cast.carla),
    ):
        with pytest.raises(Frozen):
            change()
    cast.eva.refresh_from_db()
    assert (cast.eva.family_name, cast.eva.phone_numbers.count()) == ("Jansen", 1)


def test_what_was_written_about_a_frozen_person_is_not_rewritten(cast: Cast, frozen: Freeze) -> None:
    entry = Correspondence.objects.get(person=cast.eva)
    with pytest.raises(Frozen):
        actions.change_correspondence(by=cast.owner, at=timezone.now(), entry=entry, text="Anders.")
    with pytest.raises(Frozen):
        actions.remove_correspondence(by=cast.owner, at=timezone.now(), entry=entry)


def test_a_call_of_a_frozen_person_may_be_noted(cast: Cast, frozen: Freeze) -> None:
    noted = actions.note_call(by=cast.owner, at=timezone.now(), person=cast.eva, text="Vraagt hoe het ervoor staat.")
    assert noted.person_id == cast.eva.id


def test_a_frozen_person_may_withdraw_and_object_and_nothing_else_is_recorded(cast: Cast, frozen: Freeze) -> None:
    now = timezone.now()
    actions.withdraw_consent(by=cast.owner, at=now, person=cast.eva, purpose=Purpose.MAILING, source="mail")
    actions.record_objection(by=cast.owner, at=now, person=cast.eva, purpose=Purpose.MAILING, source="mail")
    with pytest.raises(Frozen):
        actions.record_consent(
            by=cast.owner,
            at=now,
            person=cast.eva,
            purpose=Purpose.MAILING,
            wording="ja",
            wording_version="1",
            source="x",
        )
    assert ConsentEvent.objects.count() == 2


def test_the_household_of_a_frozen_person_alone_is_frozen_too(cast: Cast, frozen: Freeze) -> None:
    with pytest.raises(Frozen):
        actions.change_client(by=cast.owner, at=timezone.now(), client=cast.jansen, name="Anders")


def test_what_a_household_shares_stays_in_use_for_the_others(cast: Cast, frozen: Freeze) -> None:
    other = make_person("Tim", "Jansen")
    Membership.objects.create(client=cast.jansen, person=other, role="adult")
    actions.change_client(by=cast.owner, at=timezone.now(), client=cast.jansen, name="Anders")
    assert frozen_people().clients == frozenset()


def test_the_outbox_takes_no_mail_to_a_frozen_person_except_an_answer(cast: Cast, frozen: Freeze) -> None:
    mail = {"to": "Eva@Jansen.example", "subject": "Hoi", "text": "Tekst.", "by": cast.owner, "at": timezone.now()}
    with pytest.raises(Frozen):
        queue_mail(**mail, purpose=Purpose.CONTACT, person_id=cast.eva.id)
    with pytest.raises(Frozen):  # without a name, but to this mailbox
        queue_mail(**mail, purpose=Purpose.CONTACT)
    assert queue_mail(**mail, purpose=Purpose.RIGHTS, person_id=cast.eva.id)


def test_nothing_about_a_frozen_person_passes_the_gate(cast: Cast, frozen: Freeze) -> None:
    about = {"by": cast.owner, "at": timezone.now(), "subject": ("person", cast.eva.id)}
    with pytest.raises(PassageRefused, match=r"restricted|beperkt"):
        allow("addressee", purpose=Purpose.CONTACT, **about)
    assert allow("addressee", purpose=Purpose.RIGHTS, **about)


def test_an_export_goes_without_frozen_clients(cast: Cast, frozen: Freeze) -> None:
    answer = browser_of(cast.anna).post("/clients/export/", {"do": "csv"})
    content = b"".join(answer.streaming_content).decode()
    assert "Zoute Brood" in content
    assert "Jansen" not in content


def test_the_page_of_a_frozen_person_says_so(cast: Cast, frozen: Freeze) -> None:
    page = browser_of(cast.anna).get(f"/people/{cast.eva.id}/", follow=True).content.decode()
    assert "beperkt" in page
    assert "artikel 18 lid 1 onder a" in page


def test_what_the_person_asks_is_done_all_the_same(cast: Cast, frozen: Freeze) -> None:
    with at_own_request(cast.eva.id):
        actions.change_person(by=cast.owner, at=timezone.now(), person=cast.eva, family_name="Anders")
    cast.eva.refresh_from_db()
    assert cast.eva.family_name == "Anders"


def test_a_restriction_is_lifted_after_the_person_was_told(cast: Cast, frozen: Freeze) -> None:
    now = timezone.now()
    with pytest.raises(NotToldYet):
        lift_freeze(by=cast.owner, at=now, freeze=frozen)
    note_told(by=cast.owner, at=now, freeze=frozen)
    lift_freeze(by=cast.owner, at=now + timedelta(days=1), freeze=frozen)
    actions.change_person(by=cast.owner, at=now, person=cast.eva, family_name="Anders")


def test_a_person_is_frozen_once(cast: Cast, frozen: Freeze) -> None:
    with pytest.raises(AlreadyFrozen):
        freeze_person(by=cast.owner, at=timezone.now(), person=cast.eva, ground="claims")
