"""The register of recipients, and the gate that asks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.actors import Actor, NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.core.declarations import Purpose
from gestand.core.egress import PassageRefused, allow
from gestand.core.egress.recipients import find_recipient
from gestand.core.jobs.models import Job
from gestand.core.mail import queue_mail
from gestand.core.mail.models import MailSettings, MailState, OutgoingMail
from gestand.core.search import find
from gestand.sharing.actions.agreements import WantedAgreement, add_agreement
from gestand.sharing.actions.recipients import (
    NeedsName,
    NeedsPurpose,
    NeedsSafeguard,
    NotACountry,
    OfTheProgram,
    Wanted,
    add_recipient,
    archive_recipient,
    cover_this_server,
    describe_recipient,
    unarchive_recipient,
)
from gestand.sharing.models import RegisteredRecipient
from gestand.sharing.queries.disclosures import disclosures, disclosures_without_recipient
from gestand.sharing.queries.recipients import (
    processors_without_agreement,
    recipient_line,
    recipient_lines,
)
from tests.cast import NOW, Cast
from tests.sharing.conftest import PRINTER, SIGNED_ON


def lacks(key: str) -> set[str]:
    line = recipient_line(key, at=timezone.now())
    assert line is not None
    return {lack.code for lack in line.lacks}


def passes(key: str, owner: Actor) -> bool:
    try:
        allow(key, purpose=Purpose.CONTACT, by=owner, at=timezone.now())
    except PassageRefused:
        return False
    return True


def test_a_processor_gets_nothing_before_its_agreement(owner: Actor, printer: RegisteredRecipient) -> None:
    assert not passes(printer.key, owner)
    assert [line.key for line in processors_without_agreement(NOW)] == [printer.key]
    add_agreement(printer.key, WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
    assert passes(printer.key, owner)
    assert processors_without_agreement(NOW) == []


@pytest.mark.parametrize(
    ("from_days", "until_days", "holds"),
    [(-10, None, True), (-10, 0, True), (0, 5, True), (1, None, False), (-10, -1, False)],
)
def test_an_agreement_holds_from_its_first_to_its_last_day(
    owner: Actor, printer: RegisteredRecipient, from_days: int, until_days: int | None, holds: bool
) -> None:
    today = timezone.localdate()
    wanted = WantedAgreement(
        signed_on=SIGNED_ON,
        from_on=today + timedelta(days=from_days),
        until_on=None if until_days is None else today + timedelta(days=until_days),
    )
    add_agreement(printer.key, wanted, by=owner, at=timezone.now())
    assert passes(printer.key, owner) is holds


def test_the_agreement_that_holds_counts_and_not_the_newest(owner: Actor, printer: RegisteredRecipient) -> None:
    add_agreement(printer.key, WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
    next_year = WantedAgreement(signed_on=SIGNED_ON, from_on=timezone.localdate() + timedelta(days=300))
    add_agreement(printer.key, next_year, by=owner, at=NOW)
    assert passes(printer.key, owner)


def test_what_is_in_the_archive_receives_nothing_and_stays_known(owner: Actor, printer: RegisteredRecipient) -> None:
    add_agreement(printer.key, WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
    assert passes(printer.key, owner)
    archive_recipient(printer, by=owner, at=NOW)
    assert not passes(printer.key, owner)
    assert disclosures_without_recipient() == []
    unarchive_recipient(printer, by=owner, at=NOW)
    assert passes(printer.key, owner)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": "  "}, NeedsName),
        ({"purposes": []}, NeedsPurpose),
        ({"country": "XX"}, NotACountry),
        ({"country": "US", "safeguard": ""}, NeedsSafeguard),
        ({"country": "US", "safeguard": "not_needed"}, NeedsSafeguard),
        ({"country": "IN", "safeguard": "adequacy"}, NeedsSafeguard),
    ],
)
def test_a_line_without_what_the_law_asks_is_refused(owner: Actor, changes: dict[str, Any], refusal: type) -> None:
    with pytest.raises(refusal):
        add_recipient(replace(PRINTER, **changes), by=owner, at=NOW)
    assert not RegisteredRecipient.objects.exists()


@pytest.mark.parametrize(
    ("country", "safeguard", "kept"),
    [
        ("NL", "", "not_needed"),
        ("NL", "clauses", "not_needed"),
        ("JP", "adequacy", "adequacy"),
        ("IN", "clauses", "clauses"),
    ],
)
def test_inside_the_eea_no_safeguard_is_needed(owner: Actor, country: str, safeguard: str, kept: str) -> None:
    row = add_recipient(replace(PRINTER, country=country, safeguard=safeguard), by=owner, at=NOW)
    assert row.safeguard == kept


def test_two_of_one_name_have_two_keys(owner: Actor) -> None:
    keys = [add_recipient(PRINTER, by=owner, at=NOW).key for _time in range(3)]
    assert keys == ["drukkerij-jansen", "drukkerij-jansen-2", "drukkerij-jansen-3"]


def test_nobody_takes_the_key_of_the_programs_own(owner: Actor) -> None:
    assert add_recipient(replace(PRINTER, name="DNS"), by=owner, at=NOW).key == "dns-2"


def test_a_stand_in_changes_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        add_recipient(PRINTER, by=cast.standin, at=NOW)


def test_the_programs_own_can_be_described_and_not_put_away(owner: Actor, provider: MailSettings) -> None:
    row = describe_recipient(
        "mail_provider", Wanted(name="Voorbeeld Mail bv", kind="controller", country="NL"), by=owner, at=NOW
    )
    known = find_recipient("mail_provider")
    assert known is not None
    assert (str(known.name), known.kind, known.country) == ("Voorbeeld Mail bv", "processor", "NL")
    with pytest.raises(OfTheProgram):
        archive_recipient(row, by=owner, at=NOW)


def test_mail_that_waited_for_the_agreement_leaves(owner: Actor, provider: MailSettings) -> None:
    mail = queue_mail(to="carla@zoutebrood.example", subject="x", text="x", purpose=Purpose.CONTACT, by=owner, at=NOW)
    OutgoingMail.objects.update(state=MailState.HELD)
    add_agreement("mail_provider", WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
    assert OutgoingMail.objects.get(id=mail).state == MailState.WAITING
    assert Job.objects.filter(name="core.send_mail").count() == 2


def test_another_mail_server_is_another_company(owner: Actor, provider: MailSettings) -> None:
    add_agreement("mail_provider", WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
    assert passes("mail_provider", owner)
    MailSettings.objects.update(host="mail.ergens-anders.example")
    assert not passes("mail_provider", owner)
    assert "server" in lacks("mail_provider")
    cover_this_server(by=owner, at=NOW)
    assert passes("mail_provider", owner)


def test_the_list_says_what_is_missing(owner: Actor, printer: RegisteredRecipient, provider: MailSettings) -> None:
    assert lacks(printer.key) == {"agreement"}
    assert lacks("mail_provider") == {"agreement", "country"}
    assert lacks("addressee") == lacks("dns") == set()
    soon = WantedAgreement(
        signed_on=SIGNED_ON,
        until_on=timezone.localdate() + timedelta(days=20),
        review_on=timezone.localdate() - timedelta(days=1),
    )
    add_agreement(printer.key, soon, by=owner, at=NOW)
    assert lacks(printer.key) == {"ends_soon", "file", "points", "review"}


def test_disclosures_are_counted_by_recipient_and_purpose(owner: Actor, printer: RegisteredRecipient) -> None:
    add_agreement(printer.key, WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
    for purpose, count in ((Purpose.CONTACT, 3), (Purpose.CONTACT, 2), (Purpose.CHANGES, 1)):
        allow(printer.key, purpose=purpose, by=owner, at=timezone.now(), count=count)
    allow("addressee", purpose=Purpose.CONTACT, by=owner, at=timezone.now())
    found = {(each.recipient, each.purpose): (each.passages, each.count) for each in disclosures()}
    assert found == {
        (printer.key, Purpose.CONTACT): (2, 5),
        (printer.key, Purpose.CHANGES): (1, 1),
        ("addressee", Purpose.CONTACT): (1, 1),
    }
    line = next(line for line in recipient_lines(at=timezone.now()) if line.key == printer.key)
    assert line.count == 6


def test_a_passage_to_nobody_shows(owner: Actor) -> None:
    for facts in ({"recipient": "nobody", "purpose": "purpose.contact", "count": 1}, {"recipient": "addressee"}):
        AuditLine.objects.create(at=NOW, actor_kind="system", action="core.egress.pass", facts=facts)
    assert {each.recipient for each in disclosures_without_recipient()} == {"nobody", "addressee"}


def test_the_owner_finds_a_recipient_and_a_stand_in_does_not(
    cast: Cast, owner: Actor, printer: RegisteredRecipient
) -> None:
    assert [hit.id for hit in find("drukkerij", actor=owner)] == [printer.id]
    assert find("drukkerij", actor=cast.standin) == []


def test_a_form_that_lacks_something_comes_back_with_the_reason(anna: Browser) -> None:
    answer = anna.post(reverse("sharing:recipient-new"), {"name": "Bank", "kind": "processor", "country": "NL"})
    assert answer.status_code == 422
    assert "Kies minstens één doel" in answer.content.decode()


def test_a_recipient_is_added_and_changed_on_its_pages(anna: Browser) -> None:
    given = {"name": "Drukkerij Jansen", "kind": "processor", "purposes": ["purpose.contact"], "country": "NL"}
    answer = anna.post(reverse("sharing:recipient-new"), given)
    assert answer.status_code == 302
    anna.post(reverse("sharing:recipient-edit", args=["drukkerij-jansen"]), {**given, "country": "BE"})
    assert RegisteredRecipient.objects.get().country == "BE"


def test_whom_the_person_names_has_no_country_to_fill_in(owner: Actor, anna: Browser) -> None:
    for key in ("addressee", "named_organisation"):
        line = recipient_line(key, at=NOW)
        assert line is not None
        assert line.lacks == []
        assert "Invullen" not in anna.get(reverse("sharing:recipient", args=[key])).content.decode()
