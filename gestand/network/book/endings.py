"""What ends on which day, the first first; and the backups."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.network.book.blocks import Block, Row, heading, paragraph, table
from gestand.network.book.contents import Documentation
from gestand.network.models import BackupPlan, Certificate, Connection, Device, DeviceState, Domain, Licence, ThingKind
from gestand.ui import formats

#: A warranty that ends later than this is told at the device alone.
_WARRANTY_AHEAD = timedelta(days=365)


def what_ends(found: Documentation, *, on: date) -> list[Block]:
    blocks: list[Block] = []
    if domains := found.of(Domain):
        rows = [
            Row([each.name, each.registrar, each.dns_at, each.hosting_at, each.mail_at], [(_("Note"), each.note)])
            for each in domains
        ]
        heads = [_("Domain"), _("Registrar"), _("DNS at"), _("Website at"), _("Mail at")]
        blocks += [heading(2, _("Domains")), table(heads, [4, 3, 3, 3, 3], rows)]
    if certificates := found.of(Certificate):
        rows = [
            Row([each.name, each.issuer, str(found.one(Device, each.device_id) or "")], [(_("Note"), each.note)])
            for each in certificates
        ]
        blocks += [
            heading(2, _("Certificates")),
            table([_("For what"), _("Issued by"), _("Device")], [5, 4, 4], rows),
        ]
    ends = sorted(_ends(found, on=on), key=lambda each: (each[0], each[1]))
    if ends:
        rows = [Row([_day(day, on=on), words, kind, extra]) for day, words, kind, extra in ends]
        heads = [_("Day"), _("What"), _("Kind"), _("And then")]
        listed = table(heads, [4, 5, 4, 4], rows)
        if not blocks:
            return [heading(1, _("What ends when")), listed]
        blocks += [heading(2, _("What ends when")), listed]
    return [heading(1, _("Domains, certificates and what ends")), *blocks] if blocks else []


def _day(day: date, *, on: date) -> str:
    words = formats.day_words(day)
    return _("%(day)s (over)") % {"day": words} if day < on else words


def _ends(found: Documentation, *, on: date) -> list[tuple[date, str, str, str]]:
    ends: list[tuple[date, str, str, str]] = []

    def add(day: date | None, row: Any, kind: ThingKind, *, renews: bool | None) -> None:
        if day is not None:
            then = {True: _("renews itself"), False: _("must be renewed"), None: ""}[renews]
            ends.append((day, str(row), str(kind.label), then))

    for line in found.of(Connection):
        add(line.ends_on, line, ThingKind.CONNECTION, renews=None)
    for licence in found.of(Licence):
        add(licence.ends_on, licence, ThingKind.LICENCE, renews=licence.renews_itself)
    for domain in found.of(Domain):
        add(domain.expires_on, domain, ThingKind.DOMAIN, renews=domain.renews_itself)
    for certificate in found.of(Certificate):
        add(certificate.expires_on, certificate, ThingKind.CERTIFICATE, renews=certificate.renews_itself)
    for device in found.of(Device):
        ends_on = device.warranty_ends_on
        if ends_on and on <= ends_on <= on + _WARRANTY_AHEAD and device.state != DeviceState.GONE:
            ends.append((ends_on, device.name, _("Warranty"), ""))
    return ends


def backups(found: Documentation, *, on: date) -> list[Block]:
    plans = found.of(BackupPlan)
    if not plans:
        return []
    rows = []
    for plan in plans:
        every = ngettext("every day", "every %(n)d days", plan.every_days) % {"n": plan.every_days}
        rows.append(
            Row(
                [
                    plan.what,
                    plan.where_to,
                    every,
                    formats.day_words(plan.last_success_on) if plan.last_success_on else "",
                ],
                [
                    (_("With"), plan.program),
                    (_("Device"), str(found.one(Device, plan.device_id) or "")),
                    (
                        _("Last put back as a test"),
                        formats.day_words(plan.last_restored_on) if plan.last_restored_on else "",
                    ),
                    (_("Note"), plan.note),
                ],
            )
        )
    late = [plan.what for plan in plans if plan.last_success_on and _is_late(plan, on=on)]
    heads = [_("What"), _("Where to"), _("How often"), _("Last worked")]
    blocks = [
        heading(1, _("Backups")),
        paragraph(_("A backup is worth something once it was put back as a test.")),
        table(heads, [4, 4, 3, 4], rows),
    ]
    if late:
        blocks.append(paragraph(_("Longer ago than agreed: %(what)s.") % {"what": ", ".join(late)}))
    return blocks


def _is_late(plan: BackupPlan, *, on: date) -> bool:
    """Twice the time between two copies, and two days for a weekend."""
    return plan.last_success_on is not None and on - plan.last_success_on > timedelta(days=2 * plan.every_days + 2)
