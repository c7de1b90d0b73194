"""kill -9 at every step of a backup and of a restore, in real processes: nothing half, nobody back.

A driver inside the office forks a process for each death. That process kills itself at the n-th thing that it does to
the data folder, the target folder or the database; then another one starts Gestand as ``serve`` does, and looks. On
PostgreSQL (GESTAND_TEST_DATABASE_URL) too.
"""

from __future__ import annotations

import json

import pytest

from tests.security.conftest import Office

pytestmark = pytest.mark.slow

DRIVER = r'''
import json, os, shutil, signal, sys, traceback
from pathlib import Path
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from gestand.cli.preparing import NotReady, follow, make_tables_as_then, prepare_database
from gestand.core.files.models import StoredFile
from gestand.core.files.store import whole_on_disk
from gestand.core.restoring import finish_swap
from gestand.people.models import Person
from gestand.security.backup.making import make_backup, read_back
from gestand.security.backup.names import copies_in
from gestand.security.backup.restoring import restore_backup

HOME = Path(settings.GESTAND_HOME)
TOUCHED = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "shutil.rmtree",
           "sqlite3.connect", "fcntl.flock"}

def in_a_process(work, kill_at=0):
    """What it answered, or None when it was killed."""
    connections.close_all()
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        code = 3
        try:
            done = 0
            def one_more():
                nonlocal done
                done += 1
                if done == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)
            def heard(event, given):
                ours = any(str(each).startswith(PLACES) for each in given[:2])
                if event in TOUCHED and (event == "fcntl.flock" or ours):
                    one_more()
            if kill_at:
                sys.addaudithook(heard)
            def teller(execute, *rest):
                one_more()
                return execute(*rest)
            if kill_at and connection.vendor == "postgresql":
                with connection.execute_wrapper(teller):
                    answer = work()
            else:
                answer = work()
            os.write(mouth, json.dumps(answer).encode())
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(mouth)
    with os.fdopen(ear) as stream:
        said = stream.read()
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None
    assert os.waitstatus_to_exitcode(status) == 0, "the work failed"
    return json.loads(said)

def look():
    """As at a start: finish what has to be finished, and see who is there."""
    finish_swap(HOME)
    prepare_database()
    names = sorted(Person._base_manager.values_list("family_name", flat=True))
    return {
        "names": names,
        "files": StoredFile.objects.count(),
        "missing": sum(not whole_on_disk(one) for one in StoredFile.objects.all()),
        "left": sorted(each.name for each in HOME.iterdir() if each.name in ("restoring.json", ".restore"))
            + sorted(each.name for each in (HOME / ".scratch").glob("*")),
    }
'''

BACKUP = (
    DRIVER
    + r"""
target = HOME.parent / "target"
target.mkdir()
PLACES = (str(HOME), str(target))
deaths = 0
for point in range(1, 400, STEP):
    if in_a_process(lambda: make_backup(to=target, at=timezone.now()).rows, kill_at=point) is not None:
        break
    deaths += 1
    for copy in copies_in(target):
        assert in_a_process(lambda: read_back(copy, home=HOME)["rows"] and 1) == 1, point
        copy.unlink()
assert in_a_process(look)["left"] == []
for each in copies_in(target):
    each.unlink()
in_a_process(lambda: make_backup(to=target, at=timezone.now()).rows)
print(json.dumps({"deaths": deaths, "left": sorted(path.name for path in target.iterdir())}))
"""
)

RESTORE = (
    DRIVER
    + r"""
BACKUP = Path(GIVEN)
PLACES = (str(HOME),)
PRISTINE = HOME.parent / "pristine"
sqlite = connection.vendor == "sqlite"
connections.close_all()
if sqlite:
    shutil.copytree(HOME, PRISTINE)

def restore():
    restore_backup(BACKUP, at=timezone.now(), over=True, make_tables=make_tables_as_then)
    follow()
    return 1

deaths, before, after, odd = 0, 0, 0, []
for point in range(1, 2000, STEP):
    if in_a_process(restore, kill_at=point) is not None:
        break
    deaths += 1
    seen = in_a_process(look)
    old, new = "Nieuwkomer" in seen["names"], "Weggehaald" in seen["names"]
    before, after = before + old, after + new
    if old == new or "Jansen" in seen["names"] or seen["missing"] or seen["left"]:
        odd.append([point, seen])
    if sqlite:
        shutil.rmtree(HOME)
        shutil.copytree(PRISTINE, HOME)
print(json.dumps({"deaths": deaths, "before": before, "after": after, "odd": odd[:5]}))
"""
)


def last_line(said: str) -> dict[str, object]:
    told: dict[str, object] = json.loads(said.splitlines()[-1])
    return told


def test_a_backup_that_is_killed_is_whole_or_not_there(office: Office) -> None:
    told = last_line(office.python(BACKUP.replace("STEP", "1")))
    assert int(str(told["deaths"])) >= 12
    left = told["left"]
    assert isinstance(left, list)
    assert len(left) == 1
    assert left[0].startswith("gestand-")


def test_a_restore_that_is_killed_has_not_been_or_comes_to_its_end(office: Office) -> None:
    """In the backup: Eva, and somebody who was taken out since. In the office of now: a newcomer. Eva was erased."""
    person = "from tests.cast import make_person; from gestand.people.models import Person\n"
    office.python(f"{person}make_person('Iemand', 'Weggehaald')")
    made = office.told("backup")
    office.python(
        f"{person}make_person('Iemand', 'Nieuwkomer'); Person.objects.filter(family_name='Weggehaald').delete()"
    )
    assert office.says("erase", "eva@jansen.example", "--yes-by", "anna@helder-it.example").returncode == 0
    told = last_line(
        office.python(RESTORE.replace("GIVEN", repr(made["file"])).replace("STEP", "2" if not office.url else "60"))
    )
    assert told["odd"] == []
    assert int(str(told["deaths"])) >= (25 if not office.url else 10)
    assert told["before"]
    assert told["after"]
