"""Sending, signing and ending an agreement with a business client; a new version of the standard text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gestand.core.files.uploads import CheckedUpload
from gestand.sharing.actions.texts import field_name
from gestand.sharing.forms.recipients import UploadField
from gestand.sharing.models import EndChoice
from gestand.ui.forms import DateInput

OTHER = "other"


class SendForm(forms.Form):
    """To which address: one on file, or another."""

    to = forms.ChoiceField(label=_("Send it to"), widget=forms.RadioSelect)
    other = forms.EmailField(label=_("Another address"), required=False, max_length=254)

    def __init__(self, *args: Any, addresses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(address, f"{whose} · {address}") for address, whose in addresses]
        field: Any = self.fields["to"]
        field.choices = [*choices, (OTHER, _("Another address"))]
        field.initial = choices[0][0] if choices else OTHER

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("to") == OTHER and not given.get("other") and "other" not in self.errors:
            self.add_error("other", _("Fill in the address."))
        return given

    @property
    def address(self) -> str:
        return str(self.cleaned_data["other"] if self.cleaned_data["to"] == OTHER else self.cleaned_data["to"])


class SignForm(forms.Form):
    """That both have signed."""

    signed_on = forms.DateField(label=_("Signed on"), widget=DateInput())
    signed_by = forms.CharField(
        label=_("Signed for the client by"), max_length=160, help_text=_("Name and role, as it stands on the paper.")
    )
    file = UploadField(
        label=_("The signed paper"),
        required=False,
        help_text=_("Without it is written down that you saw the signatures."),
    )

    @property
    def upload(self) -> CheckedUpload | None:
        found: CheckedUpload | None = self.cleaned_data.get("file")
        return found


class EndForm(forms.Form):
    """The end, and what the client chose."""

    ended_on = forms.DateField(label=_("Ended on"), widget=DateInput())
    choice = forms.ChoiceField(
        label=_("What does the client want with the data?"), choices=EndChoice.choices, widget=forms.RadioSelect
    )


class TextForm(forms.Form):
    """Every article in both languages."""

    note = forms.CharField(
        label=_("What changes, in a few words"),
        max_length=200,
        required=False,
        help_text=_("For yourself, in the list."),
    )

    def __init__(self, *args: Any, articles: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.articles = articles
        for article in articles:
            for language in ("nl", "en"):
                words = article[language]
                self.fields[field_name(article["key"], language, "title")] = forms.CharField(
                    label=_("Title"), max_length=120, initial=words["title"]
                )
                self.fields[field_name(article["key"], language, "text")] = forms.CharField(
                    label=_("Text"),
                    max_length=6000,
                    initial=words["text"],
                    widget=forms.Textarea(attrs={"rows": max(4, len(words["text"]) // 70)}),
                )

    def by_article(self) -> list[dict[str, Any]]:
        """For the page: each article with its fields."""
        return [
            {
                "number": number,
                "title": article["en" if (get_language() or "nl").startswith("en") else "nl"]["title"],
                "clauses": [clause for clause in article["clauses"] if len(clause) == 1],
                "languages": [
                    {
                        "code": language,
                        "name": name,
                        "title": self[field_name(article["key"], language, "title")],
                        "text": self[field_name(article["key"], language, "text")],
                    }
                    for language, name in (("nl", _("Dutch")), ("en", _("English")))
                ],
            }
            for number, article in enumerate(self.articles, start=1)
        ]
