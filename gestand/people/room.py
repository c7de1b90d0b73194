"""The doorplate of the room people: everything it offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction, MenuEntry, NewAction, ScheduledJob, SideCard, SubjectRoot
from gestand.people.cards import duplicates_card, loose_ends_lines, loose_ends_side, silent_card
from gestand.people.findable import SOURCES
from gestand.people.imports.room import open_imports
from gestand.people.jobs import COUNT_JOB, FORGET_JOB
from gestand.people.minors.room import open_minors
from gestand.people.models import Client, Person
from gestand.people.preferences.room import open_preferences
from gestand.people.proofs import PROOFS
from gestand.people.queries.freezing import frozen_people
from gestand.people.queries.names import names_of_clients, names_of_persons
from gestand.people.queries.relations import belongings, client_choices, client_of_mailbox, clients_of_person
from gestand.people.row_rules import add_row_rules

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("people.client.create", _("began a client")),
    AuditAction("people.client.change", _("changed a client")),
    AuditAction("people.client.end", _("ended a client relation"), consequential=True),
    AuditAction("people.client.resume", _("took an ended relation up again")),
    AuditAction("people.client.archive", _("put a client in the archive")),
    AuditAction("people.client.unarchive", _("took a client out of the archive")),
    AuditAction("people.client.merge", _("joined two clients into one"), consequential=True),
    AuditAction("people.client.not_the_same", _("said that two clients are not the same")),
    AuditAction("people.client.open", _("opened a client as a stand-in")),
    AuditAction("people.client.export", _("exported a list of clients")),
    AuditAction("people.person.create", _("wrote down a person")),
    AuditAction("people.person.change", _("changed a person")),
    AuditAction("people.person.archive", _("put a person in the archive")),
    AuditAction("people.person.unarchive", _("took a person out of the archive")),
    AuditAction("people.person.merge", _("joined two persons into one"), consequential=True),
    AuditAction("people.person.not_the_same", _("said that two persons are not the same")),
    AuditAction("people.person.freeze", _("restricted the use of a person's data"), consequential=True),
    AuditAction("people.person.freeze_told", _("told a person that a restriction will be lifted")),
    AuditAction("people.person.unfreeze", _("lifted a restriction"), consequential=True),
    AuditAction("people.membership.create", _("joined a person to a client")),
    AuditAction("people.membership.change", _("changed a person's role")),
    AuditAction("people.membership.remove", _("took a person out of a client")),
    AuditAction("people.phone.add", _("added a telephone number")),
    AuditAction("people.phone.change", _("changed a telephone number")),
    AuditAction("people.phone.remove", _("removed a telephone number")),
    AuditAction("people.mail.add", _("added a mail address")),
    AuditAction("people.mail.change", _("changed a mail address")),
    AuditAction("people.mail.remove", _("removed a mail address")),
    AuditAction("people.address.add", _("added an address")),
    AuditAction("people.address.change", _("changed an address")),
    AuditAction("people.address.remove", _("removed an address")),
    AuditAction("people.consent.given", _("recorded a consent")),
    AuditAction("people.consent.withdrawn", _("recorded the withdrawal of a consent")),
    AuditAction("people.consent.objected", _("recorded an objection")),
    AuditAction("people.consent.lifted", _("recorded that an objection was lifted")),
    AuditAction("people.correspondence.write", _("wrote down a conversation, letter or note")),
    AuditAction("people.correspondence.change", _("corrected an entry")),
    AuditAction("people.correspondence.assign", _("assigned a loose end")),
    AuditAction("people.correspondence.remove", _("removed an entry")),
    AuditAction("people.correspondence.forget", _("removed a loose end past its day")),
    AuditAction("people.attachment.add", _("attached a file")),
    AuditAction("people.attachment.hold", _("said whether an attached file is the client's own")),
    AuditAction("people.attachment.open", _("opened an attached file as a stand-in")),
    AuditAction("people.attachment.remove", _("removed an attached file")),
)


TEAM_VIEWS = (
    "clients",
    "client",
    "client-people",
    "client-privacy",
    "compose",
    "client-edit",
    "person-new",
    "entry-new",
    "client-point-new",
    "person",
    "person-edit",
    "consent-new",
    "person-point-new",
    "membership-edit",
    "membership-remove",
    "point-edit",
    "point-remove",
    "point-first",
    "entry",
    "entry-edit",
    "entry-remove",
    "entry-assign",
    "attachment",
    "attachment-hold",
    "attachment-remove",
    "call-new",
    "who",
    "loose-ends",
    "view-save",
    "view-remove",
)
#: A stand-in begins, ends, puts away, joins and takes out nothing.
OWNER_VIEWS = (
    "client-new",
    "clients-bulk",
    "clients-export",
    "duplicates",
    "merge",
    "silent",
    "silent-end",
    "silent-stays",
    "not-the-same",
    "client-end",
    "client-resume",
    "client-archive",
    "client-unarchive",
    "person-archive",
    "person-unarchive",
)


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_proofs(*PROOFS)
    house.add_subject_root(SubjectRoot("person", Person, person_like=True))
    house.add_subject_root(SubjectRoot("client", Client, person_like=False))
    open_imports(house)
    open_preferences(house)
    open_minors(house)
    house.clients_of_person = clients_of_person
    house.belongings = belongings
    house.client_choices = client_choices
    house.client_of_mailbox = client_of_mailbox
    house.frozen = frozen_people
    add_row_rules(house)
    house.add_name_resolver("client", names_of_clients)
    house.add_name_resolver("person", names_of_persons)
    for source in SOURCES:
        house.add_search_source(source)
    house.add_access(Access.TEAM, [f"people:{name}" for name in TEAM_VIEWS])
    house.add_access(Access.OWNER, [f"people:{name}" for name in OWNER_VIEWS])
    house.add_menu(MenuEntry(_("Clients"), "people:clients", "users", 10, "people"))
    house.add_new_actions(
        NewAction(_("Call"), "people:call-new", "phone-plus", 10, key="c", dialog=True),
        NewAction(_("Client"), "people:client-new", "user-plus", 20, access=Access.OWNER),
    )
    house.add_today_card(silent_card)
    house.add_today_card(duplicates_card)
    house.add_side_card(SideCard(40, "people/parts/loose_ends_side.html", loose_ends_side, loose_ends_lines))
    house.add_scheduled_job(ScheduledJob(FORGET_JOB, timedelta(days=1), at_hour=4))
    house.add_scheduled_job(ScheduledJob(COUNT_JOB, timedelta(hours=6)))
