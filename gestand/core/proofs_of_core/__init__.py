"""Core's own proofs: what can be said of any room by asking the declarations, the audit log and the gate."""

from gestand.core.proofs_of_core import (
    access,
    columns,
    declared,
    disk,
    erasures,
    firm,
    https,
    humans,
    purposes,
    terms,
    traces,
    transport,
)

__all__ = ["PROOFS", "columns"]

PROOFS = (
    *firm.PROOFS,
    *declared.PROOFS,
    *traces.PROOFS,
    *purposes.PROOFS,
    *disk.PROOFS,
    *transport.PROOFS,
    *https.PROOFS,
    *access.PROOFS,
    *terms.PROOFS,
    *erasures.PROOFS,
    *humans.PROOFS,
)
