"""Sections 1 and 2: who we are, what we process."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from gestand.core.audit.models import AuditLine
from gestand.core.declarations import while_client, years
from gestand.core.egress.dns import MailDomain
from gestand.core.firm import Firm
from gestand.core.jobs.models import Job
from gestand.people.models import Client, Correspondence
from gestand.rights.models import Request
from gestand.statement.models.versions import StatementVersion
from gestand.team.models import TeamSession
from gestand.team.session_store import SessionStore
from tests.statement.sabotage.breaking import Home, sabotage
from tests.statement.sabotage.conftest import Outside


@sabotage("core.identity", "the town is taken out of the firm's profile")
def test_a_profile_with_a_gap(home: Home) -> None:
    Firm.objects.update(city="")


@sabotage("core.officer", "the officer's mail address gets a slip of the pen in its domain")
def test_a_misspelt_domain(home: Home) -> None:
    Firm.objects.update(officer_email="privacy@heldr-it.example")


@sabotage("core.identity", "the firm moves and the statement still prints the old address")
def test_a_profile_that_was_not_published(home: Home) -> None:
    Firm.objects.update(street="Nieuwe Weg 9")


@sabotage("core.officer", "another officer is named and the statement still names the one before")
def test_an_officer_who_was_not_published(home: Home) -> None:
    Firm.objects.update(officer_name="Bram Bos")


@sabotage("core.officer", "the firm's mail domain loses its mail server")
def test_a_domain_without_a_mail_server(home: Home, outside: Outside) -> None:
    outside.mail = MailDomain(exists=True, receives=False, spf="v=spf1 -all")


@sabotage("rights.read", "a request for access lies untouched for fifteen days")
def test_a_request_that_nobody_reads(home: Home) -> None:
    received_at = home.at - timedelta(days=15)
    make_request(home, state="received", received_at=received_at)


@sabotage("statement.facts", "a term is made shorter and the statement is not published anew")
def test_a_statement_that_is_stale(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    shorter = replace(Client.personal, keep=while_client(then=years(2), clock="ended_on"))
    monkeypatch.setattr(Client, "personal", shorter)


@sabotage("statement.facts", "the published statement is changed in the database")
def test_a_statement_that_was_changed(home: Home) -> None:
    version = StatementVersion.objects.get()
    StatementVersion.objects.update(content={**version.content, "made_on": "2020-01-01"})


@sabotage("core.declared", "somebody makes a table by hand in the database")
def test_a_table_that_nobody_declared(home: Home) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE old_customers (id integer, name varchar(80))")


@sabotage("core.declared", "somebody adds a column by hand to a declared table")
def test_a_column_that_nobody_declared(home: Home) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_client ADD COLUMN birthday varchar(10)")


@sabotage("core.mail_addresses", "a job is given a mail address as its argument")
def test_a_mail_address_in_a_job(home: Home) -> None:
    put_job(home, arguments={"to": "carla@zoutebrood.example"})


@sabotage("core.phone_numbers", "a telephone number gets into the words of a job")
def test_a_phone_number_in_a_job(home: Home) -> None:
    put_job(home, words="Called +31612345678")


@sabotage("core.ip_addresses", "an IP address gets into the audit log")
def test_an_address_in_the_audit_log(home: Home) -> None:
    AuditLine.objects.create(
        at=home.at, actor_kind="visitor", action="rights.request.form", facts={"from": "2001:db8::7"}
    )


@sabotage("team.sessions_without_address", "a session remembers from which address somebody came")
def test_an_address_in_a_session(home: Home) -> None:
    store = SessionStore()
    store["from"] = "203.0.113.9"
    store.save()


@sabotage("core.user_agents", "what a browser tells about itself gets into the failure of a job")
def test_a_user_agent_in_a_job(home: Home) -> None:
    put_job(home, failure="Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36")


@sabotage("team.coarse_devices", "a session keeps the version of the browser")
def test_a_session_that_knows_too_much(home: Home) -> None:
    store = SessionStore()
    store.save()
    TeamSession.objects.update(device="Firefox 145.0.2 on Windows")


@sabotage("people.entries", "a loose end of a month ago is still there")
def test_a_loose_end_that_stayed(home: Home) -> None:
    then = home.at - timedelta(days=30)
    Correspondence.objects.create(
        kind="call",
        text="Vroeg naar een offerte.",
        at=then,
        created_at=then,
        changed_at=then,
        loose_until_on=then.date(),
    )


@sabotage("people.entries", "an entry gets a purpose that is in no list")
def test_an_entry_without_a_purpose(home: Home) -> None:
    Correspondence.objects.filter(client=home.cast.bakery).update(purpose="purpose.curiosity")


def put_job(home: Home, **fields: object) -> None:
    given = {"name": "core.prune_jobs", "actor_kind": "system", "enqueued_at": home.at, "run_after": home.at}
    Job.objects.create(**{**given, **fields})


def make_request(home: Home, **fields: object) -> Request:
    from gestand.rights.clock import clock_of

    received_at = fields.get("received_at", home.at)
    given = {
        "kind": "access",
        "channel": "mail",
        "name": "Eva Jansen",
        "number": Request.objects.count() + 1,
        "received_at": received_at,
        "due_on": clock_of(received_at).due_on,  # type: ignore[arg-type]
    }
    return Request.objects.create(**{**given, **fields})
