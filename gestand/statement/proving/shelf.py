"""What the part proving offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import NoPersonalData
from gestand.core.house import Access, AuditAction, MenuEntry, OutsideData, ScheduledJob, SideCard
from gestand.statement.proving import jobs
from gestand.statement.proving import pack_jobs as _pack_jobs  # noqa: F401 - importing it registers the jobs
from gestand.statement.proving.actions import names_of_packs
from gestand.statement.proving.attestations import attested_proofs, names_of_attestations
from gestand.statement.proving.cards import promises_side_card, todays_broken_promises
from gestand.statement.proving.pack.parts import PARTS
from gestand.statement.proving.urls import office_urls, public_urls

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("statement.proof.answer", _("found a promise to stand otherwise than before")),
    AuditAction("statement.report.write", _("signed a proof report")),
    AuditAction("statement.report.forget", _("deleted signed proof reports that were past their term")),
    AuditAction("statement.pack.ask", _("had a pack for an inspector made")),
    AuditAction("statement.pack.write", _("made a pack for an inspector")),
    AuditAction("statement.pack.collect", _("downloaded a pack for an inspector")),
    AuditAction("statement.pack.destroy", _("destroyed the file of a pack for an inspector")),
    AuditAction("statement.attest", _("attested a promise")),
    AuditAction("statement.attest.withdraw", _("withdrew an attestation")),
    AuditAction("statement.prove.ask", _("had promises checked")),
)


def open_proving(house: House) -> None:
    """Fill the house's shelves with what this part has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(Access.OWNER, [f"statement:{each.name}" for each in office_urls])
    house.add_access(Access.PUBLIC, [f"privacy:{each.name}" for each in public_urls])
    house.add_menu(
        MenuEntry(
            _("Promises"), "statement:promises", "shield-check", 20, "statement", access=Access.OWNER, place="privacy"
        )
    )
    house.add_proofs(*attested_proofs())
    house.add_name_resolver("attestation", names_of_attestations)
    house.add_name_resolver("inspector_pack", names_of_packs)
    for part in PARTS:
        house.add_inspector_part(part)
    house.add_today_card(todays_broken_promises)
    house.add_side_card(SideCard(15, "statement/proving/side_card.html", promises_side_card))
    house.declare_outside(
        OutsideData(
            "reports/ (signed proof reports)",
            NoPersonalData("states and counts of checks, and the program's sentences"),
        )
    )
    house.add_scheduled_job(ScheduledJob(jobs.SWEEP_PACKS, every=timedelta(minutes=15)))
    house.add_scheduled_job(ScheduledJob(jobs.SWEEP, every=timedelta(minutes=5)))
    house.add_scheduled_job(ScheduledJob(jobs.FORGET, every=timedelta(days=1), at_hour=3))
    house.add_scheduled_job(ScheduledJob(jobs.REPORT, every=timedelta(days=1), at_hour=5))
