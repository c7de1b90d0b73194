"""Invented clients who left: one whose term ends this month, one under a hold, one on the way; and one chosen term."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from gestand.core.actors import Actor
from gestand.people.models import Client, ClientKind, ConsentEvent, Correspondence, Membership, Person
from gestand.retention.actions.departures import confirm_departures
from gestand.retention.actions.holds import place_hold
from gestand.retention.actions.terms import change_term
from gestand.retention.models import Departure
from gestand.retention.sweep import propose

#: For each client who left: in how many days the three years are over.
_OVER_IN_DAYS = (12, 19, 25, 400)


def let_some_go(*, by: Actor, at: datetime) -> None:
    """Four households that left long ago, so that the pages of terms show what they are for."""
    today = timezone.localdate(at)
    households = Client.objects.filter(kind=ClientKind.HOUSEHOLD, ended_on__isnull=True).order_by("created_at", "-id")
    left = list(households[: len(_OVER_IN_DAYS)])
    length = Client.personal.keep.length
    for client, days in zip(left, _OVER_IN_DAYS, strict=True):
        client.ended_on = length.last_start_before(today + timedelta(days=days))
        client.started_on = client.ended_on - timedelta(days=1500)
        client.save(update_fields=["ended_on", "started_on"])
        people = list(Membership.objects.filter(client=client).values_list("person_id", flat=True))
        Person.objects.filter(id__in=people).update(relation_ended_on=client.ended_on)
        since = today - client.ended_on  # what was said with them was said while they were clients
        Correspondence.objects.filter(Q(client=client) | Q(person__in=people)).update(at=F("at") - since)
        ConsentEvent.objects.filter(person__in=people).update(at=F("at") - since)
    place_hold(
        kind="client",
        subject_id=left[2].id,
        reason="Er loopt een claim over een geleverde laptop.",
        until_on=today + timedelta(days=120),
        by=by,
        at=at,
    )
    propose(at=at)
    confirmed = Departure.objects.unanswered().filter(home_id=left[0].id)
    confirm_departures(shown={each.id: each.digest for each in confirmed}, by=by, at=at)
    change_term(
        key="keep.loose_note",
        value=10,
        unit="days",
        reason="Tien dagen is genoeg om een notitie bij iemand te zetten.",
        by=by,
        at=at,
    )
