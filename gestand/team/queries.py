"""What can be asked of the room team."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, Max, Prefetch
from django.utils import timezone

from gestand.core.actors import Role
from gestand.core.house import house
from gestand.team.models import Account, Grant, TeamSession

if TYPE_CHECKING:
    from django.db.models import QuerySet


def sessions_of(account: Account, *, at: datetime) -> list[TeamSession]:
    """Running sessions, the newest first."""
    return list(TeamSession.objects.filter(account=account, expire_date__gt=at).order_by("-created_at"))


@dataclass(frozen=True, slots=True)
class Factors:
    """Which second factors an account has."""

    app: bool
    passkeys: int
    recovery_codes: bool


def factors_of(account: Account) -> Factors:
    kinds = list(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    return Factors(
        app=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        recovery_codes=Authenticator.Type.RECOVERY_CODES in kinds,
    )


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One line of the page Team."""

    account: Account
    grant: Grant | None
    last_seen_on: date | None


def team_members() -> list[TeamMember]:
    """Everybody who works here or did, owners first; three queries."""
    accounts = (
        Account.objects.with_second_factor()
        .prefetch_related(Prefetch("grants", Grant.objects.order_by("-until_on")))
        .order_by("-is_active", "role", "name")
    )
    seen = dict(TeamSession.objects.values_list("account").annotate(Max("seen_on")))
    return [
        TeamMember(account, _leading_grant(list(account.grants.all())), seen.get(account.id)) for account in accounts
    ]


def _leading_grant(grants: Sequence[Grant]) -> Grant | None:
    """The grant that is open, else the last one."""
    return next((grant for grant in grants if grant.ended_at is None), grants[0] if grants else None)


def grants_of(account: Account) -> QuerySet[Grant]:
    return account.grants.annotate(client_count=Count("granted_clients")).order_by("-from_on")


def is_open(grant: Grant, *, at: datetime) -> bool:
    """Running or still to come."""
    until_on: date = grant.until_on
    return grant.ended_at is None and until_on >= timezone.localdate(at)


def has_owner() -> bool:
    return Account.objects.filter(role=Role.OWNER).exists()


@dataclass(frozen=True, slots=True)
class ClientChoice:
    id: UUID
    name: str


def chosen_clients(grant: Grant) -> list[ClientChoice]:
    """The clients of a grant by name; one that is a client no more keeps an empty name."""
    names = dict(_every_client())
    ids = grant.granted_clients.values_list("client_id", flat=True)
    return sorted((ClientChoice(id_, names.get(id_, "")) for id_ in ids), key=lambda client: client.name.lower())


def find_clients(words: str, *, without: Collection[UUID] = (), limit: int = 20) -> list[ClientChoice]:
    """The first clients whose name holds all the words; the room people lends its list through the house."""
    wanted = words.lower().split()
    if not wanted:
        return []
    found = (
        ClientChoice(id_, name)
        for id_, name in _every_client()
        if id_ not in without and all(word in name.lower() for word in wanted)
    )
    return list(islice(found, limit))


def _every_client() -> Sequence[tuple[UUID, str]]:
    return house.client_choices() if house.client_choices else []


def account_by_email(email: str) -> Account | None:
    return Account.objects.at(email)
