"""What can be done in this room: plain functions, one transaction each, that take who acts and when."""

from gestand.people.actions.clients import (
    archive_client,
    change_client,
    create_client,
    end_relation,
    resume_relation,
    unarchive_client,
)
from gestand.people.actions.consents import lift_objection, record_consent, record_objection, withdraw_consent
from gestand.people.actions.contact_points import (
    AlreadyThere,
    add_address,
    add_mail,
    add_phone,
    change_address,
    change_mail,
    change_phone,
    put_first,
    remove_contact_point,
)
from gestand.people.actions.correspondence import (
    assign_correspondence,
    attach_file,
    change_correspondence,
    forget_loose_ends,
    note_call,
    remove_attachment,
    remove_correspondence,
    write_correspondence,
)
from gestand.people.actions.exports import note_export
from gestand.people.actions.intake import Intake, take_in_client
from gestand.people.actions.merging import CannotMerge, merge_clients, merge_persons, say_not_the_same
from gestand.people.actions.openings import note_file_opening, note_opening
from gestand.people.actions.persons import (
    AlreadyMember,
    archive_person,
    change_membership,
    change_person,
    create_person,
    join_client,
    leave_client,
    unarchive_person,
)
from gestand.people.actions.rights import ChangedMeanwhile, Gone, fingerprint, require_every_client
from gestand.people.actions.saved_views import remove_view, save_view

__all__ = [
    "AlreadyMember",
    "AlreadyThere",
    "CannotMerge",
    "ChangedMeanwhile",
    "Gone",
    "Intake",
    "add_address",
    "add_mail",
    "add_phone",
    "archive_client",
    "archive_person",
    "assign_correspondence",
    "attach_file",
    "change_address",
    "change_client",
    "change_correspondence",
    "change_mail",
    "change_membership",
    "change_person",
    "change_phone",
    "create_client",
    "create_person",
    "end_relation",
    "fingerprint",
    "forget_loose_ends",
    "join_client",
    "leave_client",
    "lift_objection",
    "merge_clients",
    "merge_persons",
    "note_call",
    "note_export",
    "note_file_opening",
    "note_opening",
    "put_first",
    "record_consent",
    "record_objection",
    "remove_attachment",
    "remove_contact_point",
    "remove_correspondence",
    "remove_view",
    "require_every_client",
    "resume_relation",
    "save_view",
    "say_not_the_same",
    "take_in_client",
    "unarchive_client",
    "unarchive_person",
    "withdraw_consent",
    "write_correspondence",
]
