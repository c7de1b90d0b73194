"""Tables of the room people."""

from gestand.people.imports.models import ColumnMemory, ImportBatch, ImportRow
from gestand.people.models.clients import Client, ClientKind, LegalForm, Membership, MembershipRole, Person
from gestand.people.models.consents import ConsentEvent, ConsentVerb
from gestand.people.models.contact_points import Address, AddressKind, MailAddress, PhoneNumber
from gestand.people.models.correspondence import Attachment, Correspondence, CorrespondenceKind, Direction
from gestand.people.models.merges import Merge, NotTheSame
from gestand.people.models.saved_views import SavedView

__all__ = [
    "Address",
    "AddressKind",
    "Attachment",
    "Client",
    "ClientKind",
    "ColumnMemory",
    "ConsentEvent",
    "ConsentVerb",
    "Correspondence",
    "CorrespondenceKind",
    "Direction",
    "ImportBatch",
    "ImportRow",
    "LegalForm",
    "MailAddress",
    "Membership",
    "MembershipRole",
    "Merge",
    "NotTheSame",
    "Person",
    "PhoneNumber",
    "SavedView",
]
