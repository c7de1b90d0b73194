"""Invented recipients, the agreements with them, and agreements with business clients in several states."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pypdf
from django.core.files.uploadedfile import SimpleUploadedFile

from gestand.core.actors import SYSTEM, Actor
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.files.uploads import checked_upload
from gestand.people.models import Client
from gestand.sharing import letters
from gestand.sharing.actions import agreements, client_agreements, recipients
from gestand.sharing.models import ClientAgreement
from gestand.sharing.terms import AGREEMENT_TYPES, FILE_LIMIT_BYTES

RECIPIENTS = [
    recipients.Wanted(
        name="Voorbeeld Backup bv",
        kind="processor",
        what="Versleutelde reservekopieën van de administratie.",
        purposes=["purpose.maintenance", "beyond.purpose.security"],
        categories=["data.name", "data.address", "data.correspondence"],
        country="NL",
        contact="privacy@voorbeeld-backup.example",
        website="https://www.voorbeeld-backup.example/",
    ),
    recipients.Wanted(
        name="Voorbeeld Hulp op Afstand Inc.",
        kind="processor",
        what="Beeld en bediening van een computer tijdens hulp op afstand.",
        purposes=["purpose.maintenance"],
        categories=["data.login", "data.ip"],
        country="US",
        safeguard="clauses",
        safeguard_note="Bijlage 2 van de overeenkomst",
        contact="dpo@hulp-op-afstand.example",
    ),
    recipients.Wanted(
        name="Drukkerij Voorbeeld",
        kind="processor",
        what="Brieven aan klanten, om te drukken en te bezorgen.",
        purposes=["purpose.changes"],
        categories=["data.name", "data.address"],
        country="NL",
        contact="avg@drukkerij-voorbeeld.example",
    ),
    recipients.Wanted(
        name="Voorbeeldbank",
        kind="controller",
        what="Betalingen van klanten.",
        purposes=["purpose.payment"],
        categories=["data.name", "beyond.data.business_number"],
        country="NL",
    ),
    recipients.Wanted(
        name="Belastingdienst",
        kind="controller",
        what="De boekhouding, als zij daarom vraagt.",
        purposes=["purpose.payment"],
        categories=["data.name", "data.address"],
        country="NL",
    ),
]
ALL_POINTS = {letter: str(place) for place, letter in enumerate("abcdefgh", start=2)}


def write_agreements(*, by: Actor, at: datetime) -> None:
    """Five recipients; of three processors one agreement is whole, one ends soon and one lacks two points."""
    today = at.date()
    backup, remote, printer = (recipients.add_recipient(each, by=by, at=at) for each in RECIPIENTS[:3])
    for each in RECIPIENTS[3:]:
        recipients.add_recipient(each, by=by, at=at)
    for row, signed, until, points in (
        (backup, 300, None, ALL_POINTS),
        (remote, 330, 35, ALL_POINTS),
        (printer, 90, 640, {letter: page for letter, page in ALL_POINTS.items() if letter not in "fh"}),
    ):
        made = agreements.add_agreement(
            row.key,
            agreements.WantedAgreement(
                signed_on=today - timedelta(days=signed),
                until_on=today + timedelta(days=until) if until else None,
                review_on=today + timedelta(days=400),
                reference=f"VWO {row.name}",
            ),
            by=by,
            at=at,
            upload=checked_upload(_paper(row.name), allowed=AGREEMENT_TYPES, limit_bytes=FILE_LIMIT_BYTES),
        )
        agreements.tick_clauses(made, points, by=by, at=at)
    _with_clients(by=by, at=at)
    _passages(at=at)


def _passages(*, at: datetime) -> None:
    """A year of backups and a few sessions of remote help, as the gate would have written them down."""
    for key, purpose, every, times in (
        ("voorbeeld-backup-bv", Purpose.SECURITY, 30, 12),
        ("voorbeeld-hulp-op-afstand-inc", Purpose.MAINTENANCE, 11, 25),
    ):
        for number in range(times, 0, -1):
            write_audit(
                "core.egress.pass",
                by=SYSTEM,
                at=at - timedelta(days=every * number),
                facts={"recipient": key, "purpose": purpose.value, "count": 1},
            )


def _with_clients(*, by: Actor, at: datetime) -> None:
    """Two signed, one sent, one ready to send; the other business clients have none."""
    businesses = list(Client.objects.filter(ended_on__isnull=True, kind="business").order_by("id")[:4])
    for client, days in zip(businesses, (200, 120, 9, 1), strict=False):
        moment = at - timedelta(days=days)
        made = client_agreements.make_agreement(client, by=by, at=moment)
        row = ClientAgreement.objects.select_related("text", "client").get(id=made.id)
        client_agreements.keep_made(agreement_id=row.id, pdf=letters.as_pdf(row, at=moment), by=by, at=moment)
        row.refresh_from_db()
        if days > 1:
            client_agreements.note_sent(row, by=by, at=moment + timedelta(hours=2))
        if days > 100:
            client_agreements.sign_agreement(
                row,
                signed_on=(moment + timedelta(days=6)).date(),
                signed_by="De eigenaar",
                by=by,
                at=moment + timedelta(days=7),
            )


def _paper(name: str) -> SimpleUploadedFile:
    """An empty page that stands for an agreement."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=595, height=842)
    stream = io.BytesIO()
    writer.write(stream)
    return SimpleUploadedFile(f"Verwerkersovereenkomst {name}.pdf", stream.getvalue(), "application/pdf")
