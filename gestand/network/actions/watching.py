"""Saying that an end is known or does not matter, and the secret address under which a calendar reads what ends."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import ActorKind, NotAllowed
from gestand.core.audit import write_audit
from gestand.core.freezing import require_usable
from gestand.core.refusals import Refused
from gestand.network.models import CalendarFeed, Silence
from gestand.people.drafts import checked_text

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.network.ends import End

_SECRET_BYTES = 32
_LONGEST_REASON = 200


class NotSilenced(Refused):
    """The reason is missing, or the day of the reminder cannot be; ``field`` says which."""

    code = "not_silenced"


def silence_end(
    end: End, *, by: Actor, at: datetime, reason: str, until_on: date | None, bsn_confirmed: bool = False
) -> Silence:
    """Say why this end needs nobody now; with a day it comes back then. It holds for this very day alone.

    Refuses (``NotSilenced``) no reason, or a reminder that is not ahead; (``Frozen``) data that may only be stored.
    """
    _require(by, end.client_id)
    reason = " ".join(checked_text(reason, field="reason", bsn_confirmed=bsn_confirmed).split())
    if not reason:
        raise NotSilenced(_("Write down why, so that you still know next year."), field="reason")
    if len(reason) > _LONGEST_REASON:
        raise NotSilenced(_("At most %(most)s characters.") % {"most": _LONGEST_REASON}, field="reason")
    if until_on is not None and until_on <= timezone.localdate(at):
        raise NotSilenced(_("A reminder is on a day that has yet to come."), field="until_on")
    with transaction.atomic():
        said, _made = Silence.objects.update_or_create(
            thing_id=end.thing_id,
            what=end.what.value,
            defaults={
                "client_id": end.client_id,
                "thing_kind": end.rule.thing.value,
                "ends_on": end.on,
                "until_on": until_on,
                "reason": reason,
                "said_by": by.id,
                "said_at": at,
            },
        )
        write_audit(
            "network.end.silence",
            by=by,
            at=at,
            subject=(f"network_{end.rule.thing.value}", end.thing_id),
            client_id=end.client_id,
            facts={"what": end.what.value},
        )
    return said


def tell_end_again(end: End, *, by: Actor, at: datetime) -> None:
    """Take back what was said about an end: it is told again."""
    _require(by, end.client_id)
    with transaction.atomic():
        gone, _rows = Silence.objects.filter(thing_id=end.thing_id, what=end.what.value).delete()
        if gone:
            write_audit(
                "network.end.tell",
                by=by,
                at=at,
                subject=(f"network_{end.rule.thing.value}", end.thing_id),
                client_id=end.client_id,
                facts={"what": end.what.value},
            )


def _require(by: Actor, client_id: UUID) -> None:
    if not by.may_see_client(client_id):
        raise NotAllowed(_("You cannot reach this client."))
    require_usable(clients=[client_id])


# The calendar ---------------------------------------------------------------------------------------------------------


def make_calendar(*, by: Actor, at: datetime, shows_names: bool) -> str:
    """A new secret for this account's calendar; the former one opens nothing from now on. Told once, kept nowhere."""
    account_id = _account_of(by)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with transaction.atomic():
        CalendarFeed.objects.update_or_create(
            account_id=account_id,
            defaults={"digest": digest_of(secret), "shows_names": shows_names, "made_at": at, "read_on": None},
        )
        write_audit("network.calendar.make", by=by, at=at, subject=("account", account_id))
    return secret


def revoke_calendar(*, by: Actor, at: datetime) -> None:
    """From now on the address opens nothing."""
    account_id = _account_of(by)
    with transaction.atomic():
        gone, _rows = CalendarFeed.objects.filter(account_id=account_id).delete()
        if gone:
            write_audit("network.calendar.revoke", by=by, at=at, subject=("account", account_id))


def _account_of(by: Actor) -> UUID:
    if by.kind is not ActorKind.ACCOUNT or by.id is None:
        raise NotAllowed(_("Only somebody with an account has a calendar."))
    return by.id


def digest_of(secret: str) -> str:
    """What the database keeps: the secret cannot be found back from it."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
