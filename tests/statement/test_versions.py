"""Versions: frozen at their moment, published by the owner or on their day, told to clients first."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
import rfc8785
from django.test import Client as Browser
from django.utils import timezone, translation

from gestand.core.actors import SYSTEM, NotAllowed
from gestand.core.audit.models import AuditLine
from gestand.core.declarations import Purpose
from gestand.core.house import house
from gestand.core.jobs.models import Job
from gestand.core.mail import queue_mail
from gestand.core.mail.models import MailSettings, OutgoingMail
from gestand.people.actions import record_consent, record_objection
from gestand.people.models import Client
from gestand.rights.actions.requests import enter_request
from gestand.statement.clauses.actions import reword_clause
from gestand.statement.models import ClauseWording, StatementFile, StatementVersion, ToldClient
from gestand.statement.versions import differences, telling
from gestand.statement.versions.actions import (
    Announcement,
    NotReadyToPublish,
    TooSoon,
    draft_statement,
    plan_statement,
    publish_planned,
    publish_statement,
    take_plan_back,
)
from gestand.statement.versions.cards import statement_lines
from gestand.statement.versions.contents import digest_of, version_of_today
from gestand.statement.versions.files import keep_files, rendered
from gestand.statement.versions.inspector import PART
from gestand.statement.versions.jobs import publish_on_the_day
from gestand.statement.versions.proofs import statement_is_true
from gestand.statement.versions.queries import published_profile, reference_at, stale_facts
from gestand.statement.versions.schema import SCHEMA
from gestand.statement.versions.telling import bring_list_up_to_date, mail_clients, note_told
from tests.cast import NOW, TODAY, Cast

SMALL = Announcement(not_told_because="Only a telephone number changed.")
TOLD = Announcement(summary_nl="Een nieuwe ontvanger.", summary_en="A new recipient.", tells_clients=True)
OWN = "Wij antwoorden snel, binnen {clock.request.answer}. Soms mag dat {clock.request.extend} langer zijn."


def publish(cast: Cast, announcement: Announcement = SMALL) -> StatementVersion:
    return publish_statement(announcement=announcement, by=cast.owner, at=NOW)


def set_up_mail() -> None:
    MailSettings.objects.create(
        id=1, host="mail.example", port=587, username="x", sender_address="info@helder-it.example", saved_at=NOW
    )


def test_the_first_version_is_published_with_number_digest_and_audit_line(cast: Cast) -> None:
    version = publish_statement(announcement=Announcement(), by=cast.owner, at=NOW)
    assert (version.number, version.reference, version.takes_effect_on) == (1, "v1", TODAY)
    assert version.digest == digest_of(StatementVersion.objects.get().content)
    assert AuditLine.objects.get(action="statement.version.publish").facts["digest"] == version.digest
    assert Job.objects.filter(name="statement.render_version").exists()


def test_a_stand_in_publishes_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        publish_statement(announcement=SMALL, by=cast.standin, at=NOW)


def test_a_firm_that_nobody_can_reach_publishes_nothing(cast: Cast) -> None:
    cast.firm.email = cast.firm.phone = ""
    cast.firm.save()
    with pytest.raises(NotReadyToPublish):
        publish(cast)


def test_a_published_version_does_not_change_with_the_facts(cast: Cast) -> None:
    publish(cast)
    cast.firm.name = "Helderder IT"
    cast.firm.save()
    assert StatementVersion.objects.get().content["documents"]["nl"]["firm"] == "Helder IT"
    assert "firm.name" in stale_facts(at=NOW)


def test_a_statement_that_still_holds_is_not_stale(cast: Cast) -> None:
    publish(cast)
    assert stale_facts(at=NOW + timedelta(days=200)) == []


def test_a_change_of_which_nobody_is_told_needs_a_reason(cast: Cast) -> None:
    publish(cast)
    with pytest.raises(NotReadyToPublish):
        publish_statement(announcement=Announcement(), by=cast.owner, at=NOW)
    assert publish(cast).number == 2


def test_with_clients_to_tell_a_day_is_planned_and_not_too_near(cast: Cast) -> None:
    publish(cast)
    with pytest.raises(NotReadyToPublish):
        publish(cast, TOLD)
    with pytest.raises(TooSoon):
        plan_statement(takes_effect_on=TODAY + timedelta(days=13), announcement=TOLD, by=cast.owner, at=NOW)
    planned = plan_statement(takes_effect_on=TODAY + timedelta(days=14), announcement=TOLD, by=cast.owner, at=NOW)
    assert (planned.number, planned.state) == (None, "planned")


def test_a_plan_is_published_on_its_day_and_not_before(cast: Cast) -> None:
    publish(cast)
    plan_statement(takes_effect_on=TODAY + timedelta(days=20), announcement=TOLD, by=cast.owner, at=NOW)
    assert publish_planned(at=NOW + timedelta(days=19)) is None
    published = publish_planned(at=NOW + timedelta(days=20))
    assert published is not None
    assert published.number == 2
    assert publish_planned(at=NOW + timedelta(days=21)) is None


def test_a_plan_can_be_taken_back(cast: Cast) -> None:
    plan_statement(takes_effect_on=TODAY + timedelta(days=20), announcement=SMALL, by=cast.owner, at=NOW)
    take_plan_back(by=cast.owner, at=NOW)
    assert not StatementVersion.objects.exists()


def test_there_is_one_draft_made_anew_from_today(cast: Cast) -> None:
    draft_statement(by=cast.owner, at=NOW)
    draft_statement(by=cast.owner, at=NOW + timedelta(hours=1))
    assert StatementVersion.objects.get().frozen_at == NOW + timedelta(hours=1)


def test_what_changed_is_marked_word_for_word(cast: Cast) -> None:
    before = publish(cast)
    reword_clause(clause="right.term", language="nl", source=OWN, by=cast.owner, at=NOW)
    now = publish(cast)
    (changed,) = differences.between(before.content, now.content, "nl")
    runs = [run for line in changed.lines for run in line]
    assert changed.clause == "right.term"
    assert {run.kind for run in runs} == {"same", "ins", "del"}
    assert "snel," in "".join(run.text for run in runs if run.kind == "ins")
    assert differences.between(before.content, now.content, "en") == []


def test_machines_get_the_texts_before_and_after_and_the_facts(cast: Cast) -> None:
    before = publish(cast)
    cast.firm.phone = "+31301112233"
    cast.firm.save()
    told = differences.for_machines(before, publish(cast))
    assert told["facts"]["firm.phone"]["after"] == {"nl": ["030 111 22 33"], "en": ["030 111 22 33"]}
    assert {(each["clause"], each["language"]) for each in told["changes"]} == {
        (clause, language) for clause in ("identity", "secure.report") for language in ("nl", "en")
    }


def test_every_version_is_kept_as_sealed_files_in_both_languages(cast: Cast, transactional_db: None) -> None:
    version = publish(cast)
    keep_files(version, at=NOW, tell=lambda _done, _total: None)
    keep_files(version, at=NOW, tell=lambda _done, _total: None)
    kept = set(StatementFile.objects.values_list("language", "format"))
    assert kept == {(language, form) for language in ("nl", "en") for form in ("html", "pdf", "json")}
    assert all(len(each.file.sha256) == 64 for each in StatementFile.objects.select_related("file"))


def test_the_version_in_force_is_kept_with_a_consent_and_a_request(cast: Cast) -> None:
    publish(cast)
    later = NOW + timedelta(hours=1)
    consent = record_consent(
        by=cast.owner, at=later, person=cast.eva, purpose=Purpose.MAILING, wording="Ja graag.", wording_version="1",
        source="telefoon",
    )  # fmt: skip
    request = enter_request(kind="access", channel="mail", name="Eva", received_at=later, by=cast.owner, at=later)
    assert (consent.statement_version, request.statement_version) == ("v1", "v1")


def test_what_was_said_before_the_first_version_names_none(cast: Cast) -> None:
    publish(cast)
    assert reference_at(NOW - timedelta(seconds=1)) == ""
    assert house.statement_in_force(NOW) == "v1"


def test_the_published_profile_is_what_the_statement_prints(cast: Cast) -> None:
    assert published_profile() is None
    publish(cast)
    printed = published_profile()
    assert printed is not None
    assert (printed["name"], printed["officer_email"]) == ("Helder IT", "privacy@helder-it.example")


def test_everybody_with_an_address_is_mailed_once_and_the_rest_is_listed(cast: Cast) -> None:
    publish(cast)
    set_up_mail()
    record_objection(by=cast.owner, at=NOW, person=cast.carla, purpose=Purpose.CHANGES, source="telefoon")
    planned = plan_statement(takes_effect_on=TODAY + timedelta(days=30), announcement=TOLD, by=cast.owner, at=NOW)
    assert (mail_clients(planned.id, at=NOW), mail_clients(planned.id, at=NOW)) == (1, 0)
    mail = OutgoingMail.objects.get(to="eva@jansen.example")
    assert "23 december 2026" in mail.subject
    assert "Een nieuwe ontvanger." in mail.text
    assert [row.client_id for row in ToldClient.objects.waiting()] == [cast.bakery.id]


def test_without_mail_nobody_is_mailed_and_everybody_is_listed(cast: Cast) -> None:
    publish(cast)
    planned = plan_statement(takes_effect_on=TODAY + timedelta(days=30), announcement=TOLD, by=cast.owner, at=NOW)
    assert mail_clients(planned.id, at=NOW) == 0
    assert ToldClient.objects.waiting().count() == 2
    assert not OutgoingMail.objects.exists()


def test_who_could_not_be_mailed_is_mailed_once_mail_is_set_up(cast: Cast) -> None:
    publish(cast)
    plan_statement(takes_effect_on=timezone.localdate() + timedelta(days=30), announcement=TOLD, by=cast.owner, at=NOW)
    set_up_mail()
    publish_on_the_day(None)
    assert ToldClient.objects.waiting().count() == 0
    assert OutgoingMail.objects.count() == 2


def test_who_became_a_client_after_the_announcement_is_told_too(cast: Cast) -> None:
    publish(cast)
    set_up_mail()
    day = timezone.localdate() + timedelta(days=30)
    planned = plan_statement(takes_effect_on=day, announcement=TOLD, by=cast.owner, at=NOW)
    mail_clients(planned.id, at=NOW)
    newcomer = Client.objects.create(
        name="Nieuw bv", kind="business", sort_name="nieuw", started_on=TODAY, created_at=NOW, changed_at=NOW
    )
    publish_on_the_day(None)
    assert [row.client_id for row in ToldClient.objects.waiting()] == [newcomer.id]
    assert OutgoingMail.objects.count() == 2


def test_who_left_before_being_told_is_off_the_list_and_who_was_told_stays_on_it(cast: Cast) -> None:
    publish(cast)
    planned = plan_statement(takes_effect_on=TODAY + timedelta(days=30), announcement=TOLD, by=cast.owner, at=NOW)
    note_told(told=ToldClient.objects.get(client=cast.jansen), way="phone", by=cast.owner, at=NOW)
    Client.objects.update(ended_on=TODAY)
    bring_list_up_to_date(planned.id, at=NOW)
    assert [row.client_id for row in ToldClient.objects.all()] == [cast.jansen.id]


def test_the_same_plan_pressed_twice_tells_nobody_twice(cast: Cast) -> None:
    publish(cast)
    set_up_mail()
    day = TODAY + timedelta(days=30)
    for _press in range(2):
        planned = plan_statement(takes_effect_on=day, announcement=TOLD, by=cast.owner, at=NOW)
        mail_clients(planned.id, at=NOW)
    assert OutgoingMail.objects.count() == 2


def test_a_client_told_by_mail_cannot_be_noted_as_told_otherwise(cast: Cast) -> None:
    publish(cast)
    set_up_mail()
    planned = plan_statement(takes_effect_on=TODAY + timedelta(days=30), announcement=TOLD, by=cast.owner, at=NOW)
    mail_clients(planned.id, at=NOW)
    note_told(told=ToldClient.objects.get(client=cast.jansen), way="phone", by=cast.owner, at=NOW)
    assert ToldClient.objects.get(client=cast.jansen).way == "mail"


def test_killed_between_two_portions_the_rest_is_told_and_nobody_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(cast)
    set_up_mail()
    planned = plan_statement(takes_effect_on=TODAY + timedelta(days=30), announcement=TOLD, by=cast.owner, at=NOW)
    monkeypatch.setattr(telling, "_PORTION", 1)
    queued: list[str] = []

    def killed(**mail: Any) -> Any:
        if queued:
            raise KeyboardInterrupt
        queued.append(mail["to"])
        return queue_mail(**mail)

    monkeypatch.setattr(telling, "queue_mail", killed)
    with pytest.raises(KeyboardInterrupt):
        mail_clients(planned.id, at=NOW)
    monkeypatch.setattr(telling, "queue_mail", queue_mail)
    mail_clients(planned.id, at=NOW)
    assert sorted(OutgoingMail.objects.values_list("to", flat=True)) == [
        "carla@zoutebrood.example",
        "eva@jansen.example",
    ]


def test_who_is_told_after_the_day_reads_that_it_changed(cast: Cast) -> None:
    publish(cast)
    planned = plan_statement(takes_effect_on=TODAY + timedelta(days=30), announcement=TOLD, by=cast.owner, at=NOW)
    subject, _text = telling.letter(planned, "nl", on=TODAY + timedelta(days=31))
    assert subject == "Onze privacyverklaring veranderde op 23 december 2026"


def test_a_client_told_by_phone_is_off_the_list(cast: Cast) -> None:
    publish(cast)
    plan_statement(takes_effect_on=TODAY + timedelta(days=30), announcement=TOLD, by=cast.owner, at=NOW)
    note_told(told=ToldClient.objects.get(client=cast.jansen), way="phone", by=cast.owner, at=NOW)
    assert [row.client_id for row in ToldClient.objects.waiting()] == [cast.bakery.id]


def test_the_list_of_clients_to_tell_can_be_downloaded(anna: Browser, cast: Cast) -> None:
    publish(cast)
    plan_statement(takes_effect_on=TODAY + timedelta(days=30), announcement=TOLD, by=cast.owner, at=NOW)
    listed = anna.get("/statement/telling/list.csv").content.decode()
    assert "Familie Jansen" in listed
    assert "Laan 2" in listed


def test_content_is_the_same_bytes_for_the_same_facts(cast: Cast) -> None:
    first, second = publish(cast), publish(cast)
    assert rfc8785.dumps(first.content) == rfc8785.dumps(second.content)


def test_a_job_of_the_program_may_publish_but_not_draft_for_the_owner(cast: Cast) -> None:
    assert draft_statement(by=SYSTEM, at=NOW).state == "draft"


@pytest.mark.parametrize("page", ["", "read/", "read/?language=en", "publish/", "checklist/", "telling/"])
def test_the_owners_pages_open_before_and_after_publication(anna: Browser, cast: Cast, page: str) -> None:
    assert anna.get(f"/statement/{page}").status_code == 200
    publish(cast)
    assert anna.get(f"/statement/{page}").status_code == 200


def test_the_owner_publishes_from_the_page(anna: Browser) -> None:
    assert anna.post("/statement/publish/", {"when": "now"}).status_code == 302
    assert StatementVersion.objects.get().number == 1


def test_a_second_publication_says_on_the_page_what_it_needs(anna: Browser, cast: Cast) -> None:
    publish(cast)
    page = anna.post("/statement/publish/", {"when": "now"})
    assert page.status_code == 422
    assert "waarom klanten het niet vooraf hoeven te horen" in page.content.decode()


def test_the_overview_tells_that_the_published_statement_is_stale(anna: Browser, cast: Cast) -> None:
    publish(cast)
    cast.firm.phone = "+31301112233"
    cast.firm.save()
    page = anna.get("/statement/").content.decode()
    assert "telefoonnummer van het bedrijf" in page
    assert anna.post("/statement/draft/", follow=True).status_code == 200
    assert not ClauseWording.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["/statement/", "/statement/read/", "/statement/compare/", "/statement/publish/", "/statement/checklist/",
     "/statement/telling/", "/statement/clauses/share.none/nl/", "/privacy", "/privacy/versions", "/privacy/v/1",
     "/privacy/v/2/changes"],
)  # fmt: skip
def test_a_page_takes_at_most_twelve_queries(
    anna: Browser,
    cast: Cast,
    django_assert_max_num_queries: Callable[..., AbstractContextManager[object]],
    address: str,
) -> None:
    publish(cast)
    publish(cast)
    plan_statement(takes_effect_on=TODAY + timedelta(days=30), announcement=TOLD, by=cast.owner, at=NOW)
    anna.get(address)
    with django_assert_max_num_queries(12):
        assert anna.get(address).status_code == 200


def test_the_proof_names_what_is_stale_in_the_readers_language(cast: Cast) -> None:
    version = publish(cast)
    version.content["facts"]["clock.keep.client"]["nl"] = ["4 jaar"]
    version.digest = digest_of(version.content)
    version.save()
    evidence = statement_is_true(at=NOW)
    with translation.override("nl"):
        assert "Klantgegevens worden bewaard zolang u klant bent" in str(evidence.said)
    with translation.override("en"):
        assert "Client data is kept while you are a client" in str(evidence.said)


def test_today_says_that_nothing_is_published_and_whom_to_tell(cast: Cast) -> None:
    (unpublished,) = statement_lines(actor=cast.owner, at=NOW)
    assert unpublished.action_url == "/statement/read/"
    publish(cast)
    assert statement_lines(actor=cast.owner, at=NOW) == []
    plan_statement(takes_effect_on=TODAY + timedelta(days=30), announcement=TOLD, by=cast.owner, at=NOW)
    (telling,) = statement_lines(actor=cast.owner, at=NOW)
    assert (telling.action_url, telling.days_left) == ("/statement/telling/", 30)
    assert statement_lines(actor=cast.standin, at=NOW) == []


def test_the_inspector_gets_every_version_and_what_changed(cast: Cast) -> None:
    publish(cast)
    cast.firm.phone = "+31301112233"
    cast.firm.save()
    publish(cast)
    packed: dict[str, bytes] = {}
    PART.write(packed.__setitem__, at=NOW, language="nl")
    assert {"v1.nl.html", "v1.en.pdf", "v2.json", "v2.changes.json", "versions.json"} <= packed.keys()
    assert "Jansen" not in b"".join(packed.values()).decode("utf-8", "replace")


def test_before_publication_the_command_line_gives_the_statement_of_today(cast: Cast) -> None:
    said = json.loads(rendered(version_of_today(at=NOW), "nl", "json"))
    assert (said["version"], said["published_at"]) == ("", None)
    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(said)) == []
