"""The words with which a copy is asked for: why, what to cover, and the other ways."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.core.firm import current_firm
from gestand.rights.letters import Letter, signature
from gestand.rights.links import public_link
from gestand.rights.models import Hidden, IdentityCopy, Request
from gestand.ui import formats


def asking(copy: IdentityCopy, request: Request, *, token: str, readable: Collection[str] = ()) -> Letter:
    """Asks for a blackened copy; with ``readable`` for the second time, because that could be read."""
    firm = current_firm()
    name = firm.name if firm else "Gestand"
    with translation.override(request.language):
        again = (
            _(
                "In the picture that you sent, this could be read: %(what)s. We destroyed it at once and ask you for "
                "another one."
            )
            % {"what": ", ".join(str(Hidden(each).label) for each in readable)}
            if readable
            else ""
        )
        until = timezone.localtime(copy.link_until) if copy.link_until else None
        return Letter(
            _("Is it you? About your request %(number)s to %(firm)s") % {"number": request.number, "firm": name},
            tuple(
                filter(
                    None,
                    (
                        _("Good day,"),
                        again
                        or _(
                            "Before we answer your request %(number)s we want to be sure that nobody else asks in your "
                            "name. In other ways that did not work out:"
                        )
                        % {"number": request.number},
                        "" if again else copy.doubt,
                        _(
                            "Please send us a picture of your passport or identity card, blackened by yourself. This "
                            "page helps you: it covers your photo, the document number, your citizen service number "
                            "and the lines for machines before anything leaves your device."
                        ),
                        public_link("public:identity", language=request.language, fragment=token),
                        _("The link works once, until %(moment)s.")
                        % {"moment": f"{formats.long_day_words(until.date(), year=True)}, {until:%H:%M}"}
                        if until
                        else "",
                        _(
                            "We compare your name and date of birth, and then destroy the picture. Never send us a "
                            "copy that is not blackened."
                        ),
                        _("Rather not? You can also come by with your document, or let us call you back. Tell us."),
                        signature(firm),
                    ),
                )
            ),
        )


def news_for_the_owner(copy: IdentityCopy, request: Request, *, language: str) -> Letter:
    """Tells the owner that a copy waits; it can only be seen behind the login."""
    with translation.override(language):
        until = timezone.localtime(copy.check_until) if copy.check_until else None
        return Letter(
            _("A blackened copy waits to be checked"),
            (
                _("It belongs to request %(number)s. Unchecked, it is destroyed on %(day)s.")
                % {
                    "number": request.number,
                    "day": formats.long_day_words(until.date(), year=True) if until else "",
                },
                public_link("rights:copy", language=language, pk=copy.id),
            ),
        )


def purpose_words(request: Request, *, firm_name: str) -> str:
    """What is burnt into the picture: for whom, what for, on which day."""
    day = timezone.localdate()
    return _("Only for request %(number)s to %(firm)s, %(day)s") % {
        "number": request.number,
        "firm": capfirst(firm_name),
        "day": formats.long_day_words(day, year=True),
    }
