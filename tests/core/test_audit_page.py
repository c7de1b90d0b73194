"""The owner's page of the audit log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gestand.core.actors import SHELL, SYSTEM, VISITOR
from gestand.core.audit import triggers, write_audit
from gestand.core.audit.actions import ask_verification
from gestand.core.audit.cards import audit_card
from gestand.core.audit.jobs import VERIFY_AUDIT, keep_report
from gestand.core.audit.models import AuditCheck, AuditLine
from gestand.core.audit.queries import LINES_PER_PAGE
from gestand.core.audit.sealing import seal_lines
from gestand.core.audit.verification import verify_audit
from gestand.core.house import AuditAction, house
from gestand.core.jobs.models import Job
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
PAGE = "/settings/audit/"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.GESTAND_HOME = tmp_path
    monkeypatch.setitem(house.audit_actions, "test.thing.do", AuditAction("test.thing.do", "painted a thing"))
    monkeypatch.setitem(house.audit_actions, "test.thing.undo", AuditAction("test.thing.undo", "wiped a thing"))
    return tmp_path


def text_of(browser: Browser, query: str = "") -> str:
    answer = browser.get(PAGE + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_names_who_what_and_about_whom(cast: Cast, anna: Browser) -> None:
    write_audit("test.thing.do", by=cast.owner, at=NOW, subject=("person", cast.carla.id), client_id=cast.bakery.id)
    text = text_of(anna)
    for words in ("Anna Helder", "painted a thing", "Carla van den Berg", "Bakkerij Het Zoute Brood"):
        assert words in text


def test_what_is_gone_keeps_its_kind_and_the_end_of_its_number(cast: Cast, anna: Browser) -> None:
    number = cast.eva.id
    write_audit("test.thing.do", by=cast.owner, at=NOW, subject=("person", number))
    cast.eva.delete()
    assert f"…{str(number)[-6:]}" in text_of(anna)


@pytest.mark.parametrize("actor", [SYSTEM, SHELL, VISITOR])
def test_whoever_has_no_account_is_named_by_kind(cast: Cast, anna: Browser, actor: Any) -> None:
    write_audit("test.thing.do", by=actor, at=NOW)
    assert "painted a thing" in text_of(anna, f"?who={actor.kind}")
    assert "painted a thing" not in rows_of(text_of(anna, "?who=contact"))


def rows_of(text: str) -> str:
    """The table alone: the filter's own list has every sentence."""
    return text.partition("<tbody>")[2]


def test_lines_are_filtered_by_what_when_and_about_whom(cast: Cast, anna: Browser) -> None:
    write_audit("test.thing.do", by=cast.owner, at=NOW, subject=("person", cast.carla.id))
    write_audit("test.thing.undo", by=cast.owner, at=NOW, subject=("person", cast.eva.id))
    assert "painted a thing" not in rows_of(text_of(anna, "?action=test.thing.undo"))
    assert "wiped a thing" in rows_of(text_of(anna, "?action=test.thing.undo"))
    assert "wiped a thing" not in rows_of(text_of(anna, f"?about={cast.carla.id}"))
    assert "painted a thing" in rows_of(text_of(anna, f"?about={cast.anna.id}"))
    assert "painted a thing" in rows_of(text_of(anna, "?from_on=2026-11-23&until_on=2026-11-23&action=test.thing.do"))
    assert "painted a thing" not in rows_of(text_of(anna, "?from_on=2026-11-24"))
    assert "painted a thing" not in rows_of(text_of(anna, "?until_on=2026-11-22"))


def test_a_filter_that_cannot_be_read_is_told_beside_its_field(anna: Browser) -> None:
    answer = anna.get(PAGE + "?about=Carla&from_on=gisteren")
    assert answer.status_code == 422
    assert answer.content.decode().count('class="errors') + answer.content.decode().count("aria-invalid") >= 2


def test_fifty_lines_stand_on_a_page_and_older_ones_behind_a_link(cast: Cast, anna: Browser) -> None:
    for _ in range(LINES_PER_PAGE + 3):
        write_audit("test.thing.do", by=cast.owner, at=NOW)
    first = text_of(anna, "?action=test.thing.do")
    assert rows_of(first).count("painted a thing") == LINES_PER_PAGE
    older = AuditLine.objects.filter(action="test.thing.do").order_by("-id")[LINES_PER_PAGE - 1].id
    assert f"before={older}" in first
    assert rows_of(text_of(anna, f"?action=test.thing.do&before={older}")).count("painted a thing") == 3


def test_the_page_takes_at_most_twelve_queries(cast: Cast, anna: Browser) -> None:
    for person in (cast.carla, cast.eva):
        write_audit("test.thing.do", by=cast.owner, at=NOW, subject=("person", person.id), client_id=cast.bakery.id)
        write_audit("test.thing.do", by=cast.standin, at=NOW, subject=("client", cast.jansen.id))
    seal_lines(at=NOW)
    keep_report(verify_audit())
    anna.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        anna.get(PAGE)
    assert len(queries) <= 12, [query["sql"] for query in queries]


@pytest.mark.parametrize("address", [PAGE, PAGE + "verify"])
def test_a_standin_finds_no_audit_log(bram: Browser, address: str) -> None:
    assert bram.get(address).status_code == 404
    assert bram.post(address).status_code == 404


def test_verify_now_queues_one_verification_and_is_logged(anna: Browser) -> None:
    assert anna.post(PAGE + "verify").status_code == 302
    assert anna.post(PAGE + "verify").status_code == 302
    assert Job.objects.filter(name=VERIFY_AUDIT).count() == 1
    assert AuditLine.objects.filter(action="core.audit.verify").count() == 2
    assert anna.get(PAGE + "verify").status_code == 405


def test_the_page_tells_what_a_verification_found(cast: Cast, anna: Browser) -> None:
    line = write_audit("test.thing.do", by=cast.owner, at=NOW)
    seal_lines(at=NOW)
    keep_report(verify_audit())
    assert "state broken" not in text_of(anna)
    triggers.remove(connection)
    AuditLine.objects.filter(id=line.id).update(reason="other")
    triggers.install(connection)
    check = keep_report(verify_audit())
    assert not check.ok
    text = text_of(anna)
    assert f" {line.id} " in text.partition("notice broken")[2][:2000]


def test_the_today_page_warns_the_owner_alone_of_a_broken_log(cast: Cast) -> None:
    at = timezone.now()
    assert list(audit_card(actor=cast.owner, at=at)) == []
    AuditCheck.objects.create(checked_at=at, ok=False)
    (card,) = audit_card(actor=cast.owner, at=at)
    assert (card.urgency, card.tone, card.action_url) == (0, "broken", PAGE)
    assert list(audit_card(actor=cast.standin, at=at)) == []
    AuditCheck.objects.create(checked_at=at, ok=True)
    assert list(audit_card(actor=cast.owner, at=at)) == []


def test_only_the_owner_may_ask_for_a_verification(cast: Cast) -> None:
    with pytest.raises(Exception, match=r"owner|eigenaar"):
        ask_verification(by=cast.standin, at=NOW)


def test_a_hundred_checks_are_kept() -> None:
    for _ in range(103):
        keep_report(verify_audit())
    assert AuditCheck.objects.count() == 100
