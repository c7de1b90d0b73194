"""The doorplate of the room rights: everything it offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction, MenuEntry, NewAction, ScheduledJob
from gestand.people.minors.kinds import add_entry_kind
from gestand.rights import jobs as _jobs  # noqa: F401 - importing it registers the jobs
from gestand.rights.actions.delivery import answer_left
from gestand.rights.doors import open_by_link
from gestand.rights.findable import SOURCE
from gestand.rights.identity_copy.shelf import open_identity_copies
from gestand.rights.inspector import REQUESTS
from gestand.rights.mentions.shelf import open_mentions
from gestand.rights.minors import REQUEST_ENTRY
from gestand.rights.panels import PRIVACY_PANEL
from gestand.rights.portable.room import open_portable
from gestand.rights.proofs import PROOFS
from gestand.rights.proofs_of_desk import PROOFS as PROOFS_OF_DESK
from gestand.rights.queries import today_card

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("rights.request.enter", _("wrote down a privacy request")),
    AuditAction("rights.request.form", _("filled in the public form")),
    AuditAction("rights.request.confirm", _("confirmed a privacy request by mail")),
    AuditAction("rights.request.forget", _("removed a form that nobody confirmed")),
    AuditAction("rights.request.identify", _("recorded who asks")),
    AuditAction("rights.request.answer", _("answered a privacy request"), consequential=True),
    AuditAction("rights.request.write", _("put the answer to a privacy request in the outbox"), consequential=True),
    AuditAction("rights.request.refuse", _("refused a privacy request"), consequential=True),
    AuditAction("rights.request.extend", _("wrote that a privacy request takes longer"), consequential=True),
    AuditAction("rights.request.extended", _("mailed that a privacy request takes longer")),
    AuditAction("rights.request.letter", _("wrote to whoever asked")),
    AuditAction("rights.request.correct", _("corrected what was asked")),
    AuditAction("rights.request.restrict", _("restricted the use of data at a request"), consequential=True),
    AuditAction("rights.request.tell_lifting", _("wrote that a restriction will be lifted")),
    AuditAction("rights.request.lift", _("lifted a restriction at a request"), consequential=True),
    AuditAction("rights.request.weigh", _("decided about an objection"), consequential=True),
    AuditAction("rights.request.change_kind", _("changed the kind of a privacy request")),
    AuditAction("rights.request.join", _("joined a privacy request with its double")),
    AuditAction("rights.request.withdraw", _("noted that a privacy request was taken back")),
    AuditAction("rights.request.pass_on", _("told that a privacy request was passed on"), consequential=True),
    AuditAction("rights.request.to_client", _("passed a privacy request on to a client"), consequential=True),
    AuditAction("rights.request.remind", _("reminded of a privacy request")),
    AuditAction("rights.request.dossier", _("took out the dossier of a privacy request")),
    AuditAction("rights.notice.tell", _("told a recipient of data")),
    AuditAction("rights.text.save", _("changed a text for letters about requests")),
    AuditAction("rights.request.left", _("mailed the answer to a privacy request")),
    AuditAction("rights.request.take_back", _("took an answer back out of the outbox")),
    AuditAction("rights.package.ask", _("had an access package made")),
    AuditAction("rights.package.made", _("made an access package")),
    AuditAction("rights.package.send", _("put the link to an access package in the outbox"), consequential=True),
    AuditAction("rights.package.collect", _("fetched an access package")),
    AuditAction("rights.package.expire", _("closed an access package that was not fetched")),
    AuditAction("rights.package.destroy", _("destroyed the file of an access package")),
)
_DESK = [
    "requests", "answered", "enter", "request", "persons", "identify", "answer", "letter", "erase", "make", "progress",
    "handed-over", "send-again", "by-letter", "take-back", "package", "download", "preview", "preview-file",
    "reply", "correct", "restrict", "lifting", "lift", "weigh", "sort", "pass-on", "notice", "dossier", "texts", "text",
]  # fmt: skip


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    open_portable(house)
    house.add_proofs(*PROOFS)
    house.add_proofs(*PROOFS_OF_DESK)
    house.add_inspector_part(REQUESTS)
    add_entry_kind(REQUEST_ENTRY)
    house.add_access(Access.OWNER, [f"rights:{name}" for name in _DESK])
    house.add_access(Access.PUBLIC, ["public:ask", "public:asked", "public:confirm", "public:fetch"])
    house.add_menu(
        MenuEntry(_("Privacy"), "rights:requests", "shield", 70, "privacy", access=Access.OWNER),
        MenuEntry(_("Requests"), "rights:requests", "id", 10, "rights", access=Access.OWNER, place="privacy"),
    )
    house.add_new_actions(NewAction(_("Request"), "rights:enter", "shield", 60, access=Access.OWNER))
    house.when_mail_leaves(answer_left)
    house.add_one_time_door(open_by_link)
    house.add_today_card(today_card)
    house.add_client_panel(PRIVACY_PANEL)
    house.add_search_source(SOURCE)
    house.add_scheduled_job(ScheduledJob("rights.remind", every=timedelta(hours=1)))
    house.add_scheduled_job(ScheduledJob("rights.forget_unconfirmed", every=timedelta(hours=1)))
    open_identity_copies(house)
    open_mentions(house)
    house.add_scheduled_job(ScheduledJob("rights.sweep_packages", every=timedelta(minutes=15)))
