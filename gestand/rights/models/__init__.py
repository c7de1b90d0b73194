"""Tables of the room rights."""

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
    "OPEN_STATES",
    "UNWRITTEN_STATES",
    "AnswerChannel",
    "Channel",
    "IdentityProof",
    "Package",
    "PackageState",
    "Request",
    "RequestKind",
    "RequestQuerySet",
    "RequestState",
]
