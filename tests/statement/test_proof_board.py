"""The owner's board, one promise, its history, the cards of today, and the one mail about a broken promise."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from gestand.core.audit.models import AuditLine
from gestand.core.house import house
from gestand.core.jobs.models import Job
from gestand.core.jobs.running import run_due_jobs
from gestand.core.mail.models import OutgoingMail
from gestand.core.proofs import Evidence, ProofState
from gestand.office.today import today_of
from gestand.statement.models.proving import Attestation, BrokenPromise, ProofResult
from gestand.statement.proving.actions import NotAttestable, TermTooLong, attest
from gestand.statement.proving.attestations import attestation_evidence, attested_proofs
from gestand.statement.proving.cards import promises_side_card, todays_broken_promises
from gestand.statement.proving.running import run_proof
from gestand.statement.proving.states import SealState, clause_standings
from gestand.statement.proving.telling import tell_broken
from tests.cast import NOW, TODAY, Cast
from tests.statement.small_proofs import BROKEN, KEPT, Bind, bind

__all__ = ["bind"]

DAY = timedelta(days=1)
PAGES = ["/promises/", "/promises/history/", "/promises/secure.mfa/", "/promises/reports/", "/promises/pack/"]


@pytest.mark.parametrize("path", PAGES)
def test_the_owner_alone_sees_the_promises(  # noqa: PLR0917 - fixtures
    path: str, bind: Bind, anna: Browser, bram: Browser, dirk: Browser, visitor: Browser
) -> None:
    bind("team.factor", "secure.mfa", KEPT)
    assert anna.get(path).status_code == 200
    assert [bram.get(path).status_code, dirk.get(path).status_code] == [404, 404]
    assert visitor.get(path).status_code in (302, 404)


def test_the_board_shows_what_is_broken_with_what_to_do(bind: Bind, anna: Browser) -> None:
    bind("team.factor", "secure.mfa", BROKEN)
    bind("team.other", "human", KEPT)
    now = timezone.now()
    for key in ("team.factor", "team.other"):
        run_proof(key, at=now)
    page = anna.get("/promises/").content.decode()
    assert page.count('class="cell ') == 48
    assert page.index("One is wrong.") < page.index('class="cell ')
    assert "Mend it." in page
    assert "What it cannot see." in page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_promises_asks_twelve_queries_at_most(
    path: str, bind: Bind, anna: Browser, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(20):
        bind(f"team.proof{number}", "secure.mfa human", BROKEN)
        run_proof(f"team.proof{number}", at=timezone.now())
    anna.get(path)
    with django_assert_max_num_queries(12):
        anna.get(path)


def test_every_page_of_privacy_carries_the_tabs(bind: Bind, anna: Browser) -> None:
    for path in ("/promises/", "/requests/"):
        page = anna.get(path).content.decode()
        assert page.count('class="tabs place-tabs"') == 1
        assert page.count('aria-current="page"') >= 2
    assert "place-tabs" not in anna.get("/clients/").content.decode()


def test_checking_now_is_a_job_and_the_page_waits_for_it(bind: Bind, anna: Browser) -> None:
    bind("team.factor", "secure.mfa", KEPT)
    anna.post("/promises/secure.mfa/check/")
    anna.post("/promises/secure.mfa/check/")
    assert Job.objects.filter(name="statement.prove_now").count() == 1
    assert "hx-get" in anna.get("/promises/secure.mfa/").content.decode()
    run_due_jobs()
    assert ProofResult.objects.get(newest=True).state == "kept"


def test_an_unknown_promise_is_not_found(bind: Bind, anna: Browser) -> None:
    assert anna.get("/promises/secure.nothing/").status_code == 404
    assert anna.post("/promises/secure.nothing/check/").status_code == 404


@pytest.mark.django_db
def test_a_broken_promise_stands_on_top_of_today(bind: Bind, cast: Cast) -> None:
    bind("team.factor", "secure.mfa human", BROKEN)
    run_proof("team.factor", at=NOW)
    lines = todays_broken_promises(actor=cast.owner, at=NOW)
    assert [(line.urgency, line.tone) for line in lines] == [(0, "broken")]
    assert lines[0].detail == "One is wrong."
    assert today_of(cast.owner, at=NOW).lines[0] == lines[0]
    assert [line for line in today_of(cast.standin, at=NOW).lines if line.tone == "broken"] == []


@pytest.mark.django_db
def test_the_side_card_counts_and_says_when_all_is_well(bind: Bind, cast: Cast) -> None:
    assert promises_side_card(actor=cast.owner, at=NOW) == {}
    bind("team.all", " ".join(clause_standings(at=NOW)), KEPT)
    run_proof("team.all", at=NOW)
    card = promises_side_card(actor=cast.owner, at=NOW)
    assert (card["proven"], card["total"], card["all_well"]) == (48, 48, True)
    assert promises_side_card(actor=cast.standin, at=NOW) == {}
    assert not promises_side_card(actor=cast.owner, at=NOW + 2 * DAY)["all_well"]


@pytest.mark.django_db
def test_the_owner_is_mailed_once_until_it_is_mended_and_breaks_anew(bind: Bind, cast: Cast) -> None:
    bind("team.factor", "secure.mfa", BROKEN, BROKEN, KEPT, BROKEN)
    for day, mails in enumerate((1, 1, 1, 2)):
        run_proof("team.factor", at=NOW + day * DAY)
        tell_broken(at=NOW + day * DAY)
        assert OutgoingMail.objects.count() == mails
    mail = OutgoingMail.objects.order_by("queued_at")[0]
    assert mail.to == cast.anna.email
    assert "One is wrong." in mail.text
    assert reverse("statement:promises") in mail.text


@pytest.mark.django_db
def test_what_broke_and_could_not_be_looked_at_since_is_mailed_when_a_check_says_so_again(
    bind: Bind, cast: Cast
) -> None:
    bind("team.factor", "secure.mfa", BROKEN, ValueError("no answer"), BROKEN)
    for hour, mails in ((0, None), (1, 0), (2, 1), (3, 1)):
        run_proof("team.factor", at=NOW + timedelta(hours=hour))
        if mails is not None:  # the program was killed before it told
            tell_broken(at=NOW + timedelta(hours=hour))
            assert OutgoingMail.objects.count() == mails


@pytest.mark.django_db
def test_what_breaks_together_comes_in_one_mail(bind: Bind, cast: Cast) -> None:
    for key in ("team.one", "team.two"):
        bind(key, "secure.mfa", BROKEN)
        run_proof(key, at=NOW)
    tell_broken(at=NOW)
    assert OutgoingMail.objects.count() == 1
    assert BrokenPromise.objects.filter(told_at=NOW).count() == 2


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def attested(bind: Bind) -> None:
    house.add_proofs(*attested_proofs())


@pytest.mark.django_db
def test_what_a_person_saw_proves_until_its_term_ends(attested: None, cast: Cast) -> None:
    assert attestation_evidence("secure.server", NOW).state is ProofState.UNPROVEN
    attest(
        clause="secure.server",
        seen="Slot op de kast.",
        seen_on=TODAY,
        valid_until=TODAY + 30 * DAY,
        by=cast.owner,
        at=NOW,
    )
    assert clause_standings(at=NOW)["secure.server"].state is SealState.ATTESTED
    assert clause_standings(at=NOW + 30 * DAY)["secure.server"].state is SealState.ATTESTED
    assert clause_standings(at=NOW + 31 * DAY)["secure.server"].state is SealState.STALE
    assert attestation_evidence("secure.server", NOW + 31 * DAY).state is ProofState.UNPROVEN


@pytest.mark.django_db
@pytest.mark.parametrize(("seen_on", "valid_until"), [(1, 20), (0, 400), (0, -1)])
def test_nobody_attests_ahead_or_for_too_long(attested: None, cast: Cast, seen_on: int, valid_until: int) -> None:
    with pytest.raises(TermTooLong):
        attest(
            clause="secure.server",
            seen="x",
            seen_on=TODAY + seen_on * DAY,
            valid_until=TODAY + valid_until * DAY,
            by=cast.owner,
            at=NOW,
        )
    assert not Attestation.objects.exists()


@pytest.mark.django_db
def test_what_a_program_proves_cannot_be_attested(attested: None, cast: Cast) -> None:
    with pytest.raises(NotAttestable):
        attest(clause="secure.mfa", seen="x", seen_on=TODAY, valid_until=TODAY, by=cast.owner, at=NOW)


def test_attesting_from_the_page_seals_the_document_and_is_noted(attested: None, anna: Browser, bram: Browser) -> None:
    today = timezone.localdate()
    form = {
        "seen": "De kast is op slot.",
        "seen_on": today.isoformat(),
        "valid_until": (today + 20 * DAY).isoformat(),
        "file": SimpleUploadedFile("slot.png", picture(), content_type="image/png"),
    }
    assert bram.post("/promises/secure.server/attest/", form).status_code == 404
    form["file"].seek(0)
    assert anna.post("/promises/secure.server/attest/", form).status_code == 302
    kept = Attestation.objects.get()
    assert b"".join(anna.get(f"/promises/attestation/{kept.id}/file/").streaming_content).startswith(b"\x89PNG")
    assert bram.get(f"/promises/attestation/{kept.id}/file/").status_code == 404
    assert AuditLine.objects.filter(action="statement.attest", subject_id=kept.id).exists()
    anna.post(f"/promises/attestation/{kept.id}/withdraw/")
    assert clause_standings(at=timezone.now())["secure.server"].state is SealState.UNPROVEN


def test_a_wrong_file_is_refused_with_the_reason_and_nothing_is_kept(attested: None, anna: Browser) -> None:
    today = timezone.localdate().isoformat()
    upload = SimpleUploadedFile("slot.png", b"<html>", content_type="image/png")
    form = {"seen": "x", "seen_on": today, "valid_until": today, "file": upload}
    answer = anna.post("/promises/secure.server/attest/", form)
    assert answer.status_code == 422
    assert not Attestation.objects.exists()


def test_hostile_words_stay_words_on_the_board(bind: Bind, anna: Browser) -> None:
    nasty = Evidence(ProofState.BROKEN, "<script>alert(1)</script>", todo="<b>x</b>")
    bind("team.factor", "secure.mfa", nasty)
    run_proof("team.factor", at=timezone.now())
    for path in ("/promises/", "/promises/secure.mfa/", "/"):
        assert "<script>alert" not in anna.get(path).content.decode()
