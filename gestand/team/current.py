"""What an account may see at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from gestand.core.actors import Actor, ActorKind, Role
from gestand.team.models import Account, GrantedClient

if TYPE_CHECKING:
    from datetime import datetime



def actor_for(account: Account, *, at: datetime) -> Actor:
    """The owner sees every client; a stand-in what a running grant says."""
    role = Role(account.role)
    if role is Role.OWNER:
        return Actor(kind=ActorKind.ACCOUNT, id=account.id, role=role, clients=None)
    today = timezone.localdate(at)
    running = account.grants.filter(
        Q(ended_at__isnull=True), from_on__lte=today, until_on__gte=today, signed_on__lte=today
    )
    grants = list(running.values_list("id", "every_client"))
    if any(every for _, every in grants):
        return Actor(kind=ActorKind.ACCOUNT, id=account.id, role=role, clients=None)
    clients = GrantedClient.objects.filter(grant_id__in=[grant for grant, _ in grants])
    return Actor(
        kind=ActorKind.ACCOUNT, id=account.id, role=role, clients=frozenset(clients.values_list("client_id", flat=True))
    )
