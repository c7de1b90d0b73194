"""Forms of the room security."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.security.backup.actions import WantedPlaces
from gestand.security.models import BackupSettings


class PlacesForm(forms.Form):
    """Where copies go. An empty secret keeps the one that is stored."""

    folder = forms.CharField(
        label=_("Folder"),
        max_length=500,
        required=False,
        help_text=_("On another disk or machine that is connected here, such as /mnt/backup."),
    )
    store_url = forms.CharField(
        label=_("Address of the store"),
        max_length=300,
        required=False,
        help_text=_("For example https://s3.provider.nl"),
    )
    store_bucket = forms.CharField(label=_("Bucket"), max_length=100, required=False)
    store_region = forms.CharField(label=_("Region"), max_length=60, required=False)
    store_prefix = forms.CharField(label=_("Folder in the bucket"), max_length=200, required=False)
    store_key_id = forms.CharField(label=_("Key id"), max_length=200, required=False)
    store_secret = forms.CharField(
        label=_("Secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
    )
    is_own_store = forms.BooleanField(
        label=_("This store is our own machine, and nobody else can reach it"), required=False
    )
    keys_folder = forms.CharField(
        label=_("Folder for the keys"),
        max_length=500,
        required=False,
        help_text=_("At another place than the backups: together they open everything."),
    )

    def wanted(self) -> WantedPlaces:
        cleaned: dict[str, Any] = self.cleaned_data
        return WantedPlaces(**{name: cleaned[name] for name in self.fields})


def answers_of(row: BackupSettings | None) -> dict[str, Any]:
    """What the form shows of the settings; never the secret."""
    if row is None:
        return {}
    return {name: getattr(row, name) for name in PlacesForm.base_fields if name != "store_secret"}


class SheetForm(forms.Form):
    """The words of the printed sheet, typed to see whether they open a copy."""

    passphrase = forms.CharField(
        label=_("What the sheet says"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
