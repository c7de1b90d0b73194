"""The words of the mails about preferences: u-form, plain; a link, and what happens when one does nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gestand.core.declarations.purposes import Purpose
from gestand.core.firm import Firm, current_firm
from gestand.people.models import Person
from gestand.people.preferences.links import again_url, page_url
from gestand.ui import formats


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs) + "\n"


def your_preferences(person: Person, *, token: str) -> Letter:
    """Somebody's own link, in the language that is active."""
    firm = current_firm()
    name = firm_name(firm)
    return Letter(
        _("Your choices at %(firm)s") % {"firm": name},
        (
            pgettext("to a client", "Dear %(name)s,") % {"name": person.full_name},
            _("On this page you see what %(firm)s may use your data for, and you can stop it with one click:")
            % {"firm": name},
            page_url(token, language=person.language),
            _(
                "You need no password. The link is yours and goes on working; whoever you forward it to can stop "
                "something, and can start nothing."
            ),
            signature(firm),
        ),
    )


def do_you_want_it(purpose: Purpose, *, token: str, language: str) -> Letter:
    """Asks the mailbox whether a use is wanted (again)."""
    firm = current_firm()
    with translation.override(language):
        name = firm_name(firm)
        return Letter(
            _("Please confirm your choice at %(firm)s") % {"firm": name},
            (
                _("Good day,"),
                _("On the page with your choices somebody asked that %(firm)s may use your data for this: %(purpose)s.")
                % {"firm": name, "purpose": purpose.label},
                _("Is that what you want? Then confirm it here, within seven days:"),
                again_url(token, language=language),
                _("If you do nothing, nothing changes."),
                signature(firm),
            ),
        )


def firm_name(firm: Firm | None) -> str:
    return firm.name if firm else "Gestand"


def signature(firm: Firm | None) -> str:
    """Who writes, below a letter."""
    if firm is None:
        return "Gestand"
    lines = [_("Kind regards,"), firm.name, firm.officer_email or firm.email]
    return "\n".join(line for line in [*lines, formats.phone_words(firm.phone) if firm.phone else ""] if line)
