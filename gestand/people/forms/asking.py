"""What every form of this room shares: a refusal finds its field, and what looks like a BSN is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from gestand.core.refusals import Refused
from gestand.people.actions.rights import ChangedMeanwhile
from gestand.people.kernels.refusals import LooksLikeBsn


class AskingForm(forms.Form):
    """``seen`` is what the row looked like when the form was opened (its ``changed_at``, or a fingerprint)."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    bsn_confirmed = forms.BooleanField(
        required=False,
        label=_("This is not a citizen service number (BSN)"),
        widget=forms.HiddenInput,
    )

    def refuse(self, refusal: Refused, names: Mapping[str, str] | None = None) -> None:
        """Put a refusal beside its field. ``names`` translates the action's field names to the form's."""
        name = (names or {}).get(refusal.field or "", refusal.field or "")
        if isinstance(refusal, LooksLikeBsn):
            self.fields["bsn_confirmed"].widget = forms.CheckboxInput()
        if isinstance(refusal, ChangedMeanwhile):
            self.was_overtaken = True
        self.add_error(name if name in self.fields else None, str(refusal))

    was_overtaken = False

    @property
    def seen_at(self) -> datetime | None:
        """The moment in ``seen``; a form without one asks nothing."""
        text = self.cleaned_data.get("seen") or ""
        try:
            return parse_datetime(text)
        except ValueError:
            return None

    def see_again(self, seen: str) -> None:
        """After somebody else saved: the next save is made knowing what is there now."""
        self.data = (
            {**self.data.dict(), self.add_prefix("seen"): seen} if isinstance(self.data, QueryDict) else self.data
        )

    def values(self, *names: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
