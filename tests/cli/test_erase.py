"""``gestand erase`` as an owner types it; afterwards the database's own file is looked through."""

from __future__ import annotations

import json
import sqlite3

from tests.cli.conftest import PREPARE, Console

EVA = "eva@jansen.example"
OWNER = "anna@helder-it.example"


def raw(console: Console) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(console.home.glob("gestand.db*")))


def test_a_plan_is_told_and_nothing_goes(furnished: Console) -> None:
    answer = furnished.run("erase", EVA, "--plan", "--json")
    assert answer.returncode == 0, answer.stderr
    plan = json.loads(answer.stdout)
    assert {"people.Person", "people.Client"} <= {line["table"] for line in plan["lines"]}
    assert len(plan["clients_still_running"]) == 1
    assert EVA.encode() in raw(furnished)


def test_without_a_name_nothing_goes(furnished: Console) -> None:
    answer = furnished.run("erase", EVA)
    assert answer.returncode == 1
    assert "--yes-by OWNER_EMAIL" in answer.stderr
    assert furnished.run("erase", EVA, "--yes-by", "bram@vervanger.example").returncode == 1
    assert EVA.encode() in raw(furnished)


def test_what_was_erased_is_not_in_the_raw_file(furnished: Console) -> None:
    furnished.run("search", "rebuild")
    assert b"besproken" in raw(furnished)
    answer = furnished.run("erase", EVA, "--yes-by", OWNER)
    assert answer.returncode == 0, answer.stderr
    left = raw(furnished).lower()
    assert [word for word in (b"eva@", b"jansen", b"besproken", b"laptop", b"+31201234567") if word in left] == []
    assert b"zoute brood" in left
    assert furnished.run("erase", EVA, "--plan").returncode == 1
    assert furnished.run("audit", "verify").returncode == 0


def test_an_older_database_that_is_put_back_by_hand_is_followed_before_it_is_served(furnished: Console) -> None:
    with sqlite3.connect(furnished.home / "gestand.db") as here, sqlite3.connect(furnished.home / "older.db") as there:
        here.backup(there)
    assert furnished.run("erase", EVA, "--yes-by", OWNER).returncode == 0
    for path in furnished.home.glob("gestand.db*"):
        path.unlink()
    (furnished.home / "older.db").rename(furnished.home / "gestand.db")
    assert EVA.encode() in raw(furnished)
    furnished.python(PREPARE)
    answer = furnished.run("erase", EVA, "--plan")
    assert "Nobody has the e-mail address" in answer.stderr
    assert furnished.run("erase", "carla@zoutebrood.example", "--plan").returncode == 0
