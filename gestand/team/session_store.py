"""Sessions in the team's own table: coarse device, no address."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from gestand.team.models import TeamSession


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[TeamSession]:
        return TeamSession

    def create_model_instance(self, data: dict[str, Any]) -> TeamSession:
        row = super().create_model_instance(data)
        row.account_id = data.get("_auth_user_id")
        return row
