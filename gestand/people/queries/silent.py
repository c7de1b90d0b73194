"""Households of which nothing was heard for so long that their relation may be over (law table: 24 months)."""

from __future__ import annotations

from datetime import date, datetime, time

from django.core.cache import cache
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from gestand.core.audit.models import AuditLine
from gestand.core.law import law
from gestand.people.models import Client, ClientKind, Correspondence, Membership

_COUNTED = "people.silent"
_COUNTED_SECONDS = 24 * 60 * 60


def silent_since(on: date) -> datetime:
    """Whoever was heard after this moment is not silent."""
    length = law("keep.silent_household", on).length
    return timezone.make_aware(datetime.combine(length.last_start_before(on), time.min))


def count_silent(on: date) -> int:
    """How many there are, kept for the today page, which must not count itself."""
    count = silent_households(on).count()
    cache.set(_COUNTED, count, _COUNTED_SECONDS)
    return count


def counted_silent() -> int:
    """How many there were at the last count; 0 while nobody has counted."""
    return int(cache.get(_COUNTED, 0))


def with_last_word(rows: QuerySet[Client]) -> QuerySet[Client]:
    """With ``last_at``, the last that was written about them; the longest silent one first."""
    return rows.annotate(last_at=Max("correspondence__at")).order_by("last_at", "sort_name", "id")


def silent_households(on: date) -> QuerySet[Client]:
    """Households that are clients still, began before that time, and of which nothing was written, said or done since.

    What other rooms do for a client stands in the audit log under the client, so that no room is named here.
    """
    since = silent_since(on)
    own = Correspondence.objects.filter(client=OuterRef("pk"), at__gte=since)
    members = Membership.objects.filter(client=OuterRef(OuterRef("pk"))).values("person")
    theirs = Correspondence.objects.filter(person__in=members, at__gte=since)
    done = AuditLine.objects.filter(client_id=OuterRef("pk"), at__gte=since).exclude(_MACHINE)
    return Client.objects.filter(
        ~Exists(own),
        ~Exists(theirs),
        ~Exists(done),
        kind=ClientKind.HOUSEHOLD,
        ended_on__isnull=True,
        archived_at__isnull=True,
        started_on__lt=since.date(),
        created_at__lt=since,
    )


#: What the program itself writes, and looking at a page, are no signs of life.
_MACHINE = Q(actor_kind="system") | Q(action__endswith=".open")
