"""The preview of an import: who is new, changed, doubtful, known, joined or refused; and what a person decides."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.utils import translation

from gestand.core.actors import NotAllowed
from gestand.core.files.models import StoredFile
from gestand.people import actions as people
from gestand.people.importers import NotAContactsFile
from gestand.people.imports import staging
from gestand.people.imports.actions import (
    NotDecided,
    confirm_import,
    stage_file,
)
from gestand.people.imports.decisions import decide_doubtful, decide_rows, set_kind
from gestand.people.imports.models import ImportBatch
from gestand.people.models import Membership, Person
from tests.cast import NOW, Cast
from tests.people.importing import FILES, dump, listed, rows_of, staged, states


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_the_preview_tells_new_changed_doubtful_known_joined_and_refused(cast: Cast) -> None:
    batch = staged(cast, "outlook-dutch.csv")
    assert states(batch) == {
        2: "changed", 3: "same", 4: "new", 5: "new", 6: "new", 7: "new", 8: "joined", 9: "doubtful", 10: "refused",
    }  # fmt: skip
    assert batch.counts["undecided"] == 1
    assert batch.counts["clients"] == 3


def test_the_preview_writes_nothing(cast: Cast) -> None:
    before = dump()
    for name in ("outlook-dutch.csv", "google-2024.csv", "iphone.vcf", "klanten.xlsx"):
        staged(cast, name)
    assert dump() == before


def test_a_change_shows_old_and_new(cast: Cast) -> None:
    Membership.objects.filter(person=cast.carla).update(job_title="Verkoper")
    row = rows_of(staged(cast, "outlook-dutch.csv"))[2]
    assert row.person == cast.carla
    assert ["job_title", "Verkoper", "Eigenaar"] in row.differences
    assert [name for name, _old, _new in row.differences] == ["salutation", "note", "job_title", "phone"]


def test_family_at_the_same_address_joins_the_known_household(cast: Cast) -> None:
    piet = rows_of(staged(cast, "outlook-dutch.csv"))[4]
    assert piet.client == cast.jansen


def test_initials_with_the_same_phone_are_doubtful_and_name_the_candidate(cast: Cast) -> None:
    row = rows_of(staged(cast, "outlook-dutch.csv"))[9]
    assert row.candidates == [["person", str(cast.eva.id), "phone"]]


def test_the_same_name_elsewhere_is_somebody_else(cast: Cast) -> None:
    people.change_person(by=cast.owner, at=NOW, person=cast.eva, family_name="Jansen")
    batch = listed(cast, "Eva;Jansen;;;Verweg 1;9999 ZZ;Groningen", "Eva;Jansen")
    assert states(batch) == {2: "new", 3: "doubtful"}  # without an address there is no telling


def test_another_name_at_a_known_mail_address_is_doubtful(cast: Cast) -> None:
    batch = listed(cast, "Kees;de Boer;;;;;;;eva@jansen.example")
    assert rows_of(batch)[2].candidates == [["person", str(cast.eva.id), "mail"]]


def test_colleagues_are_one_business_and_a_family_one_household(cast: Cast) -> None:
    batch = listed(
        cast,
        "Ans;Smit;Fietsen Smit B.V.;;Plein 1;3500 ZZ;Utrecht",
        "Bob;Smit;fietsen smit bv",
        "Cor;de Wit;;;Pad 3;3501 ZZ;Utrecht",
        "Dik;de Wit;;;Pad 3;3501ZZ;Utrecht",
        "Els;de Wit;;;Pad 5;3501 ZZ;Utrecht",
    )
    assert {number: (row.group, row.kind, row.client_name) for number, row in rows_of(batch).items()} == {
        2: (2, "business", "Fietsen Smit B.V."),
        3: (2, "business", "fietsen smit bv"),
        4: (4, "household", "Familie de Wit"),
        5: (4, "household", "Familie de Wit"),
        6: (6, "household", "Els de Wit"),
    }


def test_doubles_in_the_file_are_joined_with_all_that_both_hold(cast: Cast) -> None:
    batch = listed(
        cast, "Ans;Bos;;;;;;030-0010001;ans@bos.example", "Ans;Bos;;;Weg 1;3500 ZZ;Utrecht;06-00000001;Ans@bos.example"
    )
    rows = rows_of(batch)
    assert (rows[3].state, rows[3].joined_into) == ("joined", 2)
    assert [phone[0] for phone in rows[2].parsed["phones"]] == ["+31300010001", "+31600000001"]
    assert rows[2].parsed["addresses"][0][1] == "Weg 1"


def test_doubles_are_joined_across_chunks(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging.parts_of, "__defaults__", (1,))
    batch = listed(cast, "Ans;Bos;;;;;;;ans@bos.example", "Bea;Vos", "Ans;Bos;;;;;;06-00000001;ans@bos.example")
    assert states(batch) == {2: "new", 3: "new", 4: "joined"}
    assert rows_of(batch)[2].parsed["phones"][0][0] == "+31600000001"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (";;;;;;;;;;;een notitie", "no_name"),
        ("Ans;Bos;;;;;;;ans(at)bos.example", "mail_wrong"),
        ("Ans;Bos;Bos BV;;;;;;;;1234", "kvk_wrong"),
        ("Ans;Bos;Bos BV;;;;;;;NL123;", "vat_wrong"),
        ("Ans 123456782;Bos", "bsn_in_name"),
        ("Ans;Bos;;;;;;;;;;;31-12-2999", "date_wrong"),
        (f"Ans;{'x' * 150}", "name_too_long"),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason(cast: Cast, line: str, code: str) -> None:
    row = rows_of(listed(cast, line))[2]
    assert (row.state, row.problems[0][0]) == ("refused", code)
    assert "123456782" not in str(row.cells) + str(row.parsed)


def test_the_old_vat_number_of_a_sole_trader_is_left_out_and_told(cast: Cast) -> None:
    row = rows_of(listed(cast, "Ans;Bos;Bos Advies;;;;;;;NL123456782B01"))[2]
    assert (row.state, row.problems) == ("new", [["vat_holds_bsn", ""]])
    assert "123456782" not in str(row.parsed)


def test_a_note_that_may_hold_a_bsn_waits_for_a_human(cast: Cast) -> None:
    batch = listed(cast, "Ans;Bos;;;;;;;;;;Hij belde over 123456782")
    assert (rows_of(batch)[2].state, rows_of(batch)[2].problems[0][0]) == ("doubtful", "note_number")
    with pytest.raises(NotDecided):
        confirm_import(batch, by=cast.owner, at=NOW)
    decide_rows(batch=batch, numbers=[2], decision="take", by=cast.owner, at=NOW)
    confirm_import(batch, by=cast.owner, at=NOW)
    assert Person.objects.get(family_name="Bos").note == "Hij belde over 123456782"


def test_what_is_no_phone_is_kept_in_the_note(cast: Cast) -> None:
    row = rows_of(listed(cast, "Ans;Bos;;;;;;030-0010001 / vraag Kees"))[2]
    assert row.parsed["phones"][0][0] == "+31300010001"
    assert "vraag Kees" in row.parsed["note"]


def test_only_the_owner_imports(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        stage_file(FILES / "iphone.vcf", by=cast.standin, at=NOW)
    assert not ImportBatch.objects.exists()


def test_a_file_that_is_refused_leaves_nothing_behind(cast: Cast) -> None:
    with pytest.raises(NotAContactsFile):
        staged(cast, "foto.csv")
    assert not ImportBatch.objects.exists()
    assert not StoredFile.objects.exists()


# -- Decisions --------------------------------------------------------------------------------------------------------


def test_a_doubtful_row_must_be_decided_first(cast: Cast) -> None:
    batch = staged(cast, "outlook-dutch.csv")
    with pytest.raises(NotDecided, match="1 doubtful"):
        confirm_import(batch, by=cast.owner, at=NOW)


def test_the_same_person_gets_what_the_row_adds(cast: Cast) -> None:
    batch = staged(cast, "outlook-dutch.csv")
    decide_rows(batch=batch, numbers=[9], decision="same", same_as=cast.eva.id, by=cast.owner, at=NOW)
    assert [name for name, _o, _n in rows_of(batch)[9].differences] == ["initials", "mail"]
    confirm_import(batch, by=cast.owner, at=NOW)
    assert set(cast.eva.mail_addresses.values_list("address", flat=True)) == {
        "eva@jansen.example",
        "info@jansen.example",
    }


def test_all_doubtful_rows_are_decided_at_once_and_left_out_rows_stay_out(cast: Cast) -> None:
    batch = staged(cast, "outlook-dutch.csv")
    decide_doubtful(batch=batch, decision="skip", by=cast.owner, at=NOW)
    decide_rows(batch=batch, numbers=[5], decision="skip", by=cast.owner, at=NOW)
    batch = confirm_import(batch, by=cast.owner, at=NOW)
    assert not Person.objects.filter(family_name="Visser").exists()
    assert batch.counts["skipped"] == 2


def test_a_business_can_be_made_households_and_back(cast: Cast) -> None:
    batch = listed(cast, "Ans;Smit;Fietsen Smit;;;;;030-0010001", "Bob;Smit;Fietsen Smit")
    set_kind(batch=batch, group=2, kind="household", by=cast.owner, at=NOW)
    assert {(row.kind, row.client_name) for row in rows_of(batch).values()} == {
        ("household", "Ans Smit"),
        ("household", "Bob Smit"),
    }
    for group in {row.group for row in rows_of(batch).values()}:
        set_kind(batch=batch, group=group, kind="business", by=cast.owner, at=NOW)
    assert {(row.group, row.kind, row.client_name) for row in rows_of(batch).values()} == {
        (2, "business", "Fietsen Smit")
    }


def test_a_list_that_says_family_makes_a_family(cast: Cast) -> None:
    content = "Naam;Telefoon\nFam. de Wit;030 012 34 99\nMevr. de Vries;030 012 34 98\n"
    batch = stage_file(io.BytesIO(content.encode()), name="lijst.csv", by=cast.owner, at=NOW)
    assert {row.client_name for row in rows_of(batch).values()} == {"Familie de Wit", "de Vries"}
