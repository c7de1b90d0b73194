"""Sessions in the team's own table: coarse device, no address, found and ended by the person whose they are."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import IntegrityError, router, transaction

from gestand.team.models import TeamSession

#: Where the session remembers the kind of device that signed in ("Firefox on Windows").
DEVICE = "device"
#: Set by a one-time link in a demo: this session needs no second factor.
FACTOR_WAIVED = "second_factor_waived"


class SessionStore(DatabaseStore):
    row: TeamSession | None = None

    @classmethod
    def get_model_class(cls) -> type[TeamSession]:
        return TeamSession

    def _get_session_from_db(self) -> TeamSession | None:
        self.row = super()._get_session_from_db()  # type: ignore[misc] # the stubs leave it out
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> TeamSession:
        row = cast(TeamSession, super().create_model_instance(data))
        row.account_id = data.get("_auth_user_id")
        row.device = data.get(DEVICE, "")
        return row

    def save(self, must_create: bool = False) -> None:
        """As Django's, but an update leaves alone what the row alone knows (its public id, when it began)."""
        if self.session_key is None:
            self.create()
            return
        row = self.create_model_instance(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        using = router.db_for_write(self.model, instance=row)
        if must_create:
            try:
                with transaction.atomic(using=using):
                    row.save(force_insert=True, using=using)
            except IntegrityError as taken:
                raise CreateError from taken
            return
        changed = self.model.objects.using(using).filter(session_key=row.session_key)
        if not changed.update(
            session_data=row.session_data, expire_date=row.expire_date, account_id=row.account_id, device=row.device
        ):
            raise UpdateError

    def note_seen(self, on: date) -> None:
        """Remember the day (never the hour) on which this session was last used: one write a day."""
        if self.row is not None and self.row.seen_on != on:
            self.row.seen_on = on
            self.model.objects.filter(session_key=self.row.session_key).update(seen_on=on)
