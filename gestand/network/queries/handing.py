"""Which clients have their documentation, and which should get it: within three months, and every year anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from gestand.network.models import Device, HandedHow, HandOver
from gestand.people.models import Client

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: So long after the first device was written down it is due; and so long a hand-over counts.
DUE_AFTER, COUNTS_FOR = timedelta(days=90), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Handing:
    """``lacking``: who should have got it, with the day on which the first device was written down."""

    documented: int
    young: int
    given: int
    declined: int
    without: int
    lacking: Mapping[UUID, date]


def handing(*, at: datetime, actor: Actor | None = None) -> Handing:
    """How it stands with every present client (that ``actor`` may see). Three statements."""
    today = timezone.localdate(at)
    present = list(_present(today, actor).values_list("id", "started_on"))
    ids = {client_id for client_id, _started in present}
    begun = {
        client_id: timezone.localdate(first)
        for client_id, first in Device.objects.order_by().values_list("client_id").annotate(Min("created_at"))
        if client_id in ids
    }
    since = today - COUNTS_FOR
    recent = HandOver.objects.filter(handed_on__gte=since).order_by()
    given = _clients(recent.exclude(how=HandedHow.DECLINED)) & begun.keys()
    declined = (_clients(recent.filter(how=HandedHow.DECLINED)) & begun.keys()) - given
    young = {client_id for client_id, day in begun.items() if today - day < DUE_AFTER} - given - declined
    lacking = {client_id: day for client_id, day in begun.items() if client_id not in given | declined | young}
    without = sum(client_id not in begun and today - started >= DUE_AFTER for client_id, started in present)
    return Handing(len(begun), len(young), len(given), len(declined), without, lacking)


def last_hand_overs(ids: list[UUID]) -> dict[UUID, date]:
    """When each of these clients got it last, however long ago."""
    rows = HandOver.objects.filter(client_id__in=ids).exclude(how=HandedHow.DECLINED).order_by()
    return dict(rows.values_list("client_id").annotate(Max("handed_on")))


def _clients(rows: QuerySet[HandOver]) -> set[UUID]:
    return set(rows.values_list("client_id", flat=True))


def _present(today: date, actor: Actor | None) -> QuerySet[Client]:
    clients = Client.objects.all() if actor is None else Client.objects.visible_to(actor)
    return clients.filter(archived_at__isnull=True).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today)).order_by()
