"""What an empty office begins with: a few steps, each gone once it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from gestand.core.mail.models import MailSettings
from gestand.people.models import Client

if TYPE_CHECKING:
    from gestand.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    words: str
    icon: str
    url: str


class _Seen:
    """An office that has had a client has begun: after that the question costs nothing."""

    has_begun = False


def first_steps(actor: Actor) -> list[Step]:
    """The next steps for the owner of an office without clients; else none."""
    if not actor.is_owner or _has_begun():
        return []
    steps = [
        Step(
            _("Import your contacts"),
            _("From Outlook, Google, your phone or a spreadsheet. You see everything before it is written."),
            "file-import",
            _address("people:imports"),
        ),
        Step(
            _("Add your first client"),
            _("A household or a business. Paste an address or a signature: it is taken apart for you."),
            "user-plus",
            _address("people:client-new"),
        ),
    ]
    if MailSettings.objects.exists():
        words = _("A passkey on a second device lets you in when you lose the first.")
        steps.append(Step(_("Make a second way in"), words, "key", _address("mfa_index")))
    else:
        words = _("Until then every mail waits, readable, in the outbox. Nothing is lost.")
        steps.append(Step(_("Set up mail"), words, "mail", _address("core:mail-settings")))
    return [step for step in steps if step.url]


def _has_begun() -> bool:
    _Seen.has_begun = _Seen.has_begun or Client.objects.exists()
    return _Seen.has_begun


def forget() -> None:
    """Ask the database again at the next request (for tests)."""
    _Seen.has_begun = False


def _address(view_name: str) -> str:
    try:
        return reverse(view_name)
    except NoReverseMatch:
        return ""
