from __future__ import annotations

from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.actors import NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.people import actions
from gestand.people.models import (
    Address,
    Client,
    ConsentEvent,
    Correspondence,
    MailAddress,
    Membership,
    Merge,
    NotTheSame,
    Person,
    PhoneNumber,
)
from gestand.rights.models import Request
from tests.cast import NOW, Cast, make_client, make_person


@pytest.fixture
def other_carla(cast: Cast) -> Person:
    """Carla once more, as somebody else wrote her down, with a bit of everything."""
    by = cast.owner
    other = actions.create_person(
        by=by,
        at=NOW,
        client=cast.jansen,
        given_name="Carla",
        initials="C.A.",
        family_name="Berg",
        note="Niet op maandag",
    )
    actions.join_client(by=by, at=NOW, client=cast.bakery, person=other, role="owner", job_title="Bakker")
    actions.add_phone(by=by, at=NOW, owner=other, number="030 012 34 56", label="Winkel")
    actions.add_phone(by=by, at=NOW, owner=other, number="06 12 34 56 78")
    actions.add_mail(by=by, at=NOW, owner=other, address="Carla@ZouteBrood.example", label="Werk")
    actions.add_address(by=by, at=NOW, owner=other, street="Dorpsstraat 1", city="Bilthoven")
    actions.note_call(by=by, at=NOW, client=cast.bakery, person=other, text="Belde over de oven")
    actions.record_consent(
        by=by, at=NOW, person=other, purpose="purpose.mailing", wording="Ja", wording_version="1", source="formulier"
    )
    Request.objects.create(kind="access", channel="mail", state="received", person=other, name="Carla", received_at=NOW)
    return other


def test_a_merge_keeps_everything(cast: Cast, other_carla: Person) -> None:
    before = {model: model.objects.count() for model in (Correspondence, ConsentEvent, Address, Request)}
    actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=other_carla)
    assert {model: model.objects.count() for model in before} == before
    assert cast.carla.correspondence.count() == 2
    assert cast.carla.consent_events.count() == 1
    assert Request.objects.get().person == cast.carla


def test_double_numbers_and_mailboxes_stay_once_with_their_label(cast: Cast, other_carla: Person) -> None:
    actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=other_carla)
    phones = dict(PhoneNumber.objects.filter(person=cast.carla).values_list("number", "label"))
    assert phones == {"+31300123456": "Winkel", "+31612345678": ""}
    assert MailAddress.objects.get(person=cast.carla).label == "Werk"


def test_two_memberships_of_one_client_become_one(cast: Cast, other_carla: Person) -> None:
    merge = actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=other_carla)
    row = Membership.objects.get(client=cast.bakery, person=cast.carla)
    assert (row.role, row.job_title, row.is_main) == ("contact", "Bakker", True)
    assert merge.differed["membership_roles"] == ["owner"]
    assert Membership.objects.filter(client=cast.jansen, person=cast.carla).exists()


def test_empty_fields_are_filled_and_notes_are_joined(cast: Cast, other_carla: Person) -> None:
    actions.change_person(by=cast.owner, at=NOW, person=cast.carla, note="Belt liever")
    actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=other_carla)
    cast.carla.refresh_from_db()
    assert (cast.carla.initials, cast.carla.name_prefix) == ("C.A.", "van den")
    assert cast.carla.note == "Belt liever\n\nNiet op maandag"


def test_what_differed_can_be_read_afterwards(cast: Cast, other_carla: Person) -> None:
    actions.change_person(by=cast.owner, at=NOW, person=other_carla, family_name="Bergh")
    merge = actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=other_carla)
    assert merge.differed["family_name"] == "Bergh"
    assert "Carla@ZouteBrood.example" in merge.differed["spellings"]


def test_a_value_of_the_one_that_goes_can_be_chosen(cast: Cast, other_carla: Person) -> None:
    actions.change_person(by=cast.owner, at=NOW, person=other_carla, family_name="Bergh")
    merge = actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=other_carla, from_gone=["family_name"])
    cast.carla.refresh_from_db()
    assert (cast.carla.family_name, cast.carla.sort_name) == ("Bergh", "bergh carla van den")
    assert merge.differed["family_name"] == "Berg"


def test_the_old_id_leads_to_the_one_that_stayed(cast: Cast, other_carla: Person, anna: Browser) -> None:
    old = reverse("people:person", args=[other_carla.id])
    actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=other_carla)
    response = anna.get(old)
    assert response.status_code == 301
    assert response["Location"] == reverse("people:person", args=[cast.carla.id])


def test_a_chain_of_merges_leads_to_its_end(cast: Cast, other_carla: Person, anna: Browser) -> None:
    third = make_person("C", "Berg")
    old = reverse("people:person", args=[third.id])
    actions.merge_persons(by=cast.owner, at=NOW, keep=other_carla, gone=third)
    actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=other_carla)
    assert anna.get(old)["Location"] == reverse("people:person", args=[cast.carla.id])


def test_a_standin_is_not_led_to_what_may_not_be_seen(cast: Cast, bram: Browser) -> None:
    gone = actions.create_client(by=cast.owner, at=NOW, kind="household", name="Jansen")
    actions.merge_clients(by=cast.owner, at=NOW, keep=cast.jansen, gone=gone)
    assert bram.get(reverse("people:client", args=[gone.id])).status_code == 404


