"""The public statement: what every reader gets, without script, in both languages, and from memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client as Browser
from django.test import RequestFactory

from gestand.core.house import house
from gestand.statement.clauses.actions import reword_clause
from gestand.statement.clauses.ids import CLAUSE_IDS
from gestand.statement.models import ProofResult, StatementVersion
from gestand.statement.versions import doorstep
from gestand.statement.versions.actions import Announcement, plan_statement, publish_statement, save_page_settings
from gestand.statement.versions.changed import public_page_changed
from gestand.statement.versions.files import rendered
from gestand.statement.versions.linked import linked
from gestand.statement.versions.schema import SCHEMA
from tests.cast import NOW, TODAY, Cast

SMALL = Announcement(not_told_because="Only a telephone number changed.")


@pytest.fixture
def published(cast: Cast) -> StatementVersion:
    return publish_statement(announcement=SMALL, by=cast.owner, at=NOW)


def read(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_firm_without_a_statement_says_so_calmly(visitor: Browser, cast: Cast) -> None:
    page = read(visitor, "/privacy")
    assert "nog geen privacyverklaring gepubliceerd" in page
    assert "privacy@helder-it.example" in page


@pytest.mark.parametrize(("address", "words"), [("/privacy", "Uw rechten"), ("/en/privacy", "Your rights")])
def test_visitors_read_it_in_both_languages(
    visitor: Browser, published: StatementVersion, address: str, words: str
) -> None:
    page = read(visitor, address)
    assert words in page
    assert "Helder IT" in page


@pytest.mark.parametrize("address", ["/privacy", "/en/privacy"])
def test_the_page_is_small_and_needs_no_script(visitor: Browser, published: StatementVersion, address: str) -> None:
    answer = visitor.get(address)
    assert len(answer.content) < 50_000
    assert b"<script" not in answer.content
    assert b"style=" not in answer.content
    assert not answer.cookies


@pytest.mark.parametrize("address", ["/privacy", "/en/privacy"])
def test_with_every_seal_dated_it_leaves_room_for_recipients(
    visitor: Browser, published: StatementVersion, address: str
) -> None:
    ProofResult.objects.bulk_create(
        ProofResult(key=key, state="kept", said="Good.", checked_at=NOW, valid_until=NOW + timedelta(days=1))
        for key in house.proofs
    )
    page = visitor.get(address).content
    assert page.count(b"<small>") == len(CLAUSE_IDS)
    assert len(page) < 46_500, len(page)


def test_every_promise_has_an_address_and_a_seal_that_says_what_it_cannot_see(
    visitor: Browser, published: StatementVersion
) -> None:
    page = read(visitor, "/privacy")
    anchors = set(re.findall(r'<h3 id="([^"]+)"', page))
    assert {clause.replace(".", "-") for clause in CLAUSE_IDS} <= anchors
    assert page.count('<details class="seal') == len(CLAUSE_IDS)
    assert page.count("Wat dit niet ziet:") >= len(CLAUSE_IDS)


def test_the_owner_can_keep_the_seals_to_the_office(
    visitor: Browser, anna: Browser, cast: Cast, published: StatementVersion
) -> None:
    save_page_settings(seals_are_public=False, by=cast.owner, at=NOW)
    assert '<details class="seal' not in read(visitor, "/privacy")
    assert '<details class="seal' in read(anna, "/statement/read/")


def test_own_words_say_so_beside_their_seal(visitor: Browser, cast: Cast) -> None:
    words = "Wij antwoorden binnen {clock.request.answer}. Soms mag dat {clock.request.extend} langer zijn."
    reword_clause(clause="right.term", language="nl", source=words, by=cast.owner, at=NOW)
    publish_statement(announcement=SMALL, by=cast.owner, at=NOW)
    assert read(visitor, "/privacy").count("Dit zijn onze eigen woorden.") == 1
    assert "These are our own words." not in read(visitor, "/en/privacy")


def test_hostile_words_in_the_profile_stay_words(visitor: Browser, cast: Cast) -> None:
    cast.firm.name = '<script>alert("x")</script>'
    cast.firm.save()
    version = publish_statement(announcement=SMALL, by=cast.owner, at=NOW)
    for page in (read(visitor, "/privacy"), rendered(version, "nl", "html").decode()):
        assert "<script" not in page
        assert "&lt;script" in page


def test_an_unchanged_page_is_not_sent_again(visitor: Browser, published: StatementVersion) -> None:
    tag = visitor.get("/privacy").headers["ETag"]
    again = visitor.get("/privacy", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_every_version_stays_readable_at_its_address(visitor: Browser, cast: Cast, published: StatementVersion) -> None:
    cast.firm.phone = "+31301112233"
    cast.firm.save()
    publish_statement(announcement=SMALL, by=cast.owner, at=NOW)
    old = read(visitor, "/privacy/v/1")
    assert "030 012 34 56" in old
    assert "Dit is een eerdere versie." in old
    assert "Versie 2" in read(visitor, "/privacy/versions")
    assert "<ins>" in read(visitor, "/privacy/v/2/changes")
    assert json.loads(read(visitor, "/privacy/v/2/changes.json"))["from"] == 1
    assert visitor.get("/privacy/v/3").status_code == 404


def test_a_planned_change_can_be_read_before_it_takes_effect(
    visitor: Browser, cast: Cast, published: StatementVersion
) -> None:
    assert visitor.get("/privacy/planned").status_code == 404
    cast.firm.phone = "+31301112233"
    cast.firm.save()
    plan_statement(takes_effect_on=TODAY + timedelta(days=20), announcement=SMALL, by=cast.owner, at=NOW)
    assert "13 december 2026" in read(visitor, "/privacy/versions")
    assert "030 111 22 33" in read(visitor, "/privacy/planned")
    assert "030 012 34 56" in read(visitor, "/privacy")


def test_the_pdf_is_archival_and_names_the_firm(visitor: Browser, published: StatementVersion) -> None:
    pdf = visitor.get("/privacy/v/1/statement.pdf").content
    assert pdf.startswith(b"%PDF-1.7")
    assert b"pdfaid:part>2<" in pdf
    assert b"pdfaid:conformance>B<" in pdf


def test_the_json_follows_the_published_schema(visitor: Browser, published: StatementVersion) -> None:
    schema = json.loads(read(visitor, "/privacy/schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    said = json.loads(visitor.get("/privacy/v/1/statement.json").content)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(said)) == []
    assert {each["clause"] for each in said["clauses"]} >= set(CLAUSE_IDS)


def test_the_json_speaks_the_data_privacy_vocabulary(published: StatementVersion) -> None:
    said = linked(published)
    purposes = {each["id"]: each for each in said["purposes"]}
    categories = {each["id"]: each for each in said["categories"]}
    assert purposes["purpose.contact"]["bases"] == ["eu-gdpr:A6-1-b"]
    assert categories["data.email"]["@type"] == ["pd:EmailAddress"]
    assert said["@context"]["dpv"] == "https://w3id.org/dpv#"
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_key_beside_the_statement_is_public(visitor: Browser, published: StatementVersion) -> None:
    assert read(visitor, "/privacy/key.pem").startswith("-----BEGIN PUBLIC KEY-----")


def test_a_slash_too_many_gives_the_same_page(visitor: Browser, published: StatementVersion) -> None:
    assert "Your rights" in read(visitor, "/en/privacy/")


class Counting:
    """Django, and how often it was asked."""

    def __init__(self) -> None:
        self.asked, self._django = 0, WSGIHandler()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        return self._django(environ, start_response)


class Step:
    """The layer before Django, with a clock of its own."""

    def __init__(self) -> None:
        self.now, self.django = 0.0, Counting()
        self.layer = doorstep.Doorstep(self.django, clock=lambda: self.now)

    def get(self, address: str, **environ: str) -> tuple[str, dict[str, str], bytes]:
        told: list[Any] = []
        request = RequestFactory().get(address, **environ)  # type: ignore[arg-type]
        answer = self.layer(request.environ, lambda status, headers, *_: told.append((status, headers)))
        body = b"".join(answer)
        close = getattr(answer, "close", None)
        if close:
            close()
        status, headers = told[0]
        return status, {name.lower(): value for name, value in headers}, body


@pytest.fixture
def step() -> Iterator[Step]:
    """Django closes its connection after each request; here the test needs it again."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield Step()
    for signal in signals:
        signal.connect(close_old_connections)


