"""The mails of a sending to an organisation. The first one tells it nothing about anybody."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from gestand.core.firm import current_firm
from gestand.people.models import MailAddress
from gestand.rights.letters import Letter, complaint, signature
from gestand.rights.links import public_link
from gestand.rights.models import Request, Transfer
from gestand.ui import formats


def is_this_you(transfer: Transfer, *, token: str) -> Letter:
    """Asks whoever reads this mailbox whether it is the organisation's."""
    firm = current_firm()
    with translation.override(transfer.language):
        name = firm.name if firm else "Gestand"
        return Letter(
            _("May %(firm)s send you somebody's data?") % {"firm": name},
            (
                _("Good day,"),
                _(
                    "A client of %(firm)s asked us to send data to %(organisation)s, as article 20 of the GDPR allows. "
                    "We send nothing before we know that this is the right address."
                )
                % {"firm": name, "organisation": transfer.organisation},
                _("Is it? Then confirm it here, and you get a link to fetch the data:"),
                public_link("public:confirm-organisation", language=transfer.language, token=token),
                _("If not, you need not do anything; the link stops by itself after seven days."),
                signature(firm),
            ),
        )


def link_for_organisation(transfer: Transfer, *, token: str, until: datetime) -> Letter:
    """Where the organisation fetches the package, once."""
    firm = current_firm()
    with translation.override(transfer.language):
        return Letter(
            _("The data for %(organisation)s") % {"organisation": transfer.organisation},
            (
                _("Good day,"),
                _("Thank you for confirming. You can fetch the data here, once, until %(moment)s:")
                % {"moment": formats.moment_words(until)},
                public_link("public:fetch", language=transfer.language, fragment=token),
                _(
                    "It is one ZIP with JSON (and its schema), CSV, vCard, iCalendar and files; index.html in it says "
                    "what is what. Another Gestand takes it in as it is. Whose data it is, stands inside."
                ),
                _("Too late, or did something go wrong? Answer this mail and we make a new link."),
                signature(firm),
            ),
        )


def sent_for_you(transfer: Transfer) -> Letter:
    """Tells the person that it went, and to whom."""
    firm = current_firm()
    with translation.override(transfer.language):
        return Letter(
            _("Your data is ready for %(organisation)s") % {"organisation": transfer.organisation},
            (
                _("Good day,"),
                _(
                    "You asked us to send your data to %(organisation)s. They confirmed their address, %(email)s, and "
                    "have a link to fetch it once, within 24 hours."
                )
                % {"organisation": transfer.organisation, "email": transfer.email},
                _("Was this not what you asked? Tell us at once; until it is fetched we can stop it."),
                complaint(transfer.language),
                signature(firm),
            ),
        )


def address_of_person(request: Request) -> str:
    """The first mail address on file, else the one that was given with the request."""
    on_file = MailAddress.objects.filter(person=request.person).order_by("order", "id")
    return on_file.values_list("address", flat=True).first() or request.email
