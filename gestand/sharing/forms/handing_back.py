"""What becomes of what was held for a client: its choice, and the receipt of the package."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.sharing.models import EndChoice
from gestand.ui.forms import DateInput


class ChoiceForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("What does the client want with the data?"),
        choices=EndChoice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ask the client, and choose.")},
    )


class ReceiptForm(forms.Form):
    received_on = forms.DateField(label=_("Received on"), widget=DateInput())
    received_by = forms.CharField(
        label=_("Who received it for the client"),
        max_length=160,
        help_text=_("Name and role. Without this nothing is deleted."),
    )


class LinkForm(forms.Form):
    """To which address on file the link goes: what was held for a business goes nowhere else."""

    to = forms.ChoiceField(
        label=_("Send the link to"), widget=forms.RadioSelect, error_messages={"required": _("Choose an address.")}
    )

    def __init__(self, *args: Any, addresses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [(address, f"{whose} · {address}") for address, whose in addresses]
        field.initial = addresses[0][0] if addresses else None

    @property
    def address(self) -> str:
        return str(self.cleaned_data["to"])


class YesForm(forms.Form):
    """A yes to exactly what was shown."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    sure = forms.BooleanField(
        label=_("I have looked at the list. Delete it for good."), error_messages={"required": _("Tick this first.")}
    )
