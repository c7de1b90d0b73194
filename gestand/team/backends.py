"""Who is behind a session: one query that also knows whether there is a second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from gestand.team.models import Account


class TeamBackend(AuthenticationBackend):
    def _authenticate_by_email(self, email: str, password: str) -> Any:
        """By our own comparison: the library's turns letters that only look alike into others."""
        account = Account.objects.at(email)
        return self._check_password(account, password)

    def get_user(self, user_id: Any) -> Account | None:
        """The account, as long as it is active."""
        return Account.objects.active().with_second_factor().filter(pk=user_id).first()
