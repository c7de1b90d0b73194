"""Tables of the room rights."""

from gestand.rights.models.dossier import (
    Correction,
    NoticeHow,
    Occasion,
    RecipientNotice,
    Reminder,
    RequestLetter,
    Weighing,
)
from gestand.rights.models.identity_copies import LIVE_STATES, BirthDate, CopyState, Hidden, IdentityCopy
from gestand.rights.models.mentions import Decision, Mention, MentionSearch, SearchState
from gestand.rights.models.packages import Package, PackageForm, PackageState
from gestand.rights.models.replies import OwnReply
from gestand.rights.models.requests import (
    CLOSED_STATES,
    DROPPED_STATES,
    LANGUAGES,
    OPEN_STATES,
    UNWRITTEN_STATES,
    AnswerChannel,
    Channel,
    ExtensionGround,
    IdentityProof,
    RefusalGround,
    Request,
    RequestKind,
    RequestQuerySet,
    RequestState,
)
from gestand.rights.models.transfers import TakenPackage, TakenState, Transfer, TransferState

__all__ = [
    "CLOSED_STATES",
    "DROPPED_STATES",
    "LANGUAGES",
    "LIVE_STATES",
    "OPEN_STATES",
    "UNWRITTEN_STATES",
    "AnswerChannel",
    "BirthDate",
    "Channel",
    "CopyState",
    "Correction",
    "Decision",
    "ExtensionGround",
    "Hidden",
    "IdentityCopy",
    "IdentityProof",
    "Mention",
    "MentionSearch",
    "NoticeHow",
    "Occasion",
    "OwnReply",
    "Package",
    "PackageForm",
    "PackageState",
    "RecipientNotice",
    "RefusalGround",
    "Reminder",
    "Request",
    "RequestKind",
    "RequestLetter",
    "RequestQuerySet",
    "RequestState",
    "SearchState",
    "TakenPackage",
    "TakenState",
    "Transfer",
    "TransferState",
    "Weighing",
]
