"""The short form for a phone: as much as one knows while standing before the device."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.network.kinds import ICONS
from gestand.network.models import DeviceKind, Place, Site
from gestand.network.queries.on_site import places_of
from gestand.people.forms.asking import AskingForm
from gestand.people.models import Client
from gestand.ui.forms import ChoiceChips

_PHOTOS = "image/jpeg,image/png,image/webp"


class OnSiteForm(AskingForm):
    """What points to a site or place offers those of ``client`` alone."""

    kind = forms.ChoiceField(label=_("What is it"), choices=DeviceKind.choices, widget=ChoiceChips(icons=dict(ICONS)))
    photo = forms.FileField(
        label=_("Photo of the device"),
        required=False,
        widget=forms.FileInput({"accept": _PHOTOS, "capture": "environment"}),
    )
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none(), widget=ChoiceChips)
    place = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.none(), required=False, empty_label=_("Elsewhere"), widget=ChoiceChips
    )
    new_place = forms.CharField(label=_("New place"), required=False, max_length=80)
    serial_number = forms.CharField(
        label=_("Serial number"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Name"), help_text=_("Left empty it is called after its kind and place."), required=False, max_length=80
    )

    def __init__(self, client: Client, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        sites = list(Site.objects.filter(client=client).order_by("created_at", "id"))
        places = list(places_of(client))
        self._offer("site", Site.objects.filter(client=client), [(site.pk, site.name) for site in sites])
        several = len(sites) > 1
        words = [(place.pk, f"{place.name} ({place.site.name})" if several else place.name) for place in places]
        self._offer("place", places_of(client), [("", _("Elsewhere")), *words])
        if several:
            self.fields["site"].required = not places
            self.fields["site"].initial = sites[0].pk
        else:
            del self.fields["site"]
        if not places:
            del self.fields["place"]
            self.fields["new_place"].label = _("Place")
        self.fields["new_place"].help_text = _("A room, a cupboard, a floor.")

    def _offer(self, name: str, rows: Any, choices: list[Any]) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        place, typed = given.get("place"), given.get("new_place", "").strip()
        if place is not None and typed:
            self.add_error("new_place", _("Choose a place, or type a new one: not both."))
        if place is not None:
            given["site"] = None  # it says so itself
        return given

    def fields_given(self) -> dict[str, Any]:
        """What the action takes."""
        return self.values("kind", "name", "serial_number", "site", "place", "new_place", "photo")
