"""The addresses of every page of the demo, by name, as JSON: ``python -m tools.demo_pages nl|en``."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.urls import NoReverseMatch, reverse  # noqa: E402

from gestand.core.house import house  # noqa: E402
from gestand.people.models import Client, Membership  # noqa: E402
from gestand.team.models import Account  # noqa: E402


def main() -> None:
    Account.objects.update(language=sys.argv[1])
    pages: dict[str, str] = {}
    for name in sorted(house.access):
        try:
            pages[name.replace(":", "-")] = reverse(name)
        except NoReverseMatch:
            continue
    client = Client.objects.filter(kind="business", ended_on__isnull=True).order_by("id")[0]
    person = Membership.objects.filter(client=client).order_by("-is_main")[0].person
    pages["client"] = reverse("people:client", args=[client.id])
    pages["person"] = reverse("people:person", args=[person.id])
    print(json.dumps(pages))


if __name__ == "__main__":
    main()