def test_the_layer_asks_django_once_and_gives_the_same_headers(
    step: Step, visitor: Browser, published: StatementVersion
) -> None:
    answers = [step.get("/privacy") for _ in range(5)]
    assert step.django.asked == 1
    plain = visitor.get("/privacy")
    assert {body for _, _, body in answers} == {plain.content}
    headers = answers[-1][1]
    for name in ("x-frame-options", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy"):
        assert headers[name] == plain.headers[name]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


def test_the_layer_hears_of_a_new_version_within_a_second(step: Step, cast: Cast, published: StatementVersion) -> None:
    step.get("/privacy")
    cast.firm.phone = "+31301112233"
    cast.firm.save()
    publish_statement(announcement=SMALL, by=cast.owner, at=NOW)
    public_page_changed()
    step.now += 1.0
    assert b"030 111 22 33" in step.get("/privacy")[2]


def test_the_layer_asks_again_after_a_minute(step: Step, published: StatementVersion) -> None:
    step.get("/privacy")
    step.now += 61
    step.get("/privacy")
    assert step.django.asked == 2


@pytest.mark.parametrize("address", ["/privacy?x=1", "/privacy/versions", "/statement/"])
def test_the_layer_leaves_everything_else_to_django(step: Step, published: StatementVersion, address: str) -> None:
    step.get(address)
    step.get(address)
    assert step.django.asked == 2


def test_the_layer_keeps_no_page_that_is_no_statement(step: Step, cast: Cast) -> None:
    step.get("/privacy")
    step.get("/privacy")
    assert step.django.asked > 2


def test_the_layer_packs_and_answers_unchanged(step: Step, published: StatementVersion) -> None:
    _, headers, packed = step.get("/privacy", HTTP_ACCEPT_ENCODING="gzip, br")
    assert headers["content-encoding"] == "gzip"
    assert len(packed) < 20_000
    status, _, body = step.get("/privacy", HTTP_IF_NONE_MATCH=headers["etag"])
    assert (status, body) == ("304 Not Modified", b"")


def test_the_layer_gives_nobody_a_page_made_for_somebody_else(step: Step, published: StatementVersion) -> None:
    dark = step.get("/privacy", HTTP_COOKIE="gestand_theme=dark; gestand_language=en")[2]
    assert dark == step.get("/privacy")[2]
    assert b'lang="nl"' in dark


def test_the_address_of_the_form_is_told_only_where_others_can_reach_it(cast: Cast, visitor: Browser) -> None:
    publish_statement(announcement=SMALL, by=cast.owner, at=NOW)
    assert "http://localhost" not in read(visitor, "/privacy")
    cast.firm.public_url = "https://kantoor.helder-it.example"
    cast.firm.save()
    publish_statement(announcement=SMALL, by=cast.owner, at=NOW)
    assert "https://kantoor.helder-it.example/verzoek/" in read(visitor, "/privacy")


def test_the_schema_in_the_docs_is_the_published_one() -> None:
    written = Path(__file__).parents[2] / "docs" / "reference" / "statement.schema.json"
    assert json.loads(written.read_text(encoding="utf-8")) == SCHEMA


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/privacy", "/en/privacy", "/privacy/versions", "/privacy/report.json"])
def test_what_anybody_reads_takes_no_other_method(cast: Cast, address: str) -> None:
    assert Browser(enforce_csrf_checks=True).post(address).status_code == 405
