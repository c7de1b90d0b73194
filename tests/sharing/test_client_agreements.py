"""Agreements towards business clients: made, sent, signed, ended; and the standard text behind them."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from gestand.core.actors import Actor, NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.core.files import read_file
from gestand.core.files.models import StoredFile
from gestand.core.house import house
from gestand.core.jobs.running import run_due_jobs
from gestand.core.mail.models import OutgoingMail
from gestand.people.models import Client, MailAddress
from gestand.sharing import letters
from gestand.sharing.actions.client_agreements import (
    EndsBeforeSignature,
    NeedsSigner,
    NotABusiness,
    NotAtThisStep,
    NotSignedYet,
    end_agreement,
    make_agreement,
    make_agreements,
    note_sent,
    send_agreement,
    sign_agreement,
    withdraw_agreement,
)
from gestand.sharing.actions.texts import (
    ArticleEmpty,
    FactMissing,
    FactUnknown,
    NothingChanged,
    field_name,
    newest_articles,
    text_in_use,
    write_text,
)
from gestand.sharing.cards import agreements_card
from gestand.sharing.models import ClientAgreement
from gestand.sharing.queries.client_agreements import addresses_of, counts, served_controllers, standings
from gestand.sharing.standard_text import OPENING, POINTS, facts_in, shipped_text
from tests.cast import NOW, TODAY, Cast


@pytest.fixture
def ready(cast: Cast, owner: Actor) -> ClientAgreement:
    """The bakery's agreement, typeset."""
    made = make_agreement(cast.bakery, by=owner, at=timezone.now())
    run_due_jobs()
    return ClientAgreement.objects.get(id=made.id)


def words_of(row: ClientAgreement) -> str:
    assert row.file is not None
    pages = pypdf.PdfReader(io.BytesIO(read_file(row.file))).pages
    return " ".join("".join(page.extract_text() for page in pages).split())


def now_is(row: ClientAgreement) -> ClientAgreement:
    return ClientAgreement.objects.get(id=row.id)


def sign(row: ClientAgreement, owner: Actor, **changes: Any) -> ClientAgreement:
    usual: dict[str, Any] = {"signed_on": TODAY, "signed_by": "Carla van den Berg, eigenaar", "by": owner, "at": NOW}
    sign_agreement(row, **{**usual, **changes})
    return now_is(row)


# The document ---------------------------------------------------------------------------------------------------------


def test_the_document_says_all_that_the_law_asks(cast: Cast, ready: ClientAgreement) -> None:
    assert ready.state == "ready"
    said = words_of(ready)
    for words in (
        "Helder IT",
        "Bakkerij Het Zoute Brood",
        "24 uur",
        "90 dagen",
        "Netwerkdocumentatie en inloggegevens",
        "De schijven van de machines",
        "Handtekening",
    ):
        assert words in said, words
    assert "{" not in said


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_standard_text_serves_every_point_of_the_article(language: str) -> None:
    articles = shipped_text()["articles"]
    assert {clause for article in articles for clause in article["clauses"]} == {*POINTS, *OPENING}
    asked = set().union(*(facts_in(article[language]["text"]) for article in articles))
    assert asked == {
        "firm", "client", "data_types", "subject_kinds", "security_measures", "subprocessors", "breach_hours",
        "backup_days",
    }  # fmt: skip


def test_the_document_is_pdf_a_in_the_clients_language(cast: Cast, owner: Actor) -> None:
    Client.objects.filter(id=cast.bakery.id).update(language="en")
    made = make_agreement(Client.objects.get(id=cast.bakery.id), by=owner, at=timezone.now())
    run_due_jobs()
    row = now_is(made)
    assert row.file is not None
    reader = pypdf.PdfReader(io.BytesIO(read_file(row.file)))
    assert "<pdfaid:part>2</pdfaid:part>" in reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    assert "documented instructions" in words_of(row)


def test_it_names_the_processors_of_that_day(cast: Cast, owner: Actor, printer: object, ready: ClientAgreement) -> None:
    with override("nl"):
        subprocessors = next(article for article in letters.written(ready, at=NOW) if article.key == "subprocessors")
    named = [point for part in subprocessors.paragraphs for point in part.points]
    assert named == ["Drukkerij Jansen: Brieven die wij laten drukken (Nederland)"]


# Its steps ------------------------------------------------------------------------------------------------------------


