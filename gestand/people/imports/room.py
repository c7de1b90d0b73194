"""What the import adds to the doorplate of its room."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, after, days
from gestand.core.house import Access, AuditAction, MenuEntry, NewAction, OutsideData, ScheduledJob
from gestand.people.imports.jobs import FORGET_JOB

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("people.import.stage", _("uploaded a contacts file")),
    AuditAction("people.import.confirm", _("confirmed an import")),
    AuditAction("people.import.undo", _("undid an import")),
    AuditAction("people.import.discard", _("threw a contacts file away")),
    AuditAction("people.import.forget", _("forgot an old import")),
    AuditAction("people.client.remove", _("removed a client by undoing an import")),
    AuditAction("people.person.remove", _("removed a person by undoing an import")),
)
VIEWS = (
    "imports",
    "import",
    "import-columns",
    "import-decide",
    "import-kind",
    "import-confirm",
    "import-undo",
    "import-resume",
    "import-discard",
    "import-refused",
)
FILES = Personal(
    subject="person",
    categories={"file": Category.FILE},
    impersonal=[],
    purposes=[Purpose.CONTACT],
    keep=after("batch__forget_on", days(0), why="keep.import"),
)


def open_imports(house: House) -> None:
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(Access.OWNER, [f"people:{name}" for name in VIEWS])
    house.add_scheduled_job(ScheduledJob(FORGET_JOB, every=timedelta(days=1), at_hour=4))
    house.add_new_actions(
        NewAction(_("Import contacts"), "people:imports", "file-import", order=90, access=Access.OWNER)
    )
    house.add_menu(
        MenuEntry(
            _("Import contacts"),
            "people:imports",
            "file-import",
            50,
            "people",
            Access.OWNER,
            phone=False,
            place="settings",
            help=_("From Outlook, Google, a phone or a spreadsheet, with a preview and a way back."),
        )
    )
    house.declare_outside(OutsideData(_("uploaded contacts files, until they are written (files/)"), FILES))
