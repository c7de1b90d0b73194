"""On site: at which client one stands, and its devices by two letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from gestand.core.search.words import fold, runs
from gestand.network.kinds import ICONS
from gestand.network.labels.codes import read_short_id
from gestand.network.models import Device, DeviceState, DeviceUser, Place
from gestand.people.models import Client

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from gestand.core.actors import Actor

_HERE = "on_site_at"
#: A client has a few hundred devices; whoever has more finds the rest by search.
_MOST_OF_CLIENT = 2000
_SHORTEST_CODE = 3


def remember_client(session: SessionBase, client_id: UUID) -> None:
    """Stand at this client until one goes elsewhere or signs out."""
    if session.get(_HERE) != client_id.hex:
        session[_HERE] = client_id.hex


def leave_client(session: SessionBase) -> None:
    session.pop(_HERE, None)


def client_here(session: SessionBase, *, actor: Actor) -> Client | None:
    """The client at which this person stands, if he or she may (still) see it. One query, or none."""
    known = session.get(_HERE)
    return Client.objects.visible_to(actor).filter(id=UUID(known)).first() if known else None


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """A line of the list: a name, and what tells it from another of the same name."""

    device: Device
    icon: str
    beside: str


def devices_like(typed: str, client: Client, *, most: int) -> tuple[list[FoundDevice], int]:
    """The client's devices that answer to what is typed so far, best first, and how many there are. Two queries.

    Best is a name that begins with it, then another word of the name, then the first letters of its words ("lb" for
    "Laptop balie"), then anything else that is known of it: where it stands, who uses it, make, model, number.
    """
    wanted = runs(fold(typed))
    ranked = []
    for device in _devices_of(client):
        rank = _rank(device, wanted, read_short_id(typed))
        if rank is not None:
            ranked.append((device.state == DeviceState.GONE, rank, device.name.casefold(), device.short_id, device))
    ranked.sort(key=lambda each: each[:4])
    return [_line(each[-1]) for each in ranked[:most]], len(ranked)


def device_by_short_id(typed: str, *, actor: Actor) -> Device | None:
    known = read_short_id(typed)
    return Device.objects.visible_to(actor).filter(short_id=known).first() if known else None


def _devices_of(client: Client) -> Iterable[Device]:
    present = DeviceUser.objects.filter(until_on__isnull=True).select_related("person")
    rows = Device.objects.filter(client=client).select_related("place")
    return rows.prefetch_related(Prefetch("users", queryset=present))[:_MOST_OF_CLIENT]


def _rank(device: Device, wanted: Sequence[str], short_id: str) -> int | None:
    """How well each of the words fits; None when one does not."""
    if not wanted:
        return 0
    if short_id and device.short_id == short_id:
        return 0
    name = fold(device.name)
    words = runs(name)
    initials = "".join(word[0] for word in words)
    others = runs(fold(" ".join(_known(device))))
    worst = 0
    for word in wanted:
        if name.startswith(word):
            rank = 0
        elif any(each.startswith(word) for each in words):
            rank = 1
        elif initials.startswith(word):
            rank = 2
        elif any(each.startswith(word) for each in others) or _begins_code(word, device):
            rank = 3
        elif word in name or any(word in each for each in others):
            rank = 4
        else:
            return None
        worst = max(worst, rank)
    return worst


def _begins_code(word: str, device: Device) -> bool:
    """Codes are drawn by lot: two letters of one say nothing."""
    return len(word) >= _SHORTEST_CODE and device.short_id.startswith(word.upper())


def _known(device: Device) -> list[str]:
    place = [device.place.name] if device.place else []
    users = [f"{user.person.full_name} {user.user_name}" for user in device.users.all()]
    facts = (device.host_name, device.make, device.model, device.serial_number)
    return [*place, *users, *facts, str(device.get_kind_display())]


def _line(device: Device) -> FoundDevice:
    parts: list[Any] = [
        device.place.name if device.place else "",
        f"{device.make} {device.model}".strip(),
        ", ".join(user.person.full_name for user in device.users.all()),
        device.get_state_display() if device.state != DeviceState.IN_USE else "",
    ]
    return FoundDevice(device, ICONS.get(device.kind, "devices"), " · ".join(str(part) for part in parts if part))


def places_of(client: Client) -> QuerySet[Place]:
    """Every place of the client, with its site."""
    return Place.objects.filter(site__client=client).select_related("site").order_by("site__name", "name", "id")
