"""Telling clients of a change before it takes effect (GDPR 13(3)): who, by which way, and who is still to be told.

A client with a known mailbox is mailed through the outbox, once mail is set up. Who has none, or objects to news by
mail, stands on the list, and the owner notes how he or she was told.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.firm import current_firm
from gestand.core.ids import new_id
from gestand.core.mail import queue_mail
from gestand.core.mail.models import MailSettings
from gestand.core.public_address import public_address
from gestand.core.refusals import Refused
from gestand.people.models import Client, MailAddress, Membership
from gestand.people.queries.uses import who_may_be_used_for
from gestand.statement.models.versions import StatementVersion, TellingWay, ToldClient
from gestand.statement.versions.days import full_day

if TYPE_CHECKING:
    from datetime import date

    from gestand.core.actors import Actor

#: Mails are queued in portions, so that no transaction is long.
_PORTION = 100


class WayNotKnown(Refused):
    code = "way_not_known"


def clients_to_tell(*, on: date) -> list[tuple[UUID, UUID | None]]:
    """Each present client with the person to tell: the first contact, else the one who was longest there."""
    clients = Client.objects.current().exclude(ended_on__lte=on).order_by("sort_name")
    found: dict[UUID, UUID | None] = dict.fromkeys(clients.values_list("id", flat=True))
    members = Membership.objects.exclude(until_on__lte=on).filter(person__archived_at__isnull=True)
    for client, person in members.order_by("client_id", "-is_main", "id").values_list("client_id", "person_id"):
        if client in found and found[client] is None:
            found[client] = person
    return list(found.items())


def list_clients_to_tell(version: StatementVersion) -> None:
    """Write down whom a planned version is to be told to. Part of the caller's transaction."""
    ToldClient.objects.bulk_create(
        [
            ToldClient(id=new_id(), version=version, client_id=client, person_id=person)
            for client, person in clients_to_tell(on=timezone.localdate(version.frozen_at))
        ],
        batch_size=500,
    )


def bring_list_up_to_date(version_id: UUID, *, at: datetime) -> None:
    """Whoever became a client since a change was announced hears of it too; who left and was not told yet need not."""
    with transaction.atomic():
        version = _locked(version_id)
        if version is None or not version.tells_clients:
            return
        present = dict(clients_to_tell(on=timezone.localdate(at)))
        listed = {row.client_id: row for row in ToldClient.objects.filter(version=version)}
        ToldClient.objects.bulk_create(
            [
                ToldClient(id=new_id(), version=version, client_id=client, person_id=person)
                for client, person in present.items()
                if client not in listed
            ],
            batch_size=500,
        )
        gone = [row.id for client, row in listed.items() if client not in present and row.told_at is None]
        ToldClient.objects.filter(id__in=gone).delete()


def _locked(version_id: UUID) -> StatementVersion | None:
    """One at a time tells of a version: whoever comes second sees what the first one did."""
    return StatementVersion.objects.select_for_update().defer("content").filter(id=version_id).first()


def mail_can_leave() -> bool:
    return MailSettings.objects.exists()


def mail_clients(version_id: UUID, *, at: datetime, by: Actor = SYSTEM) -> int:
    """Queue a mail to everybody who is to be told and can be mailed; returns how many. May run twice."""
    if not mail_can_leave():
        return 0
    queued = 0
    while True:
        with transaction.atomic():
            version = _locked(version_id)
            if version is None:
                return queued
            portion = _next_portion(version, at=at)
            for row, address, language in portion:
                subject, text = letter(version, language, on=timezone.localdate(at))
                row.mail_id = queue_mail(
                    to=address,
                    subject=subject,
                    text=text,
                    purpose=Purpose.CHANGES,
                    by=by,
                    at=at,
                    person_id=row.person_id,
                    language=language,
                )
                row.way, row.told_at = TellingWay.MAIL, at
                row.save(update_fields=["mail_id", "way", "told_at"])
            if portion:
                write_audit(
                    "statement.version.tell",
                    by=by,
                    at=at,
                    subject=("statement", version.id),
                    facts={"count": len(portion)},
                )
        queued += len(portion)
        if len(portion) < _PORTION:
            return queued


def _next_portion(version: StatementVersion, *, at: datetime) -> list[tuple[ToldClient, str, str]]:
    """Whoever objects to such mail, or may not be mailed now, is told another way."""
    waiting = ToldClient.objects.filter(version=version).waiting().filter(person__isnull=False)
    reachable = waiting.filter(person__mail_addresses__isnull=False).distinct().select_related("person").order_by("id")
    rows = list(reachable)
    mailable = who_may_be_used_for(Purpose.CHANGES, [row.person_id for row in rows if row.person_id], at=at)
    wanted = [row for row in rows if row.person_id in mailable][:_PORTION]
    addresses: dict[UUID, str] = {}
    mailboxes = MailAddress.objects.filter(person_id__in=[row.person_id for row in wanted]).order_by("id")
    for mailbox in mailboxes:
        if mailbox.person_id is not None:
            addresses.setdefault(mailbox.person_id, mailbox.address)
    return [
        (row, addresses[row.person_id], row.person.language)
        for row in wanted
        if row.person is not None and row.person_id in addresses
    ]


def letter(version: StatementVersion, language: str, *, on: date) -> tuple[str, str]:
    """Subject and text of the news, in the client's language; of a day that came meanwhile it says so."""
    with translation.override(language):
        firm = current_firm()
        name = firm.name if firm else ""
        address = f"{public_address(firm)}/{'en/' if language == 'en' else ''}privacy"
        day = full_day(version.takes_effect_on)
        changes = (
            _("Our privacy statement changes on %(day)s")
            if version.takes_effect_on is None or version.takes_effect_on > on
            else _("Our privacy statement changed on %(day)s")
        )
        subject = changes % {"day": day}
        lines = [
            f"{subject}.",
            version.summary(language),
            _("You can read the statement, and what changes in it, here: %(address)s")
            % {"address": f"{address}/versions"},
            _("You do not have to do anything. If you have a question, answer this mail."),
            name,
        ]
        return subject, "\n\n".join(line for line in lines if line)


def note_told(*, told: ToldClient, way: str, by: Actor, at: datetime) -> None:
    """Note that a client was told, and how; one who was told already stays so. Refuses (``WayNotKnown``) a way that is
    none.
    """
    by.require_owner()
    if way not in TellingWay.values:
        raise WayNotKnown(gettext_lazy("Choose how the client was told."), field="way")
    with transaction.atomic():
        if ToldClient.objects.filter(id=told.id).waiting().update(way=way, told_at=at):
            write_audit(
                "statement.version.told",
                by=by,
                at=at,
                subject=("client", told.client_id),
                client_id=told.client_id,
                facts={"way": way},
            )
