"""``gestand import csv|leases|itflow|windows``: real files, a yes that is needed, columns that have no field."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Console

FILES = Path(__file__).parent.parent / "network" / "files"
AT = ("--client", "Familie Jansen")
_COUNT = """
from gestand.network.models import Device, NetworkImport
print(Device.objects.count(), NetworkImport.objects.count())
"""


def rows(console: Console) -> str:
    return console.python(_COUNT).strip()


@pytest.mark.parametrize(
    ("kind", "name", "least"),
    [
        ("csv", "apparaten.csv", 3),
        ("itflow", "itflow-assets.csv", 2),
        ("itflow", "itflow-networks.csv", 1),
        ("windows", "collected.json", 1),
        ("windows", "systeminfo-dutch-850.txt", 1),
        ("windows", "ipconfig-english.txt", 1),
        ("leases", "dhcpd.leases", 1),
        ("leases", "dnsmasq.leases", 1),
        ("leases", "kea-leases4.csv", 1),
        ("leases", "mikrotik-print.txt", 1),
        ("leases", "unifi-clients.json", 1),
    ],
)
def test_a_real_file_is_told_and_then_written(furnished: Console, kind: str, name: str, least: int) -> None:
    dry = furnished.run("import", kind, str(FILES / name), *AT, "--dry-run", "--json")
    assert json.loads(dry.stdout)["counts"]["new"] >= least, dry.stderr
    assert rows(furnished) == "0 0"
    taken = furnished.run("import", kind, str(FILES / name), *AT, "--yes", "--json")
    assert json.loads(taken.stdout)["made"] >= least, taken.stderr


@pytest.mark.parametrize("how", [(), ("--json",)])
def test_where_nobody_can_be_asked_a_yes_is_needed(furnished: Console, how: tuple[str, ...]) -> None:
    answer = furnished.run("import", "csv", str(FILES / "apparaten.csv"), *AT, *how)
    assert answer.returncode == 1
    assert answer.stderr.strip() == (
        "Nothing was written: this needs a yes. Add --yes to write, or --dry-run to only look."
    )
    assert rows(furnished) == "0 0"
    if how:
        assert answer.stdout == ""


def test_contacts_need_that_yes_too(furnished: Console, tmp_path: Path) -> None:
    file = tmp_path / "contacten.csv"
    file.write_text("First Name,Last Name,E-mail Address\nEsther,de Wit,esther@wit.example\n")
    answer = furnished.run("import", "contacts", str(file), "--json")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "this needs a yes" in answer.stderr
    assert furnished.run("package", "esther@wit.example", "--out", str(tmp_path / "x.zip")).returncode == 1


def test_what_has_no_field_is_told_and_kept_when_asked(furnished: Console, tmp_path: Path) -> None:
    file = tmp_path / "lijst.csv"
    file.write_text("naam,kleur,prijs\nLaptop,rood,900\nScherm,,\n")
    told = furnished.run("import", "csv", str(file), *AT, "--keep", "kleur", "--dry-run")
    assert "    kleur: 1 cell, such as rood; kept in the notes" in told.stdout, told.stderr
    assert "    prijs: 1 cell, such as 900; left out (--keep puts it in the notes)" in told.stdout
    taken = furnished.run("import", "csv", str(file), *AT, "--keep", "kleur", "--yes", "--json")
    assert json.loads(taken.stdout)["columns_without_field"][0] == {
        "column": "kleur", "cells": 1, "example": "rood", "kept": True,
    }  # fmt: skip
    notes = "from gestand.network.models import Device; print(Device.objects.get(name='Laptop').note)"
    assert furnished.python(notes).strip() == "kleur: rood"


def test_a_column_that_is_not_there_cannot_be_kept(furnished: Console) -> None:
    answer = furnished.run("import", "csv", str(FILES / "apparaten.csv"), *AT, "--keep", "nergens", "--yes")
    assert (answer.returncode, "There is no column nergens" in answer.stderr) == (1, True)
    assert rows(furnished) == "0 0"


def test_contacts_from_itflow_are_told_what_to_type(furnished: Console) -> None:
    refused = furnished.run("import", "itflow", str(FILES / "itflow-contacts.csv"), *AT)
    assert refused.returncode == 1
    sentence, _colon, command = refused.stderr.strip().partition("Type: gestand ")
    assert sentence == "These are contacts from ITFlow. "
    looked = furnished.run(*shlex.split(command), "--dry-run", "--json")
    assert json.loads(looked.stdout)["new"] >= 1, looked.stderr