def test_a_household_gets_none(cast: Cast, owner: Actor) -> None:
    with pytest.raises(NotABusiness):
        make_agreement(cast.jansen, by=owner, at=NOW)
    with pytest.raises(NotAllowed):
        make_agreement(cast.bakery, by=cast.standin, at=NOW)


def test_it_is_mailed_with_the_document(cast: Cast, owner: Actor, ready: ClientAgreement) -> None:
    send_agreement(ready, to="carla@zoutebrood.example", by=owner, at=NOW)
    mail = OutgoingMail.objects.get()
    assert (mail.person_id, mail.purpose) == (cast.carla.id, "purpose.contact")
    assert mail.attachments.get().file_id == ready.file_id
    assert "artikel 28 van de AVG" in mail.text
    assert (now_is(ready).state, now_is(ready).mail_id) == ("sent", mail.id)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"signed_on": date(2099, 1, 1)}, NotSignedYet), ({"signed_by": "  "}, NeedsSigner)],
)
def test_a_signature_of_tomorrow_or_of_nobody_is_refused(
    owner: Actor, ready: ClientAgreement, changes: dict[str, Any], refusal: type
) -> None:
    with pytest.raises(refusal):
        sign(ready, owner, **changes)
    assert now_is(ready).state == "ready"


def test_a_signed_one_stays_in_force_until_the_next_is_signed(cast: Cast, owner: Actor, ready: ClientAgreement) -> None:
    first = sign(ready, owner, signed_on=date(2026, 3, 1))
    second = make_agreement(cast.bakery, by=owner, at=timezone.now())
    run_due_jobs()
    assert now_is(first).state == "signed"
    sign(now_is(second), owner)
    assert (now_is(first).state, now_is(first).ended_on) == ("ended", TODAY)
    assert now_is(second).state == "signed"


def test_what_never_went_out_goes_and_what_was_sent_stays_listed(
    cast: Cast, owner: Actor, ready: ClientAgreement
) -> None:
    withdraw_agreement(ready, by=owner, at=NOW)
    assert not ClientAgreement.objects.exists()
    assert not StoredFile.objects.exists()
    made = make_agreement(cast.bakery, by=owner, at=timezone.now())
    run_due_jobs()
    note_sent(made, by=owner, at=NOW)
    withdraw_agreement(made, by=owner, at=NOW)
    assert (now_is(made).state, now_is(made).ended_on) == ("dropped", TODAY)


def test_the_end_records_what_the_client_chose(owner: Actor, ready: ClientAgreement) -> None:
    signed = sign(ready, owner)
    with pytest.raises(EndsBeforeSignature):
        end_agreement(signed, ended_on=date(2026, 1, 1), choice="deleted", by=owner, at=NOW)
    end_agreement(signed, ended_on=TODAY, choice="returned", by=owner, at=NOW)
    assert (now_is(signed).state, now_is(signed).end_choice) == ("ended", "returned")
    with pytest.raises(NotAtThisStep):
        end_agreement(signed, ended_on=TODAY, choice="deleted", by=owner, at=NOW)


def test_bulk_leaves_households_and_who_has_one_alone(cast: Cast, owner: Actor, ready: ClientAgreement) -> None:
    garage = Client.objects.create(
        kind="business", name="Garage Knal", sort_name="garage knal", started_on=TODAY, created_at=NOW, changed_at=NOW
    )
    done = make_agreements([cast.bakery.id, cast.jansen.id, garage.id], by=owner, at=timezone.now())
    assert (done.made, done.skipped) == (1, 2)
    assert {row.party_name for row in ClientAgreement.objects.all()} == {"Bakkerij Het Zoute Brood", "Garage Knal"}


def test_numbers_follow_each_other(cast: Cast, owner: Actor) -> None:
    numbers = [make_agreement(cast.bakery, by=owner, at=timezone.now()).number for _time in range(2)]
    assert numbers[0] == 1
    assert ClientAgreement.objects.count() == 1  # the first never went out


def test_the_audit_log_holds_no_name(owner: Actor, ready: ClientAgreement) -> None:
    sign(ready, owner)
    lines = AuditLine.objects.filter(action__startswith="sharing.client_agreement")
    assert {line.action.rpartition(".")[2] for line in lines} == {"make", "made", "sign"}
    assert "Carla" not in str([line.facts for line in lines])


# Lists and what others see --------------------------------------------------------------------------------------------


