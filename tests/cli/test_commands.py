"""The other commands, as they are typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import PATIENT, ROOT, Console, said_until


def test_help_answers_at_once_and_without_the_rooms(console: Console) -> None:
    before = os.times()
    answer = console.cold("--help")
    after = os.times()
    # Seconds of the processor: on the clock a busy machine counts what others do.
    assert after.children_user + after.children_system - before.children_user - before.children_system < 2
    for command in ("serve", "demo", "login-link", "import", "package", "audit", "check"):
        assert command in answer.stdout
    assert not console.home.exists()


def test_no_command_needs_the_rooms_before_it_runs(console: Console) -> None:
    """Each loads what it needs when it runs; here each is loaded, and nothing of a room or of Django came with it."""
    program = r"""
import importlib, re, sys
import gestand.cli.program
asked = open(gestand.cli.program.__file__).read()
names = re.findall(r"from (gestand\.cli\.\w+) import", asked) + re.findall(r"from gestand\.cli import (\w+)", asked)
for name in set(names):
    importlib.import_module(name if "." in name else f"gestand.cli.{name}")
print(len(set(names)), sorted(name for name in sys.modules if name in ("django", "gestand.settings", "gestand.house")))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=console.environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    count, loaded = done.stdout.split(maxsplit=1)
    assert int(count) >= 16
    assert loaded.strip() == "[]"


def test_every_command_has_help_worth_reading(console: Console) -> None:
    for command in (
        ["serve"],
        ["demo"],
        ["login-link"],
        ["import", "contacts"],
        ["package"],
        ["audit", "verify"],
        ["check"],
    ):
        assert len(console.run(*command, "--help").stdout.splitlines()) > 6


def test_the_version_is_told(console: Console) -> None:
    assert console.cold("version").stdout.startswith("gestand 0.")


def test_a_login_link_is_made_for_an_account(furnished: Console) -> None:
    answer = furnished.run("login-link", "Anna@helder-it.example", "--json")
    assert json.loads(answer.stdout)["link"].startswith("http://localhost:8000/enter/")


def test_nobody_else_gets_a_login_link(furnished: Console) -> None:
    for email in ("niemand@helder-it.example", "dirk@vreemd.example"):
        answer = furnished.run("login-link", email)
        assert (answer.returncode, answer.stdout) == (1, "")


def test_check_tells_what_is_in_order(furnished: Console) -> None:
    answer = furnished.cold("check", "--json")
    told = json.loads(answer.stdout)
    assert told["ok"], told
    assert {finding["check"] for finding in told["findings"]} >= {"migrations", "database", "audit", "keys", "disk"}


def test_check_tells_that_others_can_read_a_key(furnished: Console) -> None:
    (furnished.home / "keys" / "secret").chmod(0o644)
    answer = furnished.run("check")
    assert answer.returncode == 1
    assert "chmod 600" in answer.stdout


def test_the_log_is_verified(furnished: Console) -> None:
    furnished.run("login-link", "anna@helder-it.example")
    answer = furnished.run("audit", "verify", "--json")
    assert (answer.returncode, json.loads(answer.stdout)["ok"]) == (0, True)


def test_a_cut_log_is_told(furnished: Console) -> None:
    import sqlite3

    furnished.run("login-link", "anna@helder-it.example")
    with sqlite3.connect(furnished.home / "gestand.db") as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%audit%'"
        ):
            database.execute(f'DROP TRIGGER "{name}"')
    answer = furnished.run("audit", "verify")
    assert answer.returncode == 1
    assert "NOT" in answer.stdout


def test_a_package_is_written_whole(furnished: Console, tmp_path: Path) -> None:
    import zipfile

    out = tmp_path / "carla.zip"
    answer = furnished.run("package", "carla@zoutebrood.example", "--out", str(out))
    assert answer.returncode == 0, answer.stderr
    with zipfile.ZipFile(out) as package:
        assert any(name.endswith(".html") for name in package.namelist())
        assert package.testzip() is None
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_is_no_name_for_a_package(furnished: Console, tmp_path: Path) -> None:
    answer = furnished.run("package", "carla@zoutebrood.example", "--out", str(tmp_path))
    assert answer.returncode == 1
    assert f"{tmp_path} is a folder" in answer.stderr
    assert [path for path in tmp_path.iterdir() if path != furnished.home] == []


