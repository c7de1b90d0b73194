"""What the owner says about a recipient, and about an agreement with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Purpose
from gestand.core.egress import RecipientKind, Safeguard
from gestand.core.egress.countries import country_choices
from gestand.core.files.uploads import CheckedUpload, UploadRefused, checked_upload, kinds_in_words
from gestand.core.jobs.sentences import filled
from gestand.sharing.actions.agreements import WantedAgreement
from gestand.sharing.actions.recipients import Wanted
from gestand.sharing.models import ProcessorAgreement
from gestand.sharing.queries.recipients import RecipientLine
from gestand.sharing.standard_text import POINTS
from gestand.sharing.terms import AGREEMENT_TYPES, FILE_LIMIT_BYTES
from gestand.ui.forms import DateInput, FileDrop, MultipleChips

UPLOAD_HINT = _("%(kinds)s, at most %(limit)s MB")


class RecipientForm(forms.Form):
    """A line of the register. For one of the program's own the role is known, and name and purposes may be left out."""

    name = forms.CharField(
        label=_("Name"), max_length=160, help_text=_("The company or authority, as it stands in its agreement.")
    )
    kind = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    what = forms.CharField(
        label=_("What it receives, and what for"),
        max_length=300,
        required=False,
        help_text=_("One sentence, as it stands on the privacy statement."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    purposes = forms.MultipleChoiceField(
        label=_("Purposes"), required=False, choices=[(one.value, one.label) for one in Purpose], widget=MultipleChips
    )
    categories = forms.MultipleChoiceField(
        label=_("Kinds of data"),
        required=False,
        choices=[(one.value, one.label) for one in Category],
        widget=MultipleChips,
    )
    country = forms.ChoiceField(label=_("Country where the data is"), required=False)
    safeguard = forms.ChoiceField(
        label=_("Safeguard"),
        required=False,
        choices=[("", "–"), *Safeguard.choices],
        help_text=_("Inside the EEA none is needed. Outside it the law asks for one (GDPR 44 to 49)."),
    )
    safeguard_note = forms.CharField(
        label=_("Where the safeguard can be found"),
        max_length=300,
        required=False,
        help_text=_("A link to the clauses or the decision, or the annex of the agreement."),
    )
    contact = forms.CharField(
        label=_("Contact for privacy"),
        max_length=200,
        required=False,
        help_text=_("A mailbox or page of a department, no person's name."),
    )
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")

    def __init__(self, *args: Any, line: RecipientLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_of_the_program = line is not None and line.is_of_the_program
        countries: Any = self.fields["country"]
        countries.choices = [("", "–"), *country_choices()]
        kinds: Any = self.fields["kind"]
        kinds.choices = [
            (RecipientKind.PROCESSOR, _("It works for you: it may do with the data only what you say (processor)")),
            (RecipientKind.CONTROLLER, _("It answers for itself: a bank, the tax office, an insurer (controller)")),
            (RecipientKind.NO_PERSONAL_DATA, _("It receives no personal data")),
        ]
        if self.is_of_the_program:
            del self.fields["kind"]
            for name in ("name", "purposes"):
                self.fields[name].required = False

    def wanted(self) -> Wanted:
        """The answers, for the action."""
        return Wanted(**({"kind": RecipientKind.PROCESSOR.value} | self.cleaned_data))


def recipient_answers(line: RecipientLine) -> dict[str, Any]:
    """What is known, for the form."""
    row = line.row
    if row is None:
        return {"what": line.recipient.what}
    names = (
        "name", "kind", "what", "purposes", "categories", "country", "safeguard", "safeguard_note", "contact",
        "website",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


class UploadField(forms.FileField):
    """A PDF or a picture of a page, looked at inside; gives a ``CheckedUpload``."""

    def __init__(self, **kwargs: Any) -> None:
        hint = filled(UPLOAD_HINT, kinds=kinds_in_words(AGREEMENT_TYPES), limit=FILE_LIMIT_BYTES // 1_000_000)
        super().__init__(widget=FileDrop(hint=hint), max_length=250, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = super().clean(data, initial)
        if not given:
            return None
        try:
            return checked_upload(given, allowed=AGREEMENT_TYPES, limit_bytes=FILE_LIMIT_BYTES, strip_pictures=False)
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class AgreementForm(forms.Form):
    """An agreement with a processor."""

    signed_on = forms.DateField(label=_("Signed on"), widget=DateInput())
    from_on = forms.DateField(
        label=_("Valid from"), required=False, widget=DateInput(), help_text=_("Empty: from the day of signing.")
    )
    until_on = forms.DateField(
        label=_("Valid until"), required=False, widget=DateInput(), help_text=_("Empty: until somebody ends it.")
    )
    review_on = forms.DateField(label=_("Look at it again on"), required=False, widget=DateInput())
    reference = forms.CharField(label=_("Its number, or where the original is"), max_length=200, required=False)
    file = UploadField(
        label=_("The agreement"), required=False, help_text=_("It is kept sealed, and opens for you alone.")
    )

    def wanted(self) -> WantedAgreement:
        return WantedAgreement(**{name: value for name, value in self.cleaned_data.items() if name != "file"})

    @property
    def upload(self) -> CheckedUpload | None:
        found: CheckedUpload | None = self.cleaned_data.get("file")
        return found


def agreement_answers(row: ProcessorAgreement) -> dict[str, date | str | None]:
    return {name: getattr(row, name) for name in ("signed_on", "from_on", "until_on", "review_on", "reference")}


#: What each point of GDPR 28(3) asks of an agreement.
POINT_WORDS = {
    "a": _("Only on documented instructions, also for transfers to other countries"),
    "b": _("Everybody who works with the data has promised confidentiality"),
    "c": _("The security measures of article 32"),
    "d": _("Other processors only with permission, under the same duties"),
    "e": _("Help with the requests of the people whose data it is"),
    "f": _("Help with security, data breaches and impact assessments"),
    "g": _("At the end: return or deletion, as the controller chooses"),
    "h": _("All information that shows compliance, and audits"),
}


class ChecklistForm(forms.Form):
    """The eight points of 28(3): found or not, and on which page."""

    def __init__(self, *args: Any, clauses: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = clauses or {}
        for letter in POINTS:
            self.fields[letter] = forms.BooleanField(label=POINT_WORDS[letter], required=False, initial=letter in known)
            self.fields[f"page_{letter}"] = forms.CharField(
                label=_("Page"),
                required=False,
                max_length=40,
                initial=known.get(letter, ""),
                widget=forms.TextInput(attrs={"class": "short"}),
            )

    def points(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """(letter, tick, page)."""
        return [(letter, self[letter], self[f"page_{letter}"]) for letter in POINTS]

    def found(self) -> dict[str, str]:
        """The points that stand in it, with their pages; a page alone says that it was found."""
        given = self.cleaned_data
        return {
            letter: given[f"page_{letter}"] for letter in POINTS if given[letter] or given[f"page_{letter}"].strip()
        }
