"""Audit lines for second factors, on the word of allauth (its signals are the only place where it tells)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from gestand.team import sign_in_log
from gestand.team.models import Account


def on_added(*, user: Account, authenticator: Any, **_more: Any) -> None:
    sign_in_log.factor_added(user, authenticator.type, at=timezone.now())


def on_removed(*, user: Account, authenticator: Any, **_more: Any) -> None:
    sign_in_log.factor_removed(user, authenticator.type, at=timezone.now())


def on_failed(*, user: Account, **_more: Any) -> None:
    sign_in_log.factor_failed(user, at=timezone.now())
