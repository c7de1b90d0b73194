"""Cables that a file tells of: which device hangs on which switch or access point, known by its MAC address."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from gestand.core.refusals import Refused
from gestand.network.actions.links import hang
from gestand.network.imports.drafts import Draft, macs_of, name_of
from gestand.network.imports.matching import parts
from gestand.network.imports.tables import save_fields
from gestand.network.models import Change, Device, ImportLine, Interface, LineOutcome, Link, LinkKind

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: Under which name a cable stands among the differences of a line.
UPPER = "upper"
#: Each asks whether it would be a loop: an office has hundreds, not thousands.
_MOST = 500


class CablesTold:
    """What the devices of a piece would hang on, for the preview: as ``hang_devices`` decides at the yes."""

    def __init__(self, client_id: UUID, drafts: Sequence[Draft], devices: Collection[UUID]) -> None:
        told = [draft for draft in drafts if draft.get("upper")]
        self._above: dict[str, str] = {}
        self._hanging: set[UUID] = set()
        if not told:
            return
        self._above = {mac: name_of(draft) for draft in drafts for mac in macs_of(draft)}
        for macs in parts({draft["upper"][0] for draft in told}):
            known = Interface.objects.filter(device__client_id=client_id, mac__in=macs)
            self._above |= dict(known.values_list("mac", "device__name"))
        for some in parts(devices):
            links = Link.objects.filter(lower_id__in=some).exclude(kind=LinkKind.POWER)
            self._hanging |= set(links.values_list("lower_id", flat=True))

    def of(self, draft: Draft, device_id: UUID | None) -> str:
        """The device above and the port there; "" when nothing would be written down."""
        mac, port, _kind = draft.get("upper") or ["", "", ""]
        if mac not in self._above or device_id in self._hanging or mac in macs_of(draft):
            return ""
        return f"{self._above[mac]}, {_('port %(port)s') % {'port': port}}" if port else self._above[mac]


def hang_devices(lines: Iterable[ImportLine], *, client_id: UUID, by: Actor, at: datetime) -> None:
    """Write down what devices hang on, where nobody did. What cannot be (a loop) is left out."""
    wanted = [
        line for line in lines if line.outcome == LineOutcome.WRITTEN and line.thing_id and line.found.get("upper")
    ][:_MOST]
    if not wanted:
        return
    above: dict[str, UUID] = {}
    for macs in parts({line.found["upper"][0] for line in wanted}):
        interfaces = Interface.objects.filter(device__client_id=client_id, mac__in=macs)
        above |= dict(interfaces.values_list("mac", "device_id"))
    hanging = set(
        Link.objects.filter(lower_id__in=[line.thing_id for line in wanted])
        .exclude(kind=LinkKind.POWER)
        .values_list("lower_id", flat=True)
    )
    devices = Device.objects.in_bulk({*above.values(), *(line.thing_id for line in wanted if line.thing_id)})
    made = []
    for line in wanted:
        mac, port, kind = line.found["upper"]
        upper, lower = devices.get(above.get(mac, UUID(int=0))), devices.get(line.thing_id or UUID(int=0))
        if upper is None or lower is None or lower.id in hanging:
            continue
        try:
            with transaction.atomic():
                link = hang(lower, upper, by=by, at=at, kind=kind, upper_port=port)
        except Refused:
            continue
        line.traces = {**line.traces, "link": [str(link.id), str(upper.id)]}
        made.append(line)
    save_fields(made, ["traces"])


def take_links_back(lines: Sequence[ImportLine], *, at: datetime) -> None:
    """The cables of an import go, with what the history of both ends says of them. ``at``: when it was written."""
    told = [line for line in lines if "link" in line.traces]
    if not told:
        return
    Link.objects.filter(id__in=[line.traces["link"][0] for line in told]).delete()
    ends = [one for line in told for one in (line.thing_id, line.traces["link"][1]) if one]
    for change in Change.objects.filter(thing_id__in=ends, at=at, verb="change"):
        if change.fields.keys() <= {"upper", "lower"}:
            change.delete()
