"""Forms of this part: they read what was typed; actions decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.core.files import checked_upload
from gestand.core.files.uploads import CheckedUpload, kinds_in_words
from gestand.core.refusals import Refused
from gestand.statement.proving.attestations import ATTESTABLE, longest_term
from gestand.ui.forms import DateInput, FileDrop

ATTESTED_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")
ATTESTED_LIMIT_BYTES = 10_000_000


class AttestForm(forms.Form):
    """What was seen, when, and until when that holds."""

    seen = forms.CharField(
        label=_("What did you see?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen_on = forms.DateField(label=_("On which day?"), widget=DateInput())
    valid_until = forms.DateField(label=_("Holds until"), widget=DateInput())
    file = forms.FileField(
        label=_("Photo or document"),
        required=False,
        help_text=_("Is sealed; place and camera are taken out of a photo."),
        widget=FileDrop(hint=kinds_in_words(ATTESTED_TYPES)),
    )

    def __init__(self, *args: Any, clause: str, today: date, **kwargs: Any) -> None:
        until = longest_term(clause, seen_on=today)
        initial = {"seen_on": today, "valid_until": until}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.fields["seen"].help_text = str(ATTESTABLE[clause].look_at)
        self.fields["seen_on"].widget.attrs["max"] = today.isoformat()
        self.fields["valid_until"].widget.attrs["max"] = until.isoformat()
        self.upload: CheckedUpload | None = None

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if upload:
            try:
                self.upload = checked_upload(upload, allowed=ATTESTED_TYPES, limit_bytes=ATTESTED_LIMIT_BYTES)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return upload
