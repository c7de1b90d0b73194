"""Forms about a client."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.people.actions.intake import Intake
from gestand.people.forms.asking import AskingForm
from gestand.people.forms.parts import NameFields, PlaceFields, mail_field, phone_field, short_input
from gestand.people.kernels.signature import Signature
from gestand.people.models import Client, ClientKind, LegalForm
from gestand.ui.formats import phone_words
from gestand.ui.forms import ChoiceChips, DateInput

LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
KIND_ICONS = {"household": "home", "business": "building-store"}
CLIENT_FIELDS = ("kind", "name", "legal_form", "kvk_number", "vat_id", "website", "language", "note", "started_on")


class ClientForm(AskingForm):
    """What is known of a client itself."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=ClientKind.choices, initial=ClientKind.HOUSEHOLD, widget=ChoiceChips(icons=KIND_ICONS)
    )
    name = forms.CharField(label=_("Name"), max_length=160, required=False)
    legal_form = forms.ChoiceField(
        label=_("Legal form"), choices=[("", _("Not known yet")), *LegalForm.choices], required=False
    )
    kvk_number = forms.CharField(
        label=_("Chamber-of-commerce number"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"class": "short", "inputmode": "numeric"}),
    )
    vat_id = forms.CharField(
        label=_("VAT id"),
        required=False,
        max_length=30,
        help_text=_("As on the invoice, for example NL002455799B11."),
        widget=short_input(),
    )
    website = forms.CharField(label=_("Website"), required=False, max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="nl", widget=ChoiceChips)
    started_on = forms.DateField(label=_("Client since"), widget=DateInput, required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What whoever comes by should know. The client can ask to read it."),
    )

    @classmethod
    def of(cls, client: Client) -> ClientForm:
        values: dict[str, Any] = {name: getattr(client, name) for name in CLIENT_FIELDS}
        return cls(initial={**values, "seen": client.changed_at.isoformat()})

    def client_values(self) -> dict[str, Any]:
        values = self.values(*CLIENT_FIELDS)
        if values.get("started_on") is None:
            values.pop("started_on", None)
        return values


class NewClientForm(ClientForm, NameFields, PlaceFields):
    """A new client with the first person, numbers and address: one column, from the surest to the rarest."""

    name = forms.CharField(
        label=_("Name"),
        max_length=160,
        required=False,
        help_text=_("For a household this may stay empty: then it gets the name of the first contact."),
    )
    paste = forms.CharField(
        label=_("Paste an address or signature"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("From a mail or a website. We take it apart; you check it below."),
    )
    salutation = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    job_title = forms.CharField(label=_("Job title"), required=False, max_length=80)
    phone = phone_field(required=False)
    other_phone = phone_field(_("Second telephone"), required=False)
    mail = mail_field(required=False)
    is_new = forms.BooleanField(label=_("This is somebody else: save as a new client"), required=False)

    #: As on the page, so that the summary of errors reads from top to bottom.
    field_order = (
        "kind", "name", *NameFields.base_fields, "job_title", "phone", "other_phone", "mail", *PlaceFields.base_fields,
    )  # fmt: skip

    def intake(self) -> Intake:
        cleaned = self.cleaned_data
        return Intake(
            client=self.client_values(),  # type: ignore[arg-type]
            person=self.values("salutation", "given_name", "initials", "name_prefix", "family_name"),  # type: ignore[arg-type]
            membership={"job_title": cleaned["job_title"]} if cleaned["job_title"] else {},
            phones=[(number, "") for number in (cleaned["phone"], cleaned["other_phone"]) if number],
            mails=[(cleaned["mail"], "")] if cleaned["mail"] else [],
            address={**self.values("street", "postal_code", "city"), "country": cleaned["country"] or "NL"},  # type: ignore[typeddict-item]
        )

    @classmethod
    def filled_from(cls, found: Signature, typed: dict[str, Any]) -> NewClientForm:
        """The form with a pasted block in it. What was typed before stays, unless the block says something there."""
        name = found.name
        phones = [phone_words(number) for number, _label in found.phones]
        said: dict[str, Any] = {
            "kind": ClientKind.BUSINESS if found.is_business else typed.get("kind") or ClientKind.HOUSEHOLD,
            "name": found.company,
            "salutation": name.salutation,
            "given_name": name.given_name,
            "initials": name.initials,
            "name_prefix": name.name_prefix,
            "family_name": name.family_name,
            "job_title": found.job_title,
            "phone": phones[0] if phones else "",
            "other_phone": phones[1] if len(phones) > 1 else "",
            "mail": found.mails[0] if found.mails else "",
            "street": found.street,
            "postal_code": found.postal_code,
            "city": found.city,
            "country": found.country,
            "website": found.website,
            "kvk_number": found.kvk_number,
            "vat_id": found.vat_id,
        }
        left = [*found.left, *phones[2:], *found.mails[1:]]
        note = "\n".join(filter(None, [typed.get("note", ""), *left]))
        initial = {**typed, **{key: value for key, value in said.items() if value}, "note": note, "paste": ""}
        initial.setdefault("country", "NL")
        return cls(initial=initial)


class EndForm(AskingForm):
    ended_on = forms.DateField(label=_("Last day as a client"), widget=DateInput)


class ViewForm(forms.Form):
    """A name for the list as it stands now."""

    name = forms.CharField(label=_("Name of this list"), max_length=40)
    query = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
