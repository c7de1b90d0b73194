"""Small forms for what belongs to a thing: only what is the same client's own is offered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gestand.core.files.uploads import kinds_in_words
from gestand.core.house import Label
from gestand.network.actions.photos import KINDS, LARGEST_BYTES
from gestand.network.kinds import CARRIES, STORES_DATA
from gestand.network.models import (
    Device,
    DeviceKind,
    DeviceState,
    InterfaceKind,
    Licence,
    LinkKind,
    ThingKind,
)
from gestand.network.queries.graph import Graph, Node
from gestand.people.forms.asking import AskingForm
from gestand.people.models import Client, Person
from gestand.people.views.common import Words
from gestand.ui.forms import ChoiceChips, DateInput, FileDrop

_Choices = list[tuple[Any, Any]]


class PartForm(AskingForm):
    """``seen`` holds the fingerprint of the row that is changed."""

    @property
    def seen_fingerprint(self) -> str:
        return str(self.cleaned_data.get("seen") or "")


class InterfaceForm(PartForm):
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=60,
        help_text=_("As it is called on the device: LAN 1, eth0, Wi-Fi."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=InterfaceKind.choices, initial=InterfaceKind.WIRED, widget=ChoiceChips
    )
    mac = forms.CharField(
        label=_("MAC address"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"class": "short", "autocapitalize": "off", "spellcheck": "false"}),
        help_text=_("Any way of writing it is understood; the maker is looked up."),
    )


class DeviceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own has no arguments when it runs
    """Devices of one client that are not gone, in groups: what others usually hang on first."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Device.objects.none(), **options)

    def offer(self, client_id: UUID, *, without: UUID | None = None) -> None:
        there = Device.objects.filter(client_id=client_id).exclude(state=DeviceState.GONE).exclude(pk=without)
        self.queryset = there
        rows = sorted(there.only("id", "name", "kind"), key=lambda row: (_height(row.kind), row.name.casefold()))
        self.choices = [("", _("Choose a device")), *_grouped(rows)]


def _height(kind: str) -> int:
    return CARRIES.index(DeviceKind(kind)) if kind in CARRIES else len(CARRIES)


def _grouped(rows: Sequence[Device]) -> _Choices:
    kinds = dict(DeviceKind.choices)

    def heading(row: Device) -> Label:
        return kinds[row.kind] if row.kind in CARRIES else _("Other devices")

    return [(name, [(row.pk, row.name) for row in some]) for name, some in groupby(rows, heading)]


class LinkForm(PartForm):
    """``other`` is the device at the other end: above this one, or below it."""

    other = DeviceField(label=_("Hangs on"))
    kind = forms.ChoiceField(label=_("By"), choices=LinkKind.choices, initial=LinkKind.CABLE, widget=ChoiceChips)
    other_port = forms.CharField(
        label=_("Port there"), required=False, max_length=40, widget=forms.TextInput({"class": "short"})
    )
    own_port = forms.CharField(
        label=_("Port here"), required=False, max_length=40, widget=forms.TextInput({"class": "short"})
    )


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # as above
    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Person.objects.none(), **options)

    def offer(self, client: Client) -> None:
        self.queryset = people_of(client)


def people_of(client: Client) -> QuerySet[Person]:
    """Who belongs to the client, and has not left."""
    return Person.objects.filter(memberships__client=client, memberships__until_on__isnull=True).distinct()


class UserForm(PartForm):
    person = PersonField(label=_("Person"), empty_label=_("Choose a person"))
    user_name = forms.CharField(
        label=_("User name on the device"),
        required=False,
        max_length=120,
        help_text=_("Passwords belong in the vault."),
    )
    since_on = forms.DateField(label=_("Since"), required=False, widget=DateInput)
    until_on = forms.DateField(label=_("Until"), required=False, widget=DateInput)


class PhotoForm(AskingForm):
    file = forms.FileField(
        label=_("A photo"),
        widget=FileDrop(
            {"accept": ",".join(sorted(KINDS))},
            hint=f"{kinds_in_words(KINDS)}, ≤ {LARGEST_BYTES // 1_000_000} MB",
        ),
        help_text=_("It is made smaller; where and with what it was taken is removed."),
    )
    caption = forms.CharField(label=_("What one sees"), required=False, max_length=120)


