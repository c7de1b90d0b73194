from __future__ import annotations

from datetime import date

import pytest

from gestand.core.actors import NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.people import actions
from gestand.people.kernels.refusals import HoldsBsn, LooksLikeBsn, NotValid
from gestand.people.models import Client
from tests.cast import NOW, TODAY, Cast


def test_a_business_is_begun_with_clean_numbers(cast: Cast) -> None:
    client = actions.create_client(
        by=cast.owner, at=NOW, kind="business", name="  De  Kaasboer ", kvk_number="12 34 56 78", website="kaas.example"
    )
    client.refresh_from_db()
    assert (client.name, client.sort_name, client.kvk_number) == ("De Kaasboer", "kaasboer", "12345678")
    assert (client.website, client.started_on) == ("https://kaas.example", TODAY)


def test_what_is_done_is_audited_in_the_same_transaction(cast: Cast) -> None:
    client = actions.create_client(by=cast.owner, at=NOW, kind="household", name="Familie Vos")
    line = AuditLine.objects.latest("id")
    assert (line.action, line.client_id, line.actor_id) == ("people.client.create", client.id, cast.anna.id)


def test_a_refused_client_leaves_nothing_behind(cast: Cast) -> None:
    before = (Client.objects.count(), AuditLine.objects.count())
    with pytest.raises(NotValid) as refusal:
        actions.create_client(by=cast.owner, at=NOW, kind="business", name="Kaas", kvk_number="123")
    assert refusal.value.field == "kvk_number"
    assert (Client.objects.count(), AuditLine.objects.count()) == before


def test_a_standin_begins_no_client(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.create_client(by=cast.standin, at=NOW, kind="household", name="Vos")


def test_a_standin_changes_only_granted_clients(cast: Cast) -> None:
    actions.change_client(by=cast.standin, at=NOW, client=cast.bakery, note="Sleutel bij de buren")
    with pytest.raises(NotAllowed):
        actions.change_client(by=cast.standin, at=NOW, client=cast.jansen, note="x")


def test_a_household_has_no_business_numbers(cast: Cast) -> None:
    with pytest.raises(NotValid) as refusal:
        actions.change_client(by=cast.owner, at=NOW, client=cast.jansen, kvk_number="12345678")
    assert refusal.value.field == "kvk_number"


def test_the_second_to_save_is_told_and_loses_nothing(cast: Cast) -> None:
    seen = cast.bakery.changed_at
    actions.change_client(by=cast.owner, at=NOW.replace(hour=10), client=cast.bakery, note="Eerste", seen=seen)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_client(by=cast.owner, at=NOW.replace(hour=11), client=cast.bakery, note="Tweede", seen=seen)
    cast.bakery.refresh_from_db()
    assert cast.bakery.note == "Eerste"


def test_a_bsn_in_a_note_is_asked_about_once(cast: Cast) -> None:
    with pytest.raises(LooksLikeBsn):
        actions.change_client(by=cast.owner, at=NOW, client=cast.bakery, note="Nummer 111222333")
    actions.change_client(by=cast.owner, at=NOW, client=cast.bakery, note="Nummer 111222333", bsn_confirmed=True)


def test_a_bsn_in_a_name_is_refused(cast: Cast) -> None:
    with pytest.raises(HoldsBsn):
        actions.create_client(by=cast.owner, at=NOW, kind="household", name="Vos 111222333")


def test_the_old_vat_number_of_a_sole_trader_is_refused(cast: Cast) -> None:
    with pytest.raises(HoldsBsn):
        actions.change_client(
            by=cast.owner, at=NOW, client=cast.bakery, legal_form="sole_trader", vat_id="NL111222333B01"
        )


def test_a_company_that_becomes_a_sole_trader_is_asked_for_its_vat_id_again(cast: Cast) -> None:
    actions.change_client(by=cast.owner, at=NOW, client=cast.bakery, legal_form="company", vat_id="NL004495445B01")
    with pytest.raises(HoldsBsn):
        actions.change_client(by=cast.owner, at=NOW, client=cast.bakery, legal_form="sole_trader")


def test_ending_the_relation_starts_the_clock_of_its_people(cast: Cast) -> None:
    actions.end_relation(by=cast.owner, at=NOW, client=cast.bakery, ended_on=date(2026, 11, 1))
    cast.carla.refresh_from_db()
    assert cast.carla.relation_ended_on == date(2026, 11, 1)


def test_who_is_still_with_another_client_has_no_running_clock(cast: Cast) -> None:
    actions.join_client(by=cast.owner, at=NOW, client=cast.jansen, person=cast.carla, role="adult")
    actions.end_relation(by=cast.owner, at=NOW, client=cast.bakery)
    cast.carla.refresh_from_db()
    assert cast.carla.relation_ended_on is None


def test_resuming_stops_the_clock(cast: Cast) -> None:
    actions.end_relation(by=cast.owner, at=NOW, client=cast.bakery)
    actions.resume_relation(by=cast.owner, at=NOW, client=cast.bakery)
    cast.carla.refresh_from_db()
    assert cast.carla.relation_ended_on is None


def test_an_end_before_the_start_is_refused(cast: Cast) -> None:
    with pytest.raises(NotValid):
        actions.end_relation(by=cast.owner, at=NOW, client=cast.bakery, ended_on=date(2019, 2, 28))


@pytest.mark.parametrize("act", [actions.end_relation, actions.archive_client, actions.unarchive_client])
def test_only_the_owner_ends_or_archives(cast: Cast, act) -> None:
    with pytest.raises(NotAllowed):
        act(by=cast.standin, at=NOW, client=cast.bakery)


def test_archiving_deletes_nothing(cast: Cast) -> None:
    actions.archive_client(by=cast.owner, at=NOW, client=cast.bakery)
    assert cast.bakery not in Client.objects.current()
    actions.unarchive_client(by=cast.owner, at=NOW, client=cast.bakery)
    assert cast.bakery in Client.objects.current()
    assert cast.bakery.correspondence.count() == 1
