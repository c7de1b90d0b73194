"""The book on paper: PDF/A through typst, in the firm's look."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.documents import render_pdf
from gestand.core.firm import current_firm
from gestand.network.book.accounts import software_and_accounts
from gestand.network.book.addresses import address_plan
from gestand.network.book.blocks import Block
from gestand.network.book.contents import Documentation
from gestand.network.book.endings import backups, what_ends
from gestand.network.book.equipment import devices, users
from gestand.network.book.failing import what_depends
from gestand.network.book.glossary import glossary
from gestand.network.book.places import sites
from gestand.network.book.seen import picture
from gestand.network.book.who_to_call import who_to_call
from gestand.network.models import Device, DeviceState, Site
from gestand.people.models import ClientKind
from gestand.ui import formats

TEMPLATE = "network/book/book.typ"


def as_pdf(found: Documentation, *, language: str, at: datetime) -> bytes:
    """Typeset the book. The active language must be ``language``."""
    firm = current_firm()
    name = firm.name if firm else "Gestand"
    on = timezone.localdate(at)
    day = formats.spelled(on, "j F Y")
    return render_pdf(
        TEMPLATE,
        {
            "title": _("Network book of %(client)s") % {"client": found.client.name},
            "kicker": _("Network book"),
            "client": found.client.name,
            "day": day,
            "summary": _in_one_sentence(found),
            "facts": [
                [_("For"), found.client.name],
                [_("Made by"), name],
                [_("As it was on"), day],
            ],
            "careful": _(
                "This book tells how your network is built. Keep it where you keep important papers. Passwords and "
                "keys are not in it: those are handed over separately."
            ),
            "contents": _("Contents"),
            "footer": _("As it was on %(day)s") % {"day": day},
            "words": {"page": _("page"), "of": _("of")},
            "blocks": list(_chapters(found, at=at)),
        },
        language,
        at=at,
    )


def _chapters(found: Documentation, *, at: datetime) -> list[Block]:
    on = timezone.localdate(at)
    chapters = [
        who_to_call(found),
        picture(found),
        sites(found, on=on),
        address_plan(found),
        devices(found, on=on),
        users(found),
        software_and_accounts(found, on=on),
        what_ends(found, on=on),
        backups(found, on=on),
        what_depends(found),
    ]
    blocks = [block for chapter in chapters for block in chapter]
    return [*blocks, *glossary(blocks)]


def _in_one_sentence(found: Documentation) -> str:
    count = sum(device.state != DeviceState.GONE for device in found.of(Device))
    told = ngettext("%(n)s device", "%(n)s devices", count) % {"n": formats.number_words(count)}
    places = len(found.of(Site))
    if places > 1:
        return _("%(devices)s at %(n)s sites.") % {"devices": told, "n": places}
    if found.client.kind == ClientKind.HOUSEHOLD:
        return _("%(devices)s in your home.") % {"devices": told}
    return _("%(devices)s in your office.") % {"devices": told}
