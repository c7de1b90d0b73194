"""Forms of the room core."""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.core.mail.actions import WantedSettings
from gestand.core.mail.models import MailHost, MailLogin, MailSecurity, MailSettings
from gestand.core.mail.secrets import MailSecret
from gestand.core.mail.transports import TRANSPORTS
from gestand.core.mail_addresses import MailAddressField

_HOST_NAME = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
_HIGHEST_PORT = 65535

#: What known providers want, filled in by one click.
PRESETS: dict[str, dict[str, Any]] = {
    "microsoft": {
        "host": "smtp.office365.com",
        "port": 587,
        "security": MailSecurity.STARTTLS,
        "login": MailLogin.OAUTH_REFRESH,
        "token_url": "https://login.microsoftonline.com/organizations/oauth2/v2.0/token",
        "oauth_scope": "https://outlook.office.com/SMTP.Send offline_access",
        "host_kind": MailHost.PROVIDER,
    },
    "google": {
        "host": "smtp.gmail.com",
        "port": 465,
        "security": MailSecurity.TLS,
        "login": MailLogin.OAUTH_REFRESH,
        "token_url": "https://oauth2.googleapis.com/token",
        "oauth_scope": "https://mail.google.com/",
        "host_kind": MailHost.PROVIDER,
    },
}


class SecretInput(forms.PasswordInput):
    """What is stored is never shown; browsers are asked not to fill in the password of this very page."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "new-password"}, render_value=False)


class MailSettingsForm(forms.Form):
    """How mail leaves. An empty secret keeps the one that is stored."""

    sender_name = forms.CharField(
        label=_("Sender name"), max_length=120, help_text=_("What people see in their inbox.")
    )
    sender_address = MailAddressField(label=_("Sender address"), max_length=254)
    transport = forms.ChoiceField(
        label=_("Way out"), choices=[(one.name, one.label) for one in TRANSPORTS.values()], initial="smtp"
    )
    host = forms.CharField(label=_("Outgoing mail server"), max_length=253, help_text=_("For example mail.provider.nl"))
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=_HIGHEST_PORT, initial=587)
    security = forms.ChoiceField(
        label=_("Encryption"),
        choices=MailSecurity.choices,
        initial=MailSecurity.STARTTLS,
        help_text=_("Mail is never sent without encryption."),
    )
    login = forms.ChoiceField(label=_("Signing in"), choices=MailLogin.choices, initial=MailLogin.PASSWORD)
    username = forms.CharField(label=_("User name"), max_length=254, help_text=_("Often the whole mail address."))
    password = forms.CharField(label=_("Password"), max_length=500, required=False, widget=SecretInput())
    token_url = forms.CharField(label=_("Token address"), max_length=300, required=False)
    oauth_client_id = forms.CharField(label=_("Application (client) id"), max_length=200, required=False)
    oauth_scope = forms.CharField(label=_("Scope"), max_length=300, required=False)
    refresh_token = forms.CharField(label=_("Refresh token"), max_length=8000, required=False, widget=SecretInput())
    client_secret = forms.CharField(
        label=_("Application secret"),
        max_length=500,
        required=False,
        widget=SecretInput(),
        help_text=_("Only when the provider gave one."),
    )
    access_token = forms.CharField(
        label=_("Access token"),
        max_length=8000,
        required=False,
        widget=SecretInput(),
        help_text=_("Lives for about an hour: for trying out only."),
    )
    host_kind = forms.ChoiceField(
        label=_("Who runs this mail server?"),
        choices=MailHost.choices,
        initial=MailHost.PROVIDER,
        help_text=_("A provider sees every mail, so the law asks for an agreement (GDPR 28)."),
    )

    def clean_host(self) -> str:
        host = str(self.cleaned_data["host"]).strip().lower().rstrip(".")
        if "://" in host or "/" in host:
            raise forms.ValidationError(_("Fill in the name alone, without https:// and without a path."))
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise forms.ValidationError(_("This is not the name of a server.")) from None
        if not _HOST_NAME.match(host):
            raise forms.ValidationError(_("This is not the name of a server."))
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return host
        raise forms.ValidationError(_("Fill in a name: a certificate is made out to a name, not to a number."))

    def clean_token_url(self) -> str:
        url = str(self.cleaned_data["token_url"]).strip()
        if not url:
            return ""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username:
            raise forms.ValidationError(_("This address must begin with https://"))
        return url

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = super().clean() or {}
        if filled.get("login") == MailLogin.OAUTH_REFRESH:
            for name, sentence in (
                ("token_url", _("Fill in the address at which a token is renewed.")),
                ("oauth_client_id", _("Fill in the id that the provider gave to your application.")),
            ):
                if not filled.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return filled

    def wanted(self) -> WantedSettings:
        """The answers, for the action."""
        filled = dict(self.cleaned_data)
        secret = MailSecret(
            **{name: filled.pop(name) for name in ("password", "access_token", "refresh_token", "client_secret")}
        )
        return WantedSettings(secret=secret, **filled)


def answers_of(row: MailSettings) -> dict[str, Any]:
    """What is stored, for the form; no secret among it."""
    return {name: getattr(row, name) for name in MailSettingsForm.base_fields if hasattr(row, name)}
