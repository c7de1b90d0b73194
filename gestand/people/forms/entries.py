"""Forms about what was said and written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.people.forms.asking import AskingForm
from gestand.people.models import Correspondence, CorrespondenceKind, Direction
from gestand.ui.forms import ChoiceChips, DateTimeInput, FileDrop

KIND_ICONS = {"call": "phone", "visit": "car", "mail": "mail", "letter": "file-text", "note": "note"}
#: As verbs in the composer: what one just did.
COMPOSER_KINDS = [
    (CorrespondenceKind.CALL, _("Called")),
    (CorrespondenceKind.VISIT, _("Visited")),
    (CorrespondenceKind.MAIL, _("Mailed")),
    (CorrespondenceKind.NOTE, _("Note")),
]
MOST_FILES = 10


class ManyFiles(FileDrop):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one field."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in files if one]


class WithPeople(AskingForm):
    """A form that lets one choose a person of the client."""

    def offer_people(self, people: list[tuple[str, str]]) -> None:
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("With nobody in particular")), *people]


class ComposerForm(WithPeople):
    """The composer on a client's page: kind, text, maybe who and how long; saves in one request."""

    kind = forms.ChoiceField(
        choices=COMPOSER_KINDS, initial=CorrespondenceKind.CALL, widget=ChoiceChips(icons=KIND_ICONS)
    )
    text = forms.CharField(
        label=_("What was discussed?"),
        widget=forms.Textarea({"rows": 1, "placeholder": _("What was discussed?")}),
        error_messages={"required": _("Write down what it was about.")},
    )
    person = forms.ChoiceField(label=_("With whom"), required=False)
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=0, max_value=1440, widget=forms.NumberInput({"class": "short"})
    )


class EntryForm(WithPeople):
    """The whole entry: also letters and mails, their day, direction and files."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=CorrespondenceKind.choices,
        initial=CorrespondenceKind.MAIL,
        widget=ChoiceChips(icons=KIND_ICONS),
    )
    direction = forms.ChoiceField(
        label=_("Direction"), choices=Direction.choices, initial=Direction.IN, widget=ChoiceChips
    )
    person = forms.ChoiceField(label=_("With whom"), required=False)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=200)
    text = forms.CharField(label=_("What was said"), required=False, widget=forms.Textarea({"rows": 6}))
    at = forms.DateTimeField(label=_("When"), required=False, widget=DateTimeInput)
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=0, max_value=1440, widget=forms.NumberInput({"class": "short"})
    )
    uploads = ManyFilesField(
        label=_("Files"),
        required=False,
        widget=ManyFiles(hint=_("PDF, pictures, text, Word, Excel, mail (eml) or ZIP; at most 20 MB each")),
    )
    held_for_client = forms.BooleanField(
        label=_("These files are the client's own"),
        required=False,
        help_text=_(
            "Handed over for the work on its systems: you hold them as its processor. When the relation ends they go "
            "back or are deleted, as the client chooses."
        ),
    )

    @classmethod
    def of(cls, entry: Correspondence) -> EntryForm:
        form = cls(
            initial={
                **{name: getattr(entry, name) for name in ("kind", "direction", "subject", "text", "minutes")},
                "at": timezone.localtime(entry.at),
                "seen": entry.changed_at.isoformat(),
            }
        )
        form.without("person")
        return form

    def without(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)

    def clean_uploads(self) -> list[UploadedFile]:
        files: list[UploadedFile] = self.cleaned_data["uploads"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("At most ten files at once."))
        return files

    def entry_values(self) -> dict[str, Any]:
        values = self.values("kind", "direction", "subject", "text", "minutes")
        if self.cleaned_data.get("at"):
            values["entry_at"] = self.cleaned_data["at"]
        return values


class CallForm(AskingForm):
    """A call in five seconds: who, what, Enter."""

    who = forms.CharField(label=_("Who"), required=False, max_length=160)
    chosen = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    text = forms.CharField(label=_("What was it about?"), required=False, max_length=2000)
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=[(Direction.IN, _("They called")), (Direction.OUT, _("I called"))],
        initial=Direction.IN,
        required=False,
        widget=ChoiceChips(icons={"in": "phone-incoming", "out": "phone-outgoing"}),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=0, max_value=1440, widget=forms.NumberInput({"class": "short"})
    )


class AssignForm(AskingForm):
    who = forms.CharField(label=_("Whose is it?"), required=False, max_length=160)
    chosen = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
