"""``gestand import nmap|csv|leases|itflow|windows FILE --client NAME``."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gestand.cli.choosing import client_by
from gestand.cli.console import counted, counting, named, say, say_json, stop, why_not_written
from gestand.cli.loading import use_django

if TYPE_CHECKING:
    from gestand.network.models import ImportLine, NetworkImport, Site
    from gestand.people.models import Client

#: What is told, in this order: the key of the counts, and the words behind the number one and behind others.
WORDS = (
    ("new", "is new", "are new"),
    ("changed", "changes", "change"),
    (
        "doubtful",
        "is doubtful and is left out (decide it on the client's page Import)",
        "are doubtful and are left out (decide them on the client's page Import)",
    ),
    ("gone", "was not seen, and stays as it is", "were not seen, and stay as they are"),
    ("same", "is unchanged", "are unchanged"),
    ("refused", "cannot be read", "cannot be read"),
)
#: In the output for people; --json has them all.
_MOST_LINES = 200
_MARKS = {"new": "+", "changed": "~", "doubtful": "?", "gone": "-", "refused": "!"}


def import_network_file(
    kind: str, file: Path, *, client: str, site: str, keep: Sequence[str], dry_run: bool, yes: bool, as_json: bool
) -> None:
    """``keep``: columns that have no field here, and stand in the notes."""
    use_django()
    from django.utils import timezone

    from gestand.core.actors import SHELL
    from gestand.core.refusals import Refused
    from gestand.network.imports.actions import ContactsElsewhere, confirm_import, discard_import, stage_file

    owner = client_by(client)
    here, new_site = the_site(owner, site)
    try:
        with file.open("rb") as stream, counting("Reading", shown=not as_json) as progress:
            batch = stage_file(
                stream,
                name=file.name,
                client=owner,
                site=here,
                new_site=new_site,
                only=formats_of(kind),
                in_note=keep,
                by=SHELL,
                at=timezone.now(),
                language="en",
                progress=progress,
            )
        if missing := [name for name in keep if name not in {column[0] for column in batch.left_out}]:
            discard_import(batch, by=SHELL, at=timezone.now())
            stop(_no_such_column(missing[0], batch))
        difference = as_told(batch)
        if not as_json:
            tell(batch, difference)
        if dry_run:
            discard_import(batch, by=SHELL, at=timezone.now())
            answer(difference, as_json=as_json, said="Nothing was written (--dry-run).")
            return
        if not (batch.counts["ticked"] or batch.counts["same"]):
            discard_import(batch, by=SHELL, at=timezone.now())
            answer(difference, as_json=as_json, said="There is nothing to write.")
            return
        if why_not := why_not_written("Write this?", yes=yes, as_json=as_json):
            discard_import(batch, by=SHELL, at=timezone.now())
            stop(why_not)
        with counting("Writing", shown=not as_json) as progress:
            batch = confirm_import(batch, by=SHELL, at=timezone.now(), progress=progress)
    except ContactsElsewhere:
        stop(f"These are contacts from ITFlow. Type: gestand import contacts {shlex.quote(str(file))}")
    except Refused as refused:
        stop(str(refused))
    made, altered = batch.counts["made"], batch.counts["altered"]
    answer(
        difference | {"import": str(batch.id), "made": made, "altered": altered},
        as_json=as_json,
        said=f"{counted(made, 'thing')} written down, {altered:,} changed. "
        "One click on the client's page Import undoes it.",
    )


def _no_such_column(name: str, batch: NetworkImport) -> str:
    there = ", ".join(named(column[0]) for column in batch.left_out if column[1])
    return f"There is no column {named(name)} without a field in this file. There is: {there or 'none'}."


def formats_of(kind: str) -> tuple[str, ...]:
    """Which files a command takes."""
    from gestand.network.importers import FileFormat

    return {
        "nmap": (FileFormat.NMAP,),
        "csv": (FileFormat.TABLE, FileFormat.EXCEL),
        "leases": (
            FileFormat.DNSMASQ,
            FileFormat.ISC_DHCPD,
            FileFormat.KEA,
            FileFormat.MIKROTIK,
            FileFormat.UNIFI,
        ),
        "itflow": (
            FileFormat.ITFLOW_ASSETS,
            FileFormat.ITFLOW_NETWORKS,
            FileFormat.ITFLOW_LOCATIONS,
            FileFormat.ITFLOW_DOMAINS,
        ),
        "windows": (FileFormat.COLLECTOR, FileFormat.SYSTEMINFO, FileFormat.IPCONFIG),
    }[kind]


def the_site(client: Client, named: str) -> tuple[Site | None, str]:
    """The site of this name, or the name of one that is to be made."""
    from gestand.network.models import Site

    if not named.strip():
        return None, ""
    found = Site.objects.filter(client=client, name__iexact=named.strip()).first()
    return found, "" if found else named.strip()


def as_told(batch: NetworkImport) -> dict[str, Any]:
    """The difference, for a program."""
    from gestand.network.imports.words import problem_words
    from gestand.network.models import ImportLine, LineState

    lines = ImportLine.objects.filter(batch=batch).exclude(state=LineState.SAME).order_by("rank", "number", "id")
    return {
        "file": batch.file_name,
        "format": batch.format,
        "day": batch.looked_on.isoformat(),
        "counts": {name: batch.counts[name] for name, _one, _many in WORDS},
        "remarks": [problem_words(code, value) for code, value in batch.remarks],
        "columns_without_field": [
            {"column": name, "cells": cells, "example": example, "kept": is_kept}
            for name, cells, example, is_kept in batch.left_out
        ],
        "lines": [_line(line) for line in lines.iterator(chunk_size=500)],
    }


def _line(line: ImportLine) -> dict[str, Any]:
    from gestand.network.imports.words import problem_words

    return {
        "state": line.state,
        "what": line.what,
        "name": line.title,
        "taken": line.ticked,
        "changes": [{"field": name, "before": old, "after": new} for name, old, new in line.differences],
        "remarks": [problem_words(code, value) for code, value in line.problems],
    }


def tell(batch: NetworkImport, difference: dict[str, Any]) -> None:
    from gestand.network.imports.words import field_words, value_words

    lines = difference["lines"]
    for line in lines[:_MOST_LINES]:
        say(f"{_MARKS.get(line['state'], ' ')} {named(line['name'])}")
        for change in line["changes"]:
            before, after = (value_words(line["what"], change["field"], change[side]) for side in ("before", "after"))
            say(named(f"    {field_words(line['what'], change['field'])}: {before or '-'} → {after or '-'}"))
        for remark in line["remarks"]:
            say(f"    {named(remark)}")
    if len(lines) > _MOST_LINES:
        say(f"  … and {len(lines) - _MOST_LINES:,} more (--json has them all)")
    for remark in difference["remarks"]:
        say(named(remark))
    if difference["columns_without_field"]:
        say("Columns that have no field here:")
    for column in difference["columns_without_field"]:
        where = "kept in the notes" if column["kept"] else "left out (--keep puts it in the notes)"
        name, cells = named(column["column"]), counted(column["cells"], "cell")
        say(f"    {name}: {cells}, such as {named(column['example'])}; {where}")
    for key, one, many in WORDS:
        if count := batch.counts.get(key, 0):
            say(f"{count:>7,}  {one if count == 1 else many}")


def answer(difference: dict[str, Any], *, as_json: bool, said: str) -> None:
    if as_json:
        say_json(difference)
    else:
        say(said)
