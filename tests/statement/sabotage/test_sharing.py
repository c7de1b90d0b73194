"""Section 8, third parties: break each promise of the register of recipients."""

from __future__ import annotations

from datetime import timedelta

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.files import store_file
from gestand.core.proofs import ProofState
from gestand.sharing.actions.agreements import WantedAgreement, add_agreement, tick_clauses
from gestand.sharing.actions.recipients import Wanted, add_recipient
from gestand.sharing.models import ProcessorAgreement, RegisteredRecipient
from gestand.sharing.standard_text import POINTS
from tests.statement.sabotage.breaking import Home, sabotage

PRINTER = Wanted(name="Drukkerij Jansen", kind="processor", purposes=["purpose.contact"], country="NL")


def printer(home: Home) -> RegisteredRecipient:
    """A processor with an agreement in force, its file and all eight points."""
    row = add_recipient(PRINTER, by=home.cast.owner, at=home.at)
    signed_on = home.at.date() - timedelta(days=30)
    made = add_agreement(row.key, WantedAgreement(signed_on=signed_on), by=home.cast.owner, at=home.at)
    paper = store_file(b"de overeenkomst", name="overeenkomst.txt", media_type="text/plain", at=home.at)
    ProcessorAgreement.objects.filter(id=made.id).update(file=paper)
    tick_clauses(made, dict.fromkeys(POINTS, "1"), by=home.cast.owner, at=home.at)
    return row


def passage(home: Home, **facts: object) -> None:
    """A line as the gate writes them, past the gate."""
    write_audit("core.egress.pass", by=SYSTEM, at=home.at, facts={"count": 1, **facts})


@sabotage("sharing.only_to_known", "Let something go to a recipient that is not in the register")
def test_an_unregistered_recipient(home: Home) -> None:
    passage(home, recipient="somebody_else", purpose="purpose.contact")


@sabotage("sharing.agreements", "Let the agreement with a processor end")
def test_an_agreement_that_ended(home: Home) -> None:
    printer(home)
    assert home.red() == []
    yesterday = home.at.date() - timedelta(days=2)
    ProcessorAgreement.objects.update(until_on=yesterday)


@sabotage("sharing.agreements", "Put a processor in the register without any agreement")
def test_a_processor_without_agreement(home: Home) -> None:
    add_recipient(PRINTER, by=home.cast.owner, at=home.at)


def test_a_processor_with_everything_is_kept(home: Home) -> None:
    printer(home)
    evidence = home.asked()["sharing.agreements"]
    assert evidence.state is ProofState.KEPT
    assert evidence.counts["processors"] == 1


def test_an_agreement_without_its_file_or_a_point_is_unproven(home: Home) -> None:
    printer(home)
    ProcessorAgreement.objects.update(file=None)
    assert home.asked()["sharing.agreements"].state is ProofState.UNPROVEN
    assert home.red() == []


def test_what_went_out_to_the_archive_stays_known(home: Home) -> None:
    row = printer(home)
    passage(home, recipient=row.key, purpose="purpose.contact")
    RegisteredRecipient.objects.update(archived_at=home.at)
    assert home.asked()["sharing.only_to_known"].state is ProofState.KEPT
