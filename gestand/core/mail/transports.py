"""How a message leaves: a choice, by name. SMTP is the first kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext_lazy as _

from gestand.core.egress.smtp import PasswordLogin, Receipt, SmtpServer, TokenLogin, hand_over, smtp_session
from gestand.core.mail.models import MailLogin, MailSecurity
from gestand.core.mail.secrets import open_mail_secret
from gestand.core.mail.tokens import current_access_token

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from gestand.core.actors import Actor
    from gestand.core.mail.models import MailSettings


class Send(Protocol):
    """Give a message to the outside; returns its receipt. ``before_end`` is called when the point of no return is
    near, and may stop it by raising. Raises ``OutsideTrouble``.
    """

    def __call__(
        self,
        settings: MailSettings,
        message: bytes,
        *,
        sender: str,
        to: str,
        before_end: Callable[[], None],
        by: Actor,
        at: datetime,
    ) -> Receipt: ...


@dataclass(frozen=True, slots=True)
class Transport:
    name: str
    label: str | Promise
    send: Send


def send_by_smtp(
    settings: MailSettings,
    message: bytes,
    *,
    sender: str,
    to: str,
    before_end: Callable[[], None],
    by: Actor,
    at: datetime,
) -> Receipt:
    login: PasswordLogin | TokenLogin
    if settings.login == MailLogin.PASSWORD:
        login = PasswordLogin(settings.username, open_mail_secret(settings).password)
    else:
        login = TokenLogin(settings.username, current_access_token(settings, by=by, at=at))
    server = SmtpServer(settings.host, settings.port, settings.security == MailSecurity.TLS, login)
    with smtp_session(server) as session:
        return hand_over(session, message, sender=sender, to=to, before_end=before_end)


TRANSPORTS: dict[str, Transport] = {"smtp": Transport("smtp", _("SMTP"), send_by_smtp)}
