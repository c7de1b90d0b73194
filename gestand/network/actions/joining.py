"""Two clients or two persons that turn out to be one: what both have, and of which there can be only one, becomes one.

What points to them by a key moves along by itself; what holds their ids in words or alone is seen to here.
"""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models.functions import Cast

from gestand.core.search.index import reindex, reindex_things_of
from gestand.network.findable import search_kind
from gestand.network.models import Change, Dependency, DeviceUser, Domain, LicenceSeat, Mailbox, Silence, Site, Tenant
from gestand.network.parts import person_piece
from gestand.network.things import thing_of
from gestand.people.models import Membership

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_AT_ONCE = 500


def make_room_for_client(*, stays: UUID, goes: UUID, by: Actor, at: datetime) -> None:  # noqa: ARG001 - as the house calls it
    """Before the things of one client go to the other: the same name twice becomes two names, the same domain or
    mailbox twice becomes one.
    """
    _rename(Site, stays, goes)
    _rename(Tenant, stays, goes)
    _fold(Domain, "name", stays, goes)
    _fold(Mailbox, "address", stays, goes)


def follow_joined_client(*, stays: UUID, goes: UUID, by: Actor, at: datetime) -> None:  # noqa: ARG001 - as the house calls it
    """What belonged to the client that goes belongs to the one that stays."""
    reindex_things_of(stays)


def make_room_for_person(*, stays: UUID, goes: UUID, by: Actor, at: datetime) -> None:  # noqa: ARG001 - as the house calls it
    """Both use a device, or hold a seat of a licence: the one that stays does, since the earlier day."""
    own = {row.device_id: row for row in DeviceUser.objects.filter(person_id=stays, until_on__isnull=True)}
    for row in DeviceUser.objects.filter(person_id=goes, until_on__isnull=True):
        kept = own.get(row.device_id)
        if kept is None:
            continue
        kept.since_on = min((day for day in (kept.since_on, row.since_on) if day), default=None)
        kept.user_name = kept.user_name or row.user_name
        kept.save(update_fields=["since_on", "user_name"])
        row.delete()
    held = LicenceSeat.objects.filter(person_id=stays).values("licence_id")
    LicenceSeat.objects.filter(person_id=goes, licence_id__in=list(held.values_list("licence_id", flat=True))).delete()


def follow_joined_person(*, stays: UUID, goes: UUID, by: Actor, at: datetime) -> None:  # noqa: ARG001 - as the house calls it
    """In the history the person who goes is the one who stays."""
    gone, lives_on = person_piece(goes), person_piece(stays)
    clients = list(Membership.objects.filter(person_id=stays).values_list("client_id", flat=True))
    rows = Change.objects.filter(client_id__in=clients).annotate(words=Cast("fields", models.TextField()))
    for row in rows.filter(words__contains=str(goes)).order_by("id").iterator(_AT_ONCE):
        row.fields = {
            name: [words.replace(gone, lives_on) if isinstance(words, str) else words for words in both]
            for name, both in row.fields.items()
        }
        row.save(update_fields=["fields"])


def _rename(model: type[Site | Tenant], stays: UUID, goes: UUID) -> None:
    longest = model._meta.get_field("name").max_length or 0
    taken = set(model.objects.filter(client_id__in=[stays, goes]).values_list("name", flat=True))
    there = set(model.objects.filter(client_id=stays).values_list("name", flat=True))
    for row in model.objects.filter(client_id=goes, name__in=there):
        ends = (f" ({number})" for number in count(2))
        row.name = next(name for end in ends if (name := row.name[: longest - len(end)] + end) not in taken)
        taken.add(row.name)
        row.save(update_fields=["name"])


def _fold(model: type[Domain | Mailbox], field: str, stays: UUID, goes: UUID) -> None:
    own: dict[str, Any] = {getattr(row, field): row for row in model.objects.filter(client_id=stays)}
    for row in model.objects.filter(client_id=goes):
        kept = own.get(getattr(row, field))
        if kept is not None:
            _take_over(kept, row)


def _take_over(kept: models.Model, gone: models.Model) -> None:
    """Empty fields are filled, notes are joined, and what was said of the one is said of the other."""
    thing = thing_of(kept)
    for field in thing.fields:
        mine, theirs = getattr(kept, field.name), getattr(gone, field.name)
        if field.name == "note" and theirs and theirs != mine:
            kept.note = "\n\n".join(filter(None, [mine, theirs]))  # type: ignore[attr-defined]
        elif mine in (None, "") and theirs not in (None, ""):
            setattr(kept, field.name, theirs)
    kept.save()
    Change.objects.filter(thing_id=gone.pk).update(thing_id=kept.pk)
    Silence.objects.filter(thing_id=gone.pk).delete()
    for end, other in (("dependent_id", "needed_id"), ("needed_id", "dependent_id")):
        known = Dependency.objects.filter(**{end: kept.pk}).values_list(other, flat=True)
        Dependency.objects.filter(**{end: gone.pk, f"{other}__in": [*known, kept.pk]}).delete()
        Dependency.objects.filter(**{end: gone.pk}).update(**{end: kept.pk})
    gone_id = gone.pk
    gone.delete()
    reindex(search_kind(thing.kind.value), [gone_id])
