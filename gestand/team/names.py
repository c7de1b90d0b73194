"""What this room tells the rooms below it about accounts: names by id, and where the owners get their mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from gestand.core.actors import Role
from gestand.core.house import Owner
from gestand.team.models import Account


def names_of_accounts(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Names by id; who is gone is left out."""
    return dict(Account.objects.filter(id__in=ids).values_list("id", "name"))


def owners() -> Sequence[Owner]:
    """The owners who work here now."""
    rows = Account.objects.filter(role=Role.OWNER, is_active=True).values_list("id", "email", "language")
    return [Owner(account_id, email, language) for account_id, email, language in rows]
