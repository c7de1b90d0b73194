"""Tables of the room rights."""

from gestand.rights.models.identity_copies import LIVE_STATES, BirthDate, CopyState, Hidden, IdentityCopy
from gestand.rights.models.mentions import Decision, Mention, MentionSearch, SearchState
from gestand.rights.models.packages import Package, PackageState
from gestand.rights.models.requests import (
    CLOSED_STATES,
    LANGUAGES,
    OPEN_STATES,
    UNWRITTEN_STATES,
    AnswerChannel,
    Channel,
    IdentityProof,
    Request,
    RequestKind,
    RequestQuerySet,
    RequestState,
)

__all__ = [
    "CLOSED_STATES",
    "LANGUAGES",
    "LIVE_STATES",
    "OPEN_STATES",
    "UNWRITTEN_STATES",
    "AnswerChannel",
    "BirthDate",
    "Channel",
    "CopyState",
    "Decision",
    "Hidden",
    "IdentityCopy",
    "IdentityProof",
    "Mention",
    "MentionSearch",
    "Package",
    "PackageState",
    "Request",
    "RequestKind",
    "RequestQuerySet",
    "RequestState",
    "SearchState",
]
