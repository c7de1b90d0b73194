"""Reading a file into rows: judged, joined, grouped and matched, chunk by chunk. Nothing else is written.

Reading again starts anew (the rows are dropped first), so that a crash leaves nothing half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import BinaryIO, TypeVar

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils import translation
from django.utils.translation import gettext as _

from gestand.core.files import open_file
from gestand.people.importers import FileFormat, FileLayout, ImportedContact, UnreadableRow, read_contacts
from gestand.people.importers.columns import NEVER_READ
from gestand.people.importers.grouping import Grouper, company_key, household_key, short_hash
from gestand.people.imports.changes import Changes, Existing
from gestand.people.imports.matching import Match, Matcher
from gestand.people.imports.models import BatchState, ImportBatch, ImportRow, RowDecision, RowState
from gestand.people.imports.reading import Judgement, Reading, judge
from gestand.people.imports.tables import breathe, save_fields
from gestand.people.kernels import names
from gestand.people.kernels.folding import folded
from gestand.people.kernels.mails import folded_mail
from gestand.people.kernels.numbers import bsns_in
from gestand.people.models import ClientKind

CHUNK_ROWS = 500
Progress = Callable[[int, int], None]
_Member = TypeVar("_Member")


class Interrupted(Exception):
    pass


def parts_of(members: Iterable[_Member], size: int = CHUNK_ROWS) -> Iterator[list[_Member]]:
    iterator = iter(members)
    while part := list(islice(iterator, size)):
        yield part


def read_into_rows(batch: ImportBatch, *, progress: Progress) -> None:
    """Fill the rows of a batch from its file. ``progress(done, total)`` counts bytes, or rows with a total of 0."""
    assert batch.file is not None, "a batch that is read has its file"  # noqa: S101
    ImportRow.objects.filter(batch=batch).delete()
    layout = FileLayout(**{**batch.layout, "columns": tuple(batch.layout.get("columns", ()))})
    stage = _Stage(batch, layout)
    with translation.override(batch.language), open_file(batch.file) as stream:
        rows = read_contacts(stream, layout, header=tuple(batch.header))
        read = 0
        for chunk in parts_of(rows):
            with transaction.atomic():
                if not ImportBatch.objects.filter(id=batch.id, state=BatchState.READING).exists():
                    raise Interrupted
                stage.write(chunk)
            breathe()
            read += len(chunk)
            progress(*_how_far(stream, layout, read, batch.file.size_bytes))
        with transaction.atomic():
            settle_groups(batch)


def _how_far(stream: BinaryIO, layout: FileLayout, read: int, size_bytes: int) -> tuple[int, int]:
    return (read, 0) if layout.format == FileFormat.EXCEL else (min(stream.tell(), size_bytes), size_bytes)


class _Stage:
    """What is remembered while a file is read: eight bytes a key of who was met, and which group each belongs to."""

    def __init__(self, batch: ImportBatch, layout: FileLayout) -> None:
        self._batch = batch
        self._layout = layout
        self._met: dict[int, int] = {}
        self._grouper = Grouper()

    def write(self, chunk: list[ImportedContact | UnreadableRow]) -> None:
        rows: dict[int, ImportRow] = {}
        open_rows: list[ImportRow] = []
        joined: list[tuple[ImportRow, Reading]] = []
        held: set[int] = set()
        for read in chunk:
            if isinstance(read, UnreadableRow):
                rows[read.row] = self._refused(read.row, [[read.problem, ""]], read.cells)
                continue
            result = judge(read)
            if result.faults:
                row = self._refused(read.row, result.faults, self._cells(read, result))
                row.name = (result.reading.full_name or result.reading.organisation)[:200]
                rows[read.row] = row
                continue
            row = self._row(result)
            rows[row.number] = row
            if row.state == RowState.JOINED:
                joined.append((row, result.reading))
                continue
            if result.holds_number:
                held.add(row.number)
            open_rows.append(row)
        older = self._join(joined, rows)
        match_rows([*open_rows, *older])
        for row in open_rows:
            if row.number in held and row.state != RowState.REFUSED:
                row.state = RowState.DOUBTFUL
                number = bsns_in(row.parsed.get("note", ""))
                row.problems = [*row.problems, ["note_number", number[0] if number else ""]]
            if row.state == RowState.REFUSED and not row.cells:
                row.cells = self._cells_of(row, chunk)
        ImportRow.objects.bulk_create(rows.values(), batch_size=CHUNK_ROWS)
        save_fields(older, MATCHED_FIELDS)

    def _row(self, result: Judgement) -> ImportRow:
        reading = result.reading
        row = ImportRow(
            batch=self._batch,
            number=result.row,
            group=result.row,
            kind=result.kind,
            name=(reading.full_name or reading.organisation or (reading.mails[0][0] if reading.mails else ""))[:200],
            client_name=client_name_of(reading),
            state=RowState.NEW,
            problems=result.remarks,
            parsed=reading.as_json(),
        )
        keys = [short_hash(key) for key in _identity_keys(reading)]
        first = next((self._met[key] for key in keys if key in self._met), None)
        if first is not None and first != row.number:
            row.state, row.joined_into, row.group, row.parsed = RowState.JOINED, first, first, {}
            row.problems = [["joined_rows", str(first)]]
        else:
            row.group = self._grouper.place(row.number, group_key(reading))
        for key in keys:
            self._met.setdefault(key, first or row.number)
        return row

    def _join(self, joined: list[tuple[ImportRow, Reading]], rows: dict[int, ImportRow]) -> list[ImportRow]:
        """Put what a double adds into the first of the two; gives the rows of earlier chunks that changed by it."""
        missing = {row.joined_into for row, _reading in joined} - set(rows)
        older = {row.number: row for row in ImportRow.objects.filter(batch=self._batch, number__in=missing)}
        for row, reading in joined:
            first = rows.get(row.joined_into or 0) or older.get(row.joined_into or 0)
            if first is not None:
                first.parsed = merged(Reading.from_json(first.parsed), reading).as_json()
                row.group, row.kind, row.client_name = first.group, first.kind, first.client_name
        return list(older.values())

    def _refused(self, number: int, faults: list[list[str]], cells: list[str]) -> ImportRow:
        return ImportRow(
            batch=self._batch,
            number=number,
            group=number,
            kind=ClientKind.HOUSEHOLD,
            name=next((cell for cell in cells if cell.strip()), "")[:200],
            state=RowState.REFUSED,
            problems=faults,
            cells=cells,
        )

    def _cells(self, contact: ImportedContact, result: Judgement) -> list[str]:
        """The row as it stood in the file, to be corrected; a BSN is not kept, not even to be handed back."""
        cells = list(contact.cells) or card_cells(contact)
        for place, key in enumerate(self._layout.columns[: len(cells)]):
            if key == NEVER_READ:
                cells[place] = ""
        if any("bsn" in code for code, _value in [*result.faults, *result.remarks]):
            for place, cell in enumerate(cells):
                if bsns_in(cell) or self._is_vat(place):
                    cells[place] = ""
        return cells

    def _is_vat(self, place: int) -> bool:
        return place < len(self._layout.columns) and self._layout.columns[place] == "vat_id"

    def _cells_of(self, row: ImportRow, chunk: list[ImportedContact | UnreadableRow]) -> list[str]:
        read = next(one for one in chunk if one.row == row.number)
        return self._cells(read, Judgement(read.row, Reading())) if isinstance(read, ImportedContact) else read.cells


CARD_HEADER = ("full_name", "organisation", "phone", "mail", "street", "postal_code", "city", "website", "note")


def card_cells(contact: ImportedContact) -> list[str]:
    """A vCard as a row of a table, for the file of refused rows."""
    address = contact.addresses[0] if contact.addresses else None
    name = " ".join(filter(None, [contact.given_name, contact.middle_name, contact.family_name])) or contact.full_name
    return [
        name,
        contact.organisation,
        " / ".join(phone.number for phone in contact.phones),
        "; ".join(mail.address for mail in contact.mails),
        address.street if address else "",
        address.postal_code if address else "",
        address.city if address else "",
        contact.website,
        contact.note,
    ]


def client_name_of(reading: Reading) -> str:
    if not reading.organisation and reading.family_name and reading.salutation == names.SALUTATIONS["familie"]:
        return family_of(reading)
    return (reading.organisation or reading.full_name)[:160]


def group_key(reading: Reading) -> str:
    if reading.organisation:
        return f"b|{company_key(reading.organisation)}"
    for address in reading.addresses:
        if key := household_key(reading.family_name, address[1], address[3], address[4]):
            return f"h|{key}"
    return ""


def _identity_keys(reading: Reading) -> list[str]:
    """Two rows that share one of these are the same contact."""
    given, family = folded(reading.given_name or reading.initials), folded(reading.family_name)
    name = f"{given}|{family}|{company_key(reading.organisation)}"
    keys = [f"m|{folded_mail(mail[0])}|{name}" for mail in reading.mails]
    keys += [f"p|{phone[0]}|{name}" for phone in reading.phones]
    if reading.has_person or reading.organisation:
        keys += [f"a|{code}|{name}" for code in reading.postal_codes]
    if not keys and reading.organisation:
        keys.append(f"o|{name}")
    return keys


def merged(first: Reading, other: Reading) -> Reading:
    """All that either of two readings of one contact holds; where they differ the first counts."""
    for name in ("organisation", "salutation", "initials", "given_name", "name_prefix", "family_name", "job_title",
                 "kvk_number", "vat_id", "website", "started_on"):  # fmt: skip
        if not getattr(first, name):
            setattr(first, name, getattr(other, name))
    numbers = {phone[0] for phone in first.phones}
    first.phones += [phone for phone in other.phones if phone[0] not in numbers]
    mails = {folded_mail(mail[0]) for mail in first.mails}
    first.mails += [mail for mail in other.mails if folded_mail(mail[0]) not in mails]
    first.addresses += [
        address for address in other.addresses if address[1:] not in [known[1:] for known in first.addresses]
    ]
    if other.note and other.note not in first.note:
        first.note = "\n".join(filter(None, [first.note, other.note]))
    first.unknown = {**other.unknown, **first.unknown}
    return first


MATCHED_FIELDS = (
    "parsed",
    "state",
    "person",
    "client",
    "differences",
    "candidates",
    "problems",
    "client_name",
    "kind",
    "group",
)


def match_rows(rows: list[ImportRow]) -> None:
    """Find out for each row who it is and what it would change; sets the fields, saves nothing."""
    if not rows:
        return
    readings = [Reading.from_json(row.parsed) for row in rows]
    matcher = Matcher(readings)
    matches = [matcher.match(reading) for reading in readings]
    existing = Existing(
        persons={match.person for match in matches if match.person},
        clients={match.client for match in matches if match.client},
    )
    for row, reading, match in zip(rows, readings, matches, strict=True):
        _apply(row, reading, match, existing)


def _apply(row: ImportRow, reading: Reading, match: Match, existing: Existing) -> None:
    row.person_id, row.client_id = match.person, match.client
    row.candidates, row.differences = match.doubts, []
    known = match.person or (match.client and not reading.has_person)
    if known:
        changes = differences_of(reading, match, existing)
        row.differences = changes.as_differences(row.client_name)
        row.state = RowState.CHANGED if row.differences else RowState.SAME
    elif match.doubts:
        row.state = RowState.DOUBTFUL
    elif reading.has_person or reading.organisation:
        row.state = RowState.NEW
    else:
        row.state, row.parsed = RowState.REFUSED, {}
        row.problems = [["no_name", ""]]


def differences_of(reading: Reading, match: Match, existing: Existing) -> Changes:
    person = existing.persons.get(match.person) if match.person else None
    client = existing.clients.get(match.client) if match.client else None
    changes = existing.changes(reading, person=person, client=client)
    if person is not None and client is None and reading.organisation:
        changes.joins = True
    return changes


def settle_groups(batch: ImportBatch) -> None:
    """When all rows are there: a known client counts for its whole group; a household of several gets a family name."""
    rows = ImportRow.objects.filter(batch=batch)
    known = ImportRow.objects.filter(
        batch=batch, group=OuterRef("group"), client__isnull=False, client__kind=OuterRef("kind")
    ).order_by("number")
    waiting = rows.filter(client__isnull=True, state__in=[RowState.NEW, RowState.DOUBTFUL])
    groups = rows.filter(client__isnull=False).values("group")
    waiting.filter(group__in=groups).update(client=Subquery(known.values("client")[:1]))
    several = (
        rows.filter(kind=ClientKind.HOUSEHOLD)
        .exclude(state__in=[RowState.JOINED, RowState.REFUSED])
        .values("group")
        .annotate(members=Count("id"))
        .filter(members__gt=1)
        .values_list("group", flat=True)
    )
    for groups_part in parts_of(list(several)):
        members = list(
            rows.filter(group__in=groups_part)
            .exclude(state=RowState.REFUSED)
            .only("id", "group", "client_name", "parsed")
        )
        names: dict[int, str] = {}
        for row in sorted(members, key=lambda one: one.id):
            reading = Reading.from_json(row.parsed)
            if reading.family_name and row.group not in names:
                names[row.group] = family_of(reading)
        for row in members:
            row.client_name = names.get(row.group, row.client_name)
        save_fields(members, ["client_name"])


def family_of(reading: Reading) -> str:
    return (_("%(name)s family") % {"name": f"{reading.name_prefix} {reading.family_name}".strip()})[:160]


def counted(batch: ImportBatch) -> dict[str, int]:
    """How many rows are in which state, and how many clients are new."""
    rows = ImportRow.objects.filter(batch=batch)
    counts = dict.fromkeys(RowState.values, 0)
    counts |= dict(rows.order_by().values_list("state").annotate(Count("id")))
    counts["rows"] = sum(counts.values())
    counts["clients"] = rows.filter(state=RowState.NEW, client__isnull=True).values("group").distinct().count()
    counts["left_out"] = rows.filter(
        decision=RowDecision.SKIP, state__in=[RowState.NEW, RowState.CHANGED, RowState.DOUBTFUL]
    ).count()
    counts["undecided"] = rows.filter(state=RowState.DOUBTFUL, decision="").count()
    return counts