class CaptionForm(AskingForm):
    caption = forms.CharField(label=_("What one sees"), required=False, max_length=120)


class HolderForm(AskingForm):
    """A person or a device: "person:UUID" or "device:UUID"."""

    holder = forms.ChoiceField(label=_("For whom or what"))

    def offer(self, client: Client) -> None:
        self.people = {f"person:{one.pk}": one for one in people_of(client)}
        there = Device.objects.filter(client=client).exclude(state=DeviceState.GONE)
        self.devices = {f"device:{one.pk}": one for one in there}
        _offer(
            self.fields["holder"],
            [
                (_("People"), [(key, one.full_name) for key, one in self.people.items()]),
                (_("Devices"), [(key, one.name) for key, one in self.devices.items()]),
            ],
        )

    def chosen(self) -> dict[str, Person | Device | None]:
        """For the action: the one that was chosen."""
        chosen = self.cleaned_data["holder"]
        return {"person": self.people.get(chosen), "device": self.devices.get(chosen)}


class LicenceForm(AskingForm):
    licence = forms.ModelChoiceField(
        label=_("Licence"), queryset=Licence.objects.none(), empty_label=_("Choose a licence")
    )

    def offer(self, client: Client) -> None:
        self.fields["licence"].queryset = Licence.objects.filter(client=client)  # type: ignore[attr-defined]


class NeededForm(AskingForm):
    """Any other thing of the client: "device:UUID"."""

    needed = forms.ChoiceField(label=_("Depends on"), help_text=_("When that fails, this one stops too."))

    def offer(self, graph: Graph, *, without: UUID) -> None:
        kinds = dict(ThingKind.choices)
        nodes = [node for node in graph.nodes.values() if node.id != without]
        _offer(
            self.fields["needed"],
            [
                (kinds[kind], [(f"{node.kind}:{node.id}", node.name) for node in some])
                for kind, some in groupby(nodes, lambda node: node.kind)
            ],
        )

    def chosen(self, graph: Graph) -> Node:
        return graph.nodes[UUID(self.cleaned_data["needed"].partition(":")[2])]


def _offer(field: forms.Field, groups: Iterable[tuple[Words, _Choices]]) -> None:
    field.choices = [("", _("Choose")), *((name, some) for name, some in groups if some)]  # type: ignore[attr-defined]


class StateForm(AskingForm):
    """What is asked of a device that goes shows when "gone" is chosen; without script it stands there always."""

    state = forms.ChoiceField(label=_("State of the device"), choices=DeviceState.choices, widget=ChoiceChips)
    gone_on = forms.DateField(label=_("Gone since"), required=False, widget=DateInput)
    wiped_on = forms.DateField(label=_("Wiped on"), required=False, widget=DateInput)
    wiped_by = forms.CharField(label=_("By whom"), required=False, max_length=120)
    wiped_how = forms.CharField(
        label=_("How"),
        required=False,
        max_length=200,
        help_text=_("Overwritten with …, reset to factory settings, disk destroyed. That is the proof."),
    )
    not_wiped_because = forms.CharField(
        label=_("Or why it was not wiped"),
        required=False,
        max_length=200,
        help_text=_("Stolen, no storage, the client kept the disk."),
    )
    successor = DeviceField(
        label=_("What hung on it hangs on now"), required=False, help_text=_("Its cables move to this device.")
    )

    #: Asked of a device that goes, so not called optional; what it may do without, the action knows.
    ASKED = ("gone_on", "wiped_on", "wiped_by", "wiped_how")

    def full_clean(self) -> None:
        self._require(is_required=False)
        super().full_clean()
        self._require(is_required=True)

    def _require(self, *, is_required: bool) -> None:
        for name in self.ASKED:
            if name in self.fields:
                self.fields[name].required = is_required

    def ask_of(self, device: Device, *, has_lower: bool) -> None:
        """Only what this device has to tell: one without storage has nothing to wipe."""
        if device.kind not in STORES_DATA:
            for name in ("wiped_on", "wiped_by", "wiped_how", "not_wiped_because"):
                del self.fields[name]
        self._require(is_required=True)
        if has_lower:
            self.fields["successor"].offer(device.client_id, without=device.pk)  # type: ignore[attr-defined]
        else:
            del self.fields["successor"]
