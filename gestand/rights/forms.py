"""Forms of this room: they read what was typed; actions decide."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gestand.core.mail_addresses import MailAddressField
from gestand.people.minors.forms import AgeQuestion
from gestand.rights.actions.identity import PROOFS_BY_HAND
from gestand.rights.limits import use_page
from gestand.rights.minors import ENTRY_KIND
from gestand.rights.models import LANGUAGES, AnswerChannel, Channel, IdentityProof, Request, RequestKind
from gestand.ui.forms import ChoiceChips, DateTimeInput

_LONGEST_MESSAGE = 4000
#: A person needs longer than this to fill in a form; a program that fills in every form it meets does not.
_QUICKEST_SECONDS = 3
_OLDEST_SECONDS = 24 * 3600
_SALT = "gestand.rights.public-form"


class PublicRequestForm(AgeQuestion):
    """What a visitor is asked: as little as an answer needs."""

    entry_kind = ENTRY_KIND
    beside_the_entry = AgeQuestion.beside_the_entry | {"website", "started"}
    field_order = ("kind", "name", "email", "message", "age", "parent_email")

    kind = forms.ChoiceField(label=_("What do you want to ask?"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=pgettext_lazy("to a client", "Your name"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = MailAddressField(
        label=pgettext_lazy("to a client", "Your e-mail address"),
        max_length=254,
        help_text=_(
            "Preferably the address that we know you by. We send a mail there first, to make sure that it is yours."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    message = forms.CharField(
        label=_("Is there something we should know?"),
        required=False,
        max_length=_LONGEST_MESSAGE,
        help_text=_(
            "For example what has to be corrected. Please do not send a copy of an identity document or your citizen "
            "service number."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    #: Nobody sees this field; programs fill it in.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
    started = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (RequestKind.ACCESS, _("See what you have about me")),
            (RequestKind.RECTIFICATION, _("Have something corrected")),
            (RequestKind.ERASURE, _("Have my data erased")),
            (RequestKind.PORTABILITY, _("Take my data along")),
            (RequestKind.RESTRICTION, _("Have the use of my data stopped for now")),
            (RequestKind.WITHDRAWAL, _("Withdraw a consent")),
            (RequestKind.OBJECTION, _("Object to the use of my data")),
        ]
        self.fields["kind"].initial = RequestKind.ACCESS
        self.fields["started"].initial = new_start()

    @property
    def is_a_trap(self) -> bool:
        """A field that nobody sees was filled in."""
        return bool(self.data.get("website", "").strip())

    def clean_started(self) -> str:
        """Refuse what was sent within seconds, or a day after the page was opened; the typed words stay."""
        started: str = self.cleaned_data.get("started", "")
        try:
            signing.TimestampSigner(salt=_SALT).unsign(started, max_age=_OLDEST_SECONDS)
        except signing.BadSignature:
            self._start_anew()
            raise forms.ValidationError(_("This page stood open for a long time. Please send it once more.")) from None
        try:
            signing.TimestampSigner(salt=_SALT).unsign(started, max_age=_QUICKEST_SECONDS)
        except signing.SignatureExpired:
            return started
        raise forms.ValidationError(
            _("That went very quickly. Please look once more whether all is right, and send it again.")
        )

    def waited(self, seconds: int) -> bool:
        """Whether this page stood open that long and is sent for the first time; else says how long to wait."""
        if not seconds:
            return True
        started = self.cleaned_data["started"]
        with suppress(signing.SignatureExpired):
            signing.TimestampSigner(salt=_SALT).unsign(started, max_age=seconds)
            self.add_error(
                None,
                _(
                    "Many forms come in at this moment. Please wait %(number)d seconds and send it once more; what you "
                    "filled in stays here."
                )
                % {"number": seconds},
            )
            return False
        if use_page(started):
            return True
        self._start_anew()
        self.add_error(None, _("This page was sent already. Is there something else? Please send it once more."))
        return False

    def _start_anew(self) -> None:
        self.data = {**self.data.dict(), "started": new_start()} if isinstance(self.data, QueryDict) else self.data


def new_start() -> str:
    """A signed moment at which the form was opened."""
    return signing.TimestampSigner(salt=_SALT).sign(secrets.token_hex(8))


class EnterRequestForm(forms.ModelForm[Request]):
    """A request that came by mail, phone or letter, written down by the owner."""

    class Meta:
        model = Request
        fields: ClassVar = ["kind", "channel", "received_at", "name", "email", "phone", "message", "language"]
        field_classes: ClassVar = {"email": MailAddressField}
        widgets: ClassVar = {
            "kind": forms.RadioSelect,
            "channel": ChoiceChips(icons={"mail": "mail", "phone": "phone", "letter": "mailbox"}),
            "received_at": DateTimeInput,
            "message": forms.Textarea(attrs={"rows": 4}),
            "language": ChoiceChips,
        }
        help_texts: ClassVar = {
            "received_at": _("The clock runs from this moment, also when you read it later."),
            "name": _("As it was given; who it is comes in the next step."),
            "message": _("What exactly was asked, in their words."),
        }

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (channel.value, channel.label) for channel in Channel if channel is not Channel.FORM
        ]
        self.fields["channel"].initial = Channel.MAIL
        self.fields["kind"].choices = RequestKind.choices  # type: ignore[attr-defined]
        self.fields["language"].choices = LANGUAGES  # type: ignore[attr-defined]
        self.fields["received_at"].initial = timezone.localtime(at)
        self.fields["language"].label = _("Answer in")


class IdentifyForm(forms.Form):
    """Who it is, and how that was made sure. The person is chosen from what the search found."""

    person = forms.UUIDField(error_messages={"required": _("Choose who it is."), "invalid": _("Choose who it is.")})
    proof = forms.ChoiceField(
        label=_("How did you make sure?"),
        choices=[(proof.value, IdentityProof(proof).label) for proof in PROOFS_BY_HAND],
        widget=ChoiceChips(icons={"called_back": "phone", "seen": "eye-check"}),
        error_messages={"required": _("Choose how you made sure who asks. A name alone is not enough.")},
    )


class WrittenAnswerForm(forms.Form):
    """An answer in the owner's own words."""

    words = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("A greeting goes above it; the address of the authority and your firm's name go below it."),
        error_messages={"required": _("Write the answer first.")},
    )
    channel = forms.ChoiceField(
        label=_("How does it go?"),
        choices=AnswerChannel.choices,
        widget=ChoiceChips(icons={"mail": "mail", "letter": "mailbox", "in_person": "user-check"}),
    )
    email = forms.ChoiceField(label=_("To"), required=False)

    def __init__(self, *args: Any, addresses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].choices = addresses  # type: ignore[attr-defined]
        if not addresses:
            del self.fields["email"]
            self.fields["channel"].choices = [  # type: ignore[attr-defined]
                choice for choice in AnswerChannel.choices if choice[0] != AnswerChannel.MAIL
            ]
        self.fields["channel"].initial = self.fields["channel"].choices[0][0]  # type: ignore[attr-defined]


