"""Forms about addresses, VLANs and places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.network.models import AddressKind, AddressUse, Device, DeviceState, Interface, Place, Vlan
from gestand.people.forms.asking import AskingForm
from gestand.people.models import Client
from gestand.ui.forms import ChoiceChips, DateInput

#: Beyond so many devices one types (part of) a name instead of looking through a list.
_MOST_LISTED = 150


class DeviceField(forms.CharField):
    """A device of the client by its name, its host name or its short id."""

    client: Client

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        theirs = Device.objects.filter(client=self.client)
        found = list(theirs.filter(Q(name__iexact=typed) | Q(host_name__iexact=typed) | Q(short_id__iexact=typed))[:2])
        if not found:
            raise forms.ValidationError(_("No device of this client has this name."))
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several devices have this name: type the short id of the one that you mean.")
            )
        return found[0]


class AddressForm(AskingForm):
    """``use`` is the one that changes; ``device`` the one whose page asked for an address."""

    address = forms.CharField(
        label=_("Address"),
        max_length=64,
        widget=forms.TextInput({"class": "short", "autocomplete": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(
        label=_("How it comes"), choices=AddressKind.choices, initial=AddressKind.STATIC, widget=ChoiceChips
    )
    device = forms.ModelChoiceField(
        label=_("Device"), queryset=Device.objects.none(), required=False, empty_label=_("no device")
    )
    interface = forms.ModelChoiceField(label=_("Interface"), queryset=Interface.objects.none(), required=False)
    name = forms.CharField(
        label=_("For what"), max_length=120, required=False, help_text=_("Needed when no device has it yet.")
    )
    since_on = forms.DateField(label=_("Since"), widget=DateInput)

    def __init__(
        self,
        data: Any = None,
        *,
        client: Client,
        use: AddressUse | None = None,
        device: Device | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"since_on": timezone.localdate()} | (initial or {}))
        if use is not None:
            del self.fields["address"]
        whose = device or (use.device if use is not None else None)
        self._offer_devices(client, device, whose)
        self._offer_interfaces(whose)

    def _offer_devices(self, client: Client, fixed: Device | None, whose: Device | None) -> None:
        here = Device.objects.filter(client=client)
        if fixed is not None:
            offered = here.filter(pk=fixed.pk)
        else:
            offered = here.filter(~Q(state=DeviceState.GONE) | Q(pk=whose.pk if whose else None))
        field = self.fields["device"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        if fixed is None and offered.count() > _MOST_LISTED:
            typed = DeviceField(label=_("Device"), required=False, help_text=_("Its name, host name or short id."))
            typed.client = client
            self.fields["device"] = typed
            if isinstance(self.initial.get("device"), Device):
                self.initial["device"] = self.initial["device"].short_id
            return
        field.queryset = offered
        if fixed is not None:
            field.empty_label, field.required = None, True

    def _offer_interfaces(self, whose: Device | None) -> None:
        field = self.fields["interface"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Interface.objects.filter(device=whose) if whose else Interface.objects.none()
        if not whose or not field.queryset.exists():
            del self.fields["interface"]

    def clean(self) -> dict[str, Any]:
        """An interface of the device that had the address before is left out when another device takes it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        interface = cleaned.get("interface")
        if interface is not None and cleaned.get("device") != interface.device:
            cleaned["interface"] = None
        return cleaned


class ReleaseForm(AskingForm):
    until_on = forms.DateField(label=_("Until"), widget=DateInput, help_text=_("The last day on which it was in use."))


class SetAsideForm(forms.Form):
    address = forms.CharField(max_length=64, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("For what"), max_length=120, widget=forms.TextInput({"placeholder": _("second printer")})
    )


class VlanForm(AskingForm):
    number = forms.IntegerField(
        label=_("Number"), min_value=1, max_value=4094, widget=forms.NumberInput({"class": "short"})
    )
    name = forms.CharField(label=_("Name"), max_length=Vlan._meta.get_field("name").max_length)


class PlaceForm(AskingForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=Place._meta.get_field("name").max_length,
        help_text=_("A room, a cupboard, a rack: where somebody walks to."),
    )
