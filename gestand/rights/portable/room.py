"""What taking data along and in adds to the doorplate of its room."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, after, days
from gestand.core.house import Access, AuditAction, MenuEntry, OutsideData, ScheduledJob
from gestand.rights.portable.jobs import SWEEP_JOB
from gestand.rights.portable.proofs import PROOFS
from gestand.rights.portable.recipient import recipients
from gestand.rights.portable.sending import link_left

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("rights.import.take_in", _("took in a package of another office")),
    AuditAction("rights.import.bring", _("came here with a package of another office")),
    AuditAction("cli.package.write_portable", _("wrote what goes along to another office on the command line")),
    AuditAction("rights.import.stage", _("uploaded a package of another office")),
    AuditAction("rights.import.discard", _("threw a package of another office away")),
    AuditAction("rights.transfer.ask", _("asked an organisation to confirm its address"), consequential=True),
    AuditAction("rights.transfer.confirm", _("confirmed the address of an organisation")),
    AuditAction("rights.transfer.send", _("sent a link to an organisation that the person named")),
    AuditAction("rights.transfer.collect", _("fetched the data as the organisation that the person named")),
    AuditAction("rights.transfer.expire", _("closed a sending to an organisation that was not fetched")),
    AuditAction("rights.transfer.withdraw", _("took a sending to an organisation back")),
)
OWNER_VIEWS = (
    "transfer", "transfer-withdraw", "take-in", "taken", "take-in-confirm", "take-in-discard",
)  # fmt: skip
FILES = Personal(
    subject="person",
    categories={"file": Category.FILE},
    impersonal=[],
    purposes=[Purpose.CONTACT],
    keep=after("taken_package__forget_on", days(0), why="keep.import"),
)


def open_portable(house: House) -> None:
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_recipient_source(recipients)
    house.add_proofs(*PROOFS)
    house.add_access(Access.OWNER, [f"rights:{name}" for name in OWNER_VIEWS])
    house.add_access(Access.PUBLIC, ["public:confirm-organisation"])
    house.when_mail_leaves(link_left)
    house.declare_outside(OutsideData(_("uploaded packages of other offices, until they are taken in (files/)"), FILES))
    house.add_scheduled_job(ScheduledJob(SWEEP_JOB, every=timedelta(minutes=15)))
    house.add_menu(
        MenuEntry(
            _("Take in a package"),
            "rights:take-in",
            "package",
            55,
            "rights",
            Access.OWNER,
            phone=False,
            place="settings",
            help=_("A client or person with everything that came along from another Gestand, with a preview."),
        )
    )
