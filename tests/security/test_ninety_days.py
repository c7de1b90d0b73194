"""One rule for the end of a backup, in days: the letter names that day, the night of it removes, the proof looks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from gestand.core.actors import SYSTEM, Actor, ActorKind, Role
from gestand.core.deadlines import FIRM_ZONE, gone_from_backups_on, keys_copy_goes_on
from gestand.core.ids import new_id
from gestand.core.proofs import ProofState
from gestand.retention.actions.terms import change_term, take_table_term
from gestand.security.backup import places, running
from gestand.security.backup.names import backup_name, keys_name
from gestand.security.backup.refusals import DiskFull
from gestand.security.models import BackupSettings
from gestand.security.proofs import no_copy_outlives_its_term
from tests.security.conftest import Office

#: Among them the two nights on which the clock changes, and a leap day.
DAYS = [date(2026, 11, 23), date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29)]
OWNER = Actor(kind=ActorKind.ACCOUNT, id=new_id(), role=Role.OWNER, clients=None)
HOURS = [time(0, 0, 1), time(1, 30), time(12), time(23, 59, 59)]


def moment(day: date, hour: time = time(1)) -> datetime:
    return datetime.combine(day, hour, FIRM_ZONE)


@pytest.mark.parametrize("hour", HOURS, ids=str)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_backup_is_gone_on_the_day_that_the_letter_names(tmp_path: Path, day: date, hour: time) -> None:
    last = gone_from_backups_on(day)
    assert (last - day).days == 90
    copy = tmp_path / backup_name(moment(day, hour))
    copy.touch()
    assert places.sweep_folder(tmp_path, at=moment(last - timedelta(days=1), time(23, 59, 59))) == 0
    assert places.sweep_folder(tmp_path, at=moment(last, time(0, 0, 1))) == 1
    assert not copy.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("is_keys", [False, True], ids=["backup", "keys"])
@pytest.mark.parametrize("hour", HOURS, ids=str)
def test_the_proof_breaks_on_the_day_after_and_not_before(tmp_path: Path, hour: time, is_keys: bool) -> None:
    made = moment(DAYS[0], hour)
    last = DAYS[0] + timedelta(days=30 if is_keys else 90)
    BackupSettings.objects.create(id=1, keys_folder=str(tmp_path), folder=str(tmp_path), saved_at=made)
    (tmp_path / (keys_name(made) if is_keys else backup_name(made))).touch()
    assert no_copy_outlives_its_term(at=moment(last, time(23, 59, 59))).state == ProofState.KEPT
    assert no_copy_outlives_its_term(at=moment(last + timedelta(days=1), time(0, 0, 1))).state == ProofState.BROKEN


@pytest.mark.django_db(transaction=True)
def test_old_ones_go_too_in_a_night_in_which_none_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = moment(DAYS[0])
    BackupSettings.objects.create(id=1, keys_folder=str(tmp_path), folder=str(tmp_path), saved_at=now)
    past = [backup_name(now - timedelta(days=90)), keys_name(now - timedelta(days=30))]
    for name in [*past, backup_name(now - timedelta(days=89))]:
        (tmp_path / name).touch()

    def full(**_given: object) -> None:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(running, "make_backup", full)
    with pytest.raises(DiskFull):
        running.back_up(by=SYSTEM, at=now)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [backup_name(now - timedelta(days=89))]


def choose(days: int, at: datetime, *, key: str = "keep.backup") -> None:
    change_term(key=key, value=days, unit="days", reason="Zo lang is genoeg voor ons.", by=OWNER, at=at)


@pytest.mark.django_db
def test_a_longer_term_does_not_move_the_day_that_a_letter_named(tmp_path: Path) -> None:
    day = DAYS[0]
    choose(30, moment(day - timedelta(days=60)))
    named = gone_from_backups_on(day)
    BackupSettings.objects.create(id=1, folder=str(tmp_path), saved_at=moment(day))
    before, after = backup_name(moment(day)), backup_name(moment(day + timedelta(days=11)))
    for name in (before, after):
        (tmp_path / name).touch()
    take_table_term(key="keep.backup", reason="Toch weer het gewone.", by=OWNER, at=moment(day + timedelta(days=10)))
    assert gone_from_backups_on(day) == named == day + timedelta(days=30)
    assert no_copy_outlives_its_term(at=moment(named + timedelta(days=1))).state == ProofState.BROKEN
    places.sweep_folder(tmp_path, at=moment(named))
    assert [path.name for path in tmp_path.iterdir()] == [after]
    assert gone_from_backups_on(day + timedelta(days=11)) == day + timedelta(days=101)


@pytest.mark.django_db
def test_a_term_that_was_shorter_for_a_while_is_kept_for_what_was_there_then() -> None:
    """Made under ninety; a letter of the week of thirty named that day; ninety again does not take it back."""
    made = DAYS[0]
    choose(30, moment(made + timedelta(days=5)))
    named = gone_from_backups_on(made + timedelta(days=6))
    choose(90, moment(made + timedelta(days=8)))
    assert places.goes_on(moment(made)) == made + timedelta(days=30)
    assert all(places.goes_on(moment(made + timedelta(days=n))) <= named for n in range(7))
    assert places.goes_on(moment(made + timedelta(days=9))) == made + timedelta(days=99)


@pytest.mark.django_db
def test_a_backup_of_the_day_of_the_change_goes_by_the_shorter_term() -> None:
    """On one day: thirty, ninety, a backup, an erasure. The letter names days, so the shorter of the day counts."""
    day = DAYS[0]
    choose(30, moment(day - timedelta(days=3)))
    choose(90, moment(day, time(9)))
    choose(10, moment(day, time(10)), key="keep.keybox")
    assert places.goes_on(moment(day, time(9, 30))) == gone_from_backups_on(day) == day + timedelta(days=30)
    assert gone_from_backups_on(day + timedelta(days=1)) == day + timedelta(days=91)
    assert keys_copy_goes_on(day) == day + timedelta(days=10)


CHOSEN = """
from django.utils import timezone
from gestand.core.deadlines import backup_goes_on, receipt_day
from gestand.retention.actions.terms import change_term
from gestand.retention.models import TermChange
from gestand.team.current import actor_for
from gestand.team.queries import account_by_email
at = timezone.now()
if {days}:
    by = actor_for(account_by_email("anna@helder-it.example"), at=at)
    change_term(key="keep.backup", value={days}, unit="days", reason="Zo lang is genoeg voor ons.", by=by, at=at)
print((backup_goes_on(receipt_day(at)) - receipt_day(at)).days, TermChange.objects.count())
"""


def test_a_term_that_was_shortened_after_a_backup_holds_again_when_it_is_put_back(office: Office) -> None:
    assert office.python(CHOSEN.format(days=0)).split() == ["90", "0"]
    made = office.told("backup")
    assert office.python(CHOSEN.format(days=30)).split() == ["30", "1"]
    assert office.told("restore", made["file"], "--over")["terms"] == 1
    assert office.python(CHOSEN.format(days=0)).split() == ["30", "1"]
    assert office.says("audit", "verify").returncode == 0
    office.told("restore", made["file"], "--over")  # again: it is chosen once
    assert office.python(CHOSEN.format(days=0)).split() == ["30", "1"]
