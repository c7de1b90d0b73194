"""What the tests of an import share: staging a file or a few rows, saying yes, and pictures of the tables."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.apps import apps

from gestand.core.search.models import SearchEntry
from gestand.people.imports.actions import confirm_import, stage_file
from gestand.people.imports.decisions import decide_doubtful
from gestand.people.imports.models import ImportBatch, ImportRow
from gestand.people.models import Client, Person
from tests.cast import NOW, Cast

FILES = Path(__file__).parent / "import_files"
HEADER = "Voornaam;Achternaam;Bedrijf;Functie;Straat;Postcode;Plaats;Telefoon;E-mail;Btw-nr;KvK;Notitie;Klant sinds"


def staged(cast: Cast, name: str) -> ImportBatch:
    return stage_file(FILES / name, by=cast.owner, at=NOW)


def listed(cast: Cast, *lines: str, name: str = "lijst.csv") -> ImportBatch:
    """Stage rows of our own columns; what is left out at the right is empty."""
    width = HEADER.count(";")
    rows = [line + ";" * (width - line.count(";")) for line in lines]
    return stage_file(io.BytesIO("\n".join([HEADER, *rows]).encode()), name=name, by=cast.owner, at=NOW)


def rows_of(batch: ImportBatch) -> dict[int, ImportRow]:
    return {row.number: row for row in ImportRow.objects.filter(batch=batch)}


def states(batch: ImportBatch) -> dict[int, str]:
    return {number: row.state for number, row in rows_of(batch).items()}


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the room, but for the import's own tables."""
    found = {}
    for model in [*apps.get_app_config("people").get_models(), SearchEntry]:
        if model.__name__ not in ("ImportBatch", "ImportRow", "ColumnMemory"):
            names = [
                field.attname
                for field in model._meta.concrete_fields
                if not (model is SearchEntry and field.name in ("id", "rank"))
            ]
            found[model.__name__] = sorted(model._base_manager.values_list(*names), key=str)
    return found


def confirmed(cast: Cast, batch: ImportBatch) -> ImportBatch:
    decide_doubtful(batch=batch, decision="new", by=cast.owner, at=NOW)
    return confirm_import(batch, by=cast.owner, at=NOW)


def shape() -> list[Any]:
    """The clients with all that hangs on them, without ids."""
    return sorted(
        (
            client.kind,
            client.name,
            sorted(
                (one.person.full_name, one.role, one.is_main, _phones(one.person)) for one in client.memberships.all()
            ),
            sorted(str(address) for address in client.addresses.all()),
        )
        for client in Client.objects.all()
    )


def _phones(person: Person) -> list[str]:
    return sorted(phone.number for phone in person.phone_numbers.all())
