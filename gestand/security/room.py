"""The doorplate of the room security: everything it offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import NoPersonalData
from gestand.core.house import Access, AuditAction, MenuEntry, OutsideData, ScheduledJob
from gestand.security.backup.actions import BACKUP_JOB
from gestand.security.cards import backup_card
from gestand.security.jobs import NIGHTLY_DRILL
from gestand.security.proofs import PROOFS
from gestand.security.recipients import backup_recipients

if TYPE_CHECKING:
    from gestand.core.house import House

_PAGES = [
    "backups", "backup-now", "backup-file", "drill-now", "drill", "places", "places-test", "sheet", "sheet-try",
    "keys-file",
]  # fmt: skip


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_audit_actions(
        AuditAction("security.backup.make", _("made a backup")),
        AuditAction("security.backup.places", _("changed where backups go")),
        AuditAction("security.backup.open", _("saved a backup")),
        AuditAction("security.keys.sheet", _("printed a sheet with a passphrase for the keys")),
        AuditAction("security.keys.try", _("tried the sheet with the passphrase")),
        AuditAction("security.keys.copy", _("made a copy of the keys")),
        AuditAction("security.drill.run", _("brought everything back in a drill")),
    )
    house.add_access(Access.OWNER, [f"security:{name}" for name in _PAGES])
    house.add_menu(
        MenuEntry(
            _("Backups"),
            "security:backups",
            "archive",
            94,
            "security",
            Access.OWNER,
            phone=False,
            place="settings",
            help=_("What was copied, where it stands, and whether it really comes back."),
        )
    )
    house.add_recipient_source(backup_recipients)
    house.add_today_card(backup_card)
    house.add_scheduled_job(ScheduledJob(BACKUP_JOB, every=timedelta(days=1), at_hour=1))
    house.add_scheduled_job(ScheduledJob(NIGHTLY_DRILL, every=timedelta(days=28), at_hour=2))
    house.add_proofs(*PROOFS)
    house.declare_outside(
        OutsideData(
            "backups/ and the places for copies",
            NoPersonalData(
                "encrypted copies of what the other tables declare: gone after the term keep.backup; nothing is read "
                "from one before the erasure journal was followed"
            ),
        )
    )
    house.declare_outside(
        OutsideData("copies of the keys", NoPersonalData("random keys, and the journals, which hold ids alone"))
    )
