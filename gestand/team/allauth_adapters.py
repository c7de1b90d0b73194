"""Where allauth asks this program how it wants things."""

from __future__ import annotations

import base64
import logging
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gestand.core import visitors
from gestand.core.actors import SYSTEM
from gestand.core.declarations import Purpose
from gestand.core.firm import current_firm
from gestand.core.home import read_key
from gestand.core.mail import queue_mail
from gestand.team import first_run, sign_in_log
from gestand.team.devices import coarse_device
from gestand.team.models import Account
from gestand.team.session_store import DEVICE

log = logging.getLogger("gestand.team")

#: Said once, at the page itself; these would only be noise.
_QUIET = (
    "account/messages/logged_in.txt",
    "account/messages/logged_out.txt",
    "mfa/messages/recovery_codes_generated.txt",
)

#: What is told by mail, by the name of allauth's own mail.
NOTIFICATIONS = {
    "password_changed": gettext_lazy("The password of your account was changed."),
    "password_reset": gettext_lazy("The password of your account was changed through a link in a mail."),
    "password_set": gettext_lazy("Your account has a password now."),
    "totp_activated": gettext_lazy("An app with codes was added to your account."),
    "totp_deactivated": gettext_lazy("The app with codes was removed from your account."),
    "webauthn_added": gettext_lazy("A passkey was added to your account."),
    "webauthn_removed": gettext_lazy("A passkey was removed from your account."),
    "recovery_codes_generated": gettext_lazy(
        "New recovery codes were made for your account; the old ones no longer work."
    ),
}


class FactorUnreadable(forms.ValidationError):
    """A second factor was sealed with another key than the one in this data folder.

    Beside the field of a code it is an error of the form; a page without one says it as a whole (the gate does).
    """

    def __init__(self) -> None:
        super().__init__(
            _(
                "Your second factor cannot be read: the key of this data folder is not the one that it was sealed "
                "with. Sign in with a passkey, or ask who looks after the machine to put the folder with keys back."
            ),
            code="factor_unreadable",
        )


class AccountAdapter(DefaultAccountAdapter):
    """Login by e-mail address and password; no sign-up; mails through our outbox; addresses are never kept."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """A keyed fingerprint instead of the address: enough for a rate limit, of no use to anyone else."""
        return visitors.fingerprint(request)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        device = coarse_device(request.headers.get("user-agent", ""))
        super().login(request, user)
        request.session[DEVICE] = device
        if isinstance(user, Account):
            sign_in_log.signed_in(user, at=timezone.now())

    def logout(self, request: HttpRequest) -> None:
        account = request.user
        super().logout(request)
        if isinstance(account, Account):
            sign_in_log.signed_out(account, at=timezone.now())

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        sign_in_log.sign_in_failed(str(credentials.get("email", "")), at=timezone.now())

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who typed the password minutes ago is not asked for it again."""
        if not super().is_reauthentication_required(app=app):
            return False
        request = context.request
        records = get_authentication_records(request, request.user)
        return not any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return resolve_url(settings.LOGIN_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After the first password of somebody who is invited comes the second factor."""
        account = request.user
        strong = isinstance(account, Account) and not Account.objects.lacks_second_factor(account)
        return resolve_url("team:profile" if strong else "team:second-factor")

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A new password ends every other session by itself: a session is bound to the password's fingerprint."""
        super().set_password(user, password)
        if isinstance(user, Account):
            sign_in_log.password_changed(user, at=timezone.now())

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *rest: Any, **more: Any
    ) -> None:
        if message_template not in _QUIET:
            super().add_message(request, level, message_template, *rest, **more)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail of allauth goes through our outbox, in our words (``team/mail/NAME.txt``; first line: subject)."""
        name = template_prefix.rsplit("/", 1)[-1]
        firm = current_firm()
        firm_name = firm.name if firm else "Gestand"
        text = render_to_string(f"team/mail/{name}.txt", {**context, "firm_name": firm_name}).strip()
        subject, _line, body = text.partition("\n")
        account = context.get("user")
        if isinstance(account, Account):
            email = account.email  # never the spelling that somebody typed: it may be another mailbox
        with transaction.atomic():
            queue_mail(
                to=email,
                subject=subject.strip(),
                text=body.strip(),
                purpose=Purpose.SECURITY,
                by=SYSTEM,
                at=timezone.now(),
                account_id=account.id if isinstance(account, Account) else None,
                language=(get_language() or settings.LANGUAGE_CODE)[:2],
            )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,  # noqa: ARG002 - it holds an address
        email: str | None = None,
    ) -> None:
        """A change in how one signs in is told by mail, so that nobody else can make it unseen."""
        sentence = NOTIFICATIONS.get(template_prefix.rsplit("/", 1)[-1])
        if sentence is None or not isinstance(user, Account) or first_run.is_needed():
            return
        with translation.override(user.language):
            self.send_mail("team/notification", email or user.email, {"user": user, "sentence": str(sentence)})

    def send_account_already_exists_mail(self, email: str) -> None:
        """There is no sign-up, so nobody can run into this."""


class MfaAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed with a key of this home; the last factor cannot be taken away."""

    @cached_property
    def _box(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(read_key(settings.GESTAND_HOME, "second-factors")))

    def encrypt(self, text: str) -> str:
        return self._box.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return self._box.decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error(  # noqa: TRY400 - where it broke is known, and the traceback would hold the sealed secret
                "keys/second-factors does not open the second factors in the database: put the right key back"
            )
            raise FactorUnreadable from None

    def get_totp_issuer(self) -> str:
        firm = current_firm()
        return firm.name if firm and firm.name else str(settings.MFA_TOTP_ISSUER)

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the address under which people reach this Gestand."""
        return {"id": settings.PUBLIC_HOST, "name": self.get_totp_issuer()}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Another one has to exist first: no team page without a second factor."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number} if number > 1 else _("Passkey")
