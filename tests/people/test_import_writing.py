"""From a yes to clients and back: nothing half after a crash, nothing left after an undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from gestand.core.audit.models import AuditLine
from gestand.core.files.models import StoredFile
from gestand.core.files.store import is_pointed_to
from gestand.core.search.index import reindex
from gestand.core.search.models import SearchEntry
from gestand.people import actions as people
from gestand.people.imports import actions, writing
from gestand.people.imports.actions import (
    WrongMoment,
    confirm_import,
    discard_import,
    undo_import,
    write_rows_of,
)
from gestand.people.imports.decisions import decide_doubtful
from gestand.people.imports.models import BatchState, ImportBatch, ImportRow
from gestand.people.imports.upkeep import forget_imports, go_on_with_all
from gestand.people.models import Client, MailAddress, Membership, Person, PhoneNumber
from tests.cast import NOW, TODAY, Cast
from tests.people.importing import confirmed, dump, listed, rows_of, shape, staged, states


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_confirmed_rows_become_clients_with_people_and_all_that_they_have(cast: Cast) -> None:
    batch = confirmed(cast, staged(cast, "outlook-english.csv"))
    cafe = Client.objects.get(name="Café Zürich B.V.")
    assert (cafe.kind, cafe.legal_form, cafe.website) == ("business", "company", "https://www.cafezurich.example")
    assert {(one.person.full_name, one.role, one.is_main) for one in cafe.memberships.all()} == {
        ("René Müller", "owner", True),
        ("Sophie Bakker", "administration", False),
    }
    vries = Client.objects.get(name="Familie de Vries")
    assert vries.addresses.get().postal_code == "3701 ZZ"
    assert batch.counts["new_clients"] == 2
    assert batch.file is None
    assert not StoredFile.objects.exists()


def test_imported_clients_are_found_and_audited(cast: Cast) -> None:
    confirmed(cast, staged(cast, "google-2024.csv"))
    sanne = Person.objects.get(family_name="Mulder")
    assert SearchEntry.objects.filter(kind="person", object_id=sanne.id).exists()
    client = sanne.memberships.get().client
    assert AuditLine.objects.filter(action="people.client.create", client_id=client.id).count() == 1


@pytest.mark.parametrize(
    "name", ["google-old.csv", "iphone.vcf", "android.vcf", "vcard4.vcf", "klanten.xlsx", "klanten-puntkomma.csv"]
)
def test_every_format_becomes_clients(cast: Cast, name: str) -> None:
    batch = confirmed(cast, staged(cast, name))
    assert batch.state == BatchState.DONE
    assert batch.counts["written"] >= 2
    assert batch.counts["written"] == batch.counts["new_persons"] + Client.objects.filter(memberships=None).count()


def test_importing_the_same_file_again_finds_everybody(cast: Cast) -> None:
    confirmed(cast, staged(cast, "outlook-english.csv"))
    again = staged(cast, "outlook-english.csv")
    assert set(states(again).values()) == {"same", "refused"}


def test_the_same_file_staged_twice_before_the_yes_makes_nobody_twice(cast: Cast) -> None:
    first, second = staged(cast, "outlook-english.csv"), staged(cast, "outlook-english.csv")
    confirmed(cast, first)
    people_then = Person.objects.count()
    batch = confirmed(cast, second)
    assert Person.objects.count() == people_then
    assert batch.counts["skipped"] == 4


def test_a_crash_in_the_middle_and_going_on_gives_what_no_crash_gives(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "CHUNK_ROWS", 2)
    lines = [
        f"Piet{n % 3};Vis{n // 2};{'Vis BV' if n % 4 == 0 else ''};;Pad {n // 2};3500 ZZ;Utrecht;030-00{n:05}"
        for n in range(11)
    ]
    batch = listed(cast, *lines)
    whole = writing.Writer.write
    calls: list[int] = []

    def breaks(self: writing.Writer) -> None:
        calls.append(1)
        whole(self)
        if len(calls) == 3:
            raise RuntimeError("power cut")

    monkeypatch.setattr(writing.Writer, "write", breaks)
    decide_doubtful(batch=batch, decision="new", by=cast.owner, at=NOW)
    with pytest.raises(RuntimeError):
        confirm_import(batch, by=cast.owner, at=NOW)
    batch.refresh_from_db()
    assert (
        ImportRow.objects.filter(batch=batch, outcome="written").count() == 4
    )  # two whole chunks, nothing of the third
    monkeypatch.setattr(writing.Writer, "write", whole)
    write_rows_of(batch, by=cast.owner)
    crashed = shape()
    batch.refresh_from_db()
    undo_import(batch, by=cast.owner, at=NOW)
    monkeypatch.undo()
    with translation.override("en"):
        confirmed(cast, listed(cast, *lines))
    assert shape() == crashed


def test_reading_again_after_a_crash_starts_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = staged(cast, "outlook-dutch.csv")
    before = states(batch)
    ImportBatch.objects.update(state=BatchState.READING)
    batch.refresh_from_db()
    actions.read_file_of(batch)
    assert states(batch) == before


def test_a_yes_is_said_once(cast: Cast) -> None:
    batch = confirmed(cast, staged(cast, "iphone.vcf"))
    with pytest.raises(WrongMoment):
        confirm_import(batch, by=cast.owner, at=NOW)


# -- Undoing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["outlook-dutch.csv", "outlook-english.csv", "google-old.csv", "vcard4.vcf", "klanten.xlsx"]
)
def test_an_undo_restores_everything_exactly(cast: Cast, name: str) -> None:
    reindex("client", [cast.bakery.id, cast.jansen.id])
    reindex("person", [cast.carla.id, cast.eva.id])
    Membership.objects.filter(person=cast.carla).update(job_title="Verkoper")
    before = dump()
    batch = staged(cast, name)
    decide_doubtful(batch=batch, decision="same", by=cast.owner, at=NOW)
    batch = confirmed(cast, batch)
    assert dump() != before
    batch = undo_import(batch, by=cast.owner, at=NOW)
    assert dump() == before
    assert batch.counts["kept"] == 0


def test_what_was_worked_on_since_stays_with_its_reason(cast: Cast) -> None:
    batch = confirmed(cast, staged(cast, "outlook-dutch.csv"))
    joost, lies = Person.objects.get(given_name="Joost"), Person.objects.get(given_name="Lies")
    piet = Person.objects.get(given_name="Piet")
    later = timezone.now()
    people.change_person(by=cast.owner, at=later, person=joost, given_name="Joost Jan")
    people.write_correspondence(
        by=cast.owner, at=later, client=lies.memberships.get().client, person=lies, kind="call", text="Belde."
    )
    people.add_phone(by=cast.owner, at=later, owner=piet, number="06-00000123")
    batch = undo_import(batch, by=cast.owner, at=later)
    kept = {row.name: row.problems[-1][0] for row in rows_of(batch).values() if row.outcome == "kept"}
    assert kept == {"Joost Visser": "changed_since", "Lies Visser-Smit": "used_since", "Piet Jansen": "changed_since"}
    assert Client.objects.filter(name="Joost Visser").exists()
    assert PhoneNumber.objects.filter(person=piet).count() == 2
    assert not Person.objects.filter(family_name="'t Hoén").exists()


def test_a_value_that_was_changed_since_is_not_put_back(cast: Cast) -> None:
    Membership.objects.filter(person=cast.carla).update(job_title="Verkoper")
    batch = confirmed(cast, staged(cast, "outlook-dutch.csv"))
    Membership.objects.filter(person=cast.carla).update(job_title="Directeur")
    undo_import(batch, by=cast.owner, at=NOW)
    assert Membership.objects.get(person=cast.carla).job_title == "Directeur"
    assert not MailAddress.objects.filter(address="info@jansen.example").exists()


def test_an_undo_that_breaks_off_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump()
    batch = confirmed(cast, staged(cast, "outlook-english.csv"))
    monkeypatch.setattr(actions, "CHUNK_ROWS", 1)
    actions._begin_undoing(batch, by=cast.owner, at=NOW)
    batch.refresh_from_db()
    told: list[int] = []

    def breaks(done: int, _total: int) -> None:
        told.append(done)
        if len(told) == 1:
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        actions.undo_rows_of(batch, by=cast.owner, progress=breaks)
    actions.undo_rows_of(batch, by=cast.owner)
    assert {key: rows for key, rows in dump().items() if key != "SearchEntry"} == {
        key: rows for key, rows in before.items() if key != "SearchEntry"
    }


# -- Forgetting -------------------------------------------------------------------------------------------------------


def test_a_file_without_a_yes_is_forgotten_after_fourteen_days(cast: Cast) -> None:
    staged(cast, "iphone.vcf")
    assert forget_imports(on=TODAY + timedelta(days=13), at=NOW) == 0
    assert forget_imports(on=TODAY + timedelta(days=14), at=NOW) == 1
    assert not ImportRow.objects.exists()
    assert not StoredFile.objects.exists()


def test_after_a_yes_the_rows_stay_for_thirty_days(cast: Cast) -> None:
    confirmed(cast, staged(cast, "iphone.vcf"))
    assert forget_imports(on=TODAY + timedelta(days=29), at=NOW) == 0
    assert forget_imports(on=TODAY + timedelta(days=30), at=NOW) == 1
    assert Client.objects.count() == 4  # what was imported stays


def test_an_import_that_stands_still_is_taken_up_by_itself(cast: Cast) -> None:
    staged(cast, "iphone.vcf")
    ImportBatch.objects.update(state=BatchState.WRITING, confirmed_at=NOW)
    assert go_on_with_all(at=NOW + timedelta(minutes=59)) == 0
    assert go_on_with_all(at=NOW + timedelta(minutes=61)) == 1
    assert go_on_with_all(at=NOW + timedelta(minutes=62)) == 0  # its job waits


def test_throwing_away_leaves_the_clients_alone(cast: Cast) -> None:
    before = dump()
    discard_import(batch=staged(cast, "outlook-dutch.csv"), by=cast.owner, at=NOW)
    assert (dump(), ImportBatch.objects.count(), StoredFile.objects.count()) == (before, 0, 0)


def test_hostile_text_is_kept_as_text(cast: Cast) -> None:
    confirmed(cast, listed(cast, "<script>alert(1)</script>;\"=cmd|' /C calc'!A0\""))
    assert Person.objects.get(family_name__startswith="=cmd").given_name == "<script>alert(1)</script>"


def test_a_file_that_waits_is_known_to_be_pointed_to(cast: Cast) -> None:
    batch = staged(cast, "iphone.vcf")
    assert batch.file is not None
    assert is_pointed_to(batch.file)
