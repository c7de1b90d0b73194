"""The forms of what ends: saying that an end is known, and a calendar of one's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.people.forms.asking import AskingForm
from gestand.ui.forms import ChoiceChips, DateInput, Switch

if TYPE_CHECKING:
    from gestand.network.ends import End

LATER, NEVER = "later", "never"
_USUAL = timedelta(days=30)


class SilenceForm(AskingForm):
    how = forms.ChoiceField(
        label=_("What about it?"),
        choices=[(LATER, _("Known: remind me later")), (NEVER, _("It does not matter"))],
        widget=ChoiceChips,
        initial=LATER,
    )
    until_on = forms.DateField(
        label=_("Remind me on"),
        widget=DateInput,
        required=False,
        help_text=_("Not asked when it does not matter."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("Such as “new laptop ordered” or “the client knows and accepts it”."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("how") == LATER and not cleaned.get("until_on") and "until_on" not in self.errors:
            self.add_error("until_on", _("On which day?"))
        return cleaned

    @property
    def until(self) -> date | None:
        """The day of the reminder; None when it does not matter."""
        return self.cleaned_data["until_on"] if self.cleaned_data["how"] == LATER else None


def first_values(end: End) -> dict[str, Any]:
    """What was said before; else a reminder on its last day, or in a month."""
    if end.known is not None:
        return {
            "how": LATER if end.known.until_on else NEVER,
            "until_on": end.known.until_on,
            "reason": end.known.reason,
        }
    return {"how": LATER, "until_on": end.on if end.days_left > 0 else end.today + _USUAL}


class CalendarForm(forms.Form):
    shows_names = forms.BooleanField(
        label=_("With the names of clients and things"),
        required=False,
        widget=Switch,
        help_text=_(
            "Leave this off for a calendar that a company keeps for you (Google, Microsoft): it would know your "
            "clients by name. An appointment then says what ends, and its link leads to whom."
        ),
    )


class ListsForm(forms.Form):
    fetches_systems = forms.BooleanField(
        label=_("Until when systems get security updates"), required=False, widget=Switch
    )
    fetches_makers = forms.BooleanField(label=_("Makers of network cards"), required=False, widget=Switch)
