from __future__ import annotations

from datetime import date, timedelta

import pytest

from gestand.core.actors import NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.core.search import find
from gestand.people import actions
from gestand.people.drafts import MembershipFields
from gestand.people.kernels.refusals import HoldsBsn, LooksLikeBsn, NotValid
from gestand.people.models import Correspondence, MailAddress, Person, PhoneNumber
from gestand.people.queries.privacy import standings
from tests.cast import NOW, TODAY, Cast


def test_a_person_of_a_household_is_an_adult_unless_said(cast: Cast) -> None:
    person = actions.create_person(by=cast.owner, at=NOW, client=cast.jansen, given_name="Tom", family_name="Jansen")
    assert person.memberships.get().role == "adult"
    assert person.sort_name == "jansen tom"


def test_the_first_person_of_a_client_is_its_first_contact(cast: Cast) -> None:
    client = actions.create_client(by=cast.owner, at=NOW, kind="household", name="Vos")
    first = actions.create_person(by=cast.owner, at=NOW, client=client, given_name="Ada", family_name="Vos")
    second = actions.create_person(by=cast.owner, at=NOW, client=client, given_name="Bo", family_name="Vos")
    assert [row.memberships.get().is_main for row in (first, second)] == [True, False]


def test_there_is_one_first_contact(cast: Cast) -> None:
    main: MembershipFields = {"is_main": True}
    actions.create_person(by=cast.owner, at=NOW, client=cast.bakery, membership=main, given_name="Piet")
    assert cast.bakery.memberships.filter(is_main=True).count() == 1
    cast.carla.refresh_from_db()
    assert not cast.carla.memberships.get().is_main


def test_a_person_without_a_name_is_refused(cast: Cast) -> None:
    with pytest.raises(NotValid) as refusal:
        actions.create_person(by=cast.owner, at=NOW, client=cast.bakery, name_prefix="van")
    assert refusal.value.field == "family_name"


def test_a_person_without_a_client_has_a_running_clock(cast: Cast) -> None:
    person = actions.create_person(by=cast.owner, at=NOW, given_name="Losse", family_name="Vogel")
    assert person.relation_ended_on == TODAY


def test_who_leaves_a_business_has_a_clock_from_that_day(cast: Cast) -> None:
    membership = cast.carla.memberships.get()
    actions.change_membership(by=cast.owner, at=NOW, membership=membership, until_on=date(2026, 10, 1))
    cast.carla.refresh_from_db()
    assert cast.carla.relation_ended_on == date(2026, 10, 1)


def test_taking_somebody_out_of_the_last_client_starts_the_clock_today(cast: Cast) -> None:
    actions.leave_client(by=cast.owner, at=NOW, membership=cast.carla.memberships.get())
    cast.carla.refresh_from_db()
    assert cast.carla.relation_ended_on == TODAY


def test_one_belongs_to_a_client_once(cast: Cast) -> None:
    with pytest.raises(actions.AlreadyMember):
        actions.join_client(by=cast.owner, at=NOW, client=cast.bakery, person=cast.carla)


def test_a_role_changed_by_somebody_else_is_told(cast: Cast) -> None:
    membership = cast.carla.memberships.get()
    seen = actions.fingerprint(membership)
    actions.change_membership(by=cast.owner, at=NOW, membership=membership, job_title="Bakker", seen=seen)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_membership(by=cast.owner, at=NOW, membership=membership, job_title="Kok", seen=seen)


