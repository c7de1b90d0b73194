"""Which fields are changed on many devices at once, and to what: a field that is ticked or filled in is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gestand.network.actions.bulk_editing import FIELDS
from gestand.network.models import Device, DeviceKind, DeviceState, Place, Site
from gestand.ui.forms import DateInput

_TICK = "set_"
#: What every device has; it can be changed, not emptied.
_NEVER_EMPTY = frozenset({"state", "kind"})
_TEXTS = ("make", "model", "operating_system", "supplier")


class BulkForm(forms.Form):
    """Made for these devices: sites and places are offered when all are of one client."""

    def __init__(self, clients: Iterable[UUID], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        owners = set(clients)
        for name in FIELDS:
            made = _field(name, next(iter(owners)) if len(owners) == 1 else None)
            if made is not None:
                self.fields[f"{_TICK}{name}"] = forms.BooleanField(required=False)
                self.fields[name] = made

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each field with the box that says that it is changed."""
        return [(self[f"{_TICK}{name}"], self[name]) for name in FIELDS if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in _NEVER_EMPTY:
            if cleaned.get(f"{_TICK}{name}") and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Choose what it becomes."))
        if not self.errors and not self.chosen():
            raise forms.ValidationError(_("Tick what has to change, or fill it in."))
        return cleaned

    def chosen(self) -> dict[str, Any]:
        """The fields that are changed; one that is ticked and left empty is emptied."""
        return {
            name: self.cleaned_data.get(name)
            for name in FIELDS
            if name in self.fields and (self.cleaned_data.get(f"{_TICK}{name}") or self.cleaned_data.get(name))
        }


def _field(name: str, client_id: UUID | None) -> forms.Field | None:
    label = str(Device._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
    if name == "state":
        here = [(state, words) for state, words in DeviceState.choices if state != DeviceState.GONE]
        return forms.ChoiceField(label=label, required=False, choices=[("", _("Leave it as it is")), *here])
    if name == "kind":
        kinds = [("", _("Leave it as it is")), *DeviceKind.choices]
        return forms.ChoiceField(label=label, required=False, choices=kinds)
    if name in _TEXTS:
        longest = Device._meta.get_field(name).max_length  # type: ignore[union-attr]
        return forms.CharField(label=label, required=False, max_length=longest)
    if name in ("site", "place"):
        return _where(name, label, client_id) if client_id is not None else None
    return forms.DateField(label=label, required=False, widget=DateInput)


def _where(name: str, label: str, client_id: UUID) -> forms.Field:
    offered: QuerySet[Any] = Site.objects.filter(client_id=client_id)
    if name == "place":
        offered = Place.objects.filter(site__client_id=client_id).select_related("site")
    return forms.ModelChoiceField(label=label, required=False, queryset=offered)
