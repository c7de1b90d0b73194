"""What a person reads and agrees to: the use in plain words, and the sentence that is the consent."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gestand.core.declarations.purposes import Purpose
from gestand.core.firm import current_firm

#: Goes with every consent that is given on the preference page; a change of the sentence below is a new version.
WORDING_VERSION = "preferences-1"


def consent_wording(purpose: Purpose) -> str:
    """The sentence that is agreed to, in the language of the page."""
    firm = current_firm()
    return _("Yes, %(firm)s may use my data for this: %(purpose)s. I can take this back at any time.") % {
        "firm": firm.name if firm else "Gestand",
        "purpose": purpose.label,
    }


def no_wording(purpose: Purpose) -> str:
    """The sentence on the button's side with which somebody says no."""
    return _("Stop using my data for this: %(purpose)s.") % {"purpose": purpose.label}
