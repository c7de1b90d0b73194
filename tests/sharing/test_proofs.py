"""What the proofs of this room answer, step by step; the sabotages stand with those of all rooms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gestand.core.actors import SYSTEM, Actor
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.egress import PassageRefused, allow
from gestand.core.files import store_file
from gestand.core.mail.models import MailSettings
from gestand.core.proofs import ProofState
from gestand.sharing.actions.agreements import WantedAgreement, add_agreement, tick_clauses
from gestand.sharing.models import ClientAgreement, ProcessorAgreement, RegisteredRecipient
from gestand.sharing.proofs import agreements_hold, only_to_known
from gestand.sharing.standard_text import POINTS
from tests.cast import NOW, TODAY
from tests.sharing.conftest import SIGNED_ON


def test_a_processor_is_proven_when_its_agreement_is_whole(owner: Actor, printer: RegisteredRecipient) -> None:
    assert agreements_hold(at=NOW).state is ProofState.BROKEN
    made = add_agreement(printer.key, WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
    assert agreements_hold(at=NOW).state is ProofState.UNPROVEN
    tick_clauses(made, dict.fromkeys(POINTS, "1"), by=owner, at=NOW)
    assert agreements_hold(at=NOW).state is ProofState.UNPROVEN
    paper = store_file(b"getekend", name="overeenkomst.txt", media_type="text/plain", at=NOW)
    ProcessorAgreement.objects.update(file=paper)
    evidence = agreements_hold(at=NOW)
    assert (evidence.state, evidence.counts["processors"]) == (ProofState.KEPT, 1)


@pytest.mark.parametrize(
    ("wanted", "state"),
    [
        (None, ProofState.BROKEN),
        (WantedAgreement(signed_on=SIGNED_ON, from_on=TODAY + timedelta(days=1)), ProofState.BROKEN),
        (WantedAgreement(signed_on=SIGNED_ON, until_on=TODAY - timedelta(days=1)), ProofState.BROKEN),
        (WantedAgreement(signed_on=SIGNED_ON, until_on=TODAY), ProofState.UNPROVEN),
        (WantedAgreement(signed_on=SIGNED_ON), ProofState.UNPROVEN),
    ],
)
def test_the_gate_refuses_exactly_what_the_board_calls_broken(
    owner: Actor, printer: RegisteredRecipient, wanted: WantedAgreement | None, state: ProofState
) -> None:
    if wanted is not None:
        add_agreement(printer.key, wanted, by=owner, at=NOW)
    assert agreements_hold(at=NOW).state is state
    if state is ProofState.BROKEN:
        with pytest.raises(PassageRefused, match="Drukkerij Jansen"):
            allow(printer.key, purpose=Purpose.CONTACT, by=owner, at=NOW)
    else:
        allow(printer.key, purpose=Purpose.CONTACT, by=owner, at=NOW)


def test_a_mail_provider_without_agreement_breaks_the_promise(provider: MailSettings) -> None:
    evidence = agreements_hold(at=NOW)
    assert (evidence.state, evidence.counts["without_agreement"]) == (ProofState.BROKEN, 1)


def test_without_processors_the_promise_is_kept(owner: Actor) -> None:
    assert agreements_hold(at=NOW).state is ProofState.KEPT


def test_a_passage_without_purpose_breaks_the_promise(owner: Actor) -> None:
    assert only_to_known(at=NOW).state is ProofState.KEPT
    write_audit("core.egress.pass", by=SYSTEM, at=NOW, facts={"recipient": "addressee", "count": 1})
    evidence = only_to_known(at=NOW)
    assert (evidence.state, evidence.counts["unknown"]) == (ProofState.BROKEN, 1)


def test_a_table_that_names_an_unknown_recipient_breaks_the_promise(
    owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = replace(ClientAgreement.personal, recipients=["nobody"])
    monkeypatch.setattr(ClientAgreement, "personal", said)
    evidence = only_to_known(at=NOW)
    assert (evidence.state, evidence.counts["declared_and_unknown"]) == (ProofState.BROKEN, 1)
