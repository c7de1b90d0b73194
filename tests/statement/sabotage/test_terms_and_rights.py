"""Sections 5 to 9: how long, your rights, no automated decisions, minors and stand-ins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gestand.core import journal
from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.declarations import Purpose
from gestand.core.declarations.registry import rows_about
from gestand.core.erasure import erase, plan_erasure
from gestand.people.actions.clients import create_client
from gestand.people.actions.consents import record_consent
from gestand.people.actions.persons import create_person
from gestand.people.models import Client, Membership, Person
from gestand.rights import letters
from gestand.rights.erasure import who_goes
from gestand.rights.models import Package, Request
from gestand.rights.package import prepared
from gestand.rights.package.tables import personal_tables
from gestand.sharing.models import ProcessorAgreement
from gestand.statement.models.versions import StatementVersion
from gestand.statement.versions.contents import digest_of
from gestand.team.models import Grant
from tests.statement.sabotage.breaking import Home, sabotage
from tests.statement.sabotage.conftest import Outside
from tests.statement.sabotage.test_who_and_what import make_request
from tests.statement.sabotage.test_why_and_secured import opened, owner


@sabotage("core.terms", "a client who left four years ago is still there")
def test_a_client_past_the_term(home: Home) -> None:
    Client.objects.filter(id=home.cast.jansen.id).update(ended_on=(home.at - timedelta(days=4 * 366)).date())


@sabotage("people.nobody_gone", "a client disappears from the database without a trace in the audit log")
def test_a_client_that_is_gone(home: Home) -> None:
    client = create_client(by=owner(home), at=home.at, kind="household", name="Familie Pieters")
    Client.objects.filter(id=client.id).delete()


@sabotage("core.erasures", "a person who was erased comes back, as from an old backup")
def test_a_person_who_comes_back(home: Home) -> None:
    eva = home.cast.eva
    plan = plan_erasure(who_goes(eva.id).subjects, at=home.at)
    erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=owner(home), at=home.at)
    Person.objects.create(id=eva.id, given_name="Eva", sort_name="jansen", created_at=home.at, changed_at=home.at)


@sabotage("core.erasures", "a line of the erasure journal was changed by hand")
def test_a_journal_that_was_changed(home: Home) -> None:
    plan = plan_erasure(who_goes(home.cast.eva.id).subjects, at=home.at)
    erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=owner(home), at=home.at)
    for folder in journal.journal_folders():
        path = folder / journal.JOURNAL_FILE
        path.write_text(path.read_text().replace('"by_term":false', '"by_term":true'))


@sabotage("core.erasures", "the erasure journal is lost")
def test_a_journal_that_is_lost(home: Home) -> None:
    plan = plan_erasure(who_goes(home.cast.eva.id).subjects, at=home.at)
    erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=owner(home), at=home.at)
    for folder in journal.journal_folders():
        (folder / journal.JOURNAL_FILE).unlink()


def test_whoever_was_erased_is_lawfully_gone(home: Home) -> None:
    client = create_client(by=owner(home), at=home.at, kind="household", name="Familie Pieters")
    person = create_person(
        by=owner(home), at=home.at, family_name="Pieters", client=client, membership={"role": "adult"}
    )
    plan = plan_erasure(who_goes(person.id).subjects, at=home.at)
    erase(subjects=plan.subjects, fingerprint=plan.fingerprint, by=owner(home), at=home.at)
    assert not Client.objects.filter(id=client.id).exists()
    assert home.red() == []


@sabotage("rights.canary", "one table falls out of the package that answers a request for access")
def test_a_table_that_is_left_out(
    home: Home, canary_here: Outside, monkeypatch: pytest.MonkeyPatch, fresh_declarations: None
) -> None:
    def without_roles(model: Any, **subjects: Any) -> Any:
        return model._base_manager.none() if model is Membership else rows_about(model, **subjects)

    monkeypatch.setattr("gestand.rights.package.tables.rows_about", without_roles)
    personal_tables.cache_clear()
    prepared.forget()


@sabotage("rights.canary", "the rows of everybody get into a package")
def test_a_package_with_others_in_it(
    home: Home, canary_here: Outside, monkeypatch: pytest.MonkeyPatch, fresh_declarations: None
) -> None:
    monkeypatch.setattr("gestand.rights.package.tables.rows_about", lambda model, **_all: model._base_manager.all())
    personal_tables.cache_clear()
    prepared.forget()


@sabotage("rights.term", "an identified request is a day past its four weeks")
def test_a_request_that_is_late(home: Home) -> None:
    known_request(home, state="identified", received_at=home.at - timedelta(days=29))


@sabotage("rights.term", "the promised day of an open request is moved by hand")
def test_a_term_that_was_moved(home: Home) -> None:
    asked = known_request(home, state="identified")
    Request.objects.update(due_on=asked.due_on + timedelta(days=14))


@sabotage("rights.complaint", "an answer goes out without the way to the authority")
def test_an_answer_without_the_authority(home: Home) -> None:
    known_request(home, state="answered", answer="Nee.", closed_at=home.at)


@sabotage("statement.authority", "the English statement is published without the way to the authority")
def test_a_statement_without_the_authority(home: Home) -> None:
    version = StatementVersion.objects.get()
    for section in version.content["documents"]["en"]["sections"]:
        section["clauses"] = [clause for clause in section["clauses"] if clause["id"] != "right.complaint"]
    StatementVersion.objects.update(content=version.content, digest=digest_of(version.content))


@sabotage("rights.identity", "a package goes to somebody who was not made sure of")
def test_a_package_to_anybody(home: Home) -> None:
    asked = make_request(home, state="answered", answer=proper_answer(), closed_at=home.at)
    Package.objects.create(request=asked, person=home.cast.eva, state="collected", asked_at=home.at)


@sabotage("rights.identity", "a package goes to another person than the one who was made sure of")
def test_a_package_of_somebody_else(home: Home) -> None:
    asked = known_request(home, state="answered", answer=proper_answer(), closed_at=home.at)
    Package.objects.create(request=asked, person=home.cast.carla, state="collected", asked_at=home.at)


@sabotage("rights.withdrawals", "a withdrawal is answered and the consent stays as it was")
def test_a_withdrawal_that_was_not_recorded(home: Home) -> None:
    record_consent(
        by=owner(home),
        at=home.at - timedelta(days=9),
        person=home.cast.eva,
        purpose=Purpose.MAILING,
        wording="Ja, graag.",
        wording_version="1",
        source="formulier",
    )
    known_request(home, kind="withdrawal", state="answered", answer=proper_answer(), closed_at=home.at)


@sabotage("rights.objections", "an objection is answered and not written down with the person")
def test_an_objection_that_was_not_recorded(home: Home) -> None:
    known_request(home, kind="objection", state="answered", answer=proper_answer(), closed_at=home.at)


@sabotage("core.humans", "a request is answered by the program itself")
def test_a_decision_by_a_program(home: Home) -> None:
    write_audit("rights.request.answer", by=SYSTEM, at=home.at)


@sabotage("sharing.only_to_known", "something passes the gate to a recipient that is in no register")
def test_a_recipient_that_nobody_registered(home: Home) -> None:
    facts = {"recipient": "data_broker", "purpose": Purpose.CONTACT.value, "count": 1}
    write_audit("core.egress.pass", by=SYSTEM, at=home.at, facts=facts)


@sabotage("sharing.agreements", "the agreement with a processor ends and no new one is signed")
def test_an_agreement_that_ended(home: Home) -> None:
    ProcessorAgreement.objects.update(until_on=home.at.date() - timedelta(days=2))


@sabotage("team.standin_time", "a stand-in without any access opens a client")
def test_a_look_after_the_end(home: Home) -> None:
    opened(home, home.cast.dirk, home.cast.bakery.id)


@sabotage("team.standin_time", "access is dated before the signature")
def test_access_before_the_signature(home: Home) -> None:
    for grant in Grant.objects.all():
        Grant.objects.filter(id=grant.id).update(signed_on=grant.from_on + timedelta(days=1))


def known_request(home: Home, **fields: object) -> Request:
    """Of Eva, who was called back."""
    given = {"person": home.cast.eva, "identity": "called_back", "identified_at": home.at}
    return make_request(home, **{**given, **fields})


def proper_answer() -> str:
    return letters.complaint("nl")
