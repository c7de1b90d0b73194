"""What a person decides on the preview: take, leave out, somebody new or the same as X; household or business."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gestand.core.refusals import Refused
from gestand.people.importers.grouping import Grouper
from gestand.people.imports.changes import Existing
from gestand.people.imports.models import BatchState, ImportBatch, ImportRow, RowDecision, RowState
from gestand.people.imports.reading import Reading
from gestand.people.imports.staging import (
    MATCHED_FIELDS,
    client_name_of,
    counted,
    family_of,
    group_key,
    match_rows,
)
from gestand.people.imports.tables import save_fields
from gestand.people.models import Client, ClientKind, Membership, Person

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_DECIDABLE = (RowState.NEW, RowState.CHANGED, RowState.DOUBTFUL)


class CannotDecide(Refused):
    code = "import_cannot_decide"


def decide_rows(
    *, batch: ImportBatch, numbers: Iterable[int], decision: str, same_as: UUID | None = None, by: Actor, at: datetime
) -> int:
    """Decide some rows; gives how many. ``same_as`` (a person or client of the candidates) goes with "same"."""
    return _decide(batch, decision, by, at, numbers=list(numbers), same_as=same_as)


def decide_doubtful(*, batch: ImportBatch, decision: str, by: Actor, at: datetime) -> int:
    """Decide all doubtful rows that wait, at once."""
    return _decide(batch, decision, by, at, numbers=None, same_as=None)


def _decide(
    batch: ImportBatch,
    decision: str,
    by: Actor,
    _at: datetime,
    *,
    numbers: list[int] | None,
    same_as: UUID | None,
) -> int:
    by.require_owner()
    if decision not in RowDecision.values:
        raise CannotDecide(_("Choose one of the possibilities."))
    with transaction.atomic():
        held = _preview(batch)
        rows = ImportRow.objects.filter(batch=held, state__in=_DECIDABLE)
        waiting = rows.filter(state=RowState.DOUBTFUL, decision="")
        chosen = waiting if numbers is None else rows.filter(number__in=numbers)
        count = _same(chosen, same_as) if decision == RowDecision.SAME else _plain(chosen, decision)
        held.counts = counted(held)
        held.save(update_fields=["counts"])
    batch.counts = held.counts
    return count


def _plain(rows: QuerySet[ImportRow], decision: str) -> int:
    """Write a decision. "New" and "take" are for a doubtful row alone; any row can be left out or put back."""
    if decision == RowDecision.NEW:
        nameless = rows.filter(state=RowState.DOUBTFUL)
        again = list(nameless.exclude(candidates=[]))
        for row in again:
            row.person_id, row.differences = None, []
            reading = Reading.from_json(row.parsed)
            if not reading.has_person:
                row.client_id = None
        save_fields(again, ["person", "client", "differences"])
        return nameless.update(decision=decision)
    if decision == RowDecision.TAKE:
        return rows.filter(state=RowState.DOUBTFUL, candidates=[]).update(decision=decision)
    if decision == RowDecision.NONE:
        for row in rows.exclude(candidates=[]).filter(state=RowState.DOUBTFUL):
            row.person_id, row.differences = None, []
            row.save(update_fields=["person", "differences"])
    return rows.update(decision=decision)


def _same(rows: QuerySet[ImportRow], same_as: UUID | None) -> int:
    """The row is somebody who is known: one of the candidates, or the only one there is."""
    decided = []
    for row in rows.filter(state=RowState.DOUBTFUL):
        chosen = [one for one in row.candidates if same_as is None or one[1] == str(same_as)]
        if not chosen or (same_as is None and len(chosen) > 1):
            if same_as is not None:
                raise CannotDecide(_("Choose one of the people who are shown beside the row."))
            continue
        kind, identifier, _why = chosen[0]
        if kind == "client":
            row.client_id = UUID(identifier)
        else:
            row.person_id = UUID(identifier)
            if row.kind == ClientKind.HOUSEHOLD:
                row.client_id = _client_of(row.person_id)
        row.decision = RowDecision.SAME
        decided.append(row)
    existing = Existing(
        persons={row.person_id for row in decided if row.person_id},
        clients={row.client_id for row in decided if row.client_id},
    )
    for row in decided:
        person: Person | None = existing.persons.get(row.person_id) if row.person_id else None
        client: Client | None = existing.clients.get(row.client_id) if row.client_id else None
        changes = existing.changes(Reading.from_json(row.parsed), person=person, client=client)
        row.differences = changes.as_differences(row.client_name)
    save_fields(decided, ["person", "client", "decision", "differences"])
    return len(decided)


def _client_of(person_id: UUID) -> UUID | None:
    return (
        Membership.objects.filter(person_id=person_id)
        .order_by("-is_main", "id")
        .values_list("client_id", flat=True)
        .first()
    )


def set_kind(*, batch: ImportBatch, group: int, kind: str, by: Actor, at: datetime) -> int:  # noqa: ARG001 - every action takes its moment
    """Make all rows of a client a business or households; gives how many rows that were."""
    by.require_owner()
    if kind not in ClientKind.values:
        raise CannotDecide(_("Choose household or business."))
    with transaction.atomic():
        held = _preview(batch)
        rows = list(
            ImportRow.objects.filter(batch=held, group=group, state__in=[*_DECIDABLE, RowState.SAME]).exclude(kind=kind)
        )
        with translation.override(held.language):
            _to_business(held, rows) if kind == ClientKind.BUSINESS else _to_households(rows)
            match_rows(rows)
        for row in rows:
            row.decision = ""
        save_fields(rows, [*MATCHED_FIELDS, "decision"])
        held.counts = counted(held)
        held.save(update_fields=["counts"])
    batch.counts = held.counts
    return len(rows)


def _to_business(batch: ImportBatch, rows: list[ImportRow]) -> None:
    for row in rows:
        reading = Reading.from_json(row.parsed)
        name = reading.former_company or (row.client_name if len(rows) > 1 else reading.full_name)
        reading.organisation, reading.former_company = name, ""
        others = ImportRow.objects.filter(batch=batch, kind=ClientKind.BUSINESS, client_name=name).order_by("number")
        row.kind, row.client_name, row.parsed = ClientKind.BUSINESS, name[:160], reading.as_json()
        row.group = others.values_list("group", flat=True).first() or rows[0].number


def _to_households(rows: list[ImportRow]) -> None:
    """Colleagues are not a family: each is placed again by name and address."""
    grouper = Grouper()
    names: dict[int, list[ImportRow]] = {}
    for row in rows:
        reading = Reading.from_json(row.parsed)
        if not reading.has_person:
            raise CannotDecide(_("There is no person in this row, so it cannot be a household."))
        reading.former_company, reading.organisation = reading.organisation, ""
        reading.kvk_number = reading.vat_id = ""
        row.kind, row.parsed = ClientKind.HOUSEHOLD, reading.as_json()
        row.group = grouper.place(row.number, group_key(reading))
        row.client_name = client_name_of(reading)
        names.setdefault(row.group, []).append(row)
    for members in names.values():
        if len(members) > 1:
            for row in members:
                row.client_name = family_of(Reading.from_json(row.parsed))


def _preview(batch: ImportBatch) -> ImportBatch:
    held = ImportBatch.objects.select_for_update().filter(id=batch.id, state=BatchState.PREVIEW).first()
    if held is None:
        raise CannotDecide(_("This import is already further on. Look at its page again."))
    return held
