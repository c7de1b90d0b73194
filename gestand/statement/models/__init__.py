"""The tables of the room: versions and texts, register snapshots, proof results."""

from gestand.statement.models.proving import (
    Attestation,
    BrokenPromise,
    InspectorPack,
    ProofDay,
    ProofResult,
)

__all__ = ["Attestation", "BrokenPromise", "InspectorPack", "ProofDay", "ProofResult"]
