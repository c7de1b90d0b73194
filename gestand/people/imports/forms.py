"""Forms of the import pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.people.importers import Limits
from gestand.people.importers.columns import ADDRESS_PARTS, FIELDS, NEVER_READ, PLACES
from gestand.people.imports.models import ImportBatch
from gestand.ui.forms import FileDrop


class ContactsFile(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Contacts file"),
        allow_empty_file=True,  # refused with a better sentence where its content is looked at
        widget=FileDrop(
            hint=gettext_lazy("CSV, vCard (.vcf) or Excel (.xlsx), at most 64 MB"),
            attrs={"accept": ".csv,.txt,.tsv,.vcf,.vcard,.xlsx,text/csv,text/vcard"},
        ),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > Limits.FILE_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 64 MB. Cut it in parts and import them one after the other.")
            )
        return upload


class Columns(forms.Form):
    """One choice for each column of the file: ``column-0`` and on."""

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = list(batch.layout.get("columns", ()))
        for place, name in enumerate(batch.header):
            chosen = columns[place] if place < len(columns) else ""
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=name, choices=_choices(chosen), required=False, initial=chosen
            )

    @property
    def chosen(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]


def _choices(chosen: str) -> list[tuple[str, Any]]:
    """Grouped choices; a key that only a known export has is offered where it stands."""
    person = (
        "full_name",
        "given_name",
        "initials",
        "middle_name",
        "name_prefix",
        "family_name",
        "salutation",
        "job_title",
    )
    client = (
        "client_name",
        "organisation",
        "kind",
        "kvk_number",
        "vat_id",
        "website",
        "started_on",
        "categories",
        "note",
    )
    reach = [key for key in FIELDS if key.split(":")[0] in ("phone", "mail")]
    groups: list[tuple[str, Any]] = [
        ("", _("Do not take along")),
        (_("Client"), _labelled(client)),
        (_("Person"), _labelled(person)),
        (_("Phone and e-mail"), _labelled(reach)),
        (_("Address"), _labelled([key for key in FIELDS if key in ADDRESS_PARTS])),
    ]
    for slot, words in PLACES.items():
        parts = [key for key in FIELDS if key in ADDRESS_PARTS]
        groups.append((f"{_('Address')}: {words}", [(f"{key}:{slot}", f"{FIELDS[key]} ({words})") for key in parts]))
    known = {key for _label, group in groups[1:] for key, _words in group}
    if chosen and chosen not in known:
        groups.append((_("As in the export"), [(chosen, column_words(chosen))]))
    return groups


def _labelled(keys: Sequence[str]) -> list[tuple[str, str]]:
    return [(key, str(FIELDS[key])) for key in keys]


def column_words(key: str) -> str:
    """What a column is called on the screen: "Phone, work", "Street (postal address)"."""
    if key == NEVER_READ:
        return _("Citizen service number: never read")
    if key in FIELDS:
        return str(FIELDS[key])
    name, _colon, slot = key.partition(":")
    words = str(FIELDS.get(name.removesuffix("_label"), _("Address")))
    if name == "po_box":
        words = _("PO box")
    if name.endswith("_label"):
        words = _("%(what)s: label") % {"what": words}
    place = PLACES.get(slot)
    return f"{words} ({place})" if place else words
