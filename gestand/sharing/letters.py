"""The words that go to a client: the agreement as a document, and the mail that it travels with. U-form, plain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from gestand.core.declarations import Category, Hat
from gestand.core.declarations.registry import personal_models
from gestand.core.documents import render_pdf
from gestand.core.egress import Recipient, RecipientKind, Safeguard
from gestand.core.egress.countries import country_name
from gestand.core.egress.recipients import all_recipients
from gestand.core.files.uploads import harmless_name
from gestand.core.firm import Firm, current_firm
from gestand.core.law import law
from gestand.core.measures import MEASURES
from gestand.people.models import Address, AddressKind, Client
from gestand.sharing.models import ClientAgreement
from gestand.sharing.standard_text import Article, filled_in
from gestand.ui import formats

TEMPLATE = "sharing/documents/agreement.typ"
#: What working on a client's systems touches, whatever Gestand itself holds of it.
_ALWAYS = (Category.NAME, Category.EMAIL, Category.PHONE, Category.NETWORK, Category.IP)


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


def file_name(row: ClientAgreement) -> str:
    """As the client finds it in a folder of downloads."""
    with override(row.language):
        title = _("Processing agreement")
    firm = current_firm()
    return harmless_name(f"{title} {firm.name if firm else 'Gestand'} {reference(row)}.pdf")


def reference(row: ClientAgreement) -> str:
    """The number that stands in it: "2026-014"."""
    return f"{timezone.localtime(row.made_at).year}-{row.number:03d}"


def covering(row: ClientAgreement) -> Letter:
    """The mail with which the document goes out."""
    firm = current_firm()
    name = firm.name if firm else "Gestand"
    with override(row.language):
        lines = [
            _("Good day,"),
            _(
                "When we work on your systems we see personal data for which you are responsible. The law (article 28 "
                "of the GDPR) asks for an agreement about that. You find it with this mail: what we do, how we keep it "
                "safe, and what happens when the work ends."
            ),
            _("Do you agree? Then sign it and send it back to us. If something is unclear or wrong, answer this mail."),
            "\n".join(filter(None, [_("Kind regards,"), name, firm.officer_email or firm.email if firm else ""])),
        ]
        subject = _("Processing agreement with %(firm)s") % {"firm": name}
    return Letter(subject, "\n\n".join(lines) + "\n")


def written(row: ClientAgreement, *, at: datetime) -> list[Article]:
    """The agreement's articles with everything filled in, in its own language."""
    with override(row.language):
        return filled_in(row.text.articles, language=row.language, facts=_facts(row, on=timezone.localdate(at)))


def as_pdf(row: ClientAgreement, *, at: datetime) -> bytes:
    """The document, PDF/A."""
    articles = written(row, at=at)
    firm = current_firm()
    with override(row.language):
        return render_pdf(TEMPLATE, _content(row, articles, firm), row.language, at=at)


def data_types() -> list[str]:
    """Which kinds of data the firm handles for a business: what the work touches, and what is declared for that hat."""
    held = set(_ALWAYS)
    for declared in personal_models():
        if declared.personal is not None and declared.personal.hat is Hat.PROCESSOR_FOR_BUSINESS:
            held.update(declared.personal.categories.values())
    kinds = [str(category.label) for category in Category if category in held]
    return [*kinds, _("what else stands in your systems, as far as it is seen during the work")]


def subprocessors() -> list[Recipient]:
    """The processors in the register now."""
    return [each for each in all_recipients() if each.kind is RecipientKind.PROCESSOR]


def _facts(row: ClientAgreement, *, on: date) -> dict[str, str | list[str]]:
    firm = current_firm()
    return {
        "firm": firm.name if firm else "Gestand",
        "client": row.party_name,
        "data_types": data_types(),
        "subject_kinds": [
            _("your staff, and others who use your systems"),
            _("your customers, suppliers and contacts whose data stands in your systems"),
        ],
        "security_measures": [str(sentence) for sentence in MEASURES.values()],
        "subprocessors": [_described(each) for each in subprocessors()] or [_("none")],
        "breach_hours": law("breach.controller", on).words,
        "backup_days": law("keep.backup", on).words,
    }


def _described(recipient: Recipient) -> str:
    """As in "Voorbeeld Mail bv: every mail that we send (Netherlands)"."""
    where = country_name(recipient.country) if recipient.country else ""
    if where and recipient.safeguard and recipient.safeguard is not Safeguard.NOT_NEEDED:
        where = f"{where}, {recipient.safeguard.label}"
    what = str(recipient.what).rstrip(".")
    return f"{recipient.name}{': ' + what if what else ''}{' (' + where + ')' if where else ''}"


def _content(row: ClientAgreement, articles: list[Article], firm: Firm | None) -> dict[str, Any]:
    day = formats.long_day_words(timezone.localdate(row.made_at), year=True)
    client_lines = _party_lines(row.client) if row.client is not None else []
    firm_line = _(", ").join(filter(None, [firm.street, f"{firm.postal_code} {firm.city}".strip()])) if firm else ""
    numbers = _("chamber of commerce %(number)s")
    return {
        "title": _("Processing agreement"),
        "subtitle": _("Article 28 of the General Data Protection Regulation (GDPR)"),
        "facts": [
            [_("Controller"), "\n".join([row.party_name, *client_lines])],
            [
                _("Processor"),
                "\n".join(
                    filter(
                        None,
                        [
                            firm.name if firm else "Gestand",
                            firm_line,
                            numbers % {"number": firm.kvk_number} if firm and firm.kvk_number else "",
                            firm.officer_email or firm.email if firm else "",
                        ],
                    )
                ),
            ],
            [_("Number"), _("%(reference)s (text %(version)s)") % _numbers(row)],
            [_("Made on"), day],
        ],
        "articles": [
            {
                "number": number,
                "title": article.title,
                "parts": [{"words": part.words, "points": list(part.points)} for part in article.paragraphs],
            }
            for number, article in enumerate(articles, start=1)
        ],
        "signing": {
            "title": _("Signatures"),
            "left": _signing(row.party_name),
            "right": _signing(firm.name if firm else "Gestand"),
        },
        "footer": _("Processing agreement %(reference)s (text %(version)s)") % _numbers(row),
        "words": {"page": _("page"), "of": _("of")},
    }


def _numbers(row: ClientAgreement) -> dict[str, object]:
    return {"reference": reference(row), "version": row.text.number}


def _signing(name: str) -> dict[str, Any]:
    return {"name": name, "lines": [[_("Name and role"), ""], [_("Place and date"), ""], [_("Signature"), ""]]}


def _party_lines(client: Client) -> list[str]:
    order = [AddressKind.POST, AddressKind.VISIT, AddressKind.INVOICE]
    addresses = sorted(Address.objects.filter(client=client), key=lambda row: order.index(AddressKind(row.kind)))
    lines = []
    if addresses:
        first = addresses[0]
        lines.append(_(", ").join(filter(None, [first.street, f"{first.postal_code} {first.city}".strip()])))
    if client.kvk_number:
        lines.append(_("chamber of commerce %(number)s") % {"number": client.kvk_number})
    return lines
