"""The sentence to which a parent says yes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gestand.core.firm import current_firm
from gestand.people.minors.kinds import EntryKind

#: A change of the sentence below is a new version.
WORDING_VERSION = "parent-1"


def consent_wording(kind: EntryKind) -> str:
    """In the language of the page."""
    firm = current_firm()
    return _(
        "I am the parent or guardian. %(firm)s may keep and use what my child filled in: %(what)s. I can have it "
        "deleted at any time."
    ) % {"firm": firm.name if firm else "Gestand", "what": kind.what}
