"""``gestand erase`` as an owner types it; afterwards the database's own file is looked through."""

from __future__ import annotations

import json

from tests.cli.conftest import Console

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
