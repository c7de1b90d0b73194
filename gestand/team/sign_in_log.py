"""Audit lines of signing in and out: who and when; never from where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from gestand.core.actors import VISITOR, Actor, ActorKind, Role
from gestand.core.audit import write_audit
from gestand.team.models import Account

if TYPE_CHECKING:
    from datetime import datetime


def as_actor(account: Account) -> Actor:
    """The account itself, for a line about its own doing: it needs no client for that."""
    return Actor(kind=ActorKind.ACCOUNT, id=account.id, role=Role(account.role))


def signed_in(account: Account, *, at: datetime) -> None:
    _line("team.sign_in", account, at)


def signed_out(account: Account, *, at: datetime) -> None:
    _line("team.sign_out", account, at)


def password_changed(account: Account, *, at: datetime) -> None:
    _line("team.password.change", account, at)


def factor_added(account: Account, kind: str, *, at: datetime) -> None:
    _line("team.factor.add", account, at, kind=kind)


def factor_removed(account: Account, kind: str, *, at: datetime) -> None:
    _line("team.factor.remove", account, at, kind=kind)


def factor_failed(account: Account, *, at: datetime) -> None:
    _line("team.factor.fail", account, at)


def sign_in_failed(email: str, *, at: datetime) -> None:
    """A wrong password. What was typed is not kept; when it is an account's address the line names the account."""
    account = Account.objects.at(email)
    with transaction.atomic():
        write_audit("team.sign_in.fail", by=VISITOR, at=at, subject=("account", account.id if account else None))


def _line(action: str, account: Account, at: datetime, **facts: object) -> None:
    with transaction.atomic():
        write_audit(action, by=as_actor(account), at=at, subject=("account", account.id), facts=facts)
