"""The commands as an owner types them: backup, restore, keys, drill; and who was erased stays gone.

On PostgreSQL (GESTAND_TEST_DATABASE_URL) with a database of its own.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gestand.core.restoring import say_running
from tests.cli.conftest import PREPARE
from tests.security.conftest import Office, lent_database

OWNER = "anna@helder-it.example"
EVA = "eva@jansen.example"
#: The index is filled anew by the plan; after a restore nobody is signed in.
MADE_ANEW = ("core.searchentry", "team.teamsession")


def rows(office: Office) -> dict[str, int]:
    """How many rows each table of people and files has."""
    program = """
import json
from django.apps import apps
models = [model for model in apps.get_models() if model._meta.app_label in ("people", "core", "team")]
print(json.dumps({model._meta.label: model._base_manager.count() for model in models}))
"""
    counted: dict[str, int] = json.loads(office.python(program))
    return counted


def newest(office: Office) -> Path:
    return max((office.home / "backups").glob("gestand-*.age"))


def test_what_was_lost_after_a_backup_is_there_again(office: Office) -> None:
    before = rows(office)
    made = office.told("backup")
    assert made["missing_files"] == 0
    assert made["files"] == 2
    office.python("from gestand.people.models import Correspondence; Correspondence.objects.all().delete()")
    for path in (office.home / "files").glob("??/*"):
        path.unlink()
    told = office.told("restore", made["file"], "--over")
    after = rows(office)
    assert {label for label in before if label.startswith("people.") and before[label] != after[label]} == set()
    assert (told["rows"], told["files"]) == (made["rows"], 2)
    runs = "from gestand.security.models import BackupRun; print(*BackupRun.objects.values_list('state', 'name'))"
    assert office.python(runs).strip() == str(("done", Path(made["file"]).name))  # not one that failed
    opened = "from gestand.core.files.models import StoredFile; from gestand.core.files import read_file\n"
    assert "een brief van Eva" in office.python(
        f"{opened}print(*(read_file(one)[:30] for one in StoredFile.objects.all()))"
    )
    assert office.says("audit", "verify").returncode == 0
    assert not (office.home / "restoring.json").exists()
    assert not (office.home / ".restore").exists()


def test_a_backup_shows_nothing_to_who_has_no_key(office: Office) -> None:
    made = office.told("backup")
    content = Path(made["file"]).read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert [word for word in (b"Jansen", b"gestand-backup.json", b"people_", b"SQLite") if word in content] == []
    assert oct(Path(made["file"]).stat().st_mode & 0o777) == "0o600"


def test_who_was_erased_stays_gone_when_an_older_backup_is_put_back(office: Office) -> None:
    planted = json.loads(
        office.python(
            """
import json
from gestand.rights.canary.planting import planted
from gestand.core.search.index import rebuild
two = [planted("a"), planted("b")]
rebuild()
print(json.dumps([{"roots": {n: str(r.pk) for n, r in p.roots.items()},
    "tokens": [[*place, token] for place, token in {**p.given, **p.withheld}.items()], "files": p.files} for p in two]))
"""
        ).splitlines()[-1]
    )
    made = office.told("backup")
    stays = json.loads(
        office.python(
            f"""
import json
from uuid import UUID
from django.apps import apps
from django.utils import timezone
from gestand.core.erasure import ErasedSubjects, erase, plan_erasure
from gestand.core.erasure.plan import Fate
from gestand.core.erasure.tidy import clean_file
from gestand.core.freezing import at_own_request
from gestand.core.search.index import optimize
from gestand.team.queries import account_by_email
from gestand.team.current import actor_for
if apps.is_installed("gestand.retention"):
    apps.get_model("retention", "Hold")._base_manager.all().delete()  # the canary plants one, and a hold keeps her
at = timezone.now()
by = actor_for(account_by_email("{OWNER}"), at=at)
subjects = ErasedSubjects.of_roots({{name: {{UUID(key)}} for name, key in {planted[0]["roots"]!r}.items()}})
plan = plan_erasure(subjects, at=at)
with at_own_request(*subjects.ids):  # the canary plants a restriction too
    erase(subjects=subjects, fingerprint=plan.fingerprint, by=by, at=at)
