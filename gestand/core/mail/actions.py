"""What a person decides about a mail in the outbox and about the mail settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings as program
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.house import house
from gestand.core.jobs.queue import enqueue
from gestand.core.mail.models import MailLogin, MailSettings, MailState, OutgoingMail
from gestand.core.mail.outbox import queue_mail
from gestand.core.mail.secrets import MailSecret, open_mail_secret, seal_mail_secret
from gestand.core.refusals import Refused

if TYPE_CHECKING:
    from uuid import UUID

    from gestand.core.actors import Actor

_NOT_YET_KNOWN = {
    "last_sent_at": None,
    "last_tls": "",
    "domain_checked_at": None,
    "domain_state": "",
    "domain_has_spf": None,
    "token_expires_at": None,
}
_STOPPABLE = (MailState.WAITING, MailState.HELD, MailState.FAILED)
_SENDABLE = (MailState.HELD, MailState.FAILED, MailState.IN_DOUBT, MailState.CANCELLED)


class MailElsewhere(Refused):
    """The mail is no longer where the person at the screen saw it."""

    code = "mail_elsewhere"


class SettingsRefused(Refused):
    code = "mail_settings_refused"


def cancel_mail(mail: OutgoingMail, *, by: Actor, at: datetime) -> None:
    """It will not be sent. Refuses what is on its way or gone (``MailElsewhere``)."""
    by.require_owner()
    with transaction.atomic():
        won = OutgoingMail.objects.filter(id=mail.id, state__in=_STOPPABLE).update(
            state=MailState.CANCELLED, closed_at=at
        )
        if not won:
            raise MailElsewhere(_("This mail is on its way or has gone, and cannot be stopped any more."))
        write_audit("core.mail.cancel", by=by, at=at, subject=("mail", mail.id))


def withdraw_mail(mail_id: UUID | None, *, by: Actor, at: datetime) -> bool:
    """Stop a mail whose words are not to be said any more; part of the caller's transaction.

    False when nobody can stop it: it has gone, is on its way, or may have been delivered.
    """
    if mail_id is None:
        return True
    won = OutgoingMail.objects.filter(id=mail_id, state__in=_STOPPABLE).update(state=MailState.CANCELLED, closed_at=at)
    if won:
        write_audit("core.mail.cancel", by=by, at=at, subject=("mail", mail_id))
        return True
    return not OutgoingMail.objects.filter(id=mail_id).exclude(state=MailState.CANCELLED).exists()


def send_again(mail: OutgoingMail, *, by: Actor, at: datetime) -> None:
    """Put it back into the queue, as the same message (the receiver's server may then know it)."""
    by.require_owner()
    with transaction.atomic():
        known = OutgoingMail.objects.filter(id=mail.id, state__in=_SENDABLE, emptied_at__isnull=True)
        won = known.update(state=MailState.WAITING, closed_at=None, sending_at=None, failure="", answer_code="")
        if not won:
            raise MailElsewhere(_("This mail waits, is on its way or has gone already."))
        enqueue("core.send_mail", by=by, at=at, mail_id=mail.id)
        write_audit("core.mail.send_again", by=by, at=at, subject=("mail", mail.id), reason=str(mail.state))


def confirm_arrived(mail: OutgoingMail, *, by: Actor, at: datetime) -> None:
    """A person knows that a mail in doubt did arrive."""
    by.require_owner()
    sent_at = mail.sending_at or at
    with transaction.atomic():
        won = OutgoingMail.objects.filter(id=mail.id, state=MailState.IN_DOUBT).update(
            state=MailState.SENT, sent_at=sent_at, closed_at=at, failure="", answer_code=""
        )
        if not won:
            raise MailElsewhere(_("This mail is not in doubt any more."))
        for follow in house.mails_left:
            follow(mail_id=mail.id, at=sent_at)
        write_audit("core.mail.arrived", by=by, at=at, subject=("mail", mail.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSettings:
    """What the owner filled in; an empty secret keeps the one that is stored."""

    transport: str
    host: str
    port: int
    security: str
    login: str
    username: str
    secret: MailSecret
    token_url: str
    oauth_client_id: str
    oauth_scope: str
    sender_address: str
    sender_name: str
    host_kind: str


def save_mail_settings(wanted: WantedSettings, *, by: Actor, at: datetime) -> MailSettings:
    """Keep how mail leaves, and let the mails that waited for it go; the owner alone.

    A provider gets nothing before the register of recipients holds an agreement with it: mails wait until then.
    Refuses (``SettingsRefused``) a way of signing in without its secret.
    """
    by.require_owner()
    with transaction.atomic():
        old = MailSettings.objects.select_for_update().filter(id=1).first()
        secret = _secret_to_keep(wanted, old)
        _require_complete(wanted, secret)
        fields = {
            field.name: getattr(wanted, field.name) for field in dataclass_fields(wanted) if field.name != "secret"
        }
        row, _is_new = MailSettings.objects.update_or_create(
            id=1,
            defaults={**fields, "sealed_secret": seal_mail_secret(secret), **_NOT_YET_KNOWN, "saved_at": at},
        )
        write_audit("core.mail.settings", by=by, at=at, facts={"login": row.login, "security": row.security})
        release_held(by=by, at=at)
    return row


def _secret_to_keep(wanted: WantedSettings, old: MailSettings | None) -> MailSecret:
    """Of the old secret only what belongs to the same server, name and way of signing in stays."""
    same = old is not None and (old.host, old.username, old.login) == (wanted.host, wanted.username, wanted.login)
    if old is None or not same:
        return wanted.secret
    kept = open_mail_secret(old)
    given = {
        name: value
        for name in ("password", "access_token", "refresh_token", "client_secret")
        if (value := getattr(wanted.secret, name))
    }
    return replace(kept, access_token="", **given) if "refresh_token" in given else replace(kept, **given)


def _require_complete(wanted: WantedSettings, secret: MailSecret) -> None:
    needed = {
        MailLogin.PASSWORD.value: ("password", _("Fill in the password of the mailbox.")),
        MailLogin.OAUTH_TOKEN.value: ("access_token", _("Paste the access token.")),
        MailLogin.OAUTH_REFRESH.value: ("refresh_token", _("Paste the refresh token.")),
    }
    field, sentence = needed[wanted.login]
    if not getattr(secret, field):
        raise SettingsRefused(sentence, field=field)


def release_held(*, by: Actor, at: datetime) -> int:
    """Let every held mail try (again); returns how many. Part of the caller's transaction."""
    if program.DEMO:
        return 0
    held = list(OutgoingMail.objects.filter(state=MailState.HELD).values_list("id", flat=True))
    for mail_id in held:
        if OutgoingMail.objects.filter(id=mail_id, state=MailState.HELD).update(state=MailState.WAITING, failure=""):
            enqueue("core.send_mail", by=by, at=at, mail_id=mail_id)
    return len(held)


def forget_mail_settings(*, by: Actor, at: datetime) -> None:
    """Mail waits from now on; the secret is gone."""
    by.require_owner()
    with transaction.atomic():
        deleted, _by_model = MailSettings.objects.filter(id=1).delete()
        if deleted:
            write_audit("core.mail.settings_forgotten", by=by, at=at)


def send_test_mail(*, to: str, account_id: UUID, language: str, by: Actor, at: datetime) -> UUID:
    """A mail to the person who asks for it; its page tells how it went."""
    by.require_owner()
    from django.utils import translation

    with transaction.atomic(), translation.override(language):
        mail_id = queue_mail(
            to=to,
            subject=str(_("A test: mail from Gestand works")),
            text=str(
                _(
                    "You asked for this test mail in the mail settings. It left over an encrypted connection, so "
                    "clients can be reached from here."
                )
            ),
            purpose=Purpose.SECURITY,
            by=by,
            at=at,
            account_id=account_id,
            language=language,
        )
        write_audit("core.mail.test", by=by, at=at, subject=("mail", mail_id))
    return mail_id
