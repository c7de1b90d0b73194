"""``gestand serve``: the first start, the second, a port that is taken, and Ctrl-C."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
from collections.abc import Callable

import psutil
import pytest

from tests.cli.conftest import PATIENT, Console, said_until

Page = Callable[[str], tuple[int, str]]


def test_the_first_start_makes_a_home_and_shows_how_to_begin(console: Console, port: int, page: Page) -> None:
    server = console.start("serve", "--port", str(port))
    link = said_until(server, r"http://localhost:\d+/begin/\?code=[A-Z0-9-]+")[0]
    status, text = page(link)
    assert status == 200
    assert 'name="officer_email"' in text
    assert (console.home / "gestand.db").exists()
    code, seconds, _said = console.interrupt(server)
    assert code == 0
    assert seconds < PATIENT


def test_only_this_machine_and_this_user_reach_it(console: Console, port: int, page: Page) -> None:
    server = console.start("serve", PORT=str(port))
    page(f"http://localhost:{port}/account/login/")
    tree = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    open_at = {connection.laddr.ip for process in tree for connection in process.net_connections("inet")}
    assert open_at == {"127.0.0.1"}
    assert stat.S_IMODE(console.home.stat().st_mode) == 0o700
    keys = list((console.home / "keys").iterdir())
    assert keys
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_a_second_start_goes_on_with_the_same_home(begun: Console, port: int, page: Page) -> None:
    for _start in range(2):
        server = begun.start("serve", "--port", str(port))
        assert page(f"http://localhost:{port}/account/login/")[0] == 200
        assert begun.interrupt(server)[0] == 0
    assert list((begun.home / "backups").iterdir()) == []


def test_a_link_that_is_made_in_another_shell_leads_to_the_port_that_is_served(
    furnished: Console, port: int, page: Page
) -> None:
    server = furnished.start("serve", "--port", str(port))
    assert page(f"http://localhost:{port}/account/login/")[0] == 200
    assert f"http://localhost:{port}/" in furnished.cold("login-link", "anna@helder-it.example").stdout
    assert furnished.interrupt(server)[0] == 0


def test_a_port_that_is_taken_is_told_in_a_sentence(console: Console, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        answer = console.run("serve", "--port", str(port))
    assert answer.returncode == 1
    assert f"Port {port} is in use" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not console.home.exists()


def test_web_pages_and_jobs_run_apart_too(begun: Console, port: int, page: Page) -> None:
    jobs = begun.start("serve", "--worker")
    said_until(jobs, "background jobs")
    web = begun.start("serve", "--web", "--port", str(port))
    assert page(f"http://localhost:{port}/account/login/")[0] == 200
    assert begun.interrupt(web)[0] == 0
    assert begun.interrupt(jobs)[0] == 0  # after the job in hand, for which nobody kills it


def test_a_database_that_is_changed_is_copied_first(begun: Console, port: int, page: Page) -> None:
    with sqlite3.connect(begun.home / "gestand.db") as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'auth' AND name LIKE '0012%'")
    server = begun.start("serve", "--port", str(port))
    said_until(server, "Gestand runs on")
    begun.interrupt(server)
    (copy,) = (begun.home / "backups").iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as database:
        kept = database.execute("SELECT count(*) FROM django_migrations WHERE app = 'auth' AND name LIKE '0012%'")
        assert kept.fetchone() == (0,)


def test_a_change_that_fails_is_told_with_the_way_back(begun: Console, port: int) -> None:
    with sqlite3.connect(begun.home / "gestand.db") as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'contenttypes' AND name LIKE '0002%'")
    answer = begun.run("serve", "--port", str(port))
    assert answer.returncode == 3
    assert "before-update-" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_it_does_not_start_when_its_own_checks_fail(begun: Console, port: int) -> None:
    with sqlite3.connect(begun.home / "gestand.db") as database:
        database.execute("CREATE TABLE nobody_declared_this (name text)")
    answer = begun.run("serve", "--port", str(port))
    assert answer.returncode == 3
    assert "nobody_declared_this" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every port")
def test_a_port_for_root_alone_is_told(console: Console) -> None:
    assert "above 1023" in console.run("serve", "--port", "80").stderr
