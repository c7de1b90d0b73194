"""What an account may see at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils import timezone

from gestand.core.actors import Actor, ActorKind, Role
from gestand.team.models import Account

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID


class Standing(StrEnum):
    """Whether an account may be here at all."""

    RUNNING = "running"
    UPCOMING = "upcoming"  # signed, but the agreed time has not begun
    ENDED = "ended"  # no grant any more, or never one


@dataclass(frozen=True, slots=True)
class Position:
    """Where an account stands at a moment, and as whom it acts."""

    standing: Standing
    actor: Actor
    from_on: date | None = None


def position_of(account: Account, *, at: datetime) -> Position:
    """The owner sees every client; a stand-in what a running grant says (one query)."""
    role = Role(account.role)
    if not account.is_active:
        return Position(Standing.ENDED, Actor(kind=ActorKind.ACCOUNT, id=account.id, role=role))
    if role is Role.OWNER:
        return Position(Standing.RUNNING, Actor(kind=ActorKind.ACCOUNT, id=account.id, role=role, clients=None))
    today = timezone.localdate(at)
    rows = account.grants.filter(ended_at__isnull=True, signed_on__lte=today, until_on__gte=today).values_list(
        "from_on", "every_client", "granted_clients__client_id"
    )
    clients: set[UUID] = set()
    every = running = False
    begins: list[date] = []
    for from_on, every_client, client_id in rows:
        begins.append(from_on)
        if from_on > today:
            continue
        running = True
        every = every or every_client
        if client_id is not None:
            clients.add(client_id)
    actor = Actor(kind=ActorKind.ACCOUNT, id=account.id, role=role, clients=None if every else frozenset(clients))
    if running:
        return Position(Standing.RUNNING, actor)
    if begins:
        return Position(Standing.UPCOMING, actor, min(begins))
    return Position(Standing.ENDED, actor)


def actor_for(account: Account, *, at: datetime) -> Actor:
    """As whom the account acts at this moment."""
    return position_of(account, at=at).actor
