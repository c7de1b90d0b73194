"""Making, changing and closing accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor, ActorKind, NotAllowed, Role
from gestand.core.audit import write_audit
from gestand.core.firm import ONLY_ROW, Firm
from gestand.core.refusals import Refused
from gestand.team.actions.sessions import revoke_sessions
from gestand.team.models import Account, Grant, LoginLink

if TYPE_CHECKING:
    from datetime import datetime


class AddressTaken(Refused):
    code = "address_taken"


class AlreadyClaimed(Refused):
    code = "already_claimed"


class LastOwner(Refused):
    code = "last_owner"


def create_account(
    *, name: str, email: str, role: Role, password: str | None, language: str, by: Actor, at: datetime
) -> Account:
    """Make an account; without a password it is opened with a one-time link. Refused: ``AddressTaken``."""
    by.require_owner()
    with transaction.atomic():
        try:
            with transaction.atomic():
                account = Account.objects.create_user(
                    email, password, name=name, role=role, language=language, created_at=at
                )
        except IntegrityError as taken:
            raise AddressTaken(_("There is already an account with this e-mail address."), field="email") from taken
        write_audit("team.account.create", by=by, at=at, subject=("account", account.id), facts={"role": role.value})
    return account


def create_first_owner(*, name: str, email: str, password: str, language: str, by: Actor, at: datetime) -> Account:
    """Make the owner of a fresh Gestand; of two who claim it at the same moment one wins (``AlreadyClaimed``)."""
    with transaction.atomic():
        Firm.objects.select_for_update().get(id=ONLY_ROW)  # one at a time
        if Account.objects.filter(role=Role.OWNER).exists():
            raise AlreadyClaimed(_("This Gestand has an owner already."))
        return create_account(
            name=name, email=email, role=Role.OWNER, password=password, language=language, by=by, at=at
        )


def change_profile(
    account: Account, *, name: str, language: str, theme: str, density: str, by: Actor, at: datetime
) -> Account:
    """Change one's own name, language and looks; the owner may change anybody's.

    How somebody likes the screen to be (language, theme, density) is no matter for the audit log, here nor in the
    account menu (``ui:look``): it says nothing about anybody else's data. A name, or another's account, is.
    """
    if by.id != account.id and not by.is_owner:
        raise NotAllowed(_("Only the owner can do this."))
    is_told = name != account.name or by.id != account.id
    account.name, account.language, account.theme, account.density = name, language, theme, density
    with transaction.atomic():
        account.save(update_fields=["name", "language", "theme", "density"])
        if is_told:
            write_audit("team.profile.change", by=by, at=at, subject=("account", account.id))
    return account


def forget_factors(account: Account, *, by: Actor, at: datetime) -> int:
    """Take every second factor off an account whose own are lost, and end its sessions; returns how many there were.

    The next time somebody signs in a new one is set up first. For the machine's own shell and jobs alone: who could do
    this from a page could take over an account with its password.
    """
    if by.kind not in (ActorKind.SHELL, ActorKind.SYSTEM):
        raise NotAllowed(_("Only the machine's own command line can do this."))
    with transaction.atomic():
        count, _each = Authenticator.objects.filter(user=account).delete()
        revoke_sessions(account, by=by, at=at)
        write_audit("team.factor.forget", by=by, at=at, subject=("account", account.id), facts={"count": count})
    return int(count)


def deactivate_account(account: Account, *, by: Actor, at: datetime) -> Account:
    """Close an account: sessions, grants and links end at once; its name stays in the log's reach for its term."""
    by.require_owner()
    with transaction.atomic():
        if account.role == Role.OWNER and not Account.objects.active().filter(role=Role.OWNER).exclude(pk=account.pk):
            raise LastOwner(_("This is the only owner: closing the account would lock everybody out."))
        account.is_active = False
        account.left_on = timezone.localdate(at)
        account.save(update_fields=["is_active", "left_on"])
        Grant.objects.filter(account=account, ended_at__isnull=True).update(ended_at=at)
        LoginLink.objects.filter(account=account, used_at__isnull=True).delete()
        revoke_sessions(account, by=by, at=at)
        write_audit("team.account.deactivate", by=by, at=at, subject=("account", account.id))
    return account
