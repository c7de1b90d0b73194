"""Columns for which there is no field: named before anything is written, and kept in the notes by who wants them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.network import actions as keeping
from gestand.network.imports import actions
from gestand.network.models import Device, ImportState, NetworkImport
from tests.cast import NOW, Cast
from tests.network.importing import lines_of, staged
from tests.network.reading import FILES

pytestmark = pytest.mark.django_db

LIST = "naam;kleur;prijs;wachtwoord\nLaptop;rood;900;geheim1\nPrinter;;250;\nScherm;blauw;;\n"


def staged_list(cast: Cast, content: str = LIST, *, in_note: tuple[str, ...] = ()) -> NetworkImport:
    return actions.stage_file(
        io.BytesIO(content.encode()), name="lijst.csv", client=cast.jansen, in_note=in_note, by=cast.owner, at=NOW
    )


def taken(cast: Cast, batch: NetworkImport) -> dict[str, str]:
    actions.confirm_import(batch, by=cast.owner, at=NOW)
    return dict(Device.objects.values_list("name", "note"))


def test_what_has_no_field_is_counted_with_its_first_example(cast: Cast) -> None:
    assert staged_list(cast).left_out == [["kleur", 2, "rood", False], ["prijs", 2, "900", False]]


def test_a_password_is_not_even_named(cast: Cast) -> None:
    batch = staged_list(cast, in_note=("kleur", "wachtwoord"))
    assert "geheim1" not in str([batch.left_out, *(line.found for line in lines_of(batch).values())])
    assert taken(cast, batch)["Laptop"] == "kleur: rood"


def test_the_vendor_class_of_a_lease_is_named_and_kept(cast: Cast) -> None:
    batch = staged(cast, FILES / "dhcpd.leases")
    ((name, cells, _example, is_kept),) = batch.left_out
    assert (name, cells > 0, is_kept) == ("vendor class", True, False)
    batch = actions.keep_in_notes(batch, names=["vendor class"], by=cast.owner, at=NOW)
    batch.refresh_from_db()
    assert any(note.startswith("vendor class: ") for note in taken(cast, batch).values())


def test_columns_without_a_name_or_of_one_name_are_told_apart(cast: Cast) -> None:
    batch = staged_list(cast, "naam;merk;kleur;kleur;\nLaptop;Dell;rood;blauw;groen\n")
    assert [name for name, *_rest in batch.left_out] == ["kleur", "kleur (4)", "Kolom 5"]


def test_the_preview_offers_the_notes_and_reads_again(cast: Cast, anna: Browser) -> None:
    batch = staged_list(cast)
    page = reverse("network:import-one", args=[batch.id])
    shown = anna.get(page).content.decode()
    assert "2 kolommen hebben geen eigen veld" in shown
    assert "900" in shown
    assert "geheim1" not in shown
    anna.post(reverse("network:import-keep", args=[batch.id]), {"kept": ["kleur"]})
    batch.refresh_from_db()
    assert (batch.state, batch.left_out[0]) == (ImportState.PREVIEW, ["kleur", 2, "rood", True])
    assert taken(cast, batch) == {"Laptop": "kleur: rood", "Printer": "", "Scherm": "kleur: blauw"}


def test_the_columns_page_offers_the_notes_too(cast: Cast, anna: Browser) -> None:
    batch = staged_list(cast)
    page = reverse("network:import-columns", args=[batch.id])
    anna.post(page, {"column-0": "name", "column-1": "in_note", "column-2": "", "column-3": "secret"})
    batch.refresh_from_db()
    assert batch.left_out[0] == ["kleur", 2, "rood", True]
    assert '<option value="in_note" selected>' in anna.get(page).content.decode()


def test_a_second_import_adds_to_the_notes_what_is_not_there(cast: Cast) -> None:
    mine = keeping.add_thing("device", by=cast.owner, at=NOW, owner=cast.jansen, kind="computer", name="Laptop")
    keeping.change_thing(mine, by=cast.owner, at=NOW, note="Van oma.\nkleur: rood")
    later = NOW + timedelta(hours=1)
    batch = staged_list(cast, in_note=("kleur", "prijs"))
    actions.confirm_import(batch, by=cast.owner, at=later)
    mine.refresh_from_db()
    assert mine.note == "Van oma.\nkleur: rood\nprijs: 900"  # type: ignore[attr-defined]


def test_a_citizen_service_number_in_a_kept_column_is_left_out_alone(cast: Cast) -> None:
    batch = staged_list(cast, "naam;kleur;kenmerk\nLaptop;rood;111222333\n", in_note=("kleur", "kenmerk"))
    assert ["note_number", "111222333"] in lines_of(batch)["Laptop"].problems
    assert taken(cast, batch) == {"Laptop": "kleur: rood"}


def test_nobody_else_decides_about_the_notes(cast: Cast, bram: Browser) -> None:
    batch = staged_list(cast)
    assert bram.post(reverse("network:import-keep", args=[batch.id]), {"kept": ["kleur"]}).status_code == 404
