"""What can be done with a client: begin, change, end, resume, put away."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Unpack
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.people.actions.findable import reindex_client
from gestand.people.actions.retention_clock import wind_clocks
from gestand.people.actions.rights import keep_changes, locked, require_client, require_every_client, require_unchanged
from gestand.people.drafts import ClientFields, checked_client, checked_day, draft_client
from gestand.people.kernels.refusals import NotValid
from gestand.people.models import Client, Membership

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def create_client(*, by: Actor, at: datetime, bsn_confirmed: bool = False, **fields: Unpack[ClientFields]) -> Client:
    """Begin the relation with a household or a business. ``kind`` and ``name`` are needed; it starts today unless said.

    Refuses a wrong number or name (``NotValid``), a BSN (``HoldsBsn``), and whoever sees some clients only.
    """
    require_every_client(by)
    if "kind" not in fields:
        raise NotValid(_("Choose household or business."), field="kind")
    fields.setdefault("started_on", timezone.localdate(at))
    with transaction.atomic():
        client = draft_client(at=at, bsn_confirmed=bsn_confirmed, fields=fields)
        client.save(force_insert=True)
        write_audit("people.client.create", by=by, at=at, subject=("client", client.id), client_id=client.id)
        reindex_client(client)
    return client


def change_client(
    *,
    by: Actor,
    at: datetime,
    client: Client,
    seen: datetime | None = None,
    bsn_confirmed: bool = False,
    **fields: Unpack[ClientFields],
) -> Client:
    """Change what is known of a client. ``seen`` is ``changed_at`` as the form showed it (``ChangedMeanwhile``)."""
    require_client(by, client)
    with transaction.atomic():
        row = locked(client)
        require_unchanged(row, seen)
        cleaned = checked_client(fields, current=row, bsn_confirmed=bsn_confirmed)
        started_on = cleaned.get("started_on", row.started_on)
        if row.ended_on and row.ended_on < started_on:
            raise NotValid(_("The end lies before the start."), field="started_on")
        changed = keep_changes(row, cleaned, at=at)
        if not changed:
            return row
        _audit("people.client.change", row, by=by, at=at, fields=sorted(set(changed) - {"sort_name"}))
        reindex_client(row, with_people="name" in changed)
    return row


def end_relation(*, by: Actor, at: datetime, client: Client, ended_on: date | None = None) -> Client:
    """End the client relation: from this day the retention clock of client and persons runs. The owner decides."""
    by.require_owner()
    ended_on = checked_day(ended_on or timezone.localdate(at), field="ended_on")
    with transaction.atomic():
        row = locked(client, frozen_too=True)
        if ended_on < row.started_on:
            raise NotValid(_("The end lies before the start."), field="ended_on")
        row.ended_on, row.changed_at = ended_on, at
        row.save(update_fields=["ended_on", "changed_at"])
        wind_clocks(_people_of(row), today=timezone.localdate(at))
        _audit("people.client.end", row, by=by, at=at, ended_on=ended_on)
        reindex_client(row, with_things=True)
    return row


def resume_relation(*, by: Actor, at: datetime, client: Client) -> Client:
    """Take an ended relation up again: the retention clock stops."""
    by.require_owner()
    with transaction.atomic():
        row = locked(client, frozen_too=True)
        if row.ended_on is None:
            return row
        row.ended_on, row.archived_at, row.changed_at = None, None, at
        row.save(update_fields=["ended_on", "archived_at", "changed_at"])
        wind_clocks(_people_of(row), today=timezone.localdate(at))
        _audit("people.client.resume", row, by=by, at=at)
        reindex_client(row, with_things=True)
    return row


def archive_client(*, by: Actor, at: datetime, client: Client) -> Client:
    """Put a client away: out of the list, found by search and filter; nothing is deleted and no clock starts."""
    by.require_owner()
    with transaction.atomic():
        row = locked(client, frozen_too=True)
        if row.archived_at is not None:
            return row
        row.archived_at, row.changed_at = at, at
        row.save(update_fields=["archived_at", "changed_at"])
        _audit("people.client.archive", row, by=by, at=at)
        reindex_client(row)
    return row


def unarchive_client(*, by: Actor, at: datetime, client: Client) -> Client:
    """Take a client out of the archive."""
    by.require_owner()
    with transaction.atomic():
        row = locked(client, frozen_too=True)
        if row.archived_at is None:
            return row
        row.archived_at, row.changed_at = None, at
        row.save(update_fields=["archived_at", "changed_at"])
        _audit("people.client.unarchive", row, by=by, at=at)
        reindex_client(row)
    return row


def _people_of(client: Client) -> list[UUID]:
    return list(Membership.objects.filter(client=client).values_list("person_id", flat=True))


def _audit(action: str, client: Client, *, by: Actor, at: datetime, **facts: object) -> None:
    write_audit(action, by=by, at=at, subject=("client", client.id), client_id=client.id, facts=facts)
