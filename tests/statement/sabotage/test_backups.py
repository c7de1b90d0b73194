"""What a backup may not do: bring back who was erased, or outlive its term."""

from __future__ import annotations

from datetime import timedelta

from gestand.core.proofs import ProofState
from gestand.security.backup import places
from gestand.security.backup.names import backup_name, keys_name
from gestand.security.models import BackupRun, BackupSettings, RunKind, RunState
from gestand.security.proofs import no_copy_outlives_its_term, the_erased_stay_gone_after_a_restore
from tests.statement.sabotage.breaking import Home, sabotage


@sabotage("security.drill", "a drill finds somebody who was erased in what came back")
def test_a_drill_that_failed(home: Home) -> None:
    BackupRun.objects.create(
        kind=RunKind.DRILL,
        state=RunState.FAILED,
        started_at=home.at,
        ended_at=home.at,
        failure="Somebody who was erased came back.",
    )


@sabotage("security.copies", "a backup of four months ago still lies in the data folder")
def test_a_backup_past_its_term(home: Home) -> None:
    places.own_folder().mkdir(parents=True, exist_ok=True)
    (places.own_folder() / backup_name(home.at - timedelta(days=120))).touch()


@sabotage("security.copies", "a copy of the keys of six weeks ago still lies in its folder")
def test_keys_past_their_term(home: Home) -> None:
    folder = places.own_folder().parent.parent / "keys-elsewhere"
    folder.mkdir()
    BackupSettings.objects.create(keys_folder=str(folder), saved_at=home.at)
    (folder / keys_name(home.at - timedelta(days=42))).touch()


def test_a_drill_that_is_too_long_ago_proves_nothing(home: Home) -> None:
    later = home.at + timedelta(days=31)
    assert the_erased_stay_gone_after_a_restore(at=later).state is ProofState.UNPROVEN
    BackupRun.objects.all().delete()
    assert the_erased_stay_gone_after_a_restore(at=home.at).state is ProofState.UNPROVEN


def test_a_folder_that_is_not_there_proves_nothing(home: Home) -> None:
    BackupSettings.objects.create(folder="/mnt/not-there", saved_at=home.at)
    assert no_copy_outlives_its_term(at=home.at).state is ProofState.UNPROVEN
