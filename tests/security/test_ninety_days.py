"""One rule for the end of a backup, in days: the letter names that day, the night of it removes, the proof looks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from gestand.core.actors import SYSTEM
from gestand.core.deadlines import FIRM_ZONE, gone_from_backups_on
from gestand.core.proofs import ProofState
from gestand.security.backup import places, running
from gestand.security.backup.names import backup_name, keys_name
from gestand.security.backup.refusals import DiskFull
from gestand.security.models import BackupSettings
from gestand.security.proofs import no_copy_outlives_its_term

#: Among them the two nights on which the clock changes, and a leap day.
DAYS = [date(2026, 11, 23), date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29)]
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
