"""What the statement calls our lists, for a reader who has not seen the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from gestand.core.declarations.registry import DeclaredModel

#: By label of the model; whoever is not here goes by the name that the model has in the office.
_FOR_READERS: dict[str, str | Promise] = {
    "account.EmailAddress": _("accounts of our team"),
    "account.EmailConfirmation": _("accounts of our team"),
    "core.MailAttachment": _("mails from us"),
    "core.SearchEntry": _("the list that we search in"),
    "mfa.Authenticator": _("accounts of our team"),
    "people.Attachment": _("files with conversations and letters"),
    "people.ImportRow": _("lists that we read in"),
    "people.Membership": _("who belongs to which client"),
    "people.Merge": _("notes on who stood in our list twice"),
    "people.NotTheSame": _("notes on who stood in our list twice"),
    "people.SavedView": _("accounts of our team"),
    "statement.Attestation": _("notes of our own checks"),
    "statement.ToldClient": _("news of changes in this statement"),
    "team.Account": _("accounts of our team"),
    "team.GrantedClient": _("agreed access of stand-ins"),
    "team.Grant": _("agreed access of stand-ins"),
    "team.LoginLink": _("links to sign in with"),
    "team.TeamSession": _("times that somebody signed in"),
}


def name_for_readers(declared: DeclaredModel) -> str:
    """As in "mails from us", in the active language."""
    return str(_FOR_READERS.get(declared.label) or declared.model._meta.verbose_name_plural)
