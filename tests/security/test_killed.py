"""kill -9 at every step of a backup and of a restore, in real processes: nothing half, nobody back.

A driver inside the office forks a process for each death. That process kills itself at the n-th thing that it does to
the data folder, the target folder or the database; then another one starts Gestand as ``serve`` does, and looks. On
PostgreSQL (GESTAND_TEST_DATABASE_URL) too: there the tables are loaded in one transaction of some 700 statements, so a
few deaths inside it stand for all; what comes before and after it has its own share.
"""

from __future__ import annotations

import json

import pytest

from tests.security.conftest import Office

pytestmark = pytest.mark.slow

DRIVER = r'''
import json, os, re, shutil, signal, sys, traceback
from functools import partial
from pathlib import Path
from django.conf import settings
from django.core import checks
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
# What a start asks of the code alone was asked when this process began, and no death changes it.
checks.run_checks = partial(checks.run_checks, tags=["database"])

def in_a_process(work, kill_at=0, steps=False):
    """What it answered, or the steps that it took; None when it was killed."""
    connections.close_all()
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        code = 3
        try:
            done = []
            def one_more(what):
                done.append(what)
                if len(done) == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)
            def heard(event, given):
                ours = any(str(each).startswith(PLACES) for each in given[:2])
                if event in TOUCHED and (event == "fcntl.flock" or ours):
                    one_more(f"{event} {given[0]}")
            if kill_at or steps:
                sys.addaudithook(heard)
            def teller(execute, *rest):
                one_more("sql")
                return execute(*rest)
            if (kill_at or steps) and connection.vendor == "postgresql":
                with connection.execute_wrapper(teller):
                    answer = work()
            else:
                answer = work()
            os.write(mouth, json.dumps(done if steps else answer).encode())
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
shutil.rmtree(HOME / "static")  # looked at by nobody here, and copied each time
shutil.copytree(HOME, PRISTINE)
sqlite = connection.vendor == "sqlite"
NAME = str(connection.settings_dict["NAME"])
connections.close_all()

def ask_server(*words):
    import psycopg
    with psycopg.connect(os.environ["DATABASE_URL"].replace(NAME, "postgres"), autocommit=True) as server:
        for one in words:
            server.execute(one)

def as_before():
    shutil.rmtree(HOME)
    shutil.copytree(PRISTINE, HOME)
    if not sqlite:
        ask_server(f'DROP DATABASE "{NAME}" WITH (FORCE)', f'CREATE DATABASE "{NAME}" TEMPLATE "{NAME}_pristine"')

def restore():
    restore_backup(BACKUP, at=timezone.now(), over=True, make_tables=make_tables_as_then)
    follow()
    return 1

def chosen(steps):
    '''Every second one. On PostgreSQL a share of each stretch: unpacking, the swap, the one transaction, the rest.'''
    last = len(steps) + 1
    if sqlite:
        return range(1, last, 2)
    marked, swapped, loaded = (n for n, what in enumerate(steps, 1) if re.match("os.rename .*restoring.json", what))
    stretches = (1, marked, 30), (marked, swapped + 3, 4), (swapped + 3, loaded, 200), (loaded, last, 5)
    return [point for stretch in stretches for point in range(*stretch)]

def drive():
    steps = in_a_process(restore, steps=True)
    deaths, before, after, odd, tried = 0, 0, 0, [], list(chosen(steps))
    for point in tried:
        as_before()
        if in_a_process(restore, kill_at=point) is not None:
            continue
        deaths += 1
        seen = in_a_process(look)
        old, new = "Nieuwkomer" in seen["names"], "Weggehaald" in seen["names"]
        before, after = before + old, after + new
        if old == new or "Jansen" in seen["names"] or seen["missing"] or seen["left"]:
            odd.append([point, seen])
    told = {"steps": len(steps), "chosen": len(set(tried)), "deaths": deaths, "before": before, "after": after}
    return told | {"odd": odd[:5]}

if not sqlite:
    ask_server(f'CREATE DATABASE "{NAME}_pristine" TEMPLATE "{NAME}"')
try:
    print(json.dumps(drive()))
finally:
    if not sqlite:
        ask_server(f'DROP DATABASE "{NAME}_pristine"')
"""
)


def last_line(said: str) -> dict[str, object]:
    told: dict[str, object] = json.loads(said.splitlines()[-1])
    return told


def test_a_backup_that_is_killed_is_whole_or_not_there(office: Office) -> None:
    told = last_line(office.python(BACKUP.replace("STEP", "1")))
    assert int(str(told["deaths"])) >= 12  # every step that it has: 28 on SQLite, 14 on PostgreSQL
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
    told = last_line(office.python(RESTORE.replace("GIVEN", repr(made["file"]))))
    assert told["odd"] == []
    # Every chosen step killed it: forty of them on SQLite (every second one), as many on PostgreSQL.
    assert told["deaths"] == told["chosen"]
    assert int(str(told["deaths"])) >= 36
    assert told["before"]
    assert told["after"]
