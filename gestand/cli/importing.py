"""``gestand import contacts``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gestand.cli.console import counted, counting, say, say_json, stop, why_not_written
from gestand.cli.loading import use_django

if TYPE_CHECKING:
    from gestand.people.imports.models import ImportBatch

#: What is told, in this order: the key of the counts, and the words behind the number one and behind others.
WORDS = (
    ("rows", "row in the file", "rows in the file"),
    ("new", "is new", "are new"),
    ("changed", "changes somebody who is known", "change somebody who is known"),
    ("same", "is known already", "are known already"),
    ("joined", "says the same as a row before it", "say the same as a row before them"),
    (
        "doubtful",
        "is doubtful and is left out (decide it on the page Import)",
        "are doubtful and are left out (decide them on the page Import)",
    ),
    ("refused", "cannot be read", "cannot be read"),
)


def import_contacts_file(file: Path, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    use_django()
    from django.utils import timezone

    from gestand.core.actors import SHELL
    from gestand.core.refusals import Refused
    from gestand.people.imports.actions import confirm_import, discard_import, stage_file
    from gestand.people.imports.decisions import decide_doubtful
    from gestand.people.imports.models import RowDecision

    try:
        with counting("Reading", shown=not as_json) as progress:
            batch = stage_file(file, by=SHELL, at=timezone.now(), language="en", progress=progress)
        staged = dict(batch.counts)
        if not as_json:
            tell(staged)
        if dry_run:
            discard_import(batch=batch, by=SHELL, at=timezone.now())
            answer(staged, as_json=as_json, said="Nothing was written (--dry-run).")
            return
        if why_not := why_not_written("Write this?", yes=yes, as_json=as_json):
            discard_import(batch=batch, by=SHELL, at=timezone.now())
            stop(why_not)
        returned = return_refused(batch, file) if staged.get("refused") else None
        decide_doubtful(batch=batch, decision=RowDecision.SKIP, by=SHELL, at=timezone.now())
        with counting("Writing", shown=not as_json) as progress:
            batch = confirm_import(batch, by=SHELL, at=timezone.now(), progress=progress)
    except Refused as refused:
        stop(str(refused))
    if returned is not None and not as_json:
        say(f"The rows that cannot be read are in {returned}, with the reason.")
    clients, persons = batch.counts["new_clients"], batch.counts["new_persons"]
    are = "is" if clients + persons == 1 else "are"
    made = f"{counted(clients, 'client')} and {counted(persons, 'person', 'people')} {are} new."
    answer(
        dict(batch.counts) | {"returned": str(returned) if returned else None, "import": str(batch.id)},
        as_json=as_json,
        said=f"{made} One click on the page Import undoes it.",
    )


def tell(counts: dict[str, int]) -> None:
    for key, one, many in WORDS:
        count = counts.get(key, 0)
        if count or key == "rows":
            say(f"{count:>7,}  {one if count == 1 else many}")


def answer(counts: dict[str, object], *, as_json: bool, said: str) -> None:
    if as_json:
        say_json(counts)
    else:
        say(said)


def return_refused(batch: ImportBatch, file: Path) -> Path:
    """Write the refused rows with their reasons beside the file, never over one that is there."""
    from gestand.people.imports.returning import as_csv

    number, target = 1, file.with_name(f"{file.stem}.wrong.csv")
    while target.exists():
        number += 1
        target = file.with_name(f"{file.stem}.wrong-{number}.csv")
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.writelines(as_csv(batch))
    return target
