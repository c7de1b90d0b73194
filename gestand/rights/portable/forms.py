"""Forms of sending data along and of taking a package in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.rights.portable.receiving import MOST_BYTES
from gestand.ui.forms import FileDrop


class OrganisationForm(forms.Form):
    """To whom it goes, as the person said."""

    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=160,
        error_messages={"required": _("Which organisation? Write down its name.")},
    )
    email = forms.EmailField(
        label=_("E-mail address of the organisation"),
        help_text=_("As the person gave it. It is looked up, and whoever reads that mailbox has to confirm it."),
        error_messages={"required": _("To which address?")},
    )


class PackageFile(forms.Form):
    file = forms.FileField(
        label=_("Portable package"),
        allow_empty_file=True,  # refused with a better sentence where its content is looked at
        widget=FileDrop(hint=_("A ZIP that another Gestand wrote, at most 64 MB"), attrs={"accept": ".zip"}),
        error_messages={"required": _("Choose a file first.")},
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(
                _('This file is larger than 64 MB. Take it in on the machine itself, with "gestand import package".')
            )
        return upload
