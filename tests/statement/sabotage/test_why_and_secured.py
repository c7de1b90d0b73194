"""Sections 3 and 4: why we process it, how it is secured."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from gestand.core.actors import Actor
from gestand.core.audit import triggers, write_audit
from gestand.core.audit.models import AuditLine, Seal
from gestand.core.audit.sealing import seal_lines
from gestand.core.declarations import Purpose
from gestand.core.egress.site import PlainLook
from gestand.core.house import Access, house
from gestand.core.mail.models import MailSettings, OutgoingMail
from gestand.people.actions.consents import record_consent, record_objection, withdraw_consent
from gestand.people.models import MailAddress, Membership, Person
from gestand.team import middleware
from gestand.team.current import actor_for
from gestand.team.models import Account
from tests.statement.sabotage.breaking import Home, sabotage
from tests.statement.sabotage.conftest import Outside


@sabotage("core.purposes", "a mail leaves for a purpose that is in no list")
def test_a_mail_without_a_purpose(home: Home) -> None:
    put_mail(home, purpose="purpose.curiosity")


@sabotage("people.wanted_mail", "a warning goes to a client who had objected an hour before")
def test_a_mail_after_an_objection(home: Home) -> None:
    eva, an_hour_ago = home.cast.eva, home.at - timedelta(hours=1)
    record_objection(by=owner(home), at=an_hour_ago, person=eva, purpose=Purpose.MAILING, source="per telefoon")
    put_mail(home, purpose=Purpose.MAILING, person_id=eva.id)


@sabotage("people.wanted_mail", "a newsletter goes to somebody who had withdrawn the consent")
def test_a_mail_after_a_withdrawal(home: Home) -> None:
    eva = home.cast.eva
    record_consent(
        by=owner(home),
        at=home.at - timedelta(days=9),
        person=eva,
        purpose=Purpose.MAILING,
        wording="Ja, graag.",
        wording_version="1",
        source="formulier",
    )
    withdraw_consent(
        by=owner(home), at=home.at - timedelta(days=1), person=eva, purpose=Purpose.MAILING, source="per mail"
    )
    put_mail(home, purpose=Purpose.MAILING, person_id=eva.id)


@sabotage("people.wanted_mail", "a notice goes to somebody who was no client any more and had not agreed")
def test_a_mail_to_somebody_who_left(home: Home) -> None:
    Person.objects.filter(id=home.cast.eva.id).update(relation_ended_on=(home.at - timedelta(days=40)).date())
    put_mail(home, purpose=Purpose.CHANGES, person_id=home.cast.eva.id)


@sabotage("core.disk", "the volume of the data folder is put back without encryption")
def test_an_open_disk(home: Home, outside: Outside) -> None:
    outside.put_disk(uuid="LVM-0123-root")


@sabotage("core.mail_transport", "the mail settings are changed, in the database, to send without encryption")
def test_mail_in_the_clear(home: Home) -> None:
    MailSettings.objects.update(security="none")


@sabotage("core.mail_transport", "the last connection with the mail server was TLS 1.1")
def test_mail_over_an_old_encryption(home: Home) -> None:
    MailSettings.objects.update(last_tls="TLSv1.1")


@sabotage("core.mail_domain", "the mail domain's DMARC policy is set to do nothing")
def test_a_policy_that_stops_nothing(home: Home, outside: Outside) -> None:
    outside.dmarc = ["v=DMARC1; p=none; rua=mailto:x@helder-it.example"]


@sabotage("core.mail_domain", "the mail domain loses its SPF record")
def test_a_domain_without_spf(home: Home, outside: Outside) -> None:
    outside.mail = replace(outside.mail, spf="")


@sabotage("team.second_factor", "an account that has been in loses its second factor")
def test_an_account_without_a_second_factor(home: Home) -> None:
    Account.objects.filter(id=home.cast.bram.id).update(last_login=home.at)
    Authenticator.objects.filter(user=home.cast.bram).delete()


@sabotage("team.second_factor", "the gate lets in who has no second factor")
def test_a_gate_that_stands_open(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "has_second_factor", lambda _request, _account: True)


@sabotage("core.https", "the proxy drops the header that keeps browsers on https")
def test_a_site_without_hsts(home: Home, outside: Outside) -> None:
    headers = {name: value for name, value in outside.site.headers.items() if "transport" not in name}
    outside.site = replace(outside.site, headers=headers)


@sabotage("core.https", "the certificate of the public address ends in three days")
def test_a_certificate_that_ends(home: Home, outside: Outside) -> None:
    outside.site = replace(outside.site, certificate_until=home.at + timedelta(days=3))


@sabotage("core.https", "the public address answers without encryption")
def test_a_site_that_answers_in_the_clear(home: Home, outside: Outside) -> None:
    outside.plain = PlainLook(200)


@sabotage("core.https", "a cookie is set that would also travel unencrypted")
def test_a_cookie_for_every_connection(home: Home, outside: Outside) -> None:
    outside.site = replace(outside.site, cookies=("gestand_csrf=x; Path=/",))


@sabotage("core.audit_log", "the tail of the audit log is cut off, lines and seals")
def test_a_tail_that_was_cut(home: Home) -> None:
    write_audit("team.sign_out", by=owner(home), at=home.at)
    seal_lines(at=home.at)
    last = Seal.objects.order_by("-number")[0]
    with_open_tables(lambda: (AuditLine.objects.filter(id__gt=last.after_line).delete(), last.delete()))


@sabotage("core.audit_log", "a line of the audit log is changed after it was sealed")
def test_a_line_that_was_changed(home: Home) -> None:
    write_audit("team.sign_out", by=owner(home), at=home.at)
    seal_lines(at=home.at)
    with_open_tables(lambda: AuditLine.objects.update(actor_id=home.cast.bram.id))


@sabotage("core.access_table", "a page falls out of the table that says who may open it")
def test_a_page_outside_the_table(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(house.access, "people:clients")


@sabotage("team.standin_clients", "a stand-in opens a client outside the grant")
def test_a_look_at_somebody_else(home: Home) -> None:
    opened(home, home.cast.bram, home.cast.jansen.id)


@sabotage("people.wanted_mail", "a notice goes to a mailbox that belongs to no client")
def test_a_mail_to_a_strangers_mailbox(home: Home) -> None:
    put_mail(home, purpose=Purpose.CHANGES, to="info@onbekend.example")


def test_a_notice_to_a_clients_own_mailbox_is_no_breach(home: Home) -> None:
    MailAddress.objects.create(client=home.cast.bakery, address="Info@Brood.example", folded="info@brood.example")
    put_mail(home, purpose=Purpose.CHANGES, to="Info@Brood.example")
    assert home.red() == []


def owner(home: Home) -> Actor:
    return actor_for(home.cast.anna, at=home.at)


def opened(home: Home, account: Account, client_id: UUID) -> None:
    by = actor_for(account, at=home.at)
    write_audit("people.client.open", by=by, at=home.at, subject=("client", client_id), client_id=client_id)


def put_mail(home: Home, **fields: object) -> None:
    given = {
        "to": "eva@jansen.example",
        "subject": "Waarschuwing",
        "text": "Er gaat een valse mail rond.",
        "message_id": "<1@helder-it.example>",
        "state": "sent",
        "queued_at": home.at,
        "sent_at": home.at,
        "closed_at": home.at,
    }
    OutgoingMail.objects.create(**{**given, **fields})


def with_open_tables(doing: object) -> None:
    """As somebody who may do everything in the database: the triggers step aside and come back."""
    triggers.remove(connection)
    doing()  # type: ignore[operator]
    triggers.install(connection)


def test_who_was_mailed_within_the_minute_is_no_breach(home: Home) -> None:
    record_objection(
        by=owner(home),
        at=home.at - timedelta(seconds=30),
        person=home.cast.eva,
        purpose=Purpose.MAILING,
        source="per telefoon",
    )
    put_mail(home, purpose=Purpose.MAILING, person_id=home.cast.eva.id)
    assert home.red() == []


def test_a_client_that_was_given_later_is_no_breach(home: Home) -> None:
    from gestand.team.actions.grants import grant_client, take_client
    from gestand.team.models import Grant

    grant = Grant.objects.get()
    grant_client(grant, home.cast.jansen.id, by=owner(home), at=home.at - timedelta(hours=2))
    opened(home, home.cast.bram, home.cast.jansen.id)
    take_client(grant, home.cast.jansen.id, by=owner(home), at=home.at + timedelta(hours=1))
    assert home.red() == []
    assert house.access["people:client"] is Access.TEAM
    assert Membership.objects.count() == 2
