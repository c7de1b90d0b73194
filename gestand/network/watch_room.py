"""What the watch offers to the house: its pages, its lines of the morning, its jobs, and who may be asked for lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import NoPersonalData
from gestand.core.egress.recipients import Recipient, RecipientKind
from gestand.core.gathering import Gathers, Reading
from gestand.core.house import Access, AuditAction, MenuEntry, OutsideData, ScheduledJob
from gestand.core.questions import Question
from gestand.network import watch_jobs
from gestand.network.actions.joining import (
    follow_joined_client,
    follow_joined_person,
    make_room_for_client,
    make_room_for_person,
)
from gestand.network.actions.lists import FETCH_JOB, LOOK_UP_JOB
from gestand.network.cards import ends_card
from gestand.network.models import ListSettings
from gestand.network.proofs import PROOFS
from gestand.network.registries.fetching import MAKERS_KEEPER, SYSTEMS_KEEPER

if TYPE_CHECKING:
    from gestand.core.house import House

__all__ = ["open_watch", "watch_jobs"]  # the jobs are registered by being imported


def open_watch(house: House) -> None:
    """Fill the house's shelves."""
    house.add_audit_actions(
        AuditAction("network.end.silence", _("said that an end is known")),
        AuditAction("network.end.tell", _("had an end told again")),
        AuditAction("network.calendar.make", _("made an address for a calendar")),
        AuditAction("network.calendar.revoke", _("ended the address of a calendar")),
        AuditAction("network.handover.note", _("wrote down that a client got its documentation, or did not want it")),
        AuditAction("network.lists.choose", _("chose which lists are fetched from outside")),
    )
    house.add_access(
        Access.TEAM,
        [
            f"network:{name}"
            for name in ("watch", "end-silence", "end-tell", "calendar", "calendar-revoke", "hand-overs", "hand-over")
        ],
    )
    house.add_access(Access.OWNER, ["network:lists", "network:lists-fetch"])
    house.add_access(Access.PUBLIC, ["network:feed"])
    house.add_menu(
        MenuEntry(
            _("Calendar"),
            "network:calendar",
            "calendar",
            70,
            "network:calendar",
            phone=False,
            place="settings",
            help=_("What ends at clients, in the calendar of your telephone."),
        ),
        MenuEntry(
            _("Lists from outside"),
            "network:lists",
            "list-details",
            96,
            "network:lists",
            Access.OWNER,
            phone=False,
            place="settings",
            help=_("Until when systems get security updates, and who made a network card."),
        ),
    )
    house.before_clients_join(make_room_for_client)
    house.before_persons_join(make_room_for_person)
    house.when_clients_join(follow_joined_client)
    house.when_persons_join(follow_joined_person)
    house.add_today_card(ends_card)
    house.add_proofs(*PROOFS)
    house.add_scheduled_job(ScheduledJob(FETCH_JOB, every=timedelta(days=7), at_hour=4))
    house.add_scheduled_job(ScheduledJob(LOOK_UP_JOB, every=timedelta(days=1), at_hour=4))
    house.add_recipient_source(keepers_of_lists)
    house.declare_outside(
        OutsideData("registries/", NoPersonalData("public lists of systems and makers, fetched from outside"))
    )


@Question
def _chosen() -> QuerySet[Any, Any]:
    return ListSettings.objects.filter(id=1).values_list("fetches_systems", "fetches_makers")


@Gathers
def keepers_of_lists() -> Reading[Iterable[Recipient]]:
    """Whoever keeps a list that the owner had fetched; nobody before."""
    return Reading(_keepers, _chosen.about())


def _keepers(rows: list[tuple[bool, bool]]) -> Iterable[Recipient]:
    systems, makers = rows[0] if rows else (False, False)
    if systems:
        yield Recipient(
            key=SYSTEMS_KEEPER,
            name="endoflife.date",
            kind=RecipientKind.NO_PERSONAL_DATA,
            what=_("Nothing but the question for its public list of systems."),
        )
    if makers:
        yield Recipient(
            key=MAKERS_KEEPER,
            name="IEEE",
            kind=RecipientKind.NO_PERSONAL_DATA,
            what=_("Nothing but the question for its public list of makers of network cards."),
        )
