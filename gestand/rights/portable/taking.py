"""Taking a package in: looked through twice, written in one transaction, or not at all.

Every row must be new, or here already and the same. A new row may point to new rows of the package alone: nobody hangs
something on a person or client who was here before, and nothing that is here is ever changed. What was erased here does
not come back. Nothing of this names a room: the declarations say what a table may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gestand.core import journal
from gestand.core.audit import write_audit
from gestand.core.audit.lines import audit_line, write_audit_lines
from gestand.core.declarations.registry import CLIENT
from gestand.core.house import house
from gestand.core.jobs.sentences import filled
from gestand.core.refusals import Refused
from gestand.core.search.index import reindex
from gestand.people.models import Merge
from gestand.rights.portable.archive import DAMAGED, Archive
from gestand.rights.portable.known import GivenFile, Known, State
from gestand.rights.portable.look import MOST_NAMES, Look, TableLook
from gestand.rights.portable.parsing import Reader
from gestand.rights.portable.parts import (
    OTHER_VERSION,
    UNTRUE,
    Row,
    attribute_of,
    file_columns,
    file_of,
    instance_of,
    is_the_same,
    remark_about,
    row_of,
    rows_here,
    take_file,
    taken_elsewhere,
)
from gestand.rights.portable.refusals import PackageInConflict, PackageRefused, WasErasedHere
from gestand.rights.portable.tables import Division, PortableColumn, PortableTable, division
from gestand.rights.portable.write import FORMAT, FORMAT_VERSION

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.core.house import RowRule

Progress = Callable[[int, int, str], None]

CHUNK_ROWS = 500
CHUNK_CHARACTERS = 8 * 1024 * 1024
MOST_ROWS = 5_000_000
_STRANGE_REFERENCE = gettext_lazy(
    "This package points to something that is not in it, so nothing of it was taken in. No package of Gestand does "
    "that."
)


def look_through(stream: BinaryIO, *, progress: Progress | None = None) -> Look:
    """Say what is new, already here, and in conflict; nothing is written. Refuses (``PackageRefused``,
    ``WasErasedHere``) a package of which nothing can be taken in.
    """
    with closing(_Taking(stream, progress or _silent)) as taking:
        taking.look_at_rows()
        taking.look_at_references(write_at=None)
        return taking.look


def take_in(
    stream: BinaryIO,
    *,
    by: Actor,
    at: datetime,
    progress: Progress | None = None,
    row_rules: Mapping[str, RowRule] | None = None,
) -> Look:
    """Write what is new, all of it or nothing, with an audit line for each person and client.

    Refuses as ``look_through`` does, and what is in conflict (``PackageInConflict``). A package of which everything is
    here already changes nothing. ``row_rules`` stand in for those of the house: the marks of a test pass no form.
    """
    by.require_owner()
    with closing(_Taking(stream, progress or _silent, row_rules)) as taking:
        try:
            with transaction.atomic():
                taking.look_at_rows()
                taking.look_at_references(write_at=at)
                if taking.look.conflicts:
                    raise PackageInConflict(conflict_sentence(taking.look))
                if row_rules is None:
                    _require_client_rules([key for root, key in taking.new_roots if root == CLIENT])
                if taking.look.new:
                    _tell(taking, by=by, at=at)
        except DatabaseError as fault:
            raise PackageRefused(UNTRUE) from fault
        return taking.look


def _require_client_rules(clients: Sequence[UUID]) -> None:
    """What forms ask of rows together, asked of all that was written for these clients."""
    try:
        for rule in house.client_rules if clients else ():
            rule(clients)
    except Refused as refusal:
        raise PackageRefused(
            filled(
                _("In this package stands what cannot be kept here, so nothing was taken in: %(why)s"), why=str(refusal)
            )
        ) from None


def conflict_sentence(look: Look) -> str:
    """Why nothing of a package is taken in."""
    reasons = "; ".join(look.reasons)
    return (
        str(filled(_("Nothing was taken in. %(reasons)s."), reasons=reasons)) if reasons else _("Nothing was taken in.")
    )


def _silent(_done: int, _total: int, _words: str) -> None:
    """Nobody asked how far it is."""


def _tell(taking: _Taking, *, by: Actor, at: datetime) -> None:
    look = taking.look
    write_audit(
        "rights.import.take_in",
        by=by,
        at=at,
        subject=taking.scope_subject,
        facts={"rows": look.new, "files": look.files, "version": FORMAT_VERSION},
    )
    write_audit_lines(
        audit_line(
            "rights.import.bring", by=by, at=at, subject=(root, key), client_id=key if root == "client" else None
        )
        for root, key in taking.new_roots
    )
    for kind in house.search_sources:
        for ids in taking.known.ids(state=State.NEW):
            reindex(kind, ids)


class _Taking:
    def __init__(self, stream: BinaryIO, progress: Progress, row_rules: Mapping[str, RowRule] | None = None) -> None:
        self.archive = Archive(stream)
        self.progress = progress
        self.row_rules = house.row_rules if row_rules is None else row_rules
        self.look = Look()
        self.known = Known()
        self.division: Division = division(get_language() or "nl")
        self.places = {table.name: place for place, table in enumerate(self.division.tables)}
        self.tables: dict[str, TableLook] = {}
        self.new_roots: list[tuple[str, UUID]] = []
        self.scope_subject: tuple[str, UUID | None] = ("", None)
        self.rows_seen = 0

    def close(self) -> None:
        self.known.close()

    # -- the first time: types, ids, what is here ------------------------------------------------------------------

    def look_at_rows(self) -> None:
        asked: list[str] = []
        with self.archive.data() as stream:
            reader = Reader(stream)
            for name in reader.members():
                asked.append(name)
                if asked[0] != "format":
                    raise PackageRefused(DAMAGED)
                match name:
                    case "format":
                        self._look_at_format(reader.value())
                    case "scope":
                        self._look_at_scope(reader.value())
                    case "tables":
                        for table, rows in self._tables(reader):
                            self._look_at_table(table, rows)
                    case "files":
                        self._look_at_files(reader)
                    case "language" | "stays":
                        reader.value()
                    case _:
                        raise PackageRefused(OTHER_VERSION)
            reader.end()
        if not {"format", "scope", "tables", "files"} <= set(asked):
            raise PackageRefused(DAMAGED)
        self._look_at_whose()

    def _look_at_format(self, given: Any) -> None:
        if not isinstance(given, dict) or given.get("name") != FORMAT:
            raise PackageRefused(
                _("This is not a portable package of Gestand. A package for access cannot be taken in.")
            )
        if given.get("version") != FORMAT_VERSION or isinstance(given.get("version"), bool):
            raise PackageRefused(OTHER_VERSION)

    def _look_at_scope(self, given: Any) -> None:
        if not isinstance(given, dict) or given.get("kind") not in ("person", "client"):
            raise PackageRefused(DAMAGED)
        name, key = given.get("name"), given.get("id")
        try:
            self.scope_subject = (str(given["kind"]), UUID(key))
        except (ValueError, TypeError, AttributeError):
            raise PackageRefused(DAMAGED) from None
        self.look.scope = str(given["kind"])
        self.look.name = name[:200] if isinstance(name, str) else ""

    def _tables(self, reader: Reader) -> Iterator[tuple[PortableTable, Iterator[Any]]]:
        """Each table with its rows; the caller takes all rows before the next table."""
        seen: set[str] = set()
        for _one in reader.places():
            table: PortableTable | None = None
            for member in reader.members():
                if member == "rows":
                    if table is None:
                        raise PackageRefused(DAMAGED)
                    yield table, reader.items()
                    continue
                value = reader.value()
                if member == "name":
                    if not isinstance(value, str) or value in seen:
                        raise PackageRefused(DAMAGED)
                    seen.add(value)
                    table = self.division.table(value)
                    if table is None:
                        raise PackageRefused(OTHER_VERSION)
                elif member not in ("title", "purposes", "fields", "left_out", "csv"):
                    raise PackageRefused(OTHER_VERSION)

    def _look_at_table(self, table: PortableTable, given: Iterator[Any]) -> None:
        told = TableLook(table.name, table.title)
        self.tables[table.name] = told
        self.look.tables.append(told)
        self.progress(len(self.tables), 2 * len(self.division.tables), table.title)
        for rows in self._chunks(table, given):
            ids = [row["id"] for row in rows]
            self._refuse_erased(ids)
            here = rows_here(table, ids)
            joined = self._joined_into_others(ids)
            taken = taken_elsewhere(table, [row for row in rows if row["id"] not in here])
            states: dict[UUID, State] = {}
            for row in rows:
                key = row["id"]
                if key in here and is_the_same(table, row, here[key]):
                    states[key] = State.HERE
                    told.here += 1
                    continue
                if key in here:
                    self.look.conflict(told, _("%(table)s: a row is here already and says something else") % _in(table))
                elif key in joined:
                    self.look.conflict(told, _("%(table)s: a row was joined with another one here") % _in(table))
                elif key in taken:
                    self.look.conflict(told, _("%(table)s: a number or code of a row is in use here") % _in(table))
                else:
                    states[key] = State.NEW
                    told.new += 1
                    self.look.remark(table.title, remark_about(table, row, self.row_rules))
                    self._note_root(table, row)
                    continue
                states[key] = State.CONFLICT
            if len(states) != len(rows) or not self.known.add_rows(self.places[table.name], states):
                raise PackageRefused(UNTRUE)

    def _note_root(self, table: PortableTable, row: Row) -> None:
        for subject in table.declared.subjects:
            if not subject.hops:
                self.new_roots.append((subject.root, row["id"]))
                if len(self.look.names) < MOST_NAMES:
                    self.look.names.append(str(instance_of(table, row)))

    def _chunks(self, table: PortableTable, given: Iterator[Any]) -> Iterator[list[Row]]:
        while rows := list(_some_rows(table, given)):
            self.rows_seen += len(rows)
            if self.rows_seen > 2 * MOST_ROWS:  # each is seen twice
                raise PackageRefused(_("This package holds more rows than any client has, so nothing of it was read."))
            yield rows

    def _look_at_files(self, reader: Reader) -> None:
        given = (file_of(each, self.archive) for each in reader.items())
        while some := list(islice(given, CHUNK_ROWS)):
            if not self.known.add_files(some):
                raise PackageRefused(UNTRUE)

    def _look_at_whose(self) -> None:
        """The one whose package it is must be in it."""
        root, key = self.scope_subject
        model = house.subject_roots[root].model
        table = next((each for each in self.division.tables if each.model is model), None)
        if table is None or key is None or not self.known.states(self.places[table.name], [key]):
            raise PackageRefused(UNTRUE)

    def _refuse_erased(self, ids: Sequence[UUID]) -> None:
        if not self._erased.isdisjoint(ids):
            raise WasErasedHere(
                _(
                    "Something in this package was erased here for good, and would be back with it. Nothing was taken "
                    "in. Who comes back as a client is written down anew."
                )
            )

    @cached_property
    def _erased(self) -> set[UUID]:
        """Every id in the erasure journal."""
        gone: set[UUID] = set()
        for entry in journal.entries():
            for part in (entry.subjects, entry.rows):
                for ids in part.values():
                    gone.update(ids)
        return gone

    @staticmethod
    def _joined_into_others(ids: Sequence[UUID]) -> set[UUID]:
        return set(Merge.objects.filter(gone_id__in=ids).values_list("gone_id", flat=True))

    # -- the second time: references and files, and the writing ----------------------------------------------------

    def look_at_references(self, *, write_at: datetime | None) -> None:
        with self.archive.data() as stream:
            reader = Reader(stream)
            for name in reader.members():
                if name != "tables":
                    reader.value()
                    continue
                for table, given in self._tables(reader):
                    self.progress(
                        len(self.division.tables) + self.places[table.name] + 1,
                        2 * len(self.division.tables),
                        table.title,
                    )
                    for rows in self._chunks(table, given):
                        self._finish(table, rows, write_at=write_at)

    def _finish(self, table: PortableTable, rows: list[Row], *, write_at: datetime | None) -> None:
        told = self.tables[table.name]
        states = self.known.states(self.places[table.name], [row["id"] for row in rows])
        targets = self._targets(table, rows)
        instances = []
        for row in rows:
            state = states.get(row["id"])
            if not table.is_root and all(row.get(attribute_of(table, owner)) is None for owner in table.owners):
                raise PackageRefused(UNTRUE)
            pointing = (*table.references, *table.namings)
            pointed = [targets[each.name][row[each.attribute]] for each in pointing if row[each.attribute]]
            files = {column: self._use(row[column.attribute]) for column in file_columns(table)}
            if state is State.HERE:
                self._compare_files(table, told, row, files)
            if state is not State.NEW:
                continue
            if any(each is not State.NEW for each in pointed):
                told.new -= 1
                self.look.conflict(
                    told,
                    _("%(table)s: a row would be added to somebody who is here already") % _in(table)
                    if State.CONFLICT not in pointed
                    else "",
                )
                continue
            if any(given is not None and given.missing and column.is_required for column, given in files.items()):
                told.new -= 1
                self.look.missing_files += 1
                continue
            instance = instance_of(table, row)
            for column, given in files.items():
                stored = None
                if given is not None and not given.missing:
                    stored = take_file(given, self.archive, keep=write_at is not None)
                    self.look.files += 1
                setattr(instance, column.attribute, stored.pk if stored else None)
            instances.append(instance)
        if write_at is not None and not self.look.conflicts:
            table.model._base_manager.bulk_create(instances)

    def _targets(self, table: PortableTable, rows: list[Row]) -> dict[str, dict[UUID, State]]:
        """For each reference the state of what it leads to. Refuses one that leads out of the package."""
        found: dict[str, dict[UUID, State]] = {}
        for column in table.references:
            wanted = {row[column.attribute] for row in rows if row[column.attribute] is not None}
            states = self.known.states(self.places[column.target], wanted)
            if wanted - states.keys():
                raise PackageRefused(_STRANGE_REFERENCE)
            found[column.name] = states
        for column in table.namings:
            wanted = {row[column.attribute] for row in rows if row[column.attribute] is not None}
            states = {}
            for name in column.among:
                states |= self.known.states(self.places[name], wanted)
            if wanted - states.keys():
                raise PackageRefused(_STRANGE_REFERENCE)
            found[column.name] = states
        return found

    def _use(self, path: str | None) -> GivenFile | None:
        if path is None:
            return None
        given = self.known.use_file(path)
        if given is None:
            raise PackageRefused(_STRANGE_REFERENCE)
        return given

    def _compare_files(
        self, table: PortableTable, told: TableLook, row: Row, files: Mapping[PortableColumn, GivenFile | None]
    ) -> None:
        """A row that is here already has the very same file."""
        if not files:
            return
        names = [f"{column.name}__sha256" for column in files]
        digests = table.model._base_manager.filter(pk=row["id"]).values_list(*names).first()
        given = tuple(each.sha256 if each is not None and not each.missing else None for each in files.values())
        if digests != given and not any(each is not None and each.missing for each in files.values()):
            told.here -= 1
            self.look.conflict(told, _("%(table)s: a row is here already and says something else") % _in(table))


def _some_rows(table: PortableTable, given: Iterator[Any]) -> Iterator[Row]:
    """A few hundred; fewer when their texts are very long."""
    characters = 0
    for each in islice(given, CHUNK_ROWS):
        row = row_of(table, each)
        yield row
        characters += sum(len(value) for value in row.values() if isinstance(value, str | bytes))
        if characters > CHUNK_CHARACTERS:
            return


def _in(table: PortableTable) -> dict[str, str]:
    return {"table": table.title}
