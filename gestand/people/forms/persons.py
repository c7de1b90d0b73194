"""Forms about persons, their roles, numbers and addresses, and their consents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Purpose
from gestand.people.actions.consents import CONSENT_PURPOSES, OBJECTION_PURPOSES
from gestand.people.actions.rights import fingerprint
from gestand.people.forms.asking import AskingForm
from gestand.people.forms.clients import LANGUAGES
from gestand.people.forms.parts import NameFields, PlaceFields, mail_field, phone_field, short_input
from gestand.people.models import (
    Address,
    AddressKind,
    ClientKind,
    ConsentVerb,
    MailAddress,
    Membership,
    MembershipRole,
    Person,
    PhoneNumber,
)
from gestand.ui.formats import phone_words
from gestand.ui.forms import ChoiceChips, DateInput, DateTimeInput

PERSON_FIELDS = ("salutation", "given_name", "initials", "name_prefix", "family_name", "language", "note")
ROLES = {
    ClientKind.HOUSEHOLD: (MembershipRole.ADULT, MembershipRole.CHILD, MembershipRole.CONTACT),
    ClientKind.BUSINESS: (
        MembershipRole.CONTACT,
        MembershipRole.OWNER,
        MembershipRole.EMPLOYEE,
        MembershipRole.ADMINISTRATION,
    ),
}


class PersonForm(NameFields):
    """What is known of a person."""

    salutation = forms.CharField(label=_("Form of address"), required=False, max_length=40, widget=short_input())
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="nl", widget=ChoiceChips)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("This person can ask to read it."),
    )

    @classmethod
    def of(cls, person: Person) -> PersonForm:
        return cls(
            initial={
                **{name: getattr(person, name) for name in PERSON_FIELDS},
                "seen": person.changed_at.isoformat(),
            }
        )


class RoleFields(AskingForm):
    role = forms.ChoiceField(label=_("Role"), choices=MembershipRole.choices, widget=ChoiceChips)
    job_title = forms.CharField(label=_("Job title"), required=False, max_length=80)
    is_main = forms.BooleanField(label=_("First contact of this client"), required=False)

    def offer_roles(self, kind: str) -> None:
        roles = ROLES[ClientKind(kind)]
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(role.value, role.label) for role in roles]
        if not self.is_bound and not self.initial.get("role"):
            self.initial["role"] = roles[0].value


class NewPersonForm(PersonForm, RoleFields):
    """A new person with a role, a number and a mail address."""

    field_order = (
        *("given_name", "initials", "name_prefix", "family_name", "phone", "mail"),
        *("role", "job_title", "is_main", "salutation", "language", "note"),
    )

    phone = phone_field(required=False)
    mail = mail_field(required=False)


class MembershipForm(RoleFields):
    since_on = forms.DateField(label=_("Since"), required=False, widget=DateInput)
    until_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DateInput,
        help_text=_("Fill in when somebody left: what was said stays, and the term of keeping begins."),
    )

    @classmethod
    def of(cls, membership: Membership) -> MembershipForm:
        names = ("role", "job_title", "is_main", "since_on", "until_on")
        values = {name: getattr(membership, name) for name in names}
        return cls(initial={**values, "seen": fingerprint(membership)})


class PhoneForm(AskingForm):
    number = phone_field()
    label = forms.CharField(label=_("Label"), required=False, max_length=40, help_text=_("Mobile, home, reception…"))

    @classmethod
    def of(cls, row: PhoneNumber) -> PhoneForm:
        return cls(initial={"number": phone_words(row.number), "label": row.label, "seen": fingerprint(row)})


class MailForm(AskingForm):
    address = mail_field()
    label = forms.CharField(label=_("Label"), required=False, max_length=40, help_text=_("Work, private, invoices…"))

    @classmethod
    def of(cls, row: MailAddress) -> MailForm:
        return cls(initial={"address": row.address, "label": row.label, "seen": fingerprint(row)})


class AddressForm(PlaceFields):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=AddressKind.choices, initial=AddressKind.VISIT, widget=ChoiceChips
    )
    extra = forms.CharField(label=_("Second line"), required=False, max_length=160)

    field_order = ("kind", "street", "extra")

    @classmethod
    def of(cls, row: Address) -> AddressForm:
        values = {name: getattr(row, name) for name in ("kind", "street", "extra", "postal_code", "city", "country")}
        return cls(initial={**values, "seen": fingerprint(row)})

    def address_values(self) -> dict[str, Any]:
        return {
            **self.values("kind", "street", "extra", "postal_code", "city"),
            "country": self.cleaned_data["country"] or "NL",
        }


_VERB_CHOICES = [
    (ConsentVerb.GIVEN, _("Gives consent")),
    (ConsentVerb.WITHDRAWN, _("Withdraws consent")),
    (ConsentVerb.OBJECTED, _("Objects")),
    (ConsentVerb.LIFTED, _("Takes the objection back")),
]
_PURPOSES = [
    (purpose.value, purpose.label) for purpose in Purpose if purpose in {*CONSENT_PURPOSES, *OBJECTION_PURPOSES}
]


class ConsentForm(AskingForm):
    """What a person said about a purpose, with the proof of it."""

    verb = forms.ChoiceField(label=_("What"), choices=_VERB_CHOICES, initial=ConsentVerb.GIVEN, widget=ChoiceChips)
    purpose = forms.ChoiceField(label=_("For which use"), choices=_PURPOSES, initial=Purpose.MAILING)
    wording = forms.CharField(
        label=_("The words that were shown or said"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Literally: for a consent, this is the proof."),
    )
    wording_version = forms.CharField(
        label=_("Version of the words"), required=False, max_length=20, widget=short_input()
    )
    source = forms.CharField(
        label=_("How"), max_length=160, help_text=_("By phone, on a signed form of 3 March, by mail…")
    )
    at = forms.DateTimeField(label=_("When"), required=False, widget=DateTimeInput)
