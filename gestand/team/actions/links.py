"""One-time login links: made by the machine's own shell or by the owner for somebody who is invited."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor
from gestand.core.audit import write_audit
from gestand.core.refusals import Refused
from gestand.team.current import Standing, position_of
from gestand.team.models import Account, LoginLink
from gestand.team.sign_in_log import as_actor

if TYPE_CHECKING:
    from datetime import datetime

SHELL_LINK = "shell"
INVITATION = "invitation"
#: A link from the shell is used at once; an invitation waits in somebody's mailbox.
LIFETIMES = {SHELL_LINK: timedelta(minutes=15), INVITATION: timedelta(days=7)}


class NoSuchAccount(Refused):
    code = "no_such_account"


class LinkNotValid(Refused):
    code = "link_not_valid"


@dataclass(frozen=True, slots=True)
class NewLink:
    """The token exists here alone, until it is handed over."""

    link: LoginLink
    token: str


def make_login_link(account: Account, *, kind: str, by: Actor, at: datetime) -> NewLink:
    """A link that signs ``account`` in once. Earlier unused links of the account stop working."""
    if not account.is_active or position_of(account, at=at).standing is Standing.ENDED:
        raise NoSuchAccount(_("This account has no access at this moment."))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        LoginLink.objects.filter(account=account, used_at__isnull=True).delete()
        link = LoginLink.objects.create(
            account=account, digest=digest_of(token), kind=kind, created_at=at, expires_at=at + LIFETIMES[kind]
        )
        write_audit(
            "team.login_link.make", by=by, at=at, subject=("account", account.id), facts={"link": link.id, "kind": kind}
        )
    return NewLink(link, token)


def valid_link(token: str, *, at: datetime) -> LoginLink | None:
    """The unused link behind a token, or None. Looking does not use it up (mail scanners look)."""
    link = LoginLink.objects.select_related("account").filter(digest=digest_of(token), used_at__isnull=True).first()
    if link is None or link.expires_at <= at or position_of(link.account, at=at).standing is Standing.ENDED:
        return None
    return link


def use_login_link(token: str, *, at: datetime) -> LoginLink:
    """Use the link up; of two who try at once one wins. Refused (``LinkNotValid``) when it is old, used or unknown."""
    link = valid_link(token, at=at)
    with transaction.atomic():
        claimed = link is not None and LoginLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=at)
        if link is None or not claimed:
            raise LinkNotValid(_("This link no longer works. Ask for a new one."))
        write_audit(
            "team.login_link.use",
            by=as_actor(link.account),
            at=at,
            subject=("account", link.account_id),
            facts={"link": link.id, "kind": link.kind},
        )
    return link


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
