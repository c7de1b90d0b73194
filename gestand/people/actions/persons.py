"""What can be done with a person: add, change, join to a client, take out of a client."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.refusals import Refused
from gestand.people.actions.findable import reindex_client, reindex_person
from gestand.people.actions.retention_clock import wind_clocks
from gestand.people.actions.rights import (
    keep_changes,
    locked,
    require_client,
    require_every_client,
    require_fingerprint,
    require_not_frozen,
    require_person,
    require_unchanged,
)
from gestand.people.drafts import (
    MembershipFields,
    PersonFields,
    checked_membership,
    checked_person,
    draft_membership,
    draft_person,
)
from gestand.people.models import Client, Membership, Person

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class AlreadyMember(Refused):
    code = "already_member"


def create_person(
    *,
    by: Actor,
    at: datetime,
    client: Client | None = None,
    membership: MembershipFields | None = None,
    bsn_confirmed: bool = False,
    **fields: Unpack[PersonFields],
) -> Person:
    """Write down a person, usually as a member of a client. Without a client the retention clock runs from today."""
    if client is None:
        require_every_client(by)
    else:
        require_client(by, client)
    with transaction.atomic():
        person = draft_person(at=at, bsn_confirmed=bsn_confirmed, fields=fields)
        if client is None:
            person.relation_ended_on = timezone.localdate(at)
        person.save(force_insert=True)
        _audit("people.person.create", person, by=by, at=at, client=client)
        if client is not None:
            _join(by=by, at=at, client=client, person=person, membership=membership or {})
        reindex_person(person)
    return person


def change_person(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    seen: datetime | None = None,
    bsn_confirmed: bool = False,
    **fields: Unpack[PersonFields],
) -> Person:
    """Change what is known of a person. ``seen`` is ``changed_at`` as the form showed it (``ChangedMeanwhile``)."""
    require_person(by, person)
    with transaction.atomic():
        row = locked(person)
        require_unchanged(row, seen)
        cleaned = checked_person(fields, current=row, bsn_confirmed=bsn_confirmed)
        changed = keep_changes(row, cleaned, at=at)
        if not changed:
            return row
        _audit("people.person.change", row, by=by, at=at, fields=sorted(set(changed) - {"sort_name"}))
        reindex_person(row, with_clients="sort_name" in changed)
    return row


def archive_person(*, by: Actor, at: datetime, person: Person) -> Person:
    """Put a person away: out of lists and choices, still found by search; nothing is deleted."""
    by.require_owner()
    return _set_archived(person, at, by=by, at=at, action="people.person.archive")


def unarchive_person(*, by: Actor, at: datetime, person: Person) -> Person:
    """Take a person out of the archive."""
    by.require_owner()
    return _set_archived(person, None, by=by, at=at, action="people.person.unarchive")


def join_client(
    *, by: Actor, at: datetime, client: Client, person: Person, **fields: Unpack[MembershipFields]
) -> Membership:
    """Make a known person a member of a client. Refuses a second membership (``AlreadyMember``)."""
    require_client(by, client)
    require_person(by, person)
    with transaction.atomic():
        require_not_frozen(client)
        require_not_frozen(person)
        membership = _join(by=by, at=at, client=client, person=person, membership=fields)
        reindex_person(person)
    return membership


def change_membership(
    *, by: Actor, at: datetime, membership: Membership, seen: str = "", **fields: Unpack[MembershipFields]
) -> Membership:
    """Change role, job title, first contact, or since and until when. ``seen`` is the row's fingerprint."""
    require_client(by, membership.client)
    with transaction.atomic():
        row = locked(membership)
        require_fingerprint(row, seen)
        cleaned = checked_membership({"since_on": row.since_on, "until_on": row.until_on, **fields})
        changed = [name for name, value in cleaned.items() if getattr(row, name) != value]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, cleaned[name])
        if row.is_main and "is_main" in changed:
            Membership.objects.filter(client=row.client, is_main=True).exclude(id=row.id).update(is_main=False)
        row.save(update_fields=changed)
        wind_clocks([row.person_id], today=timezone.localdate(at))
        _audit("people.membership.change", row.person, by=by, at=at, client=row.client, fields=sorted(changed))
        reindex_person(row.person, with_clients=True)
    return row


def leave_client(*, by: Actor, at: datetime, membership: Membership) -> None:
    """Undo a membership that should not have been there. Whoever left is given an ``until_on`` instead."""
    require_client(by, membership.client)
    with transaction.atomic():
        row = locked(membership)
        person, client = row.person, row.client
        row.delete()
        wind_clocks([person.id], today=timezone.localdate(at))
        _audit("people.membership.remove", person, by=by, at=at, client=client)
        reindex_person(person)
        reindex_client(client)


def _join(*, by: Actor, at: datetime, client: Client, person: Person, membership: MembershipFields) -> Membership:
    if Membership.objects.filter(client=client, person=person).exists():
        raise AlreadyMember(_("This person already belongs to this client."), field="person")
    if "is_main" not in membership:
        membership = {**membership, "is_main": not Membership.objects.filter(client=client, is_main=True).exists()}
    elif membership["is_main"]:
        Membership.objects.filter(client=client, is_main=True).update(is_main=False)
    row = draft_membership(client=client, person=person, fields=membership)
    row.save(force_insert=True)
    wind_clocks([person.id], today=timezone.localdate(at))
    _audit("people.membership.create", person, by=by, at=at, client=client, role=row.role)
    reindex_client(client)
    return row


def _set_archived(person: Person, archived_at: datetime | None, *, by: Actor, at: datetime, action: str) -> Person:
    with transaction.atomic():
        row = locked(person, frozen_too=True)
        if (row.archived_at is None) == (archived_at is None):
            return row
        row.archived_at, row.changed_at = archived_at, at
        row.save(update_fields=["archived_at", "changed_at"])
        _audit(action, row, by=by, at=at)
        reindex_person(row)
    return row


def _audit(
    action: str, person: Person, *, by: Actor, at: datetime, client: Client | None = None, **facts: object
) -> None:
    write_audit(
        action, by=by, at=at, subject=("person", person.id), client_id=client.id if client else None, facts=facts
    )
