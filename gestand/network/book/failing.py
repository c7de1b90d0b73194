"""What stops when something fails: what was written down, and what hangs on what."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.network.book.blocks import Block, Row, heading, paragraph, table
from gestand.network.book.contents import Documentation
from gestand.network.book.fields import thing_name
from gestand.network.models import Dependency, Device, DeviceState, Link

_MOST_NAMES = 12


def what_depends(found: Documentation) -> list[Block]:
    """Each thing on which something else stands, the one with the most first."""
    told: dict[UUID, set[UUID]] = defaultdict(set)
    for each in found.of(Dependency):
        told[each.needed_id].add(each.dependent_id)
    hanging: dict[UUID, set[UUID]] = defaultdict(set)
    for link in found.of(Link):
        lower = found.one(Device, link.lower_id)
        if lower is not None and lower.state != DeviceState.GONE:
            hanging[link.upper_id].add(link.lower_id)
    rows = []
    for key in {*told, *hanging}:
        name = thing_name(found, key)
        stops = _reached(key, told, hanging)
        names = sorted((each for other in stops if (each := thing_name(found, other))), key=str.casefold)
        if name and names:
            rows.append((-len(names), name, names))
    if not rows:
        return []
    return [
        heading(1, _("If this fails, what stops?")),
        paragraph(_("On the left what fails, on the right what does not work any more then.")),
        table(
            [_("If this fails"), _("this stops")],
            [3, 7],
            [Row([name, _listed(names)]) for _count, name, names in sorted(rows)],
        ),
    ]


def _reached(start: UUID, told: dict[UUID, set[UUID]], hanging: dict[UUID, set[UUID]]) -> set[UUID]:
    """Everything that stops with it, however far away; a ring ends where it began."""
    reached: set[UUID] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for other in told.get(here, set()) | hanging.get(here, set()):
            if other not in reached and other != start:
                reached.add(other)
                waiting.append(other)
    return reached


def _listed(names: list[str]) -> str:
    if len(names) <= _MOST_NAMES:
        return ", ".join(names)
    rest = len(names) - _MOST_NAMES
    more = ngettext("and %(n)d more", "and %(n)d more", rest) % {"n": rest}
    return f"{', '.join(names[:_MOST_NAMES])} {more}"
