"""Tables of the room people."""

from gestand.people.imports.models import ColumnMemory, ImportBatch, ImportRow
from gestand.people.minors.models import ParentalConsent
from gestand.people.models.clients import Client, ClientKind, LegalForm, Membership, MembershipRole, Person
from gestand.people.models.consents import ConsentEvent, ConsentVerb
from gestand.people.models.contact_points import Address, AddressKind, MailAddress, PhoneNumber
from gestand.people.models.correspondence import Attachment, Correspondence, CorrespondenceKind, Direction
from gestand.people.models.freezing import Freeze, FreezeGround
from gestand.people.models.merges import Merge, NotTheSame
from gestand.people.models.saved_views import SavedView
from gestand.people.preferences.models import PreferenceLink

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
    "Freeze",
    "FreezeGround",
    "ImportBatch",
    "ImportRow",
    "LegalForm",
    "MailAddress",
    "Membership",
    "MembershipRole",
    "Merge",
    "NotTheSame",
    "ParentalConsent",
    "Person",
    "PhoneNumber",
    "PreferenceLink",
    "SavedView",
]
