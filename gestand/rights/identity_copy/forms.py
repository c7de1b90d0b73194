"""Forms about a copy: why it is asked for, and what was seen in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazystr
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from gestand.core.mail_addresses import MailAddressField
from gestand.rights.models import BirthDate, Hidden
from gestand.ui.forms import ChoiceChips

_READABLE = [("no", _("cannot be read")), ("yes", _("can be read"))]


class AskCopyForm(forms.Form):
    """Whom the asker says to be, why that is doubted, and why the lower rungs did not do."""

    person = forms.UUIDField(error_messages={"required": _("Choose who it is."), "invalid": _("Choose who it is.")})
    doubt_words = forms.CharField(
        label=_("What makes you doubt?"),
        max_length=600,
        help_text=_("In one or two sentences. It stands in the mail to the asker, so write it to them."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("What makes you doubt? Without a reason the law does not allow to ask.")},
    )
    no_call = forms.CharField(
        label=_("Why did calling back not do?"),
        max_length=300,
        error_messages={"required": _("Why did this not do? A copy is the last way.")},
    )
    no_visit = forms.CharField(
        label=_("Why did a visit not do?"),
        max_length=300,
        error_messages={"required": _("Why did this not do? A copy is the last way.")},
    )
    email = MailAddressField(label=_("Where does the link go?"), max_length=254)


class CheckCopyForm(forms.Form):
    """What was seen: each of the four, then name and date of birth."""

    name_agrees = forms.ChoiceField(
        label=_("The name"),
        choices=[("yes", _("agrees")), ("no", _("differs"))],
        widget=ChoiceChips,
        error_messages={"required": _("Does it agree with what we know?")},
    )
    birth_date = forms.ChoiceField(
        label=_("The date of birth"),
        choices=BirthDate.choices,
        widget=ChoiceChips,
        error_messages={"required": _("Does it agree with what we know?")},
    )
    sure = forms.BooleanField(
        label=_("I have looked at the whole picture; it is destroyed now"),
        error_messages={"required": _("Say that you have looked; the picture is destroyed then.")},
    )
    field_order = (*(f"hidden_{each.value}" for each in Hidden), "name_agrees", "birth_date", "sure")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in Hidden:
            self.fields[f"hidden_{each.value}"] = forms.ChoiceField(
                label=lazystr(capfirst(str(each.label))),
                choices=_READABLE,
                widget=ChoiceChips,
                error_messages={"required": _("Say of each of the four whether it can be read.")},
            )
        self.order_fields(self.field_order)
        if any(self.data.get(f"hidden_{each.value}") == "yes" for each in Hidden):
            # What could be read is not looked at any further.
            self.fields["name_agrees"].required = self.fields["birth_date"].required = False

    @property
    def readable(self) -> dict[str, bool]:
        """Of each of the four whether it can be read."""
        return {each.value: self.cleaned_data[f"hidden_{each.value}"] == "yes" for each in Hidden}

    @property
    def says_name_agrees(self) -> bool | None:
        said = self.cleaned_data["name_agrees"]
        return None if not said else said == "yes"
