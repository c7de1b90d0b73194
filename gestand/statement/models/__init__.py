"""The tables of the room: versions and texts, register snapshots, proof results."""

from gestand.statement.models.proving import (
    Attestation,
    BrokenPromise,
    InspectorPack,
    ProofDay,
    ProofResult,
)
from gestand.statement.models.register import RegisterSnapshot
from gestand.statement.models.versions import (
    ClauseWording,
    StatementFile,
    StatementSettings,
    StatementVersion,
    ToldClient,
)

__all__ = [
    "Attestation",
    "BrokenPromise",
    "ClauseWording",
    "InspectorPack",
    "ProofDay",
    "ProofResult",
    "RegisterSnapshot",
    "StatementFile",
    "StatementSettings",
    "StatementVersion",
    "ToldClient",
]
