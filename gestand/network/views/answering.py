"""Where a question of completeness is answered: the form of a new thing, or of the first thing that lacks it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from gestand.network.models import DeviceKind, ThingKind
from gestand.network.queries.completeness import first_lacking
from gestand.network.things import thing_of
from gestand.people.models import Client

_NEW = {
    "line": (ThingKind.CONNECTION, {}),
    "router": (ThingKind.DEVICE, {"kind": DeviceKind.ROUTER.value}),
    "workplace": (ThingKind.DEVICE, {"kind": DeviceKind.COMPUTER.value}),
    "backup": (ThingKind.BACKUP, {}),
    "wireless": (ThingKind.WIRELESS, {}),
    "subnet": (ThingKind.SUBNET, {}),
    "domain": (ThingKind.DOMAIN, {}),
    "mail": (ThingKind.MAILBOX, {}),
    "licence": (ThingKind.LICENCE, {}),
}
#: What is no field of a device but a part of it, with a form of its own.
_PARTS = {"user": "network:user-new", "hangs_on": "network:link-new"}


def where_to_answer(client: Client, code: str) -> str:
    """The address of the form; of the tab when the answer has been given meanwhile."""
    back = reverse("network:client", args=[client.id])
    if code in _NEW:
        kind, values = _NEW[code]
        return f"{reverse('network:thing-new', args=[client.id, kind.value])}?{urlencode({**values, 'next': back})}"
    row = first_lacking(client, code)
    if row is None:
        return back
    kind = thing_of(row).kind
    if code in _PARTS:
        return f"{reverse(_PARTS[code], args=[row.pk])}?{urlencode({'next': back})}"
    if code == "address" and row.site_id:
        return f"{reverse('network:address-use', args=[row.site_id])}?{urlencode({'device': row.pk, 'next': back})}"
    return f"{reverse('network:thing-edit', args=[kind.value, row.pk])}?{urlencode({'next': back})}"
