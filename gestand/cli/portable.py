"""``gestand package --portable`` and ``gestand import package``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

import typer

from gestand.cli.console import counted, counting, each_of, named, say, say_json, stop, why_not_written
from gestand.cli.loading import use_django
from gestand.cli.packages import draft_beside, known_language, person_by, place_for

if TYPE_CHECKING:
    from gestand.rights.portable.look import Look
    from gestand.rights.portable.scope import Scope


def write_portable_package(wanted: str, *, out: Path | None, language: str, whole_client: bool, as_json: bool) -> None:
    """Write what a person, or the whole client, takes along."""
    use_django()
    from django.db import transaction
    from django.utils import timezone

    from gestand.core.actors import SHELL
    from gestand.core.audit import write_audit
    from gestand.core.refusals import Refused
    from gestand.rights.portable.write import write_portable

    scope, *_rest = each_of(
        lambda: _scope_or_stop(wanted, whole_client=whole_client),
        lambda: known_language(language, "", "nl", "en"),
        lambda: place_for(out),
    )
    try:
        out = out or Path(f"package-{scope.label}.zip")
        with draft_beside(out) as (stream, place), counting("Collecting", shown=not as_json) as progress:
            summary = write_portable(scope, to=stream, language=language, progress=progress)
            stream.flush()
            with transaction.atomic():
                write_audit(
                    "cli.package.write_portable",
                    by=SHELL,
                    at=timezone.now(),
                    subject=(scope.kind.value, scope.id),
                    client_id=scope.id if scope.kind == "client" else None,
                    facts={"rows": summary.rows, "files": summary.files},
                )
                place()
    except Refused as refused:
        stop(str(refused))
    if as_json:
        say_json({"kind": scope.kind.value, "id": str(scope.id), "file": str(out), **summary.as_plain()})
        return
    tables = counted(sum(table.rows > 0 for table in summary.tables), "table")
    say(f"{out}: {counted(summary.rows, 'row')} from {tables}, {counted(summary.files, 'file')}.")
    left = sum(table.left_behind for table in summary.tables)
    if left:
        what = "row hangs" if left == 1 else "rows hang"
        say(f"{left:,} {what} on something of somebody else and did not go along.")
    if summary.missing_files:
        are = "is" if summary.missing_files == 1 else "are"
        say(f"{counted(summary.missing_files, 'file')} could not be read any more and {are} not in it.")


def _scope_or_stop(wanted: str, *, whole_client: bool) -> Scope:
    from gestand.core.refusals import Refused

    try:
        return _scope(wanted, whole_client=whole_client)
    except Refused as refused:
        stop(str(refused))


def _scope(wanted: str, *, whole_client: bool) -> Scope:
    from gestand.people.models import Client
    from gestand.rights.portable.scope import client_scope, person_scope

    if not whole_client:
        return person_scope(person_by(wanted).id)
    try:
        return client_scope(UUID(wanted.strip()))
    except ValueError:
        pass
    person = person_by(wanted)
    clients = list(Client.objects.filter(memberships__person=person).order_by("sort_name", "id"))
    if not clients:
        stop(f"{wanted} belongs to no client.")
    if len(clients) > 1:
        stop(
            f"{wanted} belongs to {len(clients)} clients. Choose one by its id, in place of the address:",
            *[f"  {client.id}  {named(client.name)}" for client in clients],
        )
    return client_scope(clients[0].id)


def import_package_file(file: Path, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Look through a package of another office, and take it in after a yes."""
    use_django()
    from django.utils import timezone

    from gestand.core.actors import SHELL
    from gestand.core.refusals import Refused
    from gestand.rights.portable.taking import conflict_sentence, look_through, take_in

    try:
        with _opened(file) as stream:
            with counting("Looking through", shown=not as_json) as progress:
                look = look_through(stream, progress=progress)
            if not as_json:
                _tell(look)
            if look.conflicts:
                if as_json:
                    say_json({**look.as_plain(), "written": False})
                    raise typer.Exit(1)
                stop(conflict_sentence(look))
            if dry_run or not look.new:
                _answer(look, written=False, as_json=as_json)
                return
            if why_not := why_not_written("Take this in?", yes=yes, as_json=as_json):
                stop(why_not)
            with counting("Taking in", shown=not as_json) as progress:
                look = take_in(stream, by=SHELL, at=timezone.now(), progress=progress)
            _answer(look, written=True, as_json=as_json)
    except Refused as refused:
        stop(str(refused))


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    with file.open("rb") as stream:
        yield stream


def _tell(look: Look) -> None:
    say(f"{named(look.name)} ({look.scope})")
    for count, one, many in (
        (look.new, "row is new", "rows are new"),
        (look.here, "row is here already", "rows are here already"),
        (look.conflicts, "row is in conflict", "rows are in conflict"),
        (look.files, "file comes along", "files come along"),
        (look.missing_files, "row lacks its file and is left out", "rows lack their file and are left out"),
    ):
        if count:
            say(f"{count:>7,}  {one if count == 1 else many}")
    for words, count in look.remarks.items():
        say(f"{count:>7,}  {words}")


def _answer(look: Look, *, written: bool, as_json: bool) -> None:
    if as_json:
        say_json({**look.as_plain(), "written": written})
    elif written:
        say(f"{counted(look.new, 'row')} and {counted(look.files, 'file')} are here now.")
    elif look.new:
        say("Nothing was written (--dry-run).")
    else:
        say("Everything in it is here already: there is nothing to take in.")
