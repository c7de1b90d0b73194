"""The doorplate of the room retention: everything it offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction, MenuEntry, ScheduledJob
from gestand.retention import jobs as _jobs  # noqa: F401 - importing it registers the job
from gestand.retention.actions.departures import SWEEP_JOB
from gestand.retention.actions.holds import follow_joined_clients, follow_joined_persons, holds_on
from gestand.retention.actions.terms import lost_terms, put_back_terms
from gestand.retention.cards import retention_card
from gestand.retention.chosen import chosen_lengths
from gestand.retention.panels import KEPT_PANEL
from gestand.retention.proofs import PROOFS
from gestand.retention.sweep import GONE

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("retention.term.change", _("chose another length for a term")),
    AuditAction("retention.term.put_back", _("put back a term that was chosen before a restore")),
    AuditAction("retention.standing.give", _("said yes once and for all to what is like a log"), consequential=True),
    AuditAction("retention.standing.end", _("took back a yes that was given once and for all")),
    AuditAction("retention.hold.place", _("put a hold on what is kept about somebody")),
    AuditAction("retention.hold.lift", _("lifted a hold")),
    AuditAction("retention.hold.follow", _("had a hold follow who was joined with another")),
    AuditAction("retention.departure.propose", _("proposed what is past its term")),
    AuditAction("retention.departure.confirm", _("said yes to what is past its term"), consequential=True),
    AuditAction("retention.departure.take_back", _("took back a yes to what is past its term")),
    AuditAction(GONE, _("had go what was past its term"), consequential=True),
)
#: What goes, and what must stay, is decided by the owner: it cuts across clients.
_PAGES = [
    "terms", "rule", "rule-back", "standing", "going", "confirm", "look", "back", "leftovers", "run", "holds",
    "hold-new", "hold-longer", "hold-lift",
]  # fmt: skip


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(Access.OWNER, [f"retention:{name}" for name in _PAGES])
    house.add_menu(
        MenuEntry(_("Terms"), "retention:terms", "hourglass", 45, "retention", Access.OWNER, place="privacy")
    )
    house.add_today_card(retention_card)
    house.add_client_panel(KEPT_PANEL)
    house.add_scheduled_job(ScheduledJob(SWEEP_JOB, every=timedelta(days=1), at_hour=2))
    house.add_proofs(*PROOFS)
    house.chosen_lengths = chosen_lengths
    house.holds_on = holds_on
    house.lost_terms, house.put_back_terms = lost_terms, put_back_terms
    house.when_clients_join(follow_joined_clients)
    house.when_persons_join(follow_joined_persons)
