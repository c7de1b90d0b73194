"""The canary: a unique token in every personal field of every table, for two people (``gestand.rights.canary``).

A's package holds all of A's and none of B's; after A's erasure none of A's is left and all of B's is.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from gestand.core import journal
from gestand.core.declarations.registry import personal_models, rows_about
from gestand.core.erasure import ErasedSubjects, erase, plan_erasure
from gestand.core.erasure.plan import Fate
from gestand.core.files import read_file
from gestand.core.files.models import StoredFile
from gestand.core.freezing import at_own_request
from gestand.core.search.index import optimize, rebuild
from gestand.people.models import MailAddress, Membership, Person
from gestand.rights.canary.comparing import complaints, unpacked
from gestand.rights.canary.planting import WORDS, Gardener, Planted, planted
from gestand.rights.canary.scratch import CanaryDied, fly_in_scratch
from gestand.rights.package import prepared
from gestand.rights.package.tables import personal_tables
from gestand.rights.subjects import subjects_of
from gestand.team.models import Account
from tests.cast import NOW, Cast


@pytest.fixture(autouse=True)
def _declarations_are_read_anew() -> Iterator[None]:
    """The package keeps what it has read from the declarations; these tests change them."""
    for forget in (personal_tables.cache_clear, prepared.forget):
        forget()
    yield
    for forget in (personal_tables.cache_clear, prepared.forget):
        forget()


@pytest.fixture
def two(db: None) -> tuple[Planted, Planted]:
    return planted("a"), planted("b")


def test_every_personal_table_was_planted(two: tuple[Planted, Planted]) -> None:
    tables = {table for table, _field in {**two[0].given, **two[0].withheld}}
    with_words = {
        declared.model._meta.label_lower
        for declared in personal_models()
        if declared.personal is not None
        and any(
            isinstance(each, WORDS) and Gardener(two[0], itertools.count()).can_hold_a_token(each, declared.personal)
            for each in declared.model._meta.concrete_fields
        )
    }
    assert tables >= with_words
    assert len(tables) > 15


def test_a_package_holds_everything_of_its_person_and_nothing_of_another(two: tuple[Planted, Planted]) -> None:
    mine, other = two
    assert complaints(unpacked(mine.roots["person"].pk), mine, other) == []
    assert complaints(unpacked(other.roots["person"].pk), other, mine) == []


def test_the_canary_sees_a_table_that_leads_to_nobody(
    two: tuple[Planted, Planted], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = two
    monkeypatch.setattr(
        "gestand.rights.package.tables.rows_about",
        lambda model, **subjects: model._base_manager.none() if model is Membership else rows_about(model, **subjects),
    )
    found = complaints(unpacked(mine.roots["person"].pk), mine, other)
    assert found
    assert all("people.membership" in complaint for complaint in found)


def test_the_canary_sees_a_field_that_is_given_though_it_is_withheld(
    two: tuple[Planted, Planted], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = two
    monkeypatch.setattr(Account, "personal", replace(Account.personal, withhold={}))
    found = complaints(unpacked(mine.roots["person"].pk), mine, other)
    assert found == [
        "withheld ('team.account', 'password') is in it",
        "withheld ('team.account', 'password') is not named",
    ]


def test_the_canary_sees_rows_of_somebody_else(two: tuple[Planted, Planted], monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = two
    monkeypatch.setattr(
        "gestand.rights.package.tables.rows_about", lambda model, **_subjects: model._base_manager.all()
    )
    assert any(
        "of somebody else" in complaint for complaint in complaints(unpacked(mine.roots["person"].pk), mine, other)
    )


def test_what_others_of_the_household_have_is_counted_and_left_out(cast: Cast) -> None:
    partner = Person.objects.create(given_name="Partner", sort_name="partner", created_at=NOW, changed_at=NOW)
    Membership.objects.create(client=cast.jansen, person=partner, role="adult", job_title="knrpartner")
    package = unpacked(cast.eva.pk)
    assert "knrpartner" not in package.everything.decode("utf-8", "replace")
    tables = {table["name"]: table for table in json.loads(package.data)["tables"]}
    assert tables["people.membership"]["rows_about_others"] == 1


def test_an_account_is_the_persons_only_when_nobody_else_has_its_address(cast: Cast) -> None:
    MailAddress.objects.create(person=cast.eva, address=cast.anna.email, folded=cast.anna.email)
    assert subjects_of(cast.eva.pk).accounts == {cast.anna.pk}
    MailAddress.objects.create(person=cast.carla, address=cast.anna.email, folded=cast.anna.email)
    assert subjects_of(cast.eva.pk).accounts == frozenset()


def test_after_an_erasure_nothing_of_hers_is_left_and_everything_of_the_other_is(
    two: tuple[Planted, Planted], cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = two
    monkeypatch.setattr(journal, "journal_folders", lambda: [tmp_path])
    rebuild()
    subjects = ErasedSubjects.of_roots({name: {UUID(str(row.pk))} for name, row in mine.roots.items()})
    plan = plan_erasure(subjects, at=NOW)
    stays = {line.label.lower() for line in plan.of_fate(Fate.STAYS)}
    before = everything_in_the_database()
    with at_own_request(*subjects.ids):  # a restriction was planted too
        erase(subjects=subjects, fingerprint=plan.fingerprint, by=cast.owner, at=NOW)
    optimize()
    left = everything_in_the_database() + (tmp_path / "erasures.jsonl").read_bytes()
    copies = {"core.searchentry"}  # made anew by the rebuild
    gone = {place: token for place, token in tokens_of(mine).items() if place[0] not in stays | copies}
    stay = {place: token for place, token in tokens_of(other).items() if place[0] not in copies}
    assert len(gone) > 50
    assert [place for place, token in gone.items() if token.encode() not in before] == []
    assert [place for place, token in gone.items() if token.encode() in left] == []
    assert [place for place, token in stay.items() if token.encode() not in left] == []
    files = {read_file(stored) for stored in StoredFile.objects.all()}
    assert {f"inhoud {token}".encode() for token in other.files} <= files
    kept = sum(token.encode() in b"".join(files) for token in mine.files)
    assert kept == 3, "the two files of her agreement and the confirmation of its end, which are kept"


def tokens_of(who: Planted) -> dict[tuple[str, str], str]:
    return {**who.given, **who.withheld}


def everything_in_the_database() -> bytes:
    """Every column of every table, the search index's own tables included."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows: list[object] = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return b"\n".join(
        bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
        for row in rows
        for cell in row  # type: ignore[attr-defined]
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_the_canary_flies_in_a_scratch_home_and_leaves_this_one_alone() -> None:
    report = fly_in_scratch()
    assert (report.complaints, report.tables > 15, report.files > 0) == ((), True, True)
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_canary_that_dies_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gestand.rights.canary.scratch.sys.executable", "/bin/false")
    with pytest.raises(CanaryDied):
        fly_in_scratch()