@pytest.mark.parametrize("command", [("check",), ("serve", "--worker"), ("serve", "--port", "8179")])
def test_a_home_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "home").write_text("a file")
    answer = Console(tmp_path / "home").run(*command)
    assert answer.returncode == 1
    assert "is a file. Choose another folder with GESTAND_HOME" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_database_that_is_none_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "gestand.db").write_text("this is no database, and it never was one; not at all")
    answer = Console(tmp_path / "home").run("serve", "--worker")
    assert answer.returncode == 3
    assert "The database cannot be read: file is not a database" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_package_of_nobody_is_refused(furnished: Console, tmp_path: Path) -> None:
    answer = furnished.run("package", "niemand@nergens.example", "--out", str(tmp_path / "x.zip"))
    assert answer.returncode == 1
    assert not (tmp_path / "x.zip").exists()


def test_the_search_index_is_filled_anew(furnished: Console) -> None:
    assert "entries" in furnished.run("search", "rebuild").stdout


CONTACTS = "First Name,Last Name,E-mail Address\nEsther,de Wit,esther@wit.example\nTom,Smit,geen adres\n"


def test_contacts_are_looked_at_without_writing(furnished: Console, tmp_path: Path) -> None:
    file = tmp_path / "contacten.csv"
    file.write_text(CONTACTS)
    answer = furnished.run("import", "contacts", str(file), "--dry-run", "--json")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["rows"] == 2
    assert furnished.run("package", "esther@wit.example", "--out", str(tmp_path / "x.zip")).returncode == 1


def test_contacts_are_brought_in(furnished: Console, tmp_path: Path) -> None:
    file = tmp_path / "contacten.csv"
    file.write_text(CONTACTS)
    answer = furnished.run("import", "contacts", str(file), "--yes", "--json")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["new_persons"] >= 1
    assert furnished.run("package", "esther@wit.example", "--out", str(tmp_path / "x.zip")).returncode == 0


def test_what_is_no_contacts_file_is_told(furnished: Console, tmp_path: Path) -> None:
    file = tmp_path / "foto.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))
    answer = furnished.run("import", "contacts", str(file))
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr


def test_a_demo_opens_with_its_link_and_leaves_nothing_behind(console: Console, port: int, tmp_path: Path) -> None:
    demo = console.start("demo", "--clients", "60", "--port", str(port), TMPDIR=str(tmp_path))
    said_until(demo, rf"http://localhost:{port}/enter/\S+")
    said_until(demo, "Gestand runs on")
    code, seconds, said = console.interrupt(demo)
    assert (code, seconds < PATIENT) == (0, True)
    assert "deleted" in said
    assert list(tmp_path.glob("gestand-demo-*")) == []
    assert not console.home.exists()


SCANS = Path(__file__).parent.parent / "network" / "scans"


def test_a_scan_is_told_first_and_then_taken_over(furnished: Console) -> None:
    dry = furnished.run(
        "import", "nmap", str(SCANS / "home-2026.xml"), "--client", "Familie Jansen", "--dry-run", "--json"
    )
    told = json.loads(dry.stdout)
    assert (told["counts"]["new"], told["day"]) == (7, "2026-11-23"), dry.stderr
    first = furnished.run("import", "nmap", str(SCANS / "home-2026.xml"), "--client", "Familie Jansen", "--yes")
    assert "6 things written down" in first.stdout, first.stderr
    again = furnished.run("import", "nmap", str(SCANS / "home-2027.xml"), "--client", "familie jansen", "--yes")
    assert "    Address: 192.168.77.10 → 192.168.77.11" in again.stdout, again.stderr
    audit = furnished.python(
        "from gestand.core.audit.models import AuditLine;"
        "print(set(AuditLine.objects.filter(action='network.import.confirm').values_list('actor_kind', flat=True)))"
    )
    assert "{'shell'}" in audit


def test_a_file_of_another_kind_is_refused_by_its_name(furnished: Console) -> None:
    answer = furnished.run("import", "leases", str(SCANS / "home-2026.xml"), "--client", "Familie Jansen")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "nmap" in answer.stderr
