"""Forms of the import pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.network.importers import Limits
from gestand.network.importers.tables.columns import FIELDS, IN_NOTE, NEVER_READ, column_names
from gestand.network.models import NetworkImport, Site
from gestand.people.models import Client
from gestand.ui.forms import FileDrop

_ANOTHER = "another"


class NetworkFile(forms.Form):
    """A file, and where it was made: asked when the client has sites."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # refused with a better sentence where its content is looked at
        widget=FileDrop(hint=gettext_lazy("A scan, leases, a list, the collector's file: it is recognised")),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )
    site = forms.ChoiceField(label=gettext_lazy("Where was it made?"), required=False)
    new_site = forms.CharField(label=gettext_lazy("Name of the new site"), max_length=80, required=False)

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sites = {str(one.id): one for one in Site.objects.filter(client=client).order_by("created_at", "id")}
        if not self._sites:
            del self.fields["site"], self.fields["new_site"]
            return
        choices = [*((key, one.name) for key, one in self._sites.items()), (_ANOTHER, _("At another site"))]
        self.fields["site"] = forms.ChoiceField(
            label=gettext_lazy("Where was it made?"), choices=choices, initial=choices[0][0]
        )
        self.fields["new_site"].help_text = _("Only when it was made at another site.")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > Limits.SCAN_BYTES:
            raise forms.ValidationError(
                _("This file is larger than %(size)d MB. Cut it in parts and import them one after the other.")
                % {"size": Limits.SCAN_BYTES // 1024 // 1024}
            )
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("site") == _ANOTHER and not cleaned.get("new_site", "").strip():
            self.add_error("new_site", _("How is the new site called?"))
        return cleaned

    @property
    def chosen_site(self) -> Site | None:
        return self._sites.get(self.cleaned_data.get("site", ""))

    @property
    def chosen_name(self) -> str:
        return str(self.cleaned_data.get("new_site", "")) if self.cleaned_data.get("site") == _ANOTHER else ""


class Columns(forms.Form):
    """One choice for each column of the file: ``column-0`` and on."""

    def __init__(self, *args: Any, batch: NetworkImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = list(batch.layout.get("columns", ()))
        in_note = {name for name, _cells, _example, is_kept in batch.left_out if is_kept}
        choices = [
            ("", _("Leave out")),
            *((key, label) for key, label in FIELDS.items()),
            (IN_NOTE, _("In the note, after the name of the column")),
            (NEVER_READ, _("A password or key: never read")),
        ]
        with translation.override(batch.language):
            names = column_names(batch.header)
        for place, name in enumerate(names):
            chosen = columns[place] if place < len(columns) else ""
            chosen = IN_NOTE if not chosen and name in in_note else chosen
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=chosen
            )

    @property
    def chosen(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]
