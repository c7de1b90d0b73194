"""Settings of the tests: a home of their own, thrown away afterwards; else the program's own settings."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="gestand-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["GESTAND_HOME"] = _home
os.environ.pop("GESTAND_DEMO", None)
os.environ.pop("GESTAND_PUBLIC_URL", None)
if _servers := os.environ.get("GESTAND_TEST_DATABASE_URLS", "").split():
    # A server for each process of pytest: on one server the transactions of one hold up what the other looks at.
    _worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["GESTAND_TEST_DATABASE_URL"] = _servers[_worker % len(_servers)]
if os.environ.get("GESTAND_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["GESTAND_TEST_DATABASE_URL"]
else:
    os.environ.pop("DATABASE_URL", None)

from gestand.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in the program: threads and processes of a test meet the same locks. It just never waits for the disk.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_home, "test.db")}  # noqa: F405, PTH118
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 - empty: the tests take static files from where they are written
