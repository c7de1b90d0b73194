"""Where every sabotage begins, and what all of them together must cover."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from gestand.core.house import house
from gestand.core.proofs import ProofKind, ProofState
from gestand.statement.clauses.ids import CLAUSE_IDS
from tests.statement.sabotage.breaking import SABOTAGES, Home

HERE = Path(__file__)
#: Each file of sabotages, loaded so that what it breaks is known.
MODULES = [
    import_module(f"{__package__}.{path.stem}")
    for path in sorted(HERE.parent.glob("test_*.py"))
    if path.stem != HERE.stem
]
#: What the good home cannot have: reports of receivers, for DKIM.
OPEN_EVEN_HERE = {"core.mail_domain"}


def test_everything_that_can_be_proven_is_kept(home: Home) -> None:
    asked = home.asked()
    unlike = {
        key: str(evidence.said)
        for key, evidence in asked.items()
        if evidence.state is not ProofState.KEPT
        and house.proofs[key].kind not in (ProofKind.MISSING, ProofKind.ATTESTED)
    }
    assert set(unlike) == OPEN_EVEN_HERE, unlike


def test_every_clause_has_a_proof_and_every_proof_a_clause() -> None:
    bound = {clause for proof in house.proofs.values() for clause in proof.clauses}
    assert bound == set(CLAUSE_IDS)


def test_every_proof_has_its_sabotage() -> None:
    broken = {sabotage.proof for sabotage in SABOTAGES}
    provable = {key for key, proof in house.proofs.items() if proof.kind not in (ProofKind.MISSING, ProofKind.ATTESTED)}
    assert len(MODULES) > 3
    assert broken == provable


def test_no_answer_holds_a_name_or_an_address(home: Home) -> None:
    cast = home.cast
    told = " ".join(f"{each.said} {each.todo} {dict(each.counts)}" for each in home.asked().values())
    for word in (cast.anna.name, cast.bram.email, cast.carla.family_name, cast.eva.given_name, str(cast.eva.id)):
        assert word not in told
