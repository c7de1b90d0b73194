"""Forms for accounts, invitations and grants."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth import password_validation
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.mail_addresses import MailAddressField
from gestand.team.models import Account
from gestand.ui.forms import ChoiceChips, DateInput

LANGUAGES = [("nl", "Nederlands"), ("en", "English")]


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=ChoiceChips())
    theme = forms.ChoiceField(
        label=_("Appearance"),
        choices=[("system", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=ChoiceChips(icons={"system": "device-desktop", "light": "sun", "dark": "moon"}),
    )
    density = forms.ChoiceField(
        label=_("Density"),
        choices=[("comfortable", _("Comfortable")), ("compact", _("Compact"))],
        widget=ChoiceChips(),
        help_text=_("How high a row in a list is."),
    )


class OwnerForm(forms.Form):
    """The owner's own account, at the first run."""

    asks_no_age: ClassVar[str] = "the owner alone sees it, at the first start"

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = MailAddressField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        help_text=_("At least 12 characters. A sentence that only you think of is better than one difficult word."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="nl", widget=ChoiceChips())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            account = Account(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
            try:
                password_validation.validate_password(password, account)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return cleaned


class GrantForm(forms.Form):
    """From when until when, and for whom; the signature comes first."""

    signed_on = forms.DateField(
        label=_("Non-disclosure signed on"),
        widget=DateInput(),
        help_text=_("No access without a signed non-disclosure agreement."),
    )
    from_on = forms.DateField(label=_("First day"), widget=DateInput(), initial=timezone.localdate)
    until_on = forms.DateField(
        label=_("Last day"), widget=DateInput(), help_text=_("After this day the access ends by itself.")
    )
    every_client = forms.TypedChoiceField(
        label=_("Clients"),
        choices=[("no", _("Chosen clients")), ("yes", _("All clients"))],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=ChoiceChips(),
        help_text=_("You choose the clients on the next page."),
    )


class InvitationForm(GrantForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = MailAddressField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="nl", widget=ChoiceChips())

    field_order = ("name", "email", "language", "signed_on", "from_on", "until_on", "every_client")


class SetupCodeForm(forms.Form):
    asks_no_age: ClassVar[str] = "the owner alone sees it, at the first start"

    code = forms.CharField(
        label=_("Set-up code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "short"}),
    )