optimize(); clean_file()
print(json.dumps([line.label.lower() for line in plan.of_fate(Fate.STAYS)]))
"""
        ).splitlines()[-1]
    )
    told = office.told("restore", made["file"], "--over")
    assert told["erasures"] == 1
    assert told["rows_gone_again"] > 20
    left = office.dump()
    hers = [
        token for table, _field, token in planted[0]["tokens"] if table not in stays and table != "core.searchentry"
    ]
    other = {token: (table, field) for table, field, token in planted[1]["tokens"] if table not in MADE_ANEW}
    assert len(hers) > 50
    assert [token for token in hers if token.encode() in left] == []
    # After a restore mail that waited is in doubt, and a one-time link of then opens nothing.
    assert {place for token, place in other.items() if token.encode() not in left} <= {
        ("core.outgoingmail", "failure"),
        ("rights.package", "link_digest"),
        ("sharing.heldpackage", "link_digest"),
    }
    assert office.told("restore", made["file"], "--over")["rows_gone_again"] == told["rows_gone_again"]
    assert office.says("audit", "verify").returncode == 0


def test_ids_that_are_used_again_hit_nobody_else(office: Office) -> None:
    """Rows with integer keys: those of the erased are given out again after the restore, and stay whose they are."""
    program = """
from gestand.core.search.models import SearchEntry
from gestand.people.models import MailAddress, Person, PhoneNumber
from tests.cast import make_person
"""
    made = office.told("backup")
    office.python(f"{program}make_person('Nieuwe', 'Klant', email='nieuw@klant.example', phone='+31301112233')")
    assert office.says("erase", EVA, "--yes-by", OWNER).returncode == 0
    office.told("restore", made["file"], "--over")
    office.python(f"{program}make_person('Onschuldige', 'Bezoeker', email='ik@bezoeker.example', phone='+31304445566')")
    office.python("from gestand.core.search.index import rebuild; rebuild()")
    again = office.told("backup")
    office.told("restore", again["file"], "--over")
    found = office.python(
        f"{program}print(sorted(MailAddress.objects.values_list('address', flat=True)), PhoneNumber.objects.count())"
    )
    assert "ik@bezoeker.example" in found
    assert "carla@zoutebrood.example" in found
    assert EVA not in found


def test_both_files_bring_everything_back_on_an_empty_machine(office: Office, tmp_path: Path) -> None:
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    assert office.says("erase", "carla@zoutebrood.example", "--yes-by", OWNER).returncode == 0
    keys = office.told("keys", "backup", "--new-sheet", "--out", str(elsewhere / "keys.age"))
    made = office.told("backup")
    before = rows(office)
    server = os.environ.get("GESTAND_TEST_DATABASE_URL", "")
    if not server:
        _restore_elsewhere(office.another("second"), keys, made, before)
        return
    with lent_database(server) as url:
        _restore_elsewhere(office.another("second", database=url), keys, made, before)


def _restore_elsewhere(second: Office, keys: dict[str, str], made: dict[str, str], before: dict[str, int]) -> None:
    assert "keys here are not those" in second.says("restore", made["file"], "--identity", _identity(made)).stderr
    names = second.told("keys", "restore", keys["file"], typed=keys["passphrase"].lower())["restored"]
    assert {"keys/files", "keys/audit", "keys/backup", "journal/erasures.jsonl"} <= set(names)
    second.told("restore", made["file"])
    after = rows(second)
    differ = {label for label in before if before[label] != after[label]}
    assert {label for label in differ if label.startswith("people.")} == set()
    opened = "from gestand.core.files.models import StoredFile; from gestand.core.files import read_file\n"
    assert "een brief van Eva" in second.python(
        f"{opened}print(*(read_file(one)[:30] for one in StoredFile.objects.all()))"
    )
    assert second.says("audit", "verify").returncode == 0
    assert second.says("check").returncode == 0


def _identity(made: dict[str, str]) -> str:
    return str(Path(made["file"]).parent.parent / "keys" / "backup")


def test_a_restore_refuses_over_an_office_that_is_there(office: Office) -> None:
    made = office.told("backup")
    before = rows(office)
    answer = office.says("restore", made["file"])
    assert answer.returncode == 1
    assert "--over" in answer.stderr
    assert rows(office) == before


def test_a_drill_brings_everything_back_and_leaves_nothing(office: Office) -> None:
    assert "no backup yet" in office.says("drill").stderr
    office.told("keys", "backup", "--out", str(office.home.parent / "keys.age"))
    office.told("backup")
    assert office.says("erase", EVA, "--yes-by", OWNER).returncode == 0
    told = office.told("drill")
    assert told["ok"]
    assert (told["files"], told["files_missing"], told["files_damaged"], told["erased_found"]) == (1, 0, 0, 0)
    assert told["came_back_and_went"] > 0
    assert list((office.home / ".scratch").iterdir()) == []
    if office.url:
        assert "gestand_drill" not in office.dump().decode("utf-8", "replace")
    assert "kept" in office.says("prove", "--only", "keep.request").stdout


def test_a_drill_sees_a_file_that_does_not_come_back(office: Office) -> None:
    office.told("keys", "backup", "--out", str(office.home.parent / "keys.age"))
    next((office.home / "files").glob("??/*")).unlink()
    assert office.told("backup")["missing_files"] == 1
    answer = office.says("drill", "--json")
    assert answer.returncode == 1
    assert json.loads(answer.stdout)["files_missing"] == 1


@pytest.mark.parametrize("command", ["restore", "keys"])
def test_nothing_is_put_back_under_a_running_gestand(office: Office, command: str) -> None:
    made, copy = office.told("backup"), str(office.home.parent / "keys.age")
    office.told("keys", "backup", "--out", copy)
    typed = {"restore": ("restore", made["file"]), "keys": ("keys", "restore", copy)}
    running = say_running(office.home)
    try:
        answer = office.says(*typed[command], "--over")
    finally:
        os.close(running)
    assert answer.returncode == 1
    assert "running" in answer.stderr


def test_a_journal_that_is_lost_is_told_before_anything_changes(office: Office) -> None:
    made = office.told("backup")
    assert office.says("erase", EVA, "--yes-by", OWNER).returncode == 0
    later = office.told("backup")
    for path in (office.home / "journal").glob("erasures*"):
        path.unlink()
    for backup in (made, later):
        refused = office.says("restore", backup["file"], "--over")
        assert refused.returncode == 1
        assert "journal here lacks erasures" in refused.stderr
    assert b"eva@jansen" not in office.dump()
    assert office.told("restore", made["file"], "--over", "--without-journal")["erasures"] == 0


def test_nothing_is_served_while_the_journal_cannot_be_followed(office: Office) -> None:
    made = office.told("backup")
    assert office.says("erase", EVA, "--yes-by", OWNER).returncode == 0
    journal = office.home / "journal" / "erasures.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole.replace(b'"erase"', b'"erasX"', 1))
    assert office.says("restore", made["file"], "--over").returncode == 1
    assert not (office.home / "restoring.json").exists()
    answer = office.says("restore", made["file"], "--over", "--without-journal")
    assert answer.returncode == 1
    assert "nothing is served" in answer.stderr or "cannot be read" in answer.stderr
    assert (office.home / "restoring.json").exists()
    assert office.says("serve", "--worker").returncode == 3
    asked = office.says("package", EVA, "--out", str(office.home / "package.zip"))
    assert asked.returncode == 1
    assert not (office.home / "package.zip").exists()
    assert (office.home / "restoring.json").exists()
    journal.write_bytes(whole)
    office.python(PREPARE)
    assert not (office.home / "restoring.json").exists()
    assert b"eva@jansen" not in office.dump()
    assert office.says("audit", "verify").returncode == 0
