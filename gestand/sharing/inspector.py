"""For the inspector's pack: recipients, agreements with processors, and counts. No client's name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from gestand.core.files import read_file
from gestand.core.house import InspectorPart
from gestand.core.spreadsheet_cells import without_formula
from gestand.sharing.models import AgreementText, ClientAgreement, ProcessorAgreement, RegisteredRecipient
from gestand.sharing.queries.disclosures import disclosures, names_of_recipients
from gestand.sharing.queries.recipients import recipient_lines
from gestand.sharing.standard_text import POINTS

if TYPE_CHECKING:
    from gestand.core.house import PackWriter


def _write(add: PackWriter, *, at: datetime, language: str) -> None:
    with override(language):
        add("recipients.csv", _csv(_recipients(at)))
        add("agreements-with-processors.csv", _csv(_agreements()))
        add("agreements-with-clients.csv", _csv(_client_agreements()))
        add("disclosures.csv", _csv(_disclosures()))
    for text in AgreementText.objects.all():
        add(f"standard-agreement-{text.number:03d}.json", _json({"version": text.number, "articles": text.articles}))
    for row in ProcessorAgreement.objects.exclude(file=None).select_related("recipient", "file"):
        if row.file is not None:
            suffix = row.file.name.rpartition(".")[2].lower()[:5] or "bin"
            add(f"agreement-{row.recipient.key}-{row.signed_on}-{str(row.id)[-6:]}.{suffix}", read_file(row.file))


def _recipients(at: datetime) -> Iterable[Sequence[Any]]:
    yield [_("Key"), _("Name"), _("Role"), _("What it receives"), _("Purposes"), _("Kinds of data"), _("Country"),
           _("Safeguard"), _("Agreement until"), _("Points found"), _("To fill in")]  # fmt: skip
    for line in recipient_lines(at=at):
        yield [
            line.key, line.recipient.name, line.recipient.kind.label, line.recipient.what,
            "; ".join(str(purpose.label) for purpose in line.recipient.purposes),
            "; ".join(str(category.label) for category in line.categories),
            line.recipient.country, line.safeguard,
            (line.agreement.until_on or "…") if line.agreement else "",
            f"{len(line.agreement.clauses)}/{len(POINTS)}" if line.agreement else "",
            " ".join(lack.sentence for lack in line.lacks),
        ]  # fmt: skip


def _agreements() -> Iterable[Sequence[Any]]:
    yield [_("Recipient"), _("Signed on"), _("Valid from"), _("Valid until"), _("Look again"), _("Reference"),
           *[f"28(3)({point})" for point in POINTS], _("File")]  # fmt: skip
    names = names_of_recipients()
    for row in ProcessorAgreement.objects.select_related("recipient", "file").order_by("recipient__key", "-from_on"):
        yield [
            names.get(row.recipient.key, row.recipient.key), row.signed_on, row.from_on, row.until_on or "",
            row.review_on or "", row.reference,
            *[(row.clauses[point] or _("found")) if point in row.clauses else "" for point in POINTS],
            row.file.sha256 if row.file else "",
        ]  # fmt: skip


def _client_agreements() -> Iterable[Sequence[Any]]:
    """Ids and states alone: who the clients are is for the firm to show."""
    yield [_("Number"), _("Client (id)"), _("State"), _("Text"), _("Made on"), _("Sent on"), _("Signed on"),
           _("Ended on"), _("Signature"), _("End choice")]  # fmt: skip
    for row in ClientAgreement.objects.select_related("text").order_by("number"):
        yield [
            row.number, row.client_id or "", row.get_state_display(), row.text.number, row.made_at.date(),
            row.sent_at.date() if row.sent_at else "", row.signed_on or "", row.ended_on or "",
            row.get_signature_display() if row.signature else "",
            row.get_end_choice_display() if row.end_choice else "",
        ]  # fmt: skip


def _disclosures() -> Iterable[Sequence[Any]]:
    yield [_("Recipient"), _("Purpose"), _("Disclosures"), _("Things in them"), _("First"), _("Last")]
    names = names_of_recipients()
    known = set(RegisteredRecipient.objects.values_list("key", flat=True)) | set(names)
    for each in disclosures():
        yield [
            names.get(each.recipient, each.recipient) if each.recipient in known else _("not in the register"),
            each.purpose.label if each.purpose else _("none"),
            each.passages, each.count, each.first_at.isoformat(), each.last_at.isoformat(),
        ]  # fmt: skip


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Semicolons and a byte-order mark, as a Dutch Excel opens with one click; no cell is a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    for row in rows:
        writer.writerow([without_formula(str(value)) for value in row])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", "replace")


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8")


PART = InspectorPart("agreements", gettext_lazy("Recipients, agreements and disclosures"), 40, _write)
