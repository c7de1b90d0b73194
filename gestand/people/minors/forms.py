"""The age question: every public form in which a visitor leaves something behind is built on it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.core.mail_addresses import MailAddressField, folded_mail_address

SIXTEEN, YOUNGER = "yes", "no"


class ParentInput(forms.EmailInput):
    """Only a child has to fill it in, which the browser cannot know before the form is sent."""

    def use_required_attribute(self, _initial: Any) -> bool:
        return False


class AgeQuestion(forms.Form):
    """Asks whether somebody is sixteen, and no date of birth; who is not names a parent's own mail address.

    A form that is built on it sets ``entry_kind`` and sends what a child filled in to ``minors.actions.ask_parent``.
    """

    #: Under which key its room offered the form (``minors.kinds``).
    entry_kind: ClassVar[str] = ""
    #: Fields that are no part of what the visitor says.
    beside_the_entry: ClassVar[frozenset[str]] = frozenset({"age", "parent_email"})

    age = forms.ChoiceField(
        label=_("Are you 16 or older?"),
        choices=[(SIXTEEN, _("Yes")), (YOUNGER, _("No, I am younger"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you are 16 or older. We do not ask for your date of birth.")},
    )
    parent_email = MailAddressField(
        label=_("The e-mail address of your parent or guardian"),
        max_length=254,
        help_text=_(
            "We first ask your parent. Until there is a yes we cannot read what you filled in, and after seven days it "
            "is gone."
        ),
        widget=ParentInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={"required": _("Fill in the e-mail address of your parent or guardian.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.fields["parent_email"].required = self.data.get(self.add_prefix("age")) == YOUNGER

    @property
    def is_child(self) -> bool:
        """Whether a parent has to be asked first; on a valid form."""
        return self.cleaned_data.get("age") != SIXTEEN

    def entry(self) -> dict[str, str]:
        """What the visitor said, as words to be sealed."""
        return {
            name: str(value)
            for name, value in self.cleaned_data.items()
            if name not in self.beside_the_entry and value is not None
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("age") == SIXTEEN:
            cleaned["parent_email"] = ""  # who typed it first and then said yes, left no parent's address behind
            self.errors.pop("parent_email", None)
            return cleaned
        if cleaned.get("age") == YOUNGER and "parent_email" not in self.errors:
            self._check_parent(cleaned.get("parent_email", ""))
        return cleaned

    def _check_parent(self, parent: str) -> None:
        own = {
            mailbox(str(self.cleaned_data.get(name) or ""))
            for name, field in self.fields.items()
            if isinstance(field, forms.EmailField) and name != "parent_email"
        }
        if mailbox(parent) in own:
            self.add_error("parent_email", _("This is your own address. Fill in the address that your parent reads."))


def mailbox(address: str) -> str:
    """One mailbox, however it is written: capitals, and what stands behind a plus, do not make it another's."""
    local, at, domain = folded_mail_address(address).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"
