"""Proofs: checks that bind a room to clauses of the statement. A room writes them in ``proofs.py`` and registers them
with ``house.add_proofs``; the room ``statement`` runs them, keeps their history and shows them.
"""

from gestand.core.proofs.proof import Button, Evidence, Proof, ProofKind, ProofState, missing

__all__ = ["Button", "Evidence", "Proof", "ProofKind", "ProofState", "missing"]
