"""The filter of the audit log's page."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gestand.core.audit.queries import ACTOR_WORDS, Wanted
from gestand.core.house import house

#: Further off no calendar can reckon.
_IN_REACH = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2199, 12, 31))]
_Choices = list[tuple[str, str | Promise] | tuple[str, list[tuple[str, str | Promise]]]]


def _action_choices() -> _Choices:
    """The registered actions by room, each by its sentence."""
    choices: _Choices = [("", _("everything"))]
    names = sorted(house.audit_actions)
    for room, group in groupby(names, key=lambda name: name.partition(".")[0]):
        choices.append((room, [(name, house.audit_actions[name].sentence) for name in group]))
    return choices


class AuditFilter(forms.Form):
    """Who, what, when and about whom; everything may be left open."""

    who = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[("", _("everybody")), *((kind.value, words) for kind, words in ACTOR_WORDS.items())],  # type: ignore[attr-defined]
    )
    action = forms.ChoiceField(label=_("What"), required=False, choices=_action_choices)
    from_on = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}), validators=_IN_REACH
    )
    until_on = forms.DateField(
        label=_("Until and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=_IN_REACH,
    )
    about = forms.UUIDField(
        label=_("About (number)"),
        required=False,
        error_messages={"invalid": _("A number has 32 letters and digits. Press a name in the list to fill it in.")},
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    @property
    def wanted(self) -> Wanted:
        """What was asked; nothing while the form is not valid."""
        return Wanted(**self.cleaned_data) if self.is_valid() else Wanted()
