"""Taking an import back: what it made goes, what it replaced returns; what was worked on since stays, with the reason.

Whole groups at a time, so that a client is judged together with all the people whom the import put in it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gestand.core.audit import audit_line, write_audit_lines
from gestand.core.audit.models import AuditLine
from gestand.core.freezing import frozen_now
from gestand.core.search.index import reindex
from gestand.people.actions.retention_clock import wind_clocks
from gestand.people.findable import CLIENT, PERSON
from gestand.people.imports.models import ImportBatch, ImportRow, RowOutcome
from gestand.people.imports.tables import save_fields
from gestand.people.imports.writing import ADDRESS_FIELDS
from gestand.people.models import Address, Client, MailAddress, Membership, Person, PhoneNumber

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_Row = TypeVar("_Row", bound=models.Model)
_POINTS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("phones", PhoneNumber, ("number", "label")),
    ("mails", MailAddress, ("address", "label")),
    ("addresses", Address, ADDRESS_FIELDS),
)
_OWN_TABLES = (Membership, PhoneNumber, MailAddress, Address, ImportRow)
CHANGED, USED = "changed_since", "used_since"


class Undoer:
    """Undoes one chunk of whole groups. ``written_at`` is the moment that all rows of the import carry."""

    def __init__(self, batch: ImportBatch, rows: list[ImportRow], *, by: Actor, at: datetime) -> None:
        assert batch.confirmed_at is not None, "only what was written is undone"  # noqa: S101
        self._batch, self._rows, self._by, self._at = batch, rows, by, at
        self._written_at = batch.confirmed_at
        self._frozen = frozen_now()
        self._reasons: dict[int, set[str]] = defaultdict(set)
        self._points = self._load_points()
        made_persons = _ids(row.traces.get("person") for row in rows)
        made_clients = _ids(row.traces.get("client") for row in rows)
        self._persons = Person.objects.in_bulk(made_persons | self._changed_ids("person"))
        self._clients = Client.objects.in_bulk(made_clients | self._changed_ids("client"))
        self._memberships = {
            row.id: row
            for row in Membership.objects.filter(Q(person_id__in=made_persons) | Q(client_id__in=made_clients))
        }
        self._memberships |= Membership.objects.in_bulk(
            self._changed_ids("membership") | _ids(row.traces.get("membership", [None])[0] for row in rows)
        )
        self._used_persons = used(Person, made_persons)
        self._used_clients = used(Client, made_clients)

    def undo(self) -> None:
        going_persons = {row.number: self._person_may_go(row) for row in self._rows if "person" in row.traces}
        going_clients = self._clients_that_may_go(going_persons)
        gone_points: list[tuple[Any, UUID]] = []
        gone_memberships: set[UUID] = set()
        touched: set[UUID] = set()
        for row in self._rows:
            self._put_back(row)
            stays = "person" in row.traces and not going_persons[row.number]
            for name, model, fields in _POINTS:
                for trace in row.traces.get(name, []):
                    point = self._points.get(UUID(trace[0]))
                    if (
                        point is None
                        or stays
                        or self._is_frozen(point)
                        or (point.client_id in self._clients and not self._client_goes(point.client_id, going_clients))
                    ):
                        continue
                    if [getattr(point, one) for one in fields] == trace[1:]:
                        gone_points.append((model, point.id))
                        touched.add(point.client_id or point.person_id)
                    else:
                        self._reasons[row.number].add(CHANGED)
            if (trace := row.traces.get("membership")) and "person" not in row.traces:
                membership = self._memberships.get(UUID(trace[0]))
                if self._is_frozen(membership):
                    self._reasons[row.number].add(USED)
                elif membership is not None and [membership.job_title, membership.role] == trace[1:]:
                    gone_memberships.add(membership.id)
        self._save(
            persons={UUID(row.traces["person"]) for row in self._rows if going_persons.get(row.number)},
            clients=going_clients,
            points=gone_points,
            memberships=gone_memberships,
            touched=touched,
        )

    def _client_goes(self, client_id: UUID, going: set[UUID]) -> bool:
        """Contact points go with a client that goes, and from a client that was there before the import."""
        made = {row.traces.get("client") for row in self._rows}
        return client_id in going or str(client_id) not in made

    def _person_may_go(self, row: ImportRow) -> bool:
        person = self._persons.get(UUID(row.traces["person"]))
        if person is None:
            return False
        made = {trace[0] for name in ("phones", "mails", "addresses") for trace in row.traces.get(name, [])}
        points = [point for point in self._points.values() if point.person_id == person.id]
        mine = [one for one in self._memberships.values() if one.person_id == person.id]
        if person.id in self._used_persons:
            self._reasons[row.number].add(USED)
        elif (
            person.changed_at != self._written_at
            or any(str(point.id) not in made for point in points)
            or not self._points_untouched(row)
            or [[str(one.id), one.job_title, one.role] for one in mine] != [row.traces.get("membership")]
        ):
            self._reasons[row.number].add(CHANGED)
        return not self._reasons[row.number]

    def _points_untouched(self, row: ImportRow) -> bool:
        """Every phone, mail and address of this row is still there as it was written."""
        for name, _model, fields in _POINTS:
            for trace in row.traces.get(name, []):
                point = self._points.get(UUID(trace[0]))
                if point is None or [getattr(point, one) for one in fields] != trace[1:]:
                    return False
        return True

    def _clients_that_may_go(self, going_persons: dict[int, bool]) -> set[UUID]:
        """A client goes when it is untouched and nobody stays in it. One that is in use keeps its people."""
        going: set[UUID] = set()
        made_points = {trace[0] for row in self._rows for name, _m, _f in _POINTS for trace in row.traces.get(name, [])}
        for row in self._rows:
            if "client" not in row.traces:
                continue
            client = self._clients.get(UUID(row.traces["client"]))
            if client is None:
                continue
            members = [one for one in self._rows if one.client_id == client.id and "person" in one.traces]
            points = [point for point in self._points.values() if point.client_id == client.id]
            reason = ""
            if client.id in self._used_clients:
                reason = USED
            elif client.changed_at != self._written_at or any(str(point.id) not in made_points for point in points):
                reason = CHANGED
            if reason:
                for member in [row, *members]:
                    self._reasons[member.number].add(reason)
                    if member.number in going_persons:
                        going_persons[member.number] = False
                continue
            leaving = {UUID(one.traces["person"]) for one in members if going_persons[one.number]}
            leaving |= {  # known persons whom the import put in here
                one.person_id
                for one in self._rows
                if one.client_id == client.id
                and "membership" in one.traces
                and "person" not in one.traces
                and one.person_id
            }
            if all(one.person_id in leaving for one in self._memberships.values() if one.client_id == client.id):
                going.add(client.id)
            else:
                self._reasons[row.number].add(CHANGED)
        return going

    def _put_back(self, row: ImportRow) -> None:
        """Old values, where what stands there is still what the import wrote."""
        shelves: dict[str, dict[UUID, Any]] = {
            "person": self._persons,
            "client": self._clients,
            "membership": self._memberships,
        }
        for kind, identifier, name, old, new in row.traces.get("changed", []):
            target = shelves[kind].get(UUID(identifier))
            if target is None:
                continue
            if self._is_frozen(target):
                self._reasons[row.number].add(USED)
                continue
            if name == "changed_at":
                if target.changed_at.isoformat() == new and not self._reasons[row.number]:
                    target.changed_at = datetime.fromisoformat(old)
            elif getattr(target, name) == new:
                setattr(target, name, old)
            elif getattr(target, name) != old:
                self._reasons[row.number].add(CHANGED)

    def _is_frozen(self, row: models.Model | None) -> bool:
        """Whether it is about somebody whose data is restricted: then it stays as it is."""
        if isinstance(row, Person):
            return self._frozen.holds(persons=[row.id])
        if isinstance(row, Client):
            return self._frozen.holds(clients=[row.id])
        return self._frozen.holds(persons=[getattr(row, "person_id", None)], clients=[getattr(row, "client_id", None)])

    def _save(
        self,
        *,
        persons: set[UUID],
        clients: set[UUID],
        points: list[tuple[Any, UUID]],
        memberships: set[UUID],
        touched: set[UUID],
    ) -> None:
        changed_persons = [self._persons[one] for one in self._changed_ids("person") if one in self._persons]
        save_fields(
            changed_persons, ["salutation", "initials", "given_name", "name_prefix", "note", "sort_name", "changed_at"]
        )
        save_fields(
            [self._clients[one] for one in self._changed_ids("client") if one in self._clients],
            ["website", "kvk_number", "vat_id", "note", "changed_at"],
        )
        save_fields(
            [self._memberships[one] for one in self._changed_ids("membership") if one in self._memberships],
            ["job_title"],
        )
        for _name, model, _fields in _POINTS:
            model.objects.filter(id__in=[one for kind, one in points if kind is model]).delete()
        left = {one.person_id for one in self._memberships.values() if one.id in memberships}
        self._memberships_touched = {one.client_id for one in self._memberships.values() if one.id in memberships}
        Membership.objects.filter(id__in=memberships).delete()
        self._loosen(persons, clients)
        indexed_clients = {one.client_id for one in self._memberships.values()} | clients | touched | set(self._clients)
        write_audit_lines(
            [self._line("people.person.remove", ("person", gone), None) for gone in sorted(persons)]
            + [self._line("people.client.remove", ("client", gone), gone) for gone in sorted(clients)]
        )
        Person.objects.filter(id__in=persons).delete()
        Client.objects.filter(id__in=clients).delete()
        if left:
            wind_clocks(left, today=timezone.localdate(self._at))
        reindex(CLIENT, indexed_clients)
        reindex(PERSON, persons | set(self._persons) | left | touched)

    def _loosen(self, persons: set[UUID], clients: set[UUID]) -> None:
        """Rows let go of what goes, or they would go with it; so do those of another import's preview."""
        for row in self._rows:
            reasons = self._reasons[row.number]
            row.outcome = RowOutcome.KEPT if reasons else RowOutcome.UNDONE
            row.problems = [*row.problems, *([reason, ""] for reason in sorted(reasons))]
            if row.person_id in persons:
                row.person_id = None
            if row.client_id in clients:
                row.client_id = None
        save_fields(self._rows, ["outcome", "problems", "person", "client"])
        ImportRow.objects.filter(person_id__in=persons).update(person=None)
        ImportRow.objects.filter(client_id__in=clients).update(client=None)

    def _load_points(self) -> dict[UUID, Any]:
        made_persons = _ids(row.traces.get("person") for row in self._rows)
        made_clients = _ids(row.traces.get("client") for row in self._rows)
        found: dict[UUID, Any] = {}
        for name, model, _fields in _POINTS:
            ids = {UUID(trace[0]) for row in self._rows for trace in row.traces.get(name, [])}
            rows = model.objects.filter(Q(id__in=ids) | Q(person_id__in=made_persons) | Q(client_id__in=made_clients))
            found |= {row.id: row for row in rows}
        return found

    def _changed_ids(self, kind: str) -> set[UUID]:
        return {UUID(entry[1]) for row in self._rows for entry in row.traces.get("changed", []) if entry[0] == kind}

    def _line(self, action: str, subject: tuple[str, UUID], client_id: UUID | None) -> AuditLine:
        return audit_line(
            action,
            by=self._by,
            at=self._at,
            subject=subject,
            client_id=client_id,
            reason="import.undo",
            facts={"import": self._batch.id},
        )


def used(model: type[_Row], ids: set[UUID]) -> set[UUID]:
    """Which of these something else points to, in any room: correspondence, a consent, a request, another import."""
    found: set[UUID] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many or relation.concrete:
            continue
        other: Any = relation.related_model
        if other in _OWN_TABLES:
            continue
        name = f"{relation.field.name}_id"
        found |= set(other._base_manager.filter(**{f"{name}__in": ids}).values_list(name, flat=True))
    return found


def _ids(texts: Any) -> set[UUID]:
    return {UUID(text) for text in texts if text}
