"""What a stand-in may see, from when until when; nothing without a signed non-disclosure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor, Role
from gestand.core.audit import write_audit
from gestand.core.refusals import Refused
from gestand.team.actions.sessions import revoke_sessions
from gestand.team.current import Standing, position_of
from gestand.team.models import Account, Grant, GrantedClient

if TYPE_CHECKING:
    from datetime import datetime


class NotForOwners(Refused):
    code = "not_for_owners"


class SignedTooLate(Refused):
    code = "signed_too_late"


class EndsBeforeItBegins(Refused):
    code = "ends_before_it_begins"


class GrantIsOver(Refused):
    code = "grant_is_over"


def make_grant(
    account: Account,
    *,
    signed_on: date,
    from_on: date,
    until_on: date,
    every_client: bool,
    client_ids: Iterable[UUID] = (),
    by: Actor,
    at: datetime,
) -> Grant:
    """Give a stand-in access from ``from_on`` until and including ``until_on``.

    Refused: a signature that is still to come or later than the first day, an end before the begin, an owner.
    """
    by.require_owner()
    if account.role == Role.OWNER:
        raise NotForOwners(_("An owner sees every client already."))
    if signed_on > timezone.localdate(at):
        raise SignedTooLate(_("This day is still to come. Access follows the signature."), field="signed_on")
    if signed_on > from_on:
        raise SignedTooLate(_("The non-disclosure has to be signed on or before the first day."), field="signed_on")
    if until_on < from_on or until_on < timezone.localdate(at):
        raise EndsBeforeItBegins(_("The last day lies before the first day, or in the past."), field="until_on")
    with transaction.atomic():
        grant = Grant.objects.create(
            account=account, signed_on=signed_on, from_on=from_on, until_on=until_on, every_client=every_client
        )
        chosen = [] if every_client else list(dict.fromkeys(client_ids))
        GrantedClient.objects.bulk_create(GrantedClient(grant=grant, client_id=client_id) for client_id in chosen)
        write_audit(
            "team.grant.make",
            by=by,
            at=at,
            subject=("account", account.id),
            facts={
                "grant": grant.id,
                "from": from_on,
                "until": until_on,
                "every_client": every_client,
                "clients": len(chosen),
            },
        )
    return grant


def grant_client(grant: Grant, client_id: UUID, *, by: Actor, at: datetime) -> None:
    """Add one client to a running or coming grant. Twice is once."""
    by.require_owner()
    _require_open(grant, at)
    with transaction.atomic():
        _row, new = GrantedClient.objects.get_or_create(grant=grant, client_id=client_id)
        if new:
            _client_line("team.grant.client.add", grant, client_id, by, at)


def take_client(grant: Grant, client_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take one client out of a grant; it holds from the next page on."""
    by.require_owner()
    with transaction.atomic():
        gone, _each = GrantedClient.objects.filter(grant=grant, client_id=client_id).delete()
        if gone:
            _client_line("team.grant.client.remove", grant, client_id, by, at)


def follow_joined_client(*, stays: UUID, goes: UUID, by: Actor, at: datetime) -> None:
    """Two clients became one: who might see the one that went may see the one that stays."""
    with transaction.atomic():
        for row in GrantedClient.objects.filter(client_id=goes).select_related("grant"):
            GrantedClient.objects.get_or_create(grant=row.grant, client_id=stays)
            row.delete()
            _client_line("team.grant.client.join", row.grant, stays, by, at, gone=goes)


def end_grant(grant: Grant, *, by: Actor, at: datetime) -> Grant:
    """End a grant now; when no other one runs, the stand-in's sessions die with it."""
    by.require_owner()
    with transaction.atomic():
        if not Grant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(ended_at=at):
            raise GrantIsOver(_("This access had ended already."))
        grant.ended_at = at
        write_audit("team.grant.end", by=by, at=at, subject=("account", grant.account_id), facts={"grant": grant.id})
        if position_of(grant.account, at=at).standing is not Standing.RUNNING:
            revoke_sessions(grant.account, by=by, at=at)
    return grant


def _require_open(grant: Grant, at: datetime) -> None:
    if grant.ended_at is not None or grant.until_on < timezone.localdate(at):
        raise GrantIsOver(_("This access is over. Make a new one."))


def _client_line(action: str, grant: Grant, client_id: UUID, by: Actor, at: datetime, **facts: UUID) -> None:
    write_audit(
        action,
        by=by,
        at=at,
        subject=("account", grant.account_id),
        client_id=client_id,
        facts={"grant": grant.id, **facts},
    )
