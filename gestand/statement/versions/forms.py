"""Forms of this part: they read what was typed; actions decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.core.law import law
from gestand.statement.models.versions import TellingWay
from gestand.statement.versions.actions import Announcement
from gestand.ui.forms import ChoiceChips, DateInput, Switch

_LONGEST = 2000


class PublishForm(forms.Form):
    """When, what changes, and whether clients are told first. Of a first version only the day is asked."""

    when = forms.ChoiceField(
        label=_("When?"),
        choices=[("now", _("Now")), ("later", _("On a day"))],
        initial="now",
        widget=ChoiceChips(icons={"now": "send", "later": "calendar"}),
    )
    takes_effect_on = forms.DateField(label=_("In force from"), required=False, widget=DateInput)
    tells_clients = forms.BooleanField(
        label=_("Tell clients before it takes effect"),
        required=False,
        widget=Switch,
        help_text=_("Needed when the change matters to them: another purpose, recipient or term."),
    )
    not_told_because = forms.CharField(
        label=_("Why clients need not be told first"),
        required=False,
        max_length=_LONGEST,
        help_text=_("For example: only a telephone number changed."),
    )
    summary_nl = forms.CharField(
        label=_("What changes, in Dutch"),
        required=False,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One or two sentences, shown with the version and in the news to clients."),
    )
    summary_en = forms.CharField(
        label=_("What changes, in English"),
        required=False,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, is_first: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        term = law("statement.notice", today).words
        self.fields["takes_effect_on"].help_text = _("Clients who are told get at least %(term)s.") % {"term": term}
        if is_first:
            for name in ("tells_clients", "not_told_because", "summary_nl", "summary_en"):
                del self.fields[name]
            self.fields["takes_effect_on"].help_text = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == "later" and not cleaned.get("takes_effect_on") and not self.errors:
            self.add_error("takes_effect_on", _("On which day?"))
        return cleaned

    @property
    def announcement(self) -> Announcement:
        said = self.cleaned_data
        return Announcement(
            summary_nl=said.get("summary_nl", ""),
            summary_en=said.get("summary_en", ""),
            tells_clients=said.get("tells_clients", False),
            not_told_because=said.get("not_told_because", ""),
        )


class ToldForm(forms.Form):
    """How a client was told."""

    way = forms.ChoiceField(
        label=_("How?"), choices=[choice for choice in TellingWay.choices if choice[0] != TellingWay.MAIL]
    )


class PageForm(forms.Form):
    """What visitors see."""

    seals_are_public = forms.BooleanField(label=_("Show the seals to visitors"), required=False, widget=Switch)
