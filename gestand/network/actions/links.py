"""What hangs on what: cables, Wi-Fi, power and USB between two devices of one client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.network.actions.noting import require_reach
from gestand.network.actions.parts import note_part
from gestand.network.checks import NotDocumented
from gestand.network.models import Device, DeviceState, Link, LinkKind
from gestand.network.parts import Part, pieces, told_later
from gestand.people.actions.rights import locked, require_fingerprint

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: A UPS may have its cable in the switch that it powers: the way of the mains is another one than that of the network.
_POWER = frozenset({LinkKind.POWER.value})
_NETWORK = frozenset({LinkKind.CABLE.value, LinkKind.WIRELESS.value, LinkKind.USB.value})
_LONGEST_PORT = 40


class HangsInALoop(NotDocumented):
    """The device above hangs, in the end, on the one below."""

    code = "hangs_in_a_loop"


def hang(
    lower: Device,
    upper: Device,
    *,
    by: Actor,
    at: datetime,
    kind: str = LinkKind.CABLE,
    upper_port: str = "",
    lower_port: str = "",
) -> Link:
    """``lower`` reaches the network, or the mains, through ``upper``.

    Refuses (``NotDocumented``) a cable onto the device itself, onto another client's or onto one that is gone, and the
    same one twice; (``HangsInALoop``) a loop.
    """
    require_reach(by, lower.client_id)
    require_reach(by, upper.client_id)
    with transaction.atomic():
        row = Link(lower=locked(lower), upper=locked(upper))
        _fill(row, kind=kind, upper_port=upper_port, lower_port=lower_port)
        _check(row)
        row.save(force_insert=True)
        _note("add", row, by=by, at=at, after=(_from_below(row), _from_above(row)))
    return row


def change_link(
    row: Link,
    *,
    by: Actor,
    at: datetime,
    kind: str,
    upper: Device | None = None,
    upper_port: str = "",
    lower_port: str = "",
    seen: str = "",
) -> Link:
    """Another port, another kind, or another device above. Refuses as ``hang``."""
    require_reach(by, row.lower.client_id)
    with transaction.atomic():
        fresh = locked(row)
        require_fingerprint(fresh, seen)
        if upper is not None and upper.pk != fresh.upper_id:
            require_reach(by, upper.client_id)
            unhang(fresh, by=by, at=at)
            return hang(fresh.lower, upper, by=by, at=at, kind=kind, upper_port=upper_port, lower_port=lower_port)
        before = (_from_below(fresh), _from_above(fresh))
        _fill(fresh, kind=kind, upper_port=upper_port, lower_port=lower_port)
        _check(fresh)
        after = (_from_below(fresh), _from_above(fresh))
        if before != after:
            fresh.save(update_fields=["kind", "upper_port", "lower_port"])
            _note("change", fresh, by=by, at=at, before=before, after=after)
    return fresh


def unhang(row: Link, *, by: Actor, at: datetime) -> None:
    """Pull the cable out."""
    require_reach(by, row.lower.client_id)
    with transaction.atomic():
        fresh = locked(row)
        _note("remove", fresh, by=by, at=at, before=(_from_below(fresh), _from_above(fresh)))
        fresh.delete()


def fits_between(row: Link) -> bool:
    """Whether this cable, not saved yet, may hang there: the rules of ``hang``."""
    try:
        _check(row)
    except NotDocumented:
        return False
    return True


def _fill(row: Link, *, kind: str, upper_port: str, lower_port: str) -> None:
    row.kind = kind
    row.upper_port, row.lower_port = " ".join(upper_port.split()), " ".join(lower_port.split())


def _check(row: Link) -> None:
    if row.kind not in LinkKind.values:
        raise NotDocumented(_("It hangs there by cable, Wi-Fi, power or USB."), field="kind")
    for name in ("upper_port", "lower_port"):
        if len(getattr(row, name)) > _LONGEST_PORT:
            raise NotDocumented(_("This name is too long."), field=name)
    if row.lower_id == row.upper_id:
        raise NotDocumented(_("A device cannot hang on itself."), field="upper")
    if row.lower.client_id != row.upper.client_id:
        raise NotDocumented(_("These two devices belong to different clients."), field="upper")
    for device in (row.lower, row.upper):
        if device.state == DeviceState.GONE:
            raise NotDocumented(
                _("%(device)s is gone: nothing hangs on it any more.") % {"device": device.name}, field="upper"
            )
    if Link.objects.filter(upper=row.upper, lower=row.lower, kind=row.kind).exclude(pk=row.pk).exists():
        raise NotDocumented(
            _("They are connected so already. Of a second cable write the port beside the first: 3 + 4."),
            field="upper",
        )
    _refuse_loops(row)


def _refuse_loops(row: Link) -> None:
    alike = _POWER if row.kind in _POWER else _NETWORK
    uppers: dict[UUID, list[UUID]] = {}
    names: dict[UUID, str] = {row.upper_id: row.upper.name, row.lower_id: row.lower.name}
    there = Link.objects.filter(lower__client_id=row.lower.client_id, kind__in=alike).exclude(pk=row.pk)
    for below, above, name in there.values_list("lower_id", "upper_id", "lower__name"):
        uppers.setdefault(below, []).append(above)
        names[below] = name
    way = _way_up(row.upper_id, row.lower_id, uppers)
    if way:
        raise HangsInALoop(
            _("%(upper)s itself hangs on %(lower)s: %(way)s. In a loop nothing would reach the internet.")
            % {"upper": row.upper.name, "lower": row.lower.name, "way": " → ".join(names[one] for one in way)},
            field="upper",
        )


def _way_up(start: UUID, goal: UUID, uppers: Mapping[UUID, list[UUID]]) -> list[UUID]:
    """From ``start`` to ``goal`` by what each hangs on; empty when it does not lead there."""
    came: dict[UUID, UUID | None] = {start: None}
    todo = [start]
    while todo:
        here = todo.pop(0)
        if here == goal:
            return list(_back(here, came))[::-1]
        for above in uppers.get(here, ()):
            if above not in came:
                came[above] = here
                todo.append(above)
    return []


def _back(end: UUID, came: Mapping[UUID, UUID | None]) -> Iterator[UUID]:
    here: UUID | None = end
    while here is not None:
        yield here
        here = came[here]


def _from_below(row: Link) -> str:
    return pieces(row.upper.name, row.kind, told_later("there", row.upper_port), told_later("here", row.lower_port))


def _from_above(row: Link) -> str:
    return pieces(row.lower.name, row.kind, told_later("there", row.lower_port), told_later("here", row.upper_port))


def _note(
    verb: str,
    row: Link,
    *,
    by: Actor,
    at: datetime,
    before: tuple[str, str] = ("", ""),
    after: tuple[str, str] = ("", ""),
) -> None:
    told = [(row.lower, Part.UPPER, before[0], after[0]), (row.upper, Part.LOWER, before[1], after[1])]
    note_part(f"network.link.{verb}", row, told, by=by, at=at)
