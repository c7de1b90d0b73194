"""Every page of this room opens for the owner, in few queries, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gestand.core.actors import Actor
from gestand.core.declarations import Purpose
from gestand.core.egress import allow
from gestand.core.jobs.running import run_due_jobs
from gestand.core.mail import queue_mail
from gestand.core.mail.models import MailSettings, OutgoingMail
from gestand.core.mail.sending import _begin
from gestand.people.actions.contact_points import add_mail
from gestand.sharing.actions.agreements import WantedAgreement, add_agreement
from gestand.sharing.actions.client_agreements import make_agreement
from gestand.sharing.actions.recipients import add_recipient
from gestand.sharing.models import RegisteredRecipient
from gestand.sharing.queries.disclosures import disclosures_about
from tests.cast import NOW, Cast
from tests.sharing.conftest import PDF, PRINTER, SIGNED_ON


@pytest.fixture
def addresses(cast: Cast, owner: Actor, printer: RegisteredRecipient, provider: MailSettings) -> list[str]:
    agreement = add_agreement(printer.key, WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
    make_agreement(cast.bakery, by=owner, at=timezone.now())
    run_due_jobs()
    return [
        reverse("sharing:recipients"),
        reverse("sharing:recipients") + "?archived",
        reverse("sharing:recipient-new"),
        reverse("sharing:recipient", args=["drukkerij-jansen"]),
        reverse("sharing:recipient", args=["mail_provider"]),
        reverse("sharing:recipient", args=["addressee"]),
        reverse("sharing:recipient", args=["dns"]),
        reverse("sharing:recipient-edit", args=["drukkerij-jansen"]),
        reverse("sharing:recipient-edit", args=["mail_provider"]),
        reverse("sharing:agreement-new", args=["mail_provider"]),
        reverse("sharing:agreement", args=[agreement.id]),
        reverse("sharing:agreement-edit", args=[agreement.id]),
        reverse("sharing:agreements"),
        reverse("sharing:agreements") + "?state=ready",
        reverse("sharing:agreements") + "?state=signed",
        reverse("sharing:text"),
        reverse("sharing:text") + "?language=en",
        reverse("sharing:text-new"),
        reverse("sharing:client-agreement", args=[cast.bakery.id]),
    ]


def test_the_owner_opens_every_page_in_at_most_twelve_queries(
    addresses: list[str], anna: Browser, django_assert_max_num_queries: Any
) -> None:
    for address in addresses:
        anna.get(address)  # what is looked up once for everybody
        with django_assert_max_num_queries(12):
            answer = anna.get(address)
        assert answer.status_code == 200, address


def test_a_stand_in_finds_none_of_them(addresses: list[str], bram: Browser) -> None:
    assert {bram.get(address).status_code for address in addresses} == {404}


def test_a_household_has_no_agreement(cast: Cast, anna: Browser) -> None:
    assert anna.get(reverse("sharing:client-agreement", args=[cast.jansen.id])).status_code == 404


def test_an_unknown_recipient_is_not_found(cast: Cast, anna: Browser) -> None:
    assert anna.get(reverse("sharing:recipient", args=["nobody"])).status_code == 404


def test_a_file_comes_back_as_it_was(
    cast: Cast, owner: Actor, anna: Browser, printer: RegisteredRecipient, paper: SimpleUploadedFile
) -> None:
    answer = anna.post(
        reverse("sharing:agreement-new", args=[printer.key]), {"signed_on": "2026-01-05", "file": paper}, follow=True
    )
    assert answer.status_code == 200
    row = printer.agreements.get()
    content = b"".join(anna.get(reverse("sharing:agreement-file", args=[row.id])).streaming_content)  # type: ignore[attr-defined]
    assert content == PDF


def test_a_clients_privacy_tab_says_who_received_something(cast: Cast, anna: Browser, bram: Browser) -> None:
    for about in ({"client_id": cast.bakery.id}, {"subject": ("person", cast.carla.id)}, {"client_id": cast.jansen.id}):
        allow("addressee", purpose="purpose.contact", by=cast.owner, at=NOW, **about)  # type: ignore[arg-type]
    for browser in (anna, bram):
        words = " ".join(browser.get(reverse("people:client-privacy", args=[cast.bakery.id])).content.decode().split())
        assert "Wie het ontving" in words
        assert "2 keer" in words
    assert "Naar de overeenkomst" not in words  # a stand-in has nothing to do with contracts


def test_mail_to_a_clients_own_mailbox_is_counted_with_the_client(cast: Cast, provider: MailSettings) -> None:
    add_mail(by=cast.owner, at=NOW, owner=cast.bakery, address="Winkel@ZouteBrood.example")
    queue_mail(
        to="winkel@zoutebrood.example", subject="Hallo", text="Hallo", purpose=Purpose.CONTACT, by=cast.owner, at=NOW
    )
    add_agreement("mail_provider", WantedAgreement(signed_on=SIGNED_ON), by=cast.owner, at=NOW)
    _begin(OutgoingMail.objects.get())
    (line,) = [each for each in disclosures_about(cast.bakery.id, []) if each.recipient == "addressee"]
    assert line.passages == 1


def test_twenty_recipients_cost_no_more_queries_than_two(
    cast: Cast, owner: Actor, printer: RegisteredRecipient, provider: MailSettings, anna: Browser
) -> None:
    pages = [reverse("sharing:recipients"), reverse("sharing:agreements"), "/register/"]

    def queries() -> list[int]:
        counts = []
        for page in pages:
            anna.get(page)
            with CaptureQueriesContext(connection) as seen:
                assert anna.get(page).status_code == 200
            counts.append(len(seen))
        return counts

    before = queries()
    for number in range(20):
        made = add_recipient(replace(PRINTER, name=f"Drukkerij {number}"), by=owner, at=NOW)
        add_agreement(made.key, WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
        allow(made.key, purpose=Purpose.CONTACT, by=owner, at=NOW)
    assert queries() == before
