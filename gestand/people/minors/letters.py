"""The words of the mails to a parent. None holds a word that the child typed."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gestand.core.firm import current_firm
from gestand.core.mail.sealed_links import sealed_link
from gestand.core.public_address import public_address
from gestand.people.minors.kinds import EntryKind
from gestand.people.preferences.letters import Letter, firm_name, signature
from gestand.ui import formats


def question(kind: EntryKind, *, token: str, language: str) -> Letter:
    """Asks the parent. The link is sealed while it is in the outbox: it holds the key of what the child filled in."""
    firm = current_firm()
    with translation.override(language):
        name = firm_name(firm)
        return Letter(
            _("Your child filled in something at %(firm)s: is that all right?") % {"firm": name},
            (
                _("Good day,"),
                _(
                    "A visitor of the website of %(firm)s who is younger than 16 filled in %(what)s, and gave this "
                    "address as the parent's or guardian's."
                )
                % {"firm": name, "what": kind.what},
                _("Here you see what it is, and say yes or no:"),
                sealed_link(link("parents:question", token=token, language=language)),
                _(
                    "Until you say yes we cannot read it: the key is in this link alone. If you do nothing, it is gone "
                    "after seven days. If you have no such child, you need not do anything."
                ),
                signature(firm),
            ),
        )


def thanks(kind: EntryKind, *, token: str, at: datetime, language: str) -> Letter:
    """Says what the parent agreed to, and how to have it deleted."""
    firm = current_firm()
    with translation.override(language):
        day = formats.long_day_words(timezone.localdate(at), year=True)
        return Letter(
            _("You agreed to what your child filled in at %(firm)s") % {"firm": firm_name(firm)},
            (
                _("Good day,"),
                _("On %(day)s you said yes, as the parent or guardian, to this: %(what)s.")
                % {"day": day, "what": kind.what},
                _("Do you want it deleted, now or later? That takes one click, without a reason:"),
                link("parents:delete", token=token, language=language),
                _("Keep this mail: the link goes on working."),
                signature(firm),
            ),
        )


def link(name: str, *, token: str, language: str) -> str:
    """Where a parent reaches a page of ours."""
    with translation.override(language):
        return f"{public_address(current_firm())}{reverse(name, kwargs={'token': token})}"
