"""Forms of the list of devices: its filters, its columns, and the lists that are kept under a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from gestand.network.models import DeviceKind, DeviceState
from gestand.network.queries.device_filter import ALL, HERE
from gestand.ui.forms import DateInput, Switch

STATE_CHOICES = [(HERE, _("Everything that is here")), *DeviceState.choices, (ALL, _("Everything, gone too"))]
ORDER_CHOICES = [
    ("", _("As the filters ask")),
    ("name", _("Name")),
    ("-name", _("Name, from Z to A")),
    ("warranty", _("Warranty that ends first")),
    ("-warranty", _("Warranty that ends last")),
    ("seen", _("Longest not seen")),
    ("-seen", _("Last seen")),
    ("-changed", _("Last changed")),
]


class FilterForm(forms.Form):
    """What the list is narrowed by; sent as the query of its address."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Every kind")), *DeviceKind.choices])
    state = forms.ChoiceField(label=capfirst(_("state")), required=False, choices=STATE_CHOICES)
    make = forms.CharField(
        label=_("Make"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"list": "makes", "autocomplete": "off"}),
    )
    system = forms.CharField(
        label=_("Operating system"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"list": "systems", "autocomplete": "off"}),
    )
    unsupported = forms.BooleanField(label=_("System without updates"), required=False, widget=Switch({"value": "1"}))
    without_user = forms.BooleanField(label=_("Nobody uses it"), required=False, widget=Switch({"value": "1"}))
    warranty_from = forms.DateField(label=_("Warranty from"), required=False, widget=DateInput)
    warranty_to = forms.DateField(label=_("Warranty up to"), required=False, widget=DateInput)
    seen_before = forms.DateField(label=_("Last seen before"), required=False, widget=DateInput)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=ORDER_CHOICES)


class DeviceViewForm(forms.Form):
    """A name for the list as it stands now, and who sees it."""

    name = forms.CharField(label=_("Name of this list"), max_length=40)
    is_shared = forms.BooleanField(
        label=_("For the whole team"),
        required=False,
        widget=Switch,
        help_text=_("Everybody of the team then sees the list under this name, each with the clients they may see."),
    )
    opens_with = forms.BooleanField(label=_("Open the devices with this list"), required=False, widget=Switch)
    query = forms.CharField(required=False, max_length=800, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "is_shared", "opens_with")}
