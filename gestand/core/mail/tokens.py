"""OAuth 2 for the mailbox: an access token, renewed with the refresh token before it ends (RFC 6749, 6)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Purpose
from gestand.core.egress.http import fetch
from gestand.core.egress.trouble import OutsideTrouble, Where
from gestand.core.mail.models import MailLogin, MailSettings
from gestand.core.mail.secrets import open_mail_secret, seal_mail_secret

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: A token that is about to end is renewed before it is used.
SPARE = timedelta(minutes=2)
_USUAL_LIFE_SECONDS = 3600
_OK, _SERVER_TROUBLE = 200, 500


def current_access_token(row: MailSettings, *, by: Actor, at: datetime) -> str:
    """A token that is valid now; a renewed one is sealed and kept. Raises ``OutsideTrouble``."""
    secret = open_mail_secret(row)
    if row.login == MailLogin.OAUTH_TOKEN:
        return secret.access_token
    if secret.access_token and row.token_expires_at is not None and row.token_expires_at - SPARE > at:
        return secret.access_token
    form = {"grant_type": "refresh_token", "refresh_token": secret.refresh_token, "client_id": row.oauth_client_id}
    if secret.client_secret:
        form["client_secret"] = secret.client_secret
    if row.oauth_scope:
        form["scope"] = row.oauth_scope
    answer = fetch("POST", row.token_url, recipient="mail_sign_in", purpose=Purpose.SECURITY, by=by, at=at, form=form)
    given = _read(answer.content) if answer.status == _OK else {}
    token = given.get("access_token")
    if not isinstance(token, str) or not token:
        raise OutsideTrouble(
            Where.LOGIN,
            _(
                "The sign-in server of the mail provider does not renew the token. Make a new one and put it in the "
                "settings."
            ),
            passing=answer.status >= _SERVER_TROUBLE,
            code=str(answer.status),
        )
    life = given.get("expires_in")
    seconds = life if isinstance(life, int) and life > 0 else _USUAL_LIFE_SECONDS
    following = given.get("refresh_token")  # some providers change it at each use
    secret = replace(
        secret,
        access_token=token,
        refresh_token=following if isinstance(following, str) and following else secret.refresh_token,
    )
    # Only while these are still the settings: what the owner saved meanwhile is not overwritten.
    MailSettings.objects.filter(id=row.id, saved_at=row.saved_at).update(
        sealed_secret=seal_mail_secret(secret), token_expires_at=at + timedelta(seconds=seconds)
    )
    return token


def _read(content: bytes) -> dict[str, object]:
    try:
        given = json.loads(content)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}
