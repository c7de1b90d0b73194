"""Behind an https address: what a browser is told to keep, and whose word about the connection counts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import OURS, ROOT

#: Looks at the program through Django's own test client, in a process that has the settings of an https address.
LOOK = """
import json, sys
import django
django.setup()
from gestand.cli.preparing import collect_static_when_needed, migrate_when_needed
migrate_when_needed()
collect_static_when_needed()
from django.test import Client
from gestand.core.actors import Role
from tests.cast import PASSWORD, make_cast

PROXIED = {"HTTP_HOST": "kantoor.example", "HTTP_X_FORWARDED_PROTO": "https"}
cast = make_cast()
browser = Client(**PROXIED)
login = browser.get("/account/login/")
browser.post("/account/login/", {"login": cast.anna.email, "password": PASSWORD})
browser.force_login(cast.anna, backend="gestand.team.backends.TeamBackend")
browser.post("/ui/look", {"theme": "dark", "density": "compact", "language": "en"})
kept = browser.post(f"/clients/{cast.bakery.id}/archive/")
plain = Client(HTTP_HOST="kantoor.example").get("/account/login/")
with open(sys.argv[1], "w") as report:
    json.dump({
        "cookies": {name: {key: morsel[key] or "" for key in ("secure", "httponly", "samesite", "path", "domain")}
                    for name, morsel in browser.cookies.items()},
        "hsts": login.headers.get("Strict-Transport-Security", ""),
        "kept": kept.status_code,
        "plain": [plain.status_code, plain.headers.get("Location", "")],
    }, report)
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("https")
    report = home / "report.json"
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {
        "GESTAND_HOME": str(home / "home"),
        "GESTAND_PUBLIC_URL": "https://kantoor.example",
        "DJANGO_SETTINGS_MODULE": "gestand.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", LOOK, str(report)]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(Path(report).read_text())
    return found


def test_every_cookie_is_for_https_and_this_host_alone(seen: dict[str, Any]) -> None:
    names = ("session", "csrf", "theme", "density", "language", "notes")
    assert set(seen["cookies"]) == {f"__Host-gestand_{name}" for name in names}
    for name, cookie in seen["cookies"].items():
        assert cookie == {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}, name


def test_the_browser_is_told_to_come_by_https_alone(seen: dict[str, Any]) -> None:
    assert seen["hsts"] == "max-age=31536000"
    assert seen["plain"] == [301, "https://kantoor.example/account/login/"]


def test_the_names_of_the_cookies_work_together(seen: dict[str, Any]) -> None:
    assert seen["kept"] == 302
