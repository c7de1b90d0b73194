"""In which language a network book is made."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.ui.forms import ChoiceChips


class BookForm(forms.Form):
    language = forms.ChoiceField(
        label=_("In which language?"), choices=[("nl", _("Dutch")), ("en", _("English"))], widget=ChoiceChips()
    )
