"""Agreements with processors: their days, their file, the eight points."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.actors import Actor
from gestand.core.audit.models import AuditLine
from gestand.core.files.models import StoredFile
from gestand.core.files.store import whole_on_disk
from gestand.sharing.actions.agreements import (
    EndsBeforeStart,
    NoAgreementNeeded,
    NotSignedYet,
    WantedAgreement,
    add_agreement,
    tick_clauses,
)
from gestand.sharing.models import ProcessorAgreement, RegisteredRecipient
from tests.cast import NOW, TODAY, Cast
from tests.sharing.conftest import PDF, SIGNED_ON


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (WantedAgreement(signed_on=date(2099, 1, 1)), NotSignedYet),
        (WantedAgreement(signed_on=SIGNED_ON, until_on=date(2025, 1, 1)), EndsBeforeStart),
        (WantedAgreement(signed_on=SIGNED_ON, from_on=TODAY, until_on=date(2026, 11, 22)), EndsBeforeStart),
    ],
)
def test_days_that_cannot_be_are_refused(
    owner: Actor, printer: RegisteredRecipient, wanted: WantedAgreement, refusal: type
) -> None:
    with pytest.raises(refusal):
        add_agreement(printer.key, wanted, by=owner, at=NOW)
    assert not ProcessorAgreement.objects.exists()


def test_who_receives_no_personal_data_needs_no_agreement(owner: Actor) -> None:
    with pytest.raises(NoAgreementNeeded):
        add_agreement("dns", WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
    assert not RegisteredRecipient.objects.exists()


def test_without_a_first_day_it_holds_from_signing(owner: Actor, printer: RegisteredRecipient) -> None:
    row = add_agreement(printer.key, WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
    assert row.from_on == SIGNED_ON


def test_points_outside_the_list_are_not_kept(owner: Actor, printer: RegisteredRecipient) -> None:
    row = add_agreement(printer.key, WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
    tick_clauses(row, {"a": " 3 ", "h": "", "z": "9"}, by=owner, at=NOW)
    row.refresh_from_db()
    assert row.clauses == {"a": "3", "h": ""}


def test_another_file_takes_the_place_of_the_first(
    cast: Cast, anna: Browser, printer: RegisteredRecipient, paper: SimpleUploadedFile
) -> None:
    anna.post(reverse("sharing:agreement-new", args=[printer.key]), {"signed_on": "2026-01-05", "file": paper})
    row = printer.agreements.get()
    first = row.file_id
    second = SimpleUploadedFile("nieuw.pdf", PDF, content_type="application/pdf")
    anna.post(reverse("sharing:agreement-edit", args=[row.id]), {"signed_on": "2026-01-05", "file": second})
    row.refresh_from_db()
    assert row.file is not None
    assert row.file.name == "nieuw.pdf"
    assert not StoredFile.objects.filter(id=first).exists()


def test_days_can_be_corrected_and_the_file_stays(
    anna: Browser, printer: RegisteredRecipient, paper: SimpleUploadedFile
) -> None:
    anna.post(reverse("sharing:agreement-new", args=[printer.key]), {"signed_on": "2026-01-05", "file": paper})
    row = printer.agreements.get()
    anna.post(reverse("sharing:agreement-edit", args=[row.id]), {"signed_on": "2026-02-05", "until_on": "2027-01-01"})
    row.refresh_from_db()
    assert (row.signed_on, row.until_on) == (date(2026, 2, 5), date(2027, 1, 1))
    assert row.file is not None
    assert whole_on_disk(row.file)


def test_a_file_that_is_no_paper_is_refused(anna: Browser, printer: RegisteredRecipient) -> None:
    program = SimpleUploadedFile("paper.pdf", b"MZ\x90\x00 dit is een programma", content_type="application/pdf")
    address = reverse("sharing:agreement-new", args=[printer.key])
    answer = anna.post(address, {"signed_on": "2026-01-05", "file": program})
    assert answer.status_code == 422
    assert not StoredFile.objects.exists()


def test_opening_a_file_is_written_down_without_a_name(
    anna: Browser, printer: RegisteredRecipient, paper: SimpleUploadedFile
) -> None:
    anna.post(reverse("sharing:agreement-new", args=[printer.key]), {"signed_on": "2026-01-05", "file": paper})
    got = anna.get(reverse("sharing:agreement-file", args=[printer.agreements.get().id]))
    assert b"".join(got.streaming_content) == PDF  # type: ignore[attr-defined]
    line = AuditLine.objects.get(action="sharing.agreement.open")
    assert line.facts == {"recipient": "drukkerij-jansen"}


def test_the_page_keeps_ticks_and_pages(owner: Actor, anna: Browser, printer: RegisteredRecipient) -> None:
    row = add_agreement(printer.key, WantedAgreement(signed_on=SIGNED_ON), by=owner, at=NOW)
    anna.post(reverse("sharing:agreement", args=[row.id]), {"a": "on", "page_a": "2", "page_c": "5", "h": "on"})
    row.refresh_from_db()
    assert row.clauses == {"a": "2", "c": "5", "h": ""}
