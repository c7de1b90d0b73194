"""One form for each kind of thing, made from its model: what it points to is offered from the same client alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.forms.models import fields_for_model
from django.utils.translation import gettext as _

from gestand.network.forms.systems import system_field
from gestand.network.kinds import FACTS, ICONS, fact_label
from gestand.network.models import Device, DeviceKind, DeviceState, Place, Site
from gestand.network.things import Thing
from gestand.people.forms.asking import AskingForm
from gestand.people.models import Address, Client, Person
from gestand.ui.forms import ChoiceChips, DateInput, Switch

if TYPE_CHECKING:
    from collections.abc import Mapping

_FACT, _NEW_PLACE = "fact_", "new_place"
_SHORT = frozenset({"down_mbit", "up_mbit", "seats", "every_days", "gateway", "dhcp_first", "dhcp_last"})
#: A device that goes is asked about its wiping on a page of its own.
_OF_ITS_STATE = frozenset({"gone_on", "wiped_on", "wiped_by", "wiped_how", "not_wiped_because"})
#: Choices of at most so many stand as pills.
_FEW = 6
#: What a device is stands before where it stands.
_FIRST = ("kind", "name")


class ThingForm(AskingForm):
    """Filled and read by ``thing``; made by ``form_of``."""

    thing: Thing

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("place") is not None and given.get(_NEW_PLACE, "").strip():
            if "place" in self.changed_data:
                self.add_error(_NEW_PLACE, _("Choose a place, or type a new one: not both."))
            given["place"] = None  # where it stood until now
        return given

    def fields_given(self) -> dict[str, Any]:
        """What the action takes."""
        names = [field.name for field in self.thing.fields if field.name in self.cleaned_data]
        given = {name: self.cleaned_data[name] for name in names}
        if issubclass(self.thing.model, Device):
            given["new_place"] = self.cleaned_data.get(_NEW_PLACE, "").strip()
            given["facts"] = {
                name.removeprefix(_FACT): words
                for name, words in self.cleaned_data.items()
                if name.startswith(_FACT) and words
            }
        return given


def form_of(
    thing: Thing,
    client: Client,
    *,
    row: models.Model | None = None,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
) -> ThingForm:
    """The form for a new thing of ``client``, or for ``row``."""
    started: dict[str, Any] = dict(initial or {})
    if row is not None:
        started |= {field.name: field.value_from_object(row) for field in thing.fields}
        started["seen"] = row.changed_at.isoformat()  # type: ignore[attr-defined]
    form: ThingForm = type(
        "ThingForm",
        (ThingForm,),
        {"thing": thing, **_fields(thing, is_new=row is None), **_fact_fields(thing, data, started)},
    )(data, initial=started)
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = _offered(thing, name, client)
    _ask_new_place(form)
    _without_empty_choices(form)
    _without_the_only_site(form, client)
    return form


def _fields(thing: Thing, *, is_new: bool) -> dict[str, forms.Field]:
    asked_elsewhere = {"facts"}
    if issubclass(thing.model, Device):
        asked_elsewhere |= _OF_ITS_STATE if is_new else {*_OF_ITS_STATE, "state"}
    names = [field.name for field in thing.fields if field.name not in asked_elsewhere]
    made = dict(fields_for_model(thing.model, fields=names, formfield_callback=_form_field))  # type: ignore[arg-type]  # may leave a field out
    if "state" in made:
        here = [choice for choice in DeviceState.choices if choice[0] != DeviceState.GONE]
        made["state"].choices = here
    return made


def _form_field(field: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    if field.name == "system_cycle":
        return system_field()
    if isinstance(field, models.DateField):
        options["widget"] = DateInput
    elif isinstance(field, models.BooleanField):
        options["widget"] = Switch
    elif isinstance(field, models.TextField):
        options["widget"] = forms.Textarea({"rows": 3})
    elif field.choices and len(field.choices) <= _FEW and not field.blank:
        options |= {"widget": ChoiceChips, "choices_form_class": forms.TypedChoiceField}
    elif field.name == "kind" and field.model is Device:
        options |= {"widget": ChoiceChips(icons=dict(ICONS)), "choices_form_class": forms.TypedChoiceField}
    elif field.name in _SHORT:
        options["widget"] = forms.TextInput({"class": "short"})
    made = field.formfield(**options)
    if made is not None and field.choices and not field.blank:
        made.choices = list(field.choices)  # type: ignore[attr-defined]
    return made


def _fact_fields(thing: Thing, data: Any, started: Mapping[str, Any]) -> dict[str, forms.Field]:
    """The facts of the kind that is chosen, and whatever was written down before under another kind."""
    if not issubclass(thing.model, Device):
        return {}
    kind = (data or {}).get("kind") or started.get("kind") or DeviceKind.COMPUTER
    had = started.get("facts") or {}
    known = FACTS.get(str(kind), {})
    return {
        f"{_FACT}{name}": forms.CharField(
            label=str(known.get(name, fact_label(name))), required=False, max_length=200, initial=had.get(name, "")
        )
        for name in [*known, *sorted(set(had) - set(known))]
    }


def _offered(thing: Thing, name: str, client: Client) -> models.QuerySet[Any]:
    field = thing.model._meta.get_field(name)
    model: type[models.Model] = field.related_model  # type: ignore[assignment]
    if model is Person:
        return Person.objects.filter(memberships__client=client).distinct()
    if model is Address:
        return Address.objects.filter(client=client)
    if model is Place or "client" not in {each.name for each in model._meta.fields}:
        return model._default_manager.filter(site__client=client).select_related("site")  # noqa: SLF001 - Django's documented API
    return model._default_manager.filter(client=client)  # noqa: SLF001 - as above


def _ask_new_place(form: ThingForm) -> None:
    """Where a device stands need not be written down yet: it is named on the spot, beside the places that are there."""
    if not issubclass(form.thing.model, Device):
        return
    place: Any = form.fields["place"]
    label = _("New place") if place.queryset.exists() else _("Place")
    form.fields[_NEW_PLACE] = forms.CharField(
        label=label, required=False, max_length=80, help_text=_("A room, a cupboard, a floor.")
    )
    names = [*_FIRST, *(name for name in form.fields if name not in (*_FIRST, _NEW_PLACE))]
    names.insert(names.index("place") + 1, _NEW_PLACE)
    form.order_fields(names)


def _without_the_only_site(form: ThingForm, client: Client) -> None:
    """Who has one site is not asked at which: what belongs to a site stands at that one."""
    if form.thing.has_site and Site.objects.filter(client=client)[:2].count() < 2:  # noqa: PLR2004 - several
        form.fields.pop("site", None)


def _without_empty_choices(form: ThingForm) -> None:
    """What has nothing to choose from is not asked."""
    empty = [
        name
        for name, field in form.fields.items()
        if isinstance(field, forms.ModelChoiceField) and not field.queryset.exists()  # type: ignore[union-attr]
    ]
    for name in empty:
        del form.fields[name]
