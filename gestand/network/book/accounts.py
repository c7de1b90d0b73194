"""What runs and is paid for: licences, cloud, mailboxes, accounts. No secret stands here, because none is kept here."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from gestand.network.book.blocks import Block, Row, heading, note, table
from gestand.network.book.contents import Documentation
from gestand.network.models import Account, Device, Licence, LicenceSeat, Mailbox, Tenant
from gestand.ui import formats


def software_and_accounts(found: Documentation, *, on: date) -> list[Block]:
    parts = [*_licences(found, on=on), *_tenants(found), *_mailboxes(found), *_accounts(found)]
    if not parts:
        return []
    careful = note(_("Passwords and licence keys are not in this book. They are handed over separately."))
    return [heading(1, _("Software and accounts")), careful, *parts]


def _licences(found: Documentation, *, on: date) -> list[Block]:
    if not found.of(Licence):
        return []
    rows = []
    for licence in found.of(Licence):
        held = found.under(LicenceSeat, "licence_id", licence.pk)
        names = [found.person_name(seat.person_id) or str(found.one(Device, seat.device_id) or "") for seat in held]
        names = sorted((name for name in names if name), key=str.casefold)
        count = str(licence.seats or "")
        if held and licence.seats:
            count = _("%(used)s of %(seats)s") % {"used": len(held), "seats": licence.seats}
        rows.append(
            Row(
                [
                    licence.product,
                    str(licence.get_kind_display()),
                    count or (str(len(held)) if held else ""),
                    _until(licence.ends_on, on=on, renews=licence.renews_itself),
                ],
                [
                    (_("Publisher"), licence.publisher),
                    (_("Supplier"), licence.supplier),
                    (_("Contract or order number"), licence.contract_number),
                    (_("Held by"), ", ".join(names)),
                    (_("Note"), licence.note),
                ],
            )
        )
    return [
        heading(2, _("Licences and subscriptions")),
        table([_("Product"), _("Kind"), _("Seats"), _("Until")], [5, 3, 2, 4], rows),
    ]


def _until(ends_on: date | None, *, on: date, renews: bool) -> str:
    if ends_on is None:
        return ""
    day = formats.day_words(ends_on)
    if renews:
        return _("%(day)s, renews itself") % {"day": day}
    return _("%(day)s (over)") % {"day": day} if ends_on < on else day


def _tenants(found: Documentation) -> list[Block]:
    rows = [Row([each.service, each.name, each.identifier], [(_("Note"), each.note)]) for each in found.of(Tenant)]
    if not rows:
        return []
    return [heading(2, _("Cloud")), table([_("Service"), _("Name"), _("Tenant id")], [3, 4, 5], rows)]


def _mailboxes(found: Documentation) -> list[Block]:
    rows = []
    for each in found.of(Mailbox):
        tenant = found.one(Tenant, each.tenant_id)
        at = each.provider or (tenant.service if tenant is not None else "")
        cells = [each.address, str(each.get_kind_display()), found.person_name(each.person_id), at]
        rows.append(Row(cells, [(_("Forwards to"), each.forwards_to), (_("Note"), each.note)]))
    if not rows:
        return []
    return [heading(2, _("Mailboxes")), table([_("Address"), _("Kind"), _("Of whom"), _("At")], [5, 3, 3, 3], rows)]


def _accounts(found: Documentation) -> list[Block]:
    rows = []
    for each in found.of(Account):
        device = found.one(Device, each.device_id)
        cells = [each.service, each.user_name, found.person_name(each.person_id), each.website]
        rows.append(Row(cells, [(_("Device"), str(device) if device is not None else ""), (_("Note"), each.note)]))
    if not rows:
        return []
    heads = [_("Service"), _("User name"), _("Of whom"), _("Where one logs in")]
    return [heading(2, _("Accounts")), table(heads, [4, 4, 3, 4], rows)]
