"""Which rows are about whom."""

from __future__ import annotations

import pytest

from gestand.core.audit.models import AuditLine
from gestand.core.declarations.registry import (
    declared_model,
    personal_fields,
    rows_about,
    rows_about_nobody,
    withheld,
)
from gestand.core.files.models import StoredFile
from gestand.people.models import Attachment, Client, ConsentEvent, Correspondence, MailAddress, Membership, Person
from gestand.team.models import Account, GrantedClient
from tests.cast import NOW, Cast, make_call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roots")]


def attachment_of(correspondence: Correspondence) -> Attachment:
    stored = StoredFile.objects.create(name="brief.pdf", media_type="application/pdf", size_bytes=1, stored_at=NOW)
    return Attachment.objects.create(correspondence=correspondence, file=stored)


def test_a_root_is_about_itself(cast: Cast) -> None:
    assert list(rows_about(Person, persons=[cast.carla.id])) == [cast.carla]
    assert list(rows_about(Client, clients=[cast.bakery.id])) == [cast.bakery]
    assert list(rows_about(Account, accounts=[cast.bram.id])) == [cast.bram]


def test_a_person_is_not_found_by_a_client_with_the_same_number(cast: Cast) -> None:
    assert not rows_about(Person, clients=[cast.carla.id]).exists()


def test_a_row_that_names_a_person_is_that_persons_alone(cast: Cast) -> None:
    assert rows_about(Correspondence, persons=[cast.carla.id]).count() == 1
    assert not rows_about(Correspondence, clients=[cast.bakery.id]).exists()


def test_a_row_without_a_person_is_the_clients(cast: Cast) -> None:
    call = make_call(cast.bakery, None, "Niemand genoemd.")
    assert list(rows_about(Correspondence, clients=[cast.bakery.id])) == [call]
    assert call not in rows_about(Correspondence, persons=[cast.carla.id])


def test_persons_and_clients_are_asked_for_together(cast: Cast) -> None:
    make_call(cast.bakery, None, "Niemand genoemd.")
    assert rows_about(Correspondence, persons=[cast.carla.id], clients=[cast.bakery.id]).count() == 2


def test_a_longer_path_follows_the_same_rule(cast: Cast) -> None:
    carlas = attachment_of(make_call(cast.bakery, cast.carla, "Met bijlage."))
    bakerys = attachment_of(make_call(cast.bakery, None, "Met bijlage."))
    assert list(rows_about(Attachment, persons=[cast.carla.id])) == [carlas]
    assert list(rows_about(Attachment, clients=[cast.bakery.id])) == [bakerys]


def test_a_longer_path_reads_no_more_than_its_own_rows(cast: Cast) -> None:
    about = rows_about(Attachment, persons=[cast.carla.id], clients=[cast.bakery.id])
    assert "JOIN" not in str(about.query)


def test_a_stand_ins_grants_are_found_through_the_grant(cast: Cast) -> None:
    assert rows_about(GrantedClient, accounts=[cast.bram.id]).count() == 1
    assert not rows_about(GrantedClient, accounts=[cast.dirk.id]).exists()


def test_rows_of_somebody_else_stay_out(cast: Cast) -> None:
    for model in (Membership, MailAddress, Correspondence, ConsentEvent):
        theirs = set(rows_about(model, persons=[cast.eva.id]).values_list("pk", flat=True))
        assert theirs.isdisjoint(rows_about(model, persons=[cast.carla.id]).values_list("pk", flat=True))


def test_nobody_asked_for_is_nobody_found(cast: Cast) -> None:
    assert not rows_about(Correspondence).exists()
    assert not rows_about(AuditLine, persons=[cast.carla.id]).exists()


def test_a_loose_note_is_about_nobody_yet(cast: Cast) -> None:
    loose = Correspondence.objects.create(kind="note", at=NOW, created_at=NOW, changed_at=NOW)
    assert list(rows_about_nobody(Correspondence)) == [loose]
    assert not rows_about_nobody(Person).exists()


def test_the_declaration_tells_its_roots_fields_and_what_is_withheld() -> None:
    assert declared_model(Correspondence).subject_roots == {"person", "client"}
    assert "text" in personal_fields(Correspondence)
    assert "id" not in personal_fields(Correspondence)
    assert set(withheld(Correspondence)) == {"written_by"}