def test_a_standin_touches_nobody_of_another_client(cast: Cast) -> None:
    for act in (
        lambda: actions.change_person(by=cast.standin, at=NOW, person=cast.eva, note="x"),
        lambda: actions.add_phone(by=cast.standin, at=NOW, owner=cast.eva, number="030 123 45 67"),
        lambda: actions.add_mail(by=cast.standin, at=NOW, owner=cast.jansen, address="x@x.example"),
        lambda: actions.note_call(by=cast.standin, at=NOW, client=cast.jansen, text="x"),
        lambda: actions.join_client(by=cast.standin, at=NOW, client=cast.bakery, person=cast.eva),
        lambda: actions.record_objection(
            by=cast.standin, at=NOW, person=cast.eva, purpose="purpose.mailing", source="telefoon"
        ),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_number_is_kept_in_one_shape_and_once(cast: Cast) -> None:
    row = actions.add_phone(by=cast.owner, at=NOW, owner=cast.bakery, number="(030) 765-4321 toestel 12")
    assert (row.number, row.label) == ("+31307654321", "toestel 12")
    with pytest.raises(actions.AlreadyThere):
        actions.add_phone(by=cast.owner, at=NOW, owner=cast.bakery, number="+31 30 765 43 21")


def test_a_mailbox_is_there_once_in_whatever_capitals(cast: Cast) -> None:
    with pytest.raises(actions.AlreadyThere):
        actions.add_mail(by=cast.owner, at=NOW, owner=cast.carla, address="CARLA@zoutebrood.example")


def test_a_bsn_is_no_label(cast: Cast) -> None:
    with pytest.raises(HoldsBsn):
        actions.add_phone(by=cast.owner, at=NOW, owner=cast.carla, number="030 765 43 21", label="111222333")


def test_an_address_needs_a_street_or_a_town(cast: Cast) -> None:
    with pytest.raises(NotValid):
        actions.add_address(by=cast.owner, at=NOW, owner=cast.carla, postal_code="3722 ZZ")
    row = actions.add_address(
        by=cast.owner, at=NOW, owner=cast.carla, street="Laan 1", postal_code="3722zz", city="De Bilt"
    )
    assert row.postal_code == "3722 ZZ"


def test_what_is_removed_is_gone_and_its_removal_told(cast: Cast) -> None:
    phone = cast.carla.phone_numbers.get()
    actions.remove_contact_point(by=cast.owner, at=NOW, point=phone)
    assert not PhoneNumber.objects.filter(person=cast.carla).exists()
    line = AuditLine.objects.latest("id")
    assert (line.action, line.subject_id) == ("people.phone.remove", cast.carla.id)


def test_the_number_that_is_put_first_stands_first(cast: Cast) -> None:
    second = actions.add_phone(by=cast.owner, at=NOW, owner=cast.carla, number="06 12 34 56 78")
    actions.put_first(by=cast.owner, at=NOW, point=second)
    assert cast.carla.phone_numbers.first() == second


def test_search_finds_what_was_just_written(cast: Cast) -> None:
    actions.add_mail(by=cast.owner, at=NOW, owner=cast.carla, address="brood@oven.example")
    assert [hit.id for hit in find("brood@oven.example", actor=cast.owner, kinds={"person"})] == [cast.carla.id]
    actions.remove_contact_point(by=cast.owner, at=NOW, point=MailAddress.objects.get(folded="brood@oven.example"))
    assert find("brood@oven.example", actor=cast.owner, kinds={"person"}) == []


def test_a_standin_finds_only_through_granted_clients(cast: Cast) -> None:
    actions.change_person(by=cast.owner, at=NOW, person=cast.eva, note="x")
    actions.change_person(by=cast.owner, at=NOW, person=cast.carla, note="x")
    assert [hit.title for hit in find("eva", actor=cast.standin)] == []
    assert [hit.title for hit in find("carla", actor=cast.standin)] == ["Carla van den Berg"]


# -- Consents ---------------------------------------------------------------------------------------------------------


def consent(cast: Cast, **changes: object) -> None:
    given: dict[str, object] = {
        "by": cast.owner, "at": NOW, "person": cast.carla, "purpose": "purpose.mailing",
        "wording": "Ja, graag", "wording_version": "1", "source": "formulier",
    }  # fmt: skip
    actions.record_consent(**{**given, **changes})  # type: ignore[arg-type]


def test_a_consent_has_its_proof(cast: Cast) -> None:
    consent(cast, given_at=NOW - timedelta(days=3))
    event = cast.carla.consent_events.get()
    assert (event.wording, event.wording_version, event.source) == ("Ja, graag", "1", "formulier")
    assert (event.at, event.recorded_at, event.recorded_by) == (NOW - timedelta(days=3), NOW, cast.anna.id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"wording": " "}, "wording"),
        ({"source": ""}, "source"),
        ({"purpose": "purpose.payment"}, "purpose"),
        ({"given_at": NOW + timedelta(days=1)}, "at"),
    ],
)
def test_a_consent_without_proof_is_refused(cast: Cast, changes: dict[str, object], field: str) -> None:
    with pytest.raises(NotValid) as refusal:
        consent(cast, **changes)
    assert refusal.value.field == field


def test_the_newest_event_holds(cast: Cast) -> None:
    consent(cast)
    actions.withdraw_consent(
        by=cast.owner, at=NOW + timedelta(hours=1), person=cast.carla, purpose="purpose.mailing", source="telefoon"
    )
    (standing,) = standings(cast.carla.consent_events.all())
    assert not standing.has_consent


def test_an_objection_stands_until_it_is_lifted(cast: Cast) -> None:
    actions.record_objection(by=cast.owner, at=NOW, person=cast.carla, purpose="purpose.mailing", source="mail")
    (standing,) = standings(cast.carla.consent_events.all())
    assert standing.has_objection
    actions.lift_objection(
        by=cast.owner, at=NOW + timedelta(hours=1), person=cast.carla, purpose="purpose.mailing", source="mail"
    )
    (standing,) = standings(cast.carla.consent_events.all())
    assert not standing.has_objection