def test_the_shelves_count_every_business_once(cast: Cast, owner: Actor, ready: ClientAgreement) -> None:
    assert counts(standings(owner)) == {"none": 0, "ready": 1, "sent": 0, "signed": 0, "ended": 0}
    sign(ready, owner)
    assert counts(standings(owner))["signed"] == 1
    assert counts(standings(cast.standin))["signed"] == 0


def test_the_register_knows_whose_processor_the_firm_is(cast: Cast, owner: Actor, ready: ClientAgreement) -> None:
    assert list(served_controllers()) == []
    sign(ready, owner, signed_on=date(2026, 3, 1))
    (served,) = served_controllers()
    assert (served.client_id, served.name, served.since_on) == (cast.bakery.id, cast.bakery.name, date(2026, 3, 1))
    assert house.served_controllers is served_controllers


def test_the_clients_own_address_stands_before_those_of_its_people(cast: Cast) -> None:
    MailAddress.objects.create(client=cast.bakery, address="info@zoutebrood.example", folded="info@zoutebrood.example")
    found = [address for address, _whose in addresses_of(cast.bakery)]
    assert found == ["info@zoutebrood.example", "carla@zoutebrood.example"]


def test_today_asks_what_becomes_of_the_data_of_who_left(cast: Cast, owner: Actor, ready: ClientAgreement) -> None:
    sign(ready, owner)
    assert list(agreements_card(actor=owner, at=NOW)) == []
    Client.objects.filter(id=cast.bakery.id).update(ended_on=TODAY)
    (line,) = agreements_card(actor=owner, at=NOW)
    assert line.action_url == "/agreements/?state=signed"
    assert list(agreements_card(actor=cast.standin, at=NOW)) == []


def test_the_pages_make_send_sign_and_end(cast: Cast, anna: Browser, paper: SimpleUploadedFile) -> None:
    anna.post(reverse("sharing:agreements-make"), {"ids": [str(cast.bakery.id)]})
    run_due_jobs()
    row = ClientAgreement.objects.get()
    refused = anna.post(reverse("sharing:client-send", args=[row.id]), {"to": "other"})
    assert refused.status_code == 422
    anna.post(reverse("sharing:client-send", args=[row.id]), {"to": "other", "other": "info@zoutebrood.example"})
    assert now_is(row).state == "sent"
    anna.post(
        reverse("sharing:client-sign", args=[row.id]),
        {"signed_on": TODAY.isoformat(), "signed_by": "Carla van den Berg", "file": paper},
    )
    assert (now_is(row).state, now_is(row).signature) == ("signed", "file")
    got = anna.get(reverse("sharing:client-file", args=[row.id, "signed"]))
    assert b"".join(got.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    today = timezone.localdate().isoformat()
    anna.post(reverse("sharing:client-end", args=[row.id]), {"ended_on": today, "choice": "deleted"})
    assert now_is(row).state == "ended"


# The standard text ----------------------------------------------------------------------------------------------------


def typed(**changes: str) -> dict[str, str]:
    words = {
        field_name(article["key"], language, part): article[language][part]
        for article in newest_articles()
        for language in ("nl", "en")
        for part in ("title", "text")
    }
    return {**words, **{name.replace("__", "."): value for name, value in changes.items()}}


def test_a_new_version_is_used_from_then_on(cast: Cast, owner: Actor, ready: ClientAgreement) -> None:
    assert ready.text.number == 1
    write_text(typed(duration__nl__text="Zolang het duurt."), note="korter", by=owner, at=NOW)
    again = make_agreement(cast.bakery, by=owner, at=timezone.now())
    run_due_jobs()
    assert again.text.number == 2
    assert "Zolang het duurt." in words_of(now_is(again))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, NothingChanged),
        ({"security__nl__text": "Wij zijn voorzichtig."}, FactMissing),
        ({"duration__en__text": "As long as {weather}."}, FactUnknown),
        ({"audit__nl__title": " "}, ArticleEmpty),
    ],
)
def test_a_version_that_loses_something_is_refused(
    cast: Cast, owner: Actor, changes: dict[str, str], refusal: type
) -> None:
    text_in_use(at=NOW)
    with pytest.raises(refusal):
        write_text(typed(**changes), note="", by=owner, at=NOW)
    assert text_in_use(at=NOW).number == 1


def test_the_form_of_a_new_version_says_which_article_is_wrong(anna: Browser) -> None:
    answer = anna.post(reverse("sharing:text-new"), typed(security__nl__text="Wij zijn voorzichtig."))
    assert answer.status_code == 422
    assert "{security_measures} in de tekst staan" in answer.content.decode()
