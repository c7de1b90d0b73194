"""``gestand package``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from gestand.cli.console import counted, counting, each_of, say, say_json, stop
from gestand.cli.loading import use_django

if TYPE_CHECKING:
    from gestand.people.models import Person


def write_package(wanted: str, *, out: Path | None, language: str, as_json: bool) -> None:
    use_django()
    from django.db import transaction
    from django.utils import timezone

    from gestand.core.actors import SHELL
    from gestand.core.audit import write_audit
    from gestand.core.refusals import Refused
    from gestand.rights.package.build import write_package as write_zip

    person, *_rest = each_of(
        lambda: person_by(wanted), lambda: known_language(language, "nl", "en"), lambda: place_for(out)
    )
    at, out = timezone.now(), out or Path(f"package-{person.short_id}.zip")
    try:
        with draft_beside(out) as (stream, place), counting("Collecting", shown=not as_json) as progress:
            summary = write_zip(person.id, language=language, at=at, to=stream, progress=progress)
            stream.flush()
            with transaction.atomic():
                write_audit(
                    "cli.package.write", by=SHELL, at=at, subject=("person", person.id), facts={"rows": summary.rows}
                )
                place()
    except Refused as refused:
        stop(str(refused))
    if as_json:
        say_json({"person": person.short_id, "file": str(out), **summary.as_plain()})
        return
    tables = counted(len(summary.tables), "table")
    say(f"{out}: {counted(summary.rows, 'row')} from {tables}, {counted(summary.files, 'file')}.")
    if summary.damaged_files:
        are = "is damaged and is" if summary.damaged_files == 1 else "are damaged and are"
        say(f"{counted(summary.damaged_files, 'file')} {are} not in it; the index names what is missing.")


def known_language(language: str, *known: str) -> None:
    if language not in known:
        stop(f"There is no package in {language!r}: choose nl or en.")


def place_for(out: Path | None) -> None:
    """Stops where no file can come; without a name it gets one in the folder of now."""
    if out is None:
        return
    folder = out.expanduser().resolve().parent
    if not folder.is_dir():
        stop(f"There is no folder {folder}.")
    if out.expanduser().is_dir():
        stop(f"{out} is a folder. Give the ZIP a name in it: --out {out / 'package.zip'}")


@contextmanager
def draft_beside(out: Path) -> Iterator[tuple[BinaryIO, Callable[[], object]]]:
    """A file that gets its name when it is whole (``place``), or leaves nothing; readable by this user alone."""
    place_for(out)
    folder = out.expanduser().resolve().parent
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=f".{out.name}.")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream, lambda: draft.replace(out.expanduser())
    finally:
        draft.unlink(missing_ok=True)


def person_by(wanted: str) -> Person:
    """The one person with this e-mail address or short id; stops with what to type instead."""
    from gestand.core.mail_addresses import folded_mail_address
    from gestand.people.models import Person

    plain = wanted.strip()
    if "@" not in plain:
        found = list(Person.objects.filter(short_id=plain.upper().replace("-", "")))
    else:
        found = list(Person.objects.filter(mail_addresses__folded=folded_mail_address(plain)).distinct())
    if not found:
        stop(f"Nobody has {'the e-mail address' if '@' in plain else 'the short id'} {plain}.")
    if len(found) > 1:
        stop(
            f"{len(found)} people have {plain}. Choose one by short id (it stands on the person's page):",
            *[f"  {person.short_id}" for person in found],
        )
    return found[0]
