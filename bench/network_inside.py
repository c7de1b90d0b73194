"""How many statements each page asks, counted inside; ``python -m bench.network_inside PAGES SESSION`` prints JSON."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402


def main() -> None:
    pages, session = json.loads(sys.argv[1]), sys.argv[2]
    settings.ALLOWED_HOSTS = ["*"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session
    counted = {}
    for name, path in pages.items():
        browser.get(path)  # what is remembered for some minutes is asked now
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
        counted[name] = len(asked)
        if "--show" in sys.argv:
            for statement in asked.captured_queries:
                print(name, statement["time"], statement["sql"][:2000], file=sys.stderr)
    print(json.dumps(counted))


if __name__ == "__main__":
    main()