class EraseForm(WrittenAnswerForm):
    """A yes to the plan that is shown, and how the letter goes."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    tell = forms.BooleanField(
        label=_("I ask those who received it to erase it too; the letter says so"), required=False
    )
    sure = forms.BooleanField(
        label=_("Yes, erase this for good"),
        error_messages={"required": _("Nothing is erased before you say yes.")},
    )
    field_order = ("channel", "email", "tell", "sure")

    def __init__(self, *args: Any, told: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["words"]
        if not told:
            del self.fields["tell"]


class SendPackageForm(forms.Form):
    """Where the one-time link goes, after somebody has looked."""

    email = forms.ChoiceField(label=_("To"), error_messages={"required": _("To which address?")})
    looked_through = forms.BooleanField(
        label=_("I have looked through it: free texts that speak of others may go out"),
        required=False,
    )

    def __init__(self, *args: Any, addresses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].choices = addresses  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """What is noted when a package was given in person or by post."""

    words = forms.CharField(label=_("What you wrote or said with it"), widget=forms.Textarea(attrs={"rows": 4}))


class FetchForm(forms.Form):
    """The code of a one-time link."""

    asks_no_age: ClassVar[str] = "it takes a code that we sent, and keeps nothing of it"

    code = forms.CharField(
        label=_("The code from the mail"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Paste the code from the mail: everything after the # in the link.")},
    )
