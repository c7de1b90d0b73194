"""Running proofs: what is kept of an answer, what is due, and what a failing check comes to."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.house import house
from gestand.core.jobs import enqueue
from gestand.core.jobs.running import run_due_jobs
from gestand.core.proofs import Button, Evidence, Proof, ProofKind, ProofState
from gestand.statement.models.proving import BrokenPromise, ProofDay, ProofResult
from gestand.statement.proving import running, watchdog
from gestand.statement.proving.keeping import forget_old_answers
from gestand.statement.proving.running import due_proofs, run_proof, run_proofs
from gestand.statement.proving.states import SealState, clause_standings, counted_states
from tests.cast import NOW
from tests.statement.small_proofs import BROKEN, KEPT, Bind, bind

__all__ = ["bind"]

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_an_answer_is_kept_with_all_that_it_says(bind: Bind) -> None:
    bind("team.factor", "secure.mfa", KEPT)
    answer = run_proof("team.factor", at=NOW)
    assert (answer.state, answer.counts, answer.valid_until) == ("kept", {"looked_at": 3}, NOW + timedelta(days=1))
    standing = clause_standings(at=NOW)["secure.mfa"]
    assert (standing.state, standing.checked_at) == (SealState.KEPT, NOW)


@pytest.mark.django_db
def test_a_check_that_raises_is_unproven_and_the_log_has_its_reference(
    bind: Bind, caplog: pytest.LogCaptureFixture
) -> None:
    bind("team.factor", "secure.mfa", RuntimeError("boom"))
    with caplog.at_level(logging.ERROR, logger="gestand.proofs"):
        answer = run_proof("team.factor", at=NOW)
    assert answer.state == ProofState.UNPROVEN
    assert answer.reference
    assert answer.reference in caplog.text
    assert answer.reference in answer.said


@pytest.mark.django_db
def test_a_check_that_overruns_its_limit_is_unproven(bind: Bind) -> None:
    def slow(*, at: datetime) -> Evidence:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            time.sleep(0.01)
        return KEPT

    house.proofs["slow"] = Proof("slow", ("human",), ProofKind.DATA, "w", "l", slow, time_limit_seconds=1)
    began = time.monotonic()
    answer = run_proof("slow", at=NOW)
    assert answer.state == ProofState.UNPROVEN
    assert time.monotonic() - began < 60


def test_a_query_without_an_end_is_stopped_in_the_database(transactional_db: None, bind: Bind) -> None:
    endless = {
        "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n",
        "postgresql": "SELECT pg_sleep(300)",
    }

    def ask(*, at: datetime) -> Evidence:
        with connection.cursor() as cursor:
            cursor.execute(endless[connection.vendor])
        return KEPT

    house.proofs["endless"] = Proof("endless", ("human",), ProofKind.DATA, "w", "l", ask, time_limit_seconds=1)
    began = time.monotonic()
    assert run_proof("endless", at=NOW).state == ProofState.UNPROVEN
    assert time.monotonic() - began < 120


@pytest.mark.django_db
def test_a_check_that_swallows_the_interruption_is_unproven_all_the_same(bind: Bind) -> None:
    def stubborn(*, at: datetime) -> Evidence:
        until = time.monotonic() + 2
        while time.monotonic() < until:
            try:
                time.sleep(0.01)
            except BaseException:  # noqa: BLE001, S112 - the worst check that somebody can write
                continue
        return KEPT

    house.proofs["stubborn"] = Proof("stubborn", ("human",), ProofKind.DATA, "w", "l", stubborn, time_limit_seconds=1)
    assert run_proof("stubborn", at=NOW).state == ProofState.UNPROVEN


def test_a_check_that_nothing_can_stop_is_given_up_and_its_late_answer_does_not_count(
    transactional_db: None, bind: Bind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchdog, "GIVE_UP_AFTER_SECONDS", 0.3)
    seen: list[str] = []

    def hang(*, at: datetime) -> Evidence:
        until = time.monotonic() + 4
        while time.monotonic() < until:
            try:
                time.sleep(0.01)
            except BaseException:  # noqa: BLE001, S112 - as a C library without a timeout would
                continue
        seen.extend(ProofResult.objects.values_list("state", flat=True))
        return KEPT

    house.proofs["hangs"] = Proof("hangs", ("human",), ProofKind.LIVE, "w", "l", hang, time_limit_seconds=1)
    assert run_proof("hangs", at=NOW).state == ProofState.UNPROVEN
    assert seen == ["unproven"]
    assert ProofResult.objects.count() == 1


@pytest.mark.django_db
def test_a_good_answer_older_than_its_interval_is_grey(bind: Bind) -> None:
    bind("team.factor", "secure.mfa", KEPT, every=HOUR)
    run_proof("team.factor", at=NOW)
    assert clause_standings(at=NOW + HOUR - timedelta(seconds=1))["secure.mfa"].state is SealState.KEPT
    assert clause_standings(at=NOW + HOUR)["secure.mfa"].state is SealState.STALE


@pytest.mark.django_db
def test_a_broken_promise_stays_red_until_a_check_says_otherwise(bind: Bind) -> None:
    bind("team.factor", "secure.mfa", BROKEN, every=HOUR)
    run_proof("team.factor", at=NOW)
    assert clause_standings(at=NOW + 5 * HOUR)["secure.mfa"].state is SealState.BROKEN


@pytest.mark.django_db
def test_a_clause_is_as_good_as_its_worst_proof(bind: Bind) -> None:
    bind("team.one", "secure.mfa", KEPT)
    bind("team.two", "secure.mfa human", BROKEN)
    for key in ("team.one", "team.two"):
        run_proof(key, at=NOW)
    standings = clause_standings(at=NOW)
    assert (standings["secure.mfa"].state, standings["human"].state) == (SealState.BROKEN, SealState.BROKEN)
    assert standings["secure.mfa"].proofs[0].proof.key == "team.two"
    assert counted_states(standings)[SealState.BROKEN] == 2


@pytest.mark.django_db
def test_a_clause_without_a_proof_or_an_answer_is_unproven(bind: Bind) -> None:
    bind("team.factor", "secure.mfa", KEPT)
    standings = clause_standings(at=NOW)
    assert len(standings) == 48
    assert {standing.state for standing in standings.values()} == {SealState.UNPROVEN}


@pytest.mark.django_db
def test_the_standings_take_two_queries_at_most(
    bind: Bind, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    bind("team.factor", "secure.mfa", KEPT)
    run_proof("team.factor", at=NOW)
    with django_assert_max_num_queries(2):
        clause_standings(at=NOW)


@pytest.mark.django_db
def test_a_sentence_is_shown_in_the_language_of_who_reads_it(bind: Bind) -> None:
    said = _("This took longer than it may, and was stopped.")
    bind("team.factor", "secure.mfa", Evidence(ProofState.BROKEN, said, button=Button(said, "office:today")))
    run_proof("team.factor", at=NOW)
    with translation.override("nl"):
        dutch = clause_standings(at=NOW)["secure.mfa"].proofs[0]
    with translation.override("en"):
        english = clause_standings(at=NOW)["secure.mfa"].proofs[0]
    assert english.said.startswith("This took longer")
    assert not dutch.said.startswith("This took longer")
    assert dutch.button is not None
    assert dutch.button.label == dutch.said


@pytest.mark.django_db
def test_what_never_ran_and_what_is_almost_out_of_date_is_due_and_nothing_else(bind: Bind) -> None:
    bind("a.fresh", "human", KEPT)
    bind("b.old", "human", KEPT)
    bind("c.never", "human", KEPT)
    run_proof("b.old", at=NOW - timedelta(hours=23, minutes=50))
    run_proof("a.fresh", at=NOW - HOUR)
    assert [proof.key for proof in due_proofs(at=NOW)] == ["c.never", "b.old"]


@pytest.mark.django_db
def test_a_term_that_ends_later_does_not_stop_the_checking(bind: Bind) -> None:
    bind("a.attested", "secure.server", Evidence(ProofState.ATTESTED, "Seen.", valid_until=NOW + timedelta(days=365)))
    run_proof("a.attested", at=NOW)
    assert due_proofs(at=NOW + timedelta(days=1))
    assert clause_standings(at=NOW + timedelta(days=364))["secure.server"].state is SealState.ATTESTED


@pytest.mark.django_db
def test_a_slow_proof_does_not_keep_the_others_waiting_for_ever(bind: Bind, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("a.slow", "b.next", "c.last"):
        bind(key, "human", KEPT)
    moments = iter([0.0, 0.0, 400.0, 800.0, 900.0, 1000.0])
    monkeypatch.setattr(running.time, "monotonic", lambda: next(moments, 1000.0))
    run_proofs(due_proofs(at=NOW), at=NOW, within_seconds=300)
    assert [proof.key for proof in due_proofs(at=NOW)] == ["b.next", "c.last"]


@pytest.mark.django_db
def test_a_day_shows_its_worst_answer(bind: Bind) -> None:
    bind("team.factor", "secure.mfa", KEPT, BROKEN, KEPT)
    for hour in range(3):
        run_proof("team.factor", at=NOW + hour * HOUR)
    day = ProofDay.objects.get(key="team.factor")
    assert (day.worst, day.runs, day.broken_runs) == ("broken", 3, 1)


@pytest.mark.django_db
def test_a_check_that_could_not_look_neither_breaks_nor_mends(bind: Bind) -> None:
    bind("team.factor", "secure.mfa", BROKEN, RuntimeError("dns"), BROKEN, KEPT, BROKEN)
    for hour in range(5):
        run_proof("team.factor", at=NOW + hour * HOUR)
    periods = list(BrokenPromise.objects.order_by("since").values_list("since", "mended_at"))
    assert periods == [(NOW, NOW + 3 * HOUR), (NOW + 4 * HOUR, None)]


@pytest.mark.django_db
def test_old_answers_go_and_the_newest_stays(bind: Bind) -> None:
    bind("team.factor", "secure.mfa", KEPT)
    run_proof("team.factor", at=NOW - timedelta(days=200))
    run_proof("team.factor", at=NOW - timedelta(days=100))
    forget_old_answers(at=NOW)
    assert list(ProofResult.objects.values_list("checked_at", flat=True)) == [NOW - timedelta(days=100)]
    assert ProofDay.objects.count() == 2


@pytest.mark.django_db
def test_the_timetable_checks_an_empty_history_at_once(bind: Bind) -> None:
    bind("team.factor", "secure.mfa", KEPT)
    enqueue("statement.prove_due", by=SYSTEM, at=datetime.now(UTC), scheduled=True)
    run_due_jobs()
    assert ProofResult.objects.get().state == "kept"
