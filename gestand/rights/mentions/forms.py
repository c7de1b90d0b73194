"""What the owner says about one place."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.rights.models import Decision
from gestand.ui.forms import ChoiceChips


class DecideForm(forms.Form):
    """One decision; the words are offered without what we know to be others'."""

    mention = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[
            (Decision.GOES.value, _("goes along")),
            (Decision.OTHERS.value, _("left out: concerns others")),
            (Decision.NOBODY.value, _("not this person")),
        ],
        widget=ChoiceChips,
        error_messages={"required": _("Choose what becomes of it.")},
    )
    words = forms.CharField(
        label=_("The words that go along"),
        required=False,
        max_length=4000,
        help_text=_("Take out what concerns others: put […] in its place."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    because = forms.CharField(
        label=_("Why it is left out"),
        required=False,
        max_length=400,
        help_text=_("Only when it is left out. The person reads this: name nobody."),
    )


class AlsoCalledForm(forms.Form):
    """Other names to look for."""

    also_called = forms.CharField(
        label=_("Also look for"),
        required=False,
        max_length=200,
        help_text=_("A nickname or a former name, with commas between them. They are looked for everywhere."),
    )
