"""Telling somebody that an account waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from gestand.core.declarations import Purpose
from gestand.core.firm import current_firm
from gestand.core.mail import queue_mail
from gestand.core.public_address import public_address
from gestand.team.actions.links import NewLink
from gestand.team.models import Account

if TYPE_CHECKING:
    from datetime import datetime

    from gestand.core.actors import Actor


def link_address(new: NewLink) -> str:
    """The whole address of a one-time link, for whoever sits at this machine."""
    return f"{settings.PUBLIC_URL}{reverse('team:login-link', args=[new.token])}"


def link_for_elsewhere(new: NewLink) -> str:
    """The whole address of a one-time link that is sent to somebody."""
    return f"{public_address(current_firm())}{reverse('team:login-link', args=[new.token])}"


def mail_invitation(account: Account, new: NewLink, *, by: Actor, at: datetime) -> None:
    """Queue the invitation in the account's language, in the caller's transaction."""
    firm = current_firm()
    with translation.override(account.language):
        text = render_to_string(
            "team/mail/invitation.txt",
            {
                "account": account,
                "link": link_for_elsewhere(new),
                "expires_at": new.link.expires_at,
                "firm_name": firm.name if firm else "Gestand",
            },
        ).strip()
    subject, _line, body = text.partition("\n")
    queue_mail(
        to=account.email,
        subject=subject.strip(),
        text=body.strip(),
        purpose=Purpose.STANDIN,
        by=by,
        at=at,
        account_id=account.id,
        language=account.language,
    )