def test_clients_merge_with_people_and_correspondence(cast: Cast) -> None:
    other = actions.create_client(
        by=cast.owner, at=NOW, kind="business", name="Zoute Brood", started_on=date(2015, 1, 1), kvk_number="12345678"
    )
    piet = actions.create_person(by=cast.owner, at=NOW, client=other, given_name="Piet", family_name="Bos")
    actions.join_client(by=cast.owner, at=NOW, client=other, person=cast.carla, role="owner")
    actions.note_call(by=cast.owner, at=NOW, client=other, text="Oude notitie")
    actions.merge_clients(by=cast.owner, at=NOW, keep=cast.bakery, gone=other)
    cast.bakery.refresh_from_db()
    assert (cast.bakery.started_on, cast.bakery.kvk_number) == (date(2015, 1, 1), "12345678")
    assert {row.person for row in cast.bakery.memberships.all()} == {cast.carla, piet}
    assert cast.bakery.memberships.filter(is_main=True).count() == 1
    assert cast.bakery.correspondence.count() == 2


def test_a_household_and_a_business_do_not_merge(cast: Cast) -> None:
    with pytest.raises(actions.CannotMerge):
        actions.merge_clients(by=cast.owner, at=NOW, keep=cast.bakery, gone=cast.jansen)
    assert Client.objects.count() == 2


def test_a_client_that_goes_on_has_no_end(cast: Cast) -> None:
    other = actions.create_client(
        by=cast.owner, at=NOW, kind="business", name="Zoute Brood", started_on=date(2015, 1, 1)
    )
    actions.end_relation(by=cast.owner, at=NOW, client=other, ended_on=date(2018, 1, 1))
    actions.merge_clients(by=cast.owner, at=NOW, keep=cast.bakery, gone=other)
    cast.bakery.refresh_from_db()
    assert cast.bakery.ended_on is None


def test_a_merge_that_fails_changes_nothing(cast: Cast, other_carla: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gestand.people.actions.merging.wind_clocks", lambda *_people, **_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=other_carla)
    assert Person.objects.filter(id=other_carla.id).exists()
    assert not Merge.objects.exists()


def test_only_the_owner_merges(cast: Cast, other_carla: Person, bram: Browser) -> None:
    with pytest.raises(NotAllowed):
        actions.merge_persons(by=cast.standin, at=NOW, keep=cast.carla, gone=other_carla)
    assert bram.post(reverse("people:merge", args=["person", cast.carla.id, other_carla.id])).status_code == 404


def test_one_does_not_merge_with_oneself(cast: Cast) -> None:
    with pytest.raises(actions.CannotMerge):
        actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=cast.carla)


def test_what_was_said_to_be_two_moves_along(cast: Cast, other_carla: Person) -> None:
    third = make_person("Carlo", "Berg")
    actions.say_not_the_same(by=cast.owner, at=NOW, one=other_carla, other=third)
    actions.say_not_the_same(by=cast.owner, at=NOW, one=cast.carla, other=third)
    actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=other_carla)
    pair = NotTheSame.objects.get()
    assert {pair.person, pair.other_person} == {cast.carla, third}


def test_the_audit_line_holds_ids_and_counts_alone(cast: Cast, other_carla: Person) -> None:
    gone_id = other_carla.id
    actions.merge_persons(by=cast.owner, at=NOW, keep=cast.carla, gone=other_carla)
    facts = AuditLine.objects.get(action="people.person.merge").facts
    assert facts["gone"] == str(gone_id)
    assert isinstance(facts["rows"], int)


def test_the_page_of_a_pair_merges_with_what_was_chosen(cast: Cast, other_carla: Person, anna: Browser) -> None:
    actions.change_person(by=cast.owner, at=NOW, person=other_carla, family_name="Bergh")
    url = reverse("people:merge", args=["person", cast.carla.id, other_carla.id])
    assert b"take-family_name" in anna.get(url).content
    response = anna.post(url, {"take-family_name": "gone"})
    assert response["Location"] == reverse("people:person", args=[cast.carla.id])
    cast.carla.refresh_from_db()
    assert cast.carla.family_name == "Bergh"


def test_what_a_standin_may_see_follows_the_client_that_was_joined(cast: Cast, bram: Browser) -> None:
    """Bram's grant names the bakery; it goes into another client, and he goes on working for it."""
    stays = make_client("Bakkerij Zoute Brood BV", "business")
    assert bram.get(reverse("people:client", args=[stays.id])).status_code == 404
    actions.merge_clients(by=cast.owner, at=NOW, keep=stays, gone=cast.bakery)
    assert bram.get(reverse("people:client", args=[stays.id])).status_code == 200
    assert bram.get(reverse("people:client", args=[cast.jansen.id])).status_code == 404
    line = AuditLine.objects.get(action="team.grant.client.join")
    assert (line.subject_id, line.client_id) == (cast.bram.id, stays.id)


def test_a_grant_on_both_clients_names_the_one_that_stays_once(cast: Cast) -> None:
    stays = make_client("Bakkerij Zoute Brood BV", "business")
    granted = cast.bram.grants.get().granted_clients
    granted.create(client_id=stays.id)
    actions.merge_clients(by=cast.owner, at=NOW, keep=stays, gone=cast.bakery)
    assert [row.client_id for row in granted.all()] == [stays.id]
