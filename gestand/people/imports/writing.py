"""Writing confirmed rows as clients and persons, chunk by chunk: rows, traces and audit lines in one transaction each.

A row that was written says so, so that going on after a crash ends the same as never having stopped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from gestand.core.audit import audit_line, write_audit_lines
from gestand.core.audit.models import AuditLine
from gestand.core.freezing import frozen_now
from gestand.core.ids import new_id
from gestand.core.search.index import reindex
from gestand.people.actions.retention_clock import wind_clocks
from gestand.people.findable import CLIENT, PERSON
from gestand.people.importers.grouping import address_key, legal_form_of
from gestand.people.imports.changes import Changes, Existing
from gestand.people.imports.matching import Match, Matcher
from gestand.people.imports.models import ImportBatch, ImportRow, RowDecision, RowOutcome, RowState
from gestand.people.imports.reading import Reading
from gestand.people.imports.tables import save_fields
from gestand.people.kernels.mails import folded_mail
from gestand.people.kernels.names import client_sort_name, person_sort_name
from gestand.people.models import (
    Address,
    Client,
    ClientKind,
    MailAddress,
    Membership,
    MembershipRole,
    Person,
    PhoneNumber,
)

if TYPE_CHECKING:
    from gestand.core.actors import Actor

ADDRESS_FIELDS = ("kind", "street", "extra", "postal_code", "city", "country")
_OWNER = re.compile(r"\b(eigena\w+|owner|dga|directeur-eigenaar|vennoot)\b", re.IGNORECASE)
_OFFICE = re.compile(r"administrati\w*|boekhoud\w*|bookkeep\w*|secretar\w*", re.IGNORECASE)


@dataclass(slots=True)
class _Drafts:
    """What a chunk makes, laid ready to be written table by table."""

    clients: list[Client] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    phones: list[PhoneNumber] = field(default_factory=list)
    mails: list[MailAddress] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    changed_persons: dict[UUID, Person] = field(default_factory=dict)
    changed_clients: dict[UUID, Client] = field(default_factory=dict)
    changed_memberships: dict[UUID, Membership] = field(default_factory=dict)
    joined: set[UUID] = field(default_factory=set)  # known persons who came to belong to one more client
    touched_clients: set[UUID] = field(default_factory=set)


class Writer:
    """Writes one chunk. ``at`` is the moment of the yes: the same for all rows, so that a later change shows."""

    def __init__(self, batch: ImportBatch, rows: list[ImportRow], *, by: Actor, at: datetime) -> None:
        self._batch, self._rows, self._by, self._at = batch, rows, by, at
        self._frozen = frozen_now()
        self._drafts = _Drafts()
        self._readings = {row.number: Reading.from_json(row.parsed) for row in rows}
        self._matches = self._match_again()
        self._made_clients: set[UUID] = set()
        self._lines: list[AuditLine] = []
        self._made_here = self._made_by_this_import()
        self._group_clients = self._clients_of_groups()
        self._existing = Existing(
            persons={row.person_id for row in rows if row.person_id},
            clients={row.client_id for row in rows if row.client_id} | set(self._group_clients.values()),
        )

    def write(self) -> None:
        for row in self._rows:
            self._write_row(row, self._readings[row.number])
        self._save()

    def _match_again(self) -> dict[int, Match]:
        """Who the new rows are by now: the preview may be days old."""
        asked = [row for row in self._rows if row.state == RowState.NEW and row.decision == RowDecision.NONE]
        readings = [self._readings[row.number] for row in asked]
        matcher = Matcher(readings)
        return {row.number: matcher.match(reading) for row, reading in zip(asked, readings, strict=True)}

    def _made_by_this_import(self) -> set[UUID]:
        """Whom this import wrote in an earlier chunk: they are no sign that somebody was added meanwhile."""
        ids = {found for match in self._matches.values() for found in (match.person, match.client) if found}
        written = ImportRow.objects.filter(batch=self._batch, outcome=RowOutcome.WRITTEN)
        return set(written.filter(person_id__in=ids).values_list("person_id", flat=True)) | set(
            written.filter(client_id__in=ids).values_list("client_id", flat=True)
        )

    def _clients_of_groups(self) -> dict[tuple[int, str], UUID]:
        groups = {row.group for row in self._rows}
        known = (
            ImportRow.objects.filter(batch=self._batch, group__in=groups, client__isnull=False)
            .order_by("-number")
            .values_list("group", "client__kind", "client_id")
        )
        return {(group, kind): client for group, kind, client in known}

    def _write_row(self, row: ImportRow, reading: Reading) -> None:
        row.outcome = RowOutcome.WRITTEN
        traces: dict[str, Any] = {}
        if row.decision == RowDecision.NEW:
            row.person_id = None
        if self._appeared_since(row, reading):
            row.outcome = RowOutcome.SKIPPED
            row.problems = [*row.problems, ["appeared_since", ""]]
            return
        if self._frozen.holds(persons=[row.person_id], clients=[row.client_id]):
            row.outcome = RowOutcome.SKIPPED
            row.problems = [*row.problems, ["frozen", ""]]
            return
        person = self._existing.persons.get(row.person_id) if row.person_id else None
        client = self._client_for(row, reading, person, traces)
        if person is not None:
            self._change(row, reading, person, client, traces)
        else:
            if reading.has_person:
                person = self._make_person(reading, traces)
                if client is not None:
                    self._make_membership(reading, client, person, traces)
            self._change_client(reading, client, traces, with_note=person is None)
            self._add_points(reading, person or client, client, traces)
        row.person_id = person.id if person else None
        row.client_id = client.id if client else None
        row.traces = traces

    def _appeared_since(self, row: ImportRow, reading: Reading) -> bool:
        """Somebody added this very person between the preview and now: then it is not new, and not ours to merge."""
        match = self._matches.get(row.number)
        if match is None or row.person_id:
            return False
        found = match.person if reading.has_person else match.client if not row.client_id else None
        return found is not None and found not in self._made_here

    def _client_for(
        self, row: ImportRow, reading: Reading, person: Person | None, traces: dict[str, Any]
    ) -> Client | None:
        if row.client_id and row.client_id in self._existing.clients:
            return self._existing.clients[row.client_id]
        known = self._group_clients.get((row.group, row.kind))
        if known and known in self._existing.clients:
            return self._existing.clients[known]
        if person is not None and row.kind == ClientKind.HOUSEHOLD:
            mine = [client for (client, member) in self._existing.memberships if member == person.id]
            if mine:
                return self._existing.clients.get(mine[0])
        client = self._make_client(row, reading)
        traces["client"] = str(client.id)
        return client

    def _make_client(self, row: ImportRow, reading: Reading) -> Client:
        is_household = row.kind == ClientKind.HOUSEHOLD
        name = row.client_name or reading.full_name
        client = Client(
            id=new_id(),
            kind=row.kind,
            name=name,
            sort_name=client_sort_name(name, is_household=is_household),
            legal_form="" if is_household else legal_form_of(name),
            kvk_number="" if is_household else reading.kvk_number,
            vat_id="" if is_household else reading.vat_id,
            website=reading.website,
            note="" if reading.has_person else reading.note,
            language=self._batch.language,
            started_on=date.fromisoformat(reading.started_on) if reading.started_on else timezone.localdate(self._at),
            created_at=self._at,
            changed_at=self._at,
        )
        self._drafts.clients.append(client)
        self._made_clients.add(client.id)
        self._existing.clients[client.id] = client
        self._group_clients[row.group, row.kind] = client.id
        self._audit("people.client.create", ("client", client.id), client.id)
        return client

    def _make_person(self, reading: Reading, traces: dict[str, Any]) -> Person:
        names = {
            "family_name": reading.family_name,
            "given_name": reading.given_name,
            "initials": reading.initials,
            "name_prefix": reading.name_prefix,
        }
        person = Person(
            id=new_id(),
            **names,
            salutation=reading.salutation,
            sort_name=person_sort_name(**names),
            note=reading.note,
            language=self._batch.language,
            created_at=self._at,
            changed_at=self._at,
        )
        self._drafts.persons.append(person)
        self._existing.persons[person.id] = person
        traces["person"] = str(person.id)
        self._audit("people.person.create", ("person", person.id), None)
        return person

    def _make_membership(self, reading: Reading, client: Client, person: Person, traces: dict[str, Any]) -> None:
        membership = Membership(
            id=new_id(),
            client=client,
            person=person,
            role=_role(client, reading.job_title),
            job_title=reading.job_title,
            is_main=client.id not in self._existing.with_main,
        )
        self._existing.with_main.add(client.id)
        self._existing.memberships[client.id, person.id] = membership
        self._drafts.memberships.append(membership)
        self._drafts.touched_clients.add(client.id)
        traces["membership"] = [str(membership.id), membership.job_title, str(membership.role)]

    def _change(
        self, row: ImportRow, reading: Reading, person: Person, client: Client | None, traces: dict[str, Any]
    ) -> None:
        """Add to somebody who is known, as it is now (it may have changed since the preview)."""
        changes = self._existing.changes(reading, person=person, client=client)
        row.differences = changes.as_differences(row.client_name)
        if changes.person:
            self._set(person, changes.person, "person", traces)
            sort_name = person_sort_name(
                family_name=person.family_name,
                given_name=person.given_name,
                initials=person.initials,
                name_prefix=person.name_prefix,
            )
            self._set(person, {"sort_name": (person.sort_name, sort_name)}, "person", traces)
            self._drafts.changed_persons[person.id] = person
            self._audit("people.person.change", ("person", person.id), None, fields=sorted(changes.person))
        self._apply_client_changes(client, changes, traces)
        if client is not None and changes.joins:
            self._make_membership(reading, client, person, traces)
            self._drafts.joined.add(person.id)
        elif client is not None and changes.job_title:
            membership = self._existing.memberships[client.id, person.id]
            traces.setdefault("changed", []).append(["membership", str(membership.id), "job_title", *changes.job_title])
            membership.job_title = changes.job_title[1]
            self._drafts.changed_memberships[membership.id] = membership
        self._write_points(changes, person, client or person, traces)

    def _change_client(
        self, reading: Reading, client: Client | None, traces: dict[str, Any], *, with_note: bool
    ) -> None:
        """What a new row says about a client who is known: its numbers and website."""
        if client is None or "client" in traces:
            return
        changes = self._existing.changes(reading, person=None, client=client)
        if not with_note:
            changes.client.pop("note", None)
        self._apply_client_changes(client, changes, traces)

    def _apply_client_changes(self, client: Client | None, changes: Changes, traces: dict[str, Any]) -> None:
        if client is None or not changes.client:
            return
        self._set(client, changes.client, "client", traces)
        if client.id not in self._made_clients:
            self._drafts.changed_clients[client.id] = client
            self._audit("people.client.change", ("client", client.id), client.id, fields=sorted(changes.client))

    def _set(self, row: Person | Client, values: dict[str, tuple[str, str]], kind: str, traces: dict[str, Any]) -> None:
        changed = traces.setdefault("changed", [])
        for name, (old, new) in values.items():
            setattr(row, name, new)
            changed.append([kind, str(row.id), name, old, new])
        if row.changed_at != self._at:
            changed.append([kind, str(row.id), "changed_at", row.changed_at.isoformat(), self._at.isoformat()])
            row.changed_at = self._at

    def _add_points(
        self, reading: Reading, owner: Person | Client | None, client: Client | None, traces: dict[str, Any]
    ) -> None:
        """Contact points of somebody new; an address belongs to the client as a whole."""
        if owner is None:
            return
        known = self._existing
        at_client = client or owner
        changes = Changes(
            phones=[phone for phone in reading.phones if phone[0] not in known.phones[owner.id]],
            mails=[mail for mail in reading.mails if folded_mail(mail[0]) not in known.mails[owner.id]],
            addresses=[
                row
                for row in reading.addresses
                if address_key(row[1], row[3], row[4]) not in known.addresses[at_client.id]
            ],
        )
        self._write_points(changes, owner, at_client, traces)

    def _write_points(
        self, changes: Changes, owner: Person | Client, at_client: Person | Client, traces: dict[str, Any]
    ) -> None:
        known, drafts = self._existing, self._drafts
        for number, label in changes.phones:
            phone = PhoneNumber(
                id=new_id(), number=number, label=label, order=len(known.phones[owner.id]), **_owned(owner)
            )
            known.phones[owner.id].add(number)
            drafts.phones.append(phone)
            traces.setdefault("phones", []).append([str(phone.id), number, label])
        for address, label in changes.mails:
            mail = MailAddress(
                id=new_id(),
                address=address,
                folded=folded_mail(address),
                label=label,
                order=len(known.mails[owner.id]),
                **_owned(owner),
            )
            known.mails[owner.id].add(mail.folded)
            drafts.mails.append(mail)
            traces.setdefault("mails", []).append([str(mail.id), address, label])
        for values in changes.addresses:
            place = Address(id=new_id(), **dict(zip(ADDRESS_FIELDS, values, strict=True)), **_owned(at_client))
            known.addresses[at_client.id].add(address_key(place.street, place.postal_code, place.city))
            drafts.addresses.append(place)
            traces.setdefault("addresses", []).append([str(place.id), *values])
        if isinstance(at_client, Client):
            drafts.touched_clients.add(at_client.id)

    def _save(self) -> None:
        drafts = self._drafts
        Client.objects.bulk_create(drafts.clients)
        Person.objects.bulk_create(drafts.persons)
        Membership.objects.bulk_create(drafts.memberships)
        PhoneNumber.objects.bulk_create(drafts.phones)
        MailAddress.objects.bulk_create(drafts.mails)
        Address.objects.bulk_create(drafts.addresses)
        save_fields(
            drafts.changed_persons.values(),
            ["salutation", "initials", "given_name", "name_prefix", "note", "sort_name", "changed_at"],
        )
        save_fields(drafts.changed_clients.values(), ["website", "kvk_number", "vat_id", "note", "changed_at"])
        save_fields(drafts.changed_memberships.values(), ["job_title"])
        if drafts.joined:
            wind_clocks(drafts.joined, today=timezone.localdate(self._at))
        save_fields(self._rows, ["outcome", "person", "client", "traces", "problems", "differences"])
        write_audit_lines(self._lines)
        clients = {client.id for client in drafts.clients} | set(drafts.changed_clients) | drafts.touched_clients
        reindex(CLIENT, clients | self._clients_of(drafts.changed_persons))
        reindex(PERSON, {row.person_id for row in self._rows if row.person_id and row.outcome == RowOutcome.WRITTEN})

    def _clients_of(self, persons: Iterable[UUID]) -> set[UUID]:
        wanted = set(persons)
        return {client for (client, person) in self._existing.memberships if person in wanted}

    def _audit(self, action: str, subject: tuple[str, UUID], client_id: UUID | None, **facts: object) -> None:
        self._lines.append(
            audit_line(
                action,
                by=self._by,
                at=self._at,
                subject=subject,
                client_id=client_id,
                reason="import",
                facts={"import": self._batch.id, **facts},
            )
        )


def _owned(owner: Person | Client) -> dict[str, Any]:
    return {"client": owner} if isinstance(owner, Client) else {"person": owner}


def _role(client: Client, job_title: str) -> str:
    if client.kind == ClientKind.HOUSEHOLD:
        return MembershipRole.ADULT
    if _OWNER.search(job_title):
        return MembershipRole.OWNER
    return MembershipRole.ADMINISTRATION if _OFFICE.search(job_title) else MembershipRole.CONTACT
