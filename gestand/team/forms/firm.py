"""The firm's profile: what the statement, mails and letters print."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from gestand.core.firm import Firm
from gestand.core.mail_addresses import MailAddressField
from gestand.core.public_address import is_this_machine
from gestand.team.numbers import NotThisNumber, clean_kvk_number, clean_phone, clean_vat_id, is_legal_persons_vat_id
from gestand.ui.formats import phone_words
from gestand.ui.forms import ChoiceChips

_DUTCH_POSTAL_CODE = re.compile(r"([1-9]\d{3})\s*([A-Za-z]{2})")


class FirmForm(forms.ModelForm[Firm]):
    """Everything that clause "who we are" states. Refuses a number that is, or holds, somebody's BSN."""

    asks_no_age: ClassVar[str] = "the owner alone sees it, and it is about the firm"

    phone = forms.CharField(
        label=_("Phone"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "short"}),
    )
    legal_person = forms.TypedChoiceField(
        label=_("Legal form"),
        choices=[
            ("no", _("Sole trader or partnership (eenmanszaak, vof, maatschap)")),
            ("yes", _("Legal person (bv, nv, stichting, vereniging, coöperatie)")),
        ],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=ChoiceChips(),
    )
    vat_id = forms.CharField(
        label=_("VAT id"),
        required=False,
        max_length=24,
        help_text=_(
            "As on your invoices, like NL001234567B01 (btw-id). Not the old omzetbelastingnummer of a sole trader."
        ),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    kvk_number = forms.CharField(
        label=_("Chamber-of-commerce number"),
        required=False,
        max_length=16,
        help_text=_("Eight digits (KVK)."),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
    )
    website = forms.CharField(
        label=_("Website"),
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url", "placeholder": "www.example.nl"}),
    )
    officer_is_registered = forms.TypedChoiceField(
        label=_("Who is this?"),
        choices=[
            ("no", _("A contact for privacy (often the owner)")),
            ("yes", _("A data-protection officer, registered with the authority")),
        ],
        coerce=lambda value: value == "yes",
        initial="no",
        help_text=_(
            "A registered data-protection officer must be independent: an owner, who decides what happens with the "
            "data, cannot be one (GDPR 38(6)). A small firm rarely needs one; a contact for privacy is enough."
        ),
        widget=ChoiceChips(),
    )
    accent = forms.CharField(
        label=_("The firm's colour"),
        initial="#1f5f66",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour looks like #1f5f66."))],
        help_text=_("For buttons and titles. A light colour is darkened until it reads well."),
        widget=forms.TextInput(attrs={"type": "color", "class": "short"}),
    )

    class Meta:
        model = Firm
        fields: ClassVar = [
            "name",
            "street",
            "postal_code",
            "city",
            "country",
            "phone",
            "email",
            "website",
            "kvk_number",
            "vat_id",
            "officer_name",
            "officer_email",
            "officer_is_registered",
            "accent",
        ]
        labels: ClassVar = {
            "name": _("Name of the firm"),
            "street": _("Street and number"),
            "postal_code": _("Postal code"),
            "city": _("Town"),
            "country": _("Country"),
            "email": _("E-mail address"),
            "officer_name": _("Name"),
            "officer_email": _("E-mail address for privacy"),
        }
        help_texts: ClassVar = {
            "country": _("Two letters: NL, BE, DE."),
            "officer_email": _("It is printed on the statement and in every answer. Somebody has to read it."),
        }
        field_classes: ClassVar = {"email": MailAddressField, "officer_email": MailAddressField}
        widgets: ClassVar = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "street": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "postal_code": forms.TextInput(attrs={"autocomplete": "postal-code", "class": "short"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "country": forms.TextInput(attrs={"autocomplete": "country", "class": "short", "maxlength": "2"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    #: The statement prints these (clauses "identity" and "officer").
    REQUIRED: ClassVar = ("name", "street", "postal_code", "city", "country", "email", "officer_name", "officer_email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.REQUIRED:
            self.fields[name].required = True
        if self.instance.name:
            self.initial["legal_person"] = "yes" if is_legal_persons_vat_id(self.instance.vat_id) else "no"
            self.initial["phone"] = phone_words(self.instance.phone) if self.instance.phone else ""
            self.initial["officer_is_registered"] = "yes" if self.instance.officer_is_registered else "no"

    def clean_country(self) -> str:
        country = str(self.cleaned_data["country"]).upper()
        if not re.fullmatch(r"[A-Z]{2}", country):
            raise forms.ValidationError(_("A country is two letters, like NL."))
        return country

    def clean_postal_code(self) -> str:
        """Dutch postal codes get their space; others stay as typed."""
        given = str(self.cleaned_data["postal_code"]).strip()
        if self._typed_country() != "NL":
            return given
        dutch = _DUTCH_POSTAL_CODE.fullmatch(given)
        if dutch is None:
            raise forms.ValidationError(_("A Dutch postal code is four digits and two letters, like 3721 AB."))
        return f"{dutch[1]} {dutch[2].upper()}"

    def clean_phone(self) -> str:
        return self._number(clean_phone, "phone", self._typed_country())

    def clean_kvk_number(self) -> str:
        return self._number(clean_kvk_number, "kvk_number")

    def clean_vat_id(self) -> str:
        return self._number(partial(clean_vat_id, legal_person=bool(self.cleaned_data.get("legal_person"))), "vat_id")

    def clean_website(self) -> str:
        """An address without its scheme is taken as https."""
        given = str(self.cleaned_data["website"]).strip()
        url = given if "://" in given else f"https://{given}"
        wrong = {"invalid": _("A website looks like www.example.nl.")}
        return str(forms.URLField(assume_scheme="https", error_messages=wrong).clean(url))

    def _typed_country(self) -> str:
        """As typed: the fields before it in the form need it too."""
        typed = str(self.data.get(self.add_prefix("country"), "")).strip().upper()
        return typed if re.fullmatch(r"[A-Z]{2}", typed) else "NL"

    def _number(self, clean: Any, name: str, *more: str) -> str:
        given = str(self.cleaned_data.get(name) or "").strip()
        if not given:
            return ""
        try:
            cleaned: str = clean(given, *more)
        except NotThisNumber as refused:
            raise forms.ValidationError(str(refused)) from refused
        return cleaned


class FirmWithAddressForm(FirmForm):
    """The profile after the set-up: also where clients reach this program. A machine that sets it itself wins."""

    public_url = forms.CharField(
        label=_("Address under which your clients reach this program"),
        required=False,
        max_length=200,
        help_text=_(
            "Links in mails to your clients begin with it. For cookies over https alone and for passkeys at this "
            "address, start Gestand with GESTAND_PUBLIC_URL as well; the documentation says how."
        ),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://kantoor.example.nl"}
        ),
    )

    class Meta(FirmForm.Meta):
        fields: ClassVar = [*FirmForm.Meta.fields, "public_url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.PUBLIC_URL_IS_SET:
            field = self.fields["public_url"]
            field.disabled = True
            field.help_text = _("This machine sets GESTAND_PUBLIC_URL to %(address)s, and that counts.") % {
                "address": settings.PUBLIC_URL
            }

    def clean_public_url(self) -> str:
        """Scheme and host alone; https, because what clients send must not be read on the way."""
        given = str(self.cleaned_data["public_url"]).strip().rstrip("/")
        if not given or self.fields["public_url"].disabled:
            return given
        url = str(forms.URLField(assume_scheme="https").clean(given if "://" in given else f"https://{given}"))
        parts = urlsplit(url)
        if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            raise forms.ValidationError(_("Only the address itself, without a page behind it: https://office.example."))
        if parts.scheme != "https" and not (parts.scheme == "http" and is_this_machine(url)):
            raise forms.ValidationError(_("This address must begin with https://, so that nobody reads along."))
        return f"{parts.scheme}://{parts.netloc.lower()}"


def addresses_elsewhere(firm: Firm) -> list[str]:
    """Printed mail addresses on another domain than the firm's website: often a slip of the pen that nobody notices."""
    site = (urlsplit(firm.website).hostname or "").removeprefix("www.")
    addresses = dict.fromkeys(address for address in (firm.email, firm.officer_email) if address)
    return [address for address in addresses if site and not _is_within(address.rpartition("@")[2].lower(), site)]


def _is_within(domain: str, site: str) -> bool:
    return domain == site or domain.endswith(f".{site}") or site.endswith(f".{domain}")
