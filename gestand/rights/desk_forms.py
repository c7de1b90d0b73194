"""Forms of the desk: what is done with a request, each read here and decided by an action."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Purpose
from gestand.people.models import FreezeGround
from gestand.rights.actions.correcting import ADDRESS_FIELDS, LONGEST_OTHER, PERSON_FIELDS, Correctable, Wanted
from gestand.rights.actions.notices import LONGEST_NOTE
from gestand.rights.actions.sorting import LONGEST_NOTE as LONGEST_WITHDRAWAL
from gestand.rights.actions.texts import LONGEST_TEXT
from gestand.rights.forms import WrittenAnswerForm
from gestand.rights.models import AnswerChannel, ExtensionGround, NoticeHow, RefusalGround, RequestKind
from gestand.ui.formats import phone_words
from gestand.ui.forms import ChoiceChips, DateInput

_LONGEST_REASONS = 4000
_NAMES = {
    "salutation": _("Form of address"),
    "initials": _("Initials"),
    "given_name": _("First name"),
    "name_prefix": _("Prefix"),
    "family_name": _("Last name"),
}
_LONGEST_NAME, _LONGEST_POINT = 120, 254


class LetterForm(WrittenAnswerForm):
    """A letter to whoever asked; ``text_version`` is the version of the text that it began from."""

    text_version = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("The letter")


class ReasonedLetterForm(LetterForm):
    """A letter with a ground and reasons in it; ``{reasons}`` in the words is where they come."""

    ground = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect, error_messages={"required": _("Choose why.")})
    reasons = forms.CharField(
        label=_("Your reasons"),
        max_length=_LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In words that the person understands. They come in the letter in the place of {reasons}."),
        error_messages={"required": _("Write down the reasons; the law asks for them.")},
    )
    field_order = ("ground", "reasons", "words", "channel", "email")


class ExtendForm(ReasonedLetterForm):
    """Two further months, with one of the two reasons that the law knows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = ExtensionGround.choices  # type: ignore[attr-defined]


class RefuseForm(ReasonedLetterForm):
    """No, with its ground."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = RefusalGround.choices  # type: ignore[attr-defined]


class LiftingForm(ReasonedLetterForm):
    """The notice before a restriction is lifted: reasons, and no ground."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["ground"]


class RestrictForm(LetterForm):
    """A yes to freezing somebody's data, and the letter that says so."""

    ground = forms.ChoiceField(
        label=_("Why?"), choices=FreezeGround.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose why.")},
    )  # fmt: skip
    field_order = ("ground", "words", "channel", "email")


