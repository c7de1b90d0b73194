"""On which paper labels are printed, and what stands on them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.network.labels.papers import PAPERS, Paper
from gestand.ui.forms import Switch

_MOST_ON_A_SHEET = max(paper.labels_a_page for paper in PAPERS.values())


class LabelsForm(forms.Form):
    paper = forms.ChoiceField(label=_("Paper"), choices=[(key, paper.name) for key, paper in PAPERS.items()])
    first = forms.IntegerField(
        label=_("First free label on the sheet"),
        help_text=_("For a sheet that was used before; counted row by row. Of no use on a roll."),
        min_value=1,
        max_value=_MOST_ON_A_SHEET,
        widget=forms.NumberInput({"class": "short", "inputmode": "numeric"}),
    )
    with_name = forms.BooleanField(
        label=_("Name of the device"),
        help_text=_("Leave it off when the name says whose it is, as “Laptop of Eva”."),
        required=False,
        widget=Switch,
    )
    with_phone = forms.BooleanField(label=_("Our phone number"), required=False, widget=Switch)
    with_client = forms.BooleanField(
        label=_("Name of the client"),
        help_text=_("A lost device then tells whoever finds it whose it is."),
        required=False,
        widget=Switch,
    )

    @property
    def chosen_paper(self) -> Paper:
        return PAPERS[self.cleaned_data["paper"]]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        paper, first = PAPERS.get(given.get("paper", "")), given.get("first")
        if paper is None or first is None:
            return given
        if not paper.is_sheet:
            given["first"] = 1
        elif first > paper.labels_a_page:
            sentence = _("There are %(count)d labels on this sheet.") % {"count": paper.labels_a_page}
            self.add_error("first", sentence)
        return given
