"""Ending sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from gestand.core.actors import Actor
from gestand.core.audit import write_audit
from gestand.core.jobs.upkeep import end_of_term
from gestand.team.current import Standing, position_of
from gestand.team.models import Account, LoginLink, TeamSession

if TYPE_CHECKING:
    from datetime import datetime


def revoke_session(session: TeamSession, *, by: Actor, at: datetime) -> None:
    """End one session at once."""
    with transaction.atomic():
        session.delete()
        write_audit("team.session.revoke", by=by, at=at, subject=("account", session.account_id), facts={"count": 1})


def revoke_sessions(account: Account, *, by: Actor, at: datetime, except_key: str | None = None) -> int:
    """End every session of an account (but the one with ``except_key``); returns how many there were."""
    with transaction.atomic():
        sessions = TeamSession.objects.filter(account=account)
        if except_key:
            sessions = sessions.exclude(session_key=except_key)
        count, _each = sessions.delete()
        if count:
            write_audit("team.session.revoke", by=by, at=at, subject=("account", account.id), facts={"count": count})
    return count


def clear_old_sessions(*, by: Actor, at: datetime) -> int:
    """Delete sessions past their end, sessions of accounts without access, and login links a week after their end."""
    with transaction.atomic():
        over = Q(expire_date__lt=at) | Q(account_id__in=_accounts_without_access(at))
        count, _each = TeamSession.objects.filter(over).delete()
        links, _each = LoginLink.objects.filter(expires_at__lt=end_of_term("keep.session", at)).delete()
        if count or links:
            write_audit("team.session.prune", by=by, at=at, facts={"sessions": count, "links": links})
    return count


def _accounts_without_access(at: datetime) -> list[UUID]:
    signed_in = Account.objects.filter(sessions__isnull=False).distinct()
    return [account.id for account in signed_in if position_of(account, at=at).standing is Standing.ENDED]