def test_what_was_not_objected_cannot_be_lifted(cast: Cast) -> None:
    with pytest.raises(Exception, match=r"bezwaar|objection"):
        actions.lift_objection(by=cast.owner, at=NOW, person=cast.carla, purpose="purpose.mailing", source="mail")


# -- Correspondence ---------------------------------------------------------------------------------------------------


def test_a_call_with_a_person_lands_with_the_only_client(cast: Cast) -> None:
    entry = actions.note_call(by=cast.owner, at=NOW, person=cast.carla, text="Belde")
    assert (entry.client, entry.loose_until_on) == (cast.bakery, None)


def test_a_call_of_nobody_is_a_loose_end_of_fourteen_days(cast: Cast) -> None:
    entry = actions.note_call(by=cast.owner, at=NOW, caller="06 99 88 77 66", text="Belt terug")
    assert entry.loose_until_on == TODAY + timedelta(days=14)


def test_assigning_ends_the_loose_day(cast: Cast) -> None:
    entry = actions.note_call(by=cast.owner, at=NOW, caller="Carla", text="Belt terug")
    entry = actions.assign_correspondence(by=cast.owner, at=NOW, entry=entry, client=None, person=cast.carla)
    assert (entry.client, entry.person, entry.loose_until_on) == (cast.bakery, cast.carla, None)


def test_loose_ends_go_after_their_day_and_not_on_it(cast: Cast) -> None:
    entry = actions.note_call(by=cast.owner, at=NOW, caller="Iemand", text="Hallo")
    assert actions.forget_loose_ends(by=cast.owner, at=NOW + timedelta(days=14)) == 0
    assert actions.forget_loose_ends(by=cast.owner, at=NOW + timedelta(days=15)) == 1
    assert not Correspondence.objects.filter(id=entry.id).exists()
    assert AuditLine.objects.filter(action="people.correspondence.forget", subject_id=entry.id).exists()


def test_an_empty_entry_is_refused(cast: Cast) -> None:
    with pytest.raises(NotValid):
        actions.note_call(by=cast.owner, at=NOW, client=cast.bakery, text="  ")


def test_tomorrow_has_not_been_said_yet(cast: Cast) -> None:
    with pytest.raises(NotValid) as refusal:
        actions.note_call(by=cast.owner, at=NOW, client=cast.bakery, text="x", called_at=NOW + timedelta(days=2))
    assert refusal.value.field == "entry_at"


def test_a_person_of_another_client_does_not_slip_in(cast: Cast) -> None:
    with pytest.raises(NotValid):
        actions.note_call(by=cast.owner, at=NOW, client=cast.bakery, person=cast.eva, text="x")


def test_a_standin_corrects_only_what_he_wrote(cast: Cast) -> None:
    own = actions.note_call(by=cast.standin, at=NOW, client=cast.bakery, text="Mijn notitie")
    actions.change_correspondence(by=cast.standin, at=NOW, entry=own, text="Beter")
    others = cast.bakery.correspondence.exclude(id=own.id).get()
    for act in (actions.remove_correspondence, lambda **given: actions.change_correspondence(**given, text="x")):
        with pytest.raises(NotAllowed):
            act(by=cast.standin, at=NOW, entry=others)


def test_a_bsn_in_a_note_of_a_call_is_asked_about(cast: Cast) -> None:
    with pytest.raises(LooksLikeBsn):
        actions.note_call(by=cast.owner, at=NOW, client=cast.bakery, text="Haar BSN is 111222333")


def test_the_second_to_correct_an_entry_is_told(cast: Cast) -> None:
    entry = cast.bakery.correspondence.get()
    seen = entry.changed_at
    actions.change_correspondence(by=cast.owner, at=NOW + timedelta(hours=1), entry=entry, text="Een", seen=seen)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_correspondence(by=cast.owner, at=NOW + timedelta(hours=2), entry=entry, text="Twee", seen=seen)


def test_a_removed_entry_leaves_search_too(cast: Cast) -> None:
    entry = actions.note_call(by=cast.owner, at=NOW, client=cast.bakery, text="Zeldzaamwoord")
    assert find("zeldzaamwoord", actor=cast.owner)
    actions.remove_correspondence(by=cast.owner, at=NOW, entry=entry)
    assert not find("zeldzaamwoord", actor=cast.owner)


def test_lists_are_kept_for_oneself(cast: Cast) -> None:
    view = actions.save_view(by=cast.owner, name="Zonder mail", query="missing=mail")
    with pytest.raises(NotAllowed):
        actions.remove_view(by=cast.standin, view=view)
    assert Person.objects.count() == 2
