"""Writing a thing down, changing it, taking it away: what it said before is kept, the audit line says no words."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import NotAllowed
from gestand.core.audit import write_audit
from gestand.core.freezing import require_usable
from gestand.network.actions.findable import reindex_thing
from gestand.network.actions.photos import destroy_photo
from gestand.network.actions.settling import require_removable, settle
from gestand.network.checks import NotDocumented, checked
from gestand.network.models import Change, Dependency, DevicePhoto, Silence, Site, Subnet
from gestand.network.parts import person_piece
from gestand.network.things import THINGS, Thing, client_id_of, thing_of
from gestand.people.actions.rights import changed_meanwhile, locked, require_client
from gestand.people.models import Client, Person

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def add_thing(
    what: str, /, *, by: Actor, at: datetime, owner: Client | Site, bsn_confirmed: bool = False, **fields: Any
) -> models.Model:
    """Write a thing down at a client (or, for what belongs to a site, at that site).

    Refuses (``NotDocumented``) a field that says what cannot be, (``NotAllowed``) another's client, (``Frozen``) data
    that may only be stored.
    """
    thing = THINGS[what]
    client = owner if isinstance(owner, Client) else owner.client
    require_client(by, client)
    require_usable(clients=[client.id])
    with transaction.atomic():
        if thing.has_site:
            owner = locked(owner)  # of two at once the second waits, and then sees what is there
        row = thing.model(**({"client": client} if not thing.has_site else {"site": owner}))
        _set(row, fields)
        row.created_at = row.changed_at = at  # type: ignore[attr-defined]
        checked(row, bsn_confirmed=bsn_confirmed)
        row.save(force_insert=True)
        settle(row, by=by, at=at)
        _note("add", thing, row, by=by, at=at)
    return row


def change_thing(
    row: models.Model,
    *,
    by: Actor,
    at: datetime,
    seen: datetime | None = None,
    bsn_confirmed: bool = False,
    **fields: Any,
) -> models.Model:
    """Change fields of a thing. ``seen`` is its ``changed_at`` as the form showed it (``ChangedMeanwhile``)."""
    thing = thing_of(row)
    _require(by, row)
    with transaction.atomic():
        fresh = locked(row)
        if seen is not None and fresh.changed_at != seen:  # type: ignore[attr-defined]
            raise changed_meanwhile()
        if isinstance(fresh, Subnet):
            locked(fresh.site)
        before = said(fresh, thing)
        _set(fresh, fields)
        checked(fresh, bsn_confirmed=bsn_confirmed)
        after = said(fresh, thing)
        both = {name: [before.get(name, ""), after.get(name, "")] for name in {**before, **after}}
        differs = {name: [was, becomes] for name, (was, becomes) in both.items() if was != becomes}
        if not differs:
            return fresh
        fresh.changed_at = at  # type: ignore[attr-defined]
        fresh.save()
        settle(fresh, by=by, at=at)
        _note("change", thing, fresh, by=by, at=at, fields=differs)
    return fresh


def remove_thing(row: models.Model, *, by: Actor, at: datetime) -> None:
    """Take away, with its history, what was written down by mistake. A device that left is marked as gone instead.

    Refuses (``StillInUse``) a site where something stands.
    """
    thing = thing_of(row)
    _require(by, row)
    with transaction.atomic():
        fresh = locked(row)
        require_removable(fresh)
        client_id = client_id_of(fresh)
        Change.objects.filter(thing_id=fresh.pk).delete()
        Dependency.objects.filter(dependent_id=fresh.pk).delete()
        Dependency.objects.filter(needed_id=fresh.pk).delete()
        Silence.objects.filter(thing_id=fresh.pk).delete()
        for photo in DevicePhoto.objects.filter(device_id=fresh.pk).select_related("file", "thumbnail"):
            destroy_photo(photo)
        write_audit(
            "network.thing.remove",
            by=by,
            at=at,
            subject=(f"network_{thing.kind.value}", fresh.pk),
            client_id=client_id,
        )
        fresh.delete()
        reindex_thing(thing.kind.value, row.pk)


def said(row: models.Model, thing: Thing) -> dict[str, str]:
    """What each field says, as text, for the history: choices by their value, rows by their name."""
    found: dict[str, str] = {}
    for field in thing.fields:
        value = getattr(row, field.name)
        if isinstance(value, dict):  # each fact has a history of its own
            found |= {f"{field.name}.{name}": str(words) for name, words in sorted(value.items())}
        else:
            found[field.name] = _text(value)
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Person):
        return person_piece(value.pk)
    return str(value)


def _set(row: models.Model, fields: dict[str, Any]) -> None:
    known = {field.name for field in thing_of(row).fields}
    for name, value in fields.items():
        if name not in known:
            raise TypeError(f"{name!r} is no field that is written down of a {row._meta.label}")
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def _require(by: Actor, row: models.Model) -> None:
    client_id = client_id_of(row)
    if not by.may_see_client(client_id):
        raise NotAllowed(_("You cannot reach this client."))
    require_usable(clients=[client_id])


def _note(
    verb: str, thing: Thing, row: models.Model, *, by: Actor, at: datetime, fields: dict[str, list[str]] | None = None
) -> None:
    client_id: UUID = client_id_of(row)
    Change.objects.create(
        client_id=client_id,
        thing_kind=thing.kind,
        thing_id=row.pk,
        at=at,
        by=by.id,
        verb=verb,
        fields=fields or {},
    )
    write_audit(
        f"network.thing.{verb}",
        by=by,
        at=at,
        subject=(f"network_{thing.kind.value}", row.pk),
        client_id=client_id,
        facts={"fields": sorted(fields)} if fields else {},
    )
    reindex_thing(thing.kind.value, row.pk)


__all__ = ["NotDocumented", "add_thing", "change_thing", "remove_thing", "said"]