class CorrectForm(forms.Form):
    """Names, numbers and addresses as they stand, to be put right."""

    def __init__(self, *args: Any, now: Correctable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now
        for name in PERSON_FIELDS:
            self._add(f"person-{name}", _NAMES[name], getattr(now.person, name), _LONGEST_NAME)
        for phone in now.phones:
            self._add(f"phone-{phone.id}", _("Telephone number"), phone_words(phone.number), _LONGEST_POINT)
        self._add("new_phone", _("Another telephone number"), "", _LONGEST_POINT)
        for mail in now.mails:
            self._add(f"mail-{mail.id}", _("Mail address"), mail.address, _LONGEST_POINT)
        self._add("new_mail", _("Another mail address"), "", _LONGEST_POINT)
        labels = {
            "street": _("Street and number"),
            "extra": _("Second line"),
            "postal_code": _("Postal code"),
            "city": _("Town"),
        }
        for place in now.addresses:
            for name in ADDRESS_FIELDS:
                self._add(f"address-{place.id}-{name}", labels[name], getattr(place, name), _LONGEST_POINT)
        self.fields["other"] = forms.CharField(
            label=_("What you put right elsewhere"),
            required=False,
            max_length=LONGEST_OTHER,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("For example a note in which something was wrong: say what it was, and what you did."),
        )

    def _add(self, name: str, label: Any, value: str, length: int) -> None:
        self.fields[name] = forms.CharField(label=label, required=False, initial=value, max_length=length)

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Name, ways to be reached, each address, and the rest: what stands together on the page."""
        names = list(self.fields)
        places = [
            (_("Address"), [self[f"address-{place.id}-{name}"] for name in ADDRESS_FIELDS])
            for place in self._now.addresses
        ]
        reached = [name for name in names if name.startswith(("phone-", "mail-", "new_"))]
        return [
            (_("Name"), [self[f"person-{name}"] for name in PERSON_FIELDS]),
            (_("Reachable at"), [self[name] for name in reached]),
            *places,
            (_("Elsewhere"), [self["other"]]),
        ]

    def wanted(self) -> Wanted:
        """What was typed, for the action."""
        cleaned = self.cleaned_data
        return Wanted(
            person={name: cleaned[f"person-{name}"] for name in PERSON_FIELDS},
            phones={
                phone.id: phone.number if typed == phone_words(phone.number) else typed
                for phone in self._now.phones
                for typed in (cleaned[f"phone-{phone.id}"],)
            },
            mails={mail.id: cleaned[f"mail-{mail.id}"] for mail in self._now.mails},
            addresses={
                place.id: {name: cleaned[f"address-{place.id}-{name}"] for name in ADDRESS_FIELDS}
                for place in self._now.addresses
            },
            new_phone=cleaned["new_phone"],
            new_mail=cleaned["new_mail"],
            other=cleaned["other"],
        )


class WeighForm(forms.Form):
    """One decision for each use that is still to be weighed."""

    def __init__(self, *args: Any, purposes: list[Purpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purposes = purposes
        for purpose in purposes:
            self.fields[f"do-{purpose.name}"] = forms.ChoiceField(
                label=str(purpose.label).capitalize(),
                choices=[("follow", _("We stop with it")), ("keep", _("We go on, for these reasons"))],
                widget=ChoiceChips(icons={"follow": "check", "keep": "x"}),
                error_messages={"required": _("Decide about this use.")},
            )
            self.fields[f"reasons-{purpose.name}"] = forms.CharField(
                label=_("Reasons"),
                required=False,
                max_length=_LONGEST_REASONS,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Needed when you go on; they come in the answer."),
            )

    def decisions(self) -> list[tuple[Purpose, bool, str]]:
        return [
            (purpose, self.cleaned_data[f"do-{purpose.name}"] == "follow", self.cleaned_data[f"reasons-{purpose.name}"])
            for purpose in self.purposes
        ]


class KindForm(forms.Form):
    """What is really asked."""

    kind = forms.ChoiceField(label=_("What is asked?"), choices=RequestKind.choices, widget=forms.RadioSelect)


class JoinForm(forms.Form):
    """Which earlier request asks the same."""

    other = forms.TypedChoiceField(label=_("The same as"), coerce=UUID, widget=forms.RadioSelect)

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = others  # type: ignore[attr-defined]


class WithdrawnForm(forms.Form):
    """How the person took it back."""

    note = forms.CharField(
        label=_("How did the person take it back?"),
        max_length=LONGEST_WITHDRAWAL,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write down how the person took it back: by phone, by mail, on which day.")},
    )


class PassOnForm(LetterForm):
    """To which client it goes, with which words, and what the person is told."""

    client = forms.TypedChoiceField(label=_("Whose data is it?"), coerce=UUID, widget=forms.RadioSelect)
    client_words = forms.CharField(label=_("Letter to the client"), widget=forms.Textarea(attrs={"rows": 8}))
    client_channel = forms.ChoiceField(
        label=_("How does that go?"),
        choices=AnswerChannel.choices,
        widget=ChoiceChips(icons={"mail": "mail", "letter": "mailbox", "in_person": "user-check"}),
    )
    client_email = forms.EmailField(label=_("Mail address of the client"), required=False)
    client_text_version = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    field_order = ("client", "client_words", "client_channel", "client_email", "words", "channel", "email")

    def __init__(self, *args: Any, clients: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].choices = clients  # type: ignore[attr-defined]
        self.fields["words"].label = _("Letter to the person")
        self.fields["client_channel"].initial = AnswerChannel.MAIL


class NoticeForm(forms.Form):
    """How a recipient was told: a mail from here, otherwise on a day, or not at all and why."""

    how = forms.ChoiceField(
        label=_("How is it told?"),
        choices=NoticeHow.choices,
        widget=ChoiceChips(icons={"mail": "mail", "by_hand": "user-check", "not_needed": "x"}),
    )
    words = forms.CharField(label=_("The mail"), required=False, widget=forms.Textarea(attrs={"rows": 10}))
    email = forms.EmailField(label=_("To"), required=False)
    told_on = forms.DateField(label=_("Told on"), required=False, widget=DateInput)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("By phone, on their own form; or why it is impossible or out of all proportion."),
    )
    text_version = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_on"].initial = timezone.localdate()


class TextForm(forms.Form):
    """An own text of a letter."""

    text = forms.CharField(
        label=_("Text"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 14})
    )
