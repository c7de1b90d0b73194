"""The confirmation of deletion that a client gets in writing, and the mail that it travels with. U-form, plain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from gestand.core.deadlines import gone_from_backups_on
from gestand.core.documents import render_pdf
from gestand.core.files.uploads import harmless_name
from gestand.core.firm import current_firm
from gestand.core.public_address import public_address
from gestand.people.models import Address
from gestand.sharing.letters import Letter, reference
from gestand.sharing.models import EndChoice, HandBack
from gestand.ui import formats

TEMPLATE = "core/documents/letter.typ"


def _firm_name() -> str:
    firm = current_firm()
    return firm.name if firm else "Gestand"


def package_name(row: HandBack) -> str:
    with override(row.language):
        return harmless_name(_("Your data at %(firm)s") % {"firm": _firm_name()} + ".zip")


def file_name(row: HandBack) -> str:
    with override(row.language):
        return harmless_name(f"{_('Confirmation of deletion')} {_firm_name()} {row.done_on}.pdf")


def covering(row: HandBack) -> Letter:
    """The mail with which it goes out."""
    firm = current_firm()
    with override(row.language):
        lines = [
            _("Good day,"),
            _("What we held for you as your processor is deleted. The confirmation is with this mail."),
            "\n".join(
                filter(None, [_("Kind regards,"), _firm_name(), firm.officer_email or firm.email if firm else ""])
            ),
        ]
        return Letter(_("Confirmation of deletion"), "\n\n".join(lines) + "\n")


def with_link(row: HandBack, *, token: str, until: datetime) -> Letter:
    """The mail with the link that opens the package once."""
    firm = current_firm()
    with override(row.language):
        address = f"{public_address(firm)}{reverse('public:fetch')}#{token}"
        lines = [
            _("Good day,"),
            _(
                "What we hold for you as your processor is ready to go back to you (GDPR 28(3)(g)). You can fetch it "
                "here, once, until %(moment)s:"
            )
            % {"moment": formats.moment_words(until)},
            address,
            _(
                "It is one file (ZIP). Open READ ME in it first, look whether it is complete, and tell us that you "
                "have it. After that we delete it here, and confirm that in writing."
            ),
            _("Too late, or did something go wrong? Answer this mail and we make a new link."),
            "\n".join(
                filter(None, [_("Kind regards,"), _firm_name(), firm.officer_email or firm.email if firm else ""])
            ),
        ]
        return Letter(_("What we held for you: fetch it here"), "\n\n".join(lines) + "\n")


def as_pdf(row: HandBack, *, at: datetime) -> bytes:
    """The confirmation, PDF/A."""
    with override(row.language):
        content = {
            "title": _("Confirmation of deletion"),
            "date_line": formats.long_day_words(timezone.localdate(at), year=True),
            "to": [row.party_name, *_address_lines(row)],
            "reference": reference(row.agreement) if row.agreement is not None else "",
            "paragraphs": paragraphs(row),
            "words": {"page": _("page"), "of": _("of")},
        }
        return render_pdf(TEMPLATE, content, row.language, at=at)


def paragraphs(row: HandBack) -> list[str]:
    """What it says, in the active language."""
    assert row.done_at is not None and row.done_on is not None  # noqa: S101, PT018 - only what is done is confirmed
    when = formats.moment_words(row.done_at)
    last_backup = gone_from_backups_on(row.done_on)
    said = [
        _("As your processor we held personal data for which you are responsible. Our service has ended.")
        if row.agreement is None
        else _(
            "Under processing agreement %(reference)s we held personal data for which you are responsible. Our service "
            "has ended."
        )
        % {"reference": reference(row.agreement)},
    ]
    if row.choice == EndChoice.RETURNED:
        said.append(
            _("You chose to have everything back, after which we delete it. %(who)s told us on %(day)s to have it all.")
            % {"who": row.received_by, "day": formats.day_words(row.received_on) if row.received_on else ""}
        )
    else:
        said.append(_("You chose to have everything deleted."))
    said.append(_("Deleted on %(moment)s: %(what)s.") % {"moment": when, "what": what_went(row)})
    said.append(_("We then looked whether anything of it was left in our systems. Nothing was."))
    said.append(
        _(
            "Copies in our encrypted backups are used for nothing, and are gone on %(day)s at the latest. If a backup "
            "has to be put back before that day, the deletion is done again before anything else."
        )
        % {"day": formats.day_words(last_backup)}
    )
    said.append(
        _(
            "Our own administration of you stays as long as the law and our privacy statement say: agreements, "
            "invoices and our correspondence. For that we are the controller. This is the confirmation of article "
            "28(3)(g) of the GDPR."
        )
    )
    return [*said, f"{_('Kind regards,')}\n{_firm_name()}"]


def what_went(row: HandBack) -> str:
    """Such as "3 attached files" in the active language."""
    said = []
    for label, count in sorted(row.counts.items()):
        try:
            meta = apps.get_model(label)._meta
        except LookupError:
            continue
        if label == "core.SearchEntry":
            continue
        said.append(f"{count} {meta.verbose_name_plural if count != 1 else meta.verbose_name}")
    if row.files:
        said.append(ngettext("%(n)d file from our store", "%(n)d files from our store", row.files) % {"n": row.files})
    return ", ".join(said)


def _address_lines(row: HandBack) -> list[Any]:
    address = Address.objects.filter(client=row.client_id).order_by("id").first() if row.client_id else None
    return [address.street, f"{address.postal_code} {address.city}".strip()] if address is not None else []
