"""Fill an empty home for a measurement and print what the measurement needs, as JSON.

``python -m bench.make_home CLIENTS PERSONS LINES [without-search]``
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from gestand.core.search.index import rebuild  # noqa: E402
from gestand.demo.build import build_demo, make_firm_and_team  # noqa: E402
from gestand.demo.population import Population, populate  # noqa: E402
from gestand.people.models import Client, Membership  # noqa: E402
from gestand.team.models import Account  # noqa: E402
from gestand.team.session_store import SessionStore  # noqa: E402


def signed_in(owner: Account) -> str:
    """The key of a session in which the owner is signed in with two factors."""
    Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    session = SessionStore()
    session[SESSION_KEY] = str(owner.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = owner.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def main() -> None:
    clients, persons, lines = (int(word) for word in sys.argv[1:4])
    call_command("migrate", verbosity=0)
    now = timezone.now()
    if clients == 200:
        owner = build_demo(at=now).owner
    else:
        owner = make_firm_and_team(at=now)
        populate(Population(clients=clients, persons=persons or None, lines=lines or None), at=now)
        if "without-search" not in sys.argv:
            rebuild()
    session = signed_in(owner)
    middle = Client.objects.order_by("sort_name", "id")[clients // 2]
    print(
        json.dumps(
            {
                "session": session,
                "client": str(middle.id),
                "person": str(Membership.objects.filter(client=middle).order_by("-is_main")[0].person_id),
                "name": middle.name,
            }
        )
    )


if __name__ == "__main__":
    main()
