"""Fields that several forms of this room ask in the same way: a name, a number, a mail address, a place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.people.forms.asking import AskingForm


def short_input() -> forms.TextInput:
    return forms.TextInput({"class": "short"})


def phone_field(label: Any = None, **more: Any) -> forms.CharField:
    widget = forms.TextInput({"inputmode": "tel", "autocomplete": "off"})
    return forms.CharField(label=label or _("Telephone"), max_length=60, widget=widget, **more)


def mail_field(**more: Any) -> forms.CharField:
    widget = forms.TextInput({"inputmode": "email", "autocomplete": "off"})
    return forms.CharField(label=_("E-mail"), max_length=254, widget=widget, **more)


class NameFields(AskingForm):
    given_name = forms.CharField(label=_("First name"), required=False, max_length=80)
    initials = forms.CharField(label=_("Initials"), required=False, max_length=20, widget=short_input())
    name_prefix = forms.CharField(label=_("Prefix"), required=False, max_length=30, widget=short_input())
    family_name = forms.CharField(label=_("Last name"), required=False, max_length=100)


class PlaceFields(AskingForm):
    street = forms.CharField(label=_("Street and number"), required=False, max_length=160)
    postal_code = forms.CharField(label=_("Postal code"), required=False, max_length=12, widget=short_input())
    city = forms.CharField(label=_("Town"), required=False, max_length=80)
    country = forms.CharField(label=_("Country"), required=False, max_length=40, initial="NL", widget=short_input())
