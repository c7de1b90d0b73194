"""Fills the demo's home and prints its one-time login link: ``python -m gestand.cli.demonstrated CLIENTS``."""

from __future__ import annotations

import sys
from collections.abc import Mapping

#: What a reader of the summary knows; who belongs to which client is plumbing.
WORDS = {
    "Client": ("client", "clients"),
    "Person": ("person", "persons"),
    "Address": ("address", "addresses"),
    "PhoneNumber": ("telephone number", "telephone numbers"),
    "MailAddress": ("mail address", "mail addresses"),
    "ConsentEvent": ("recorded choice", "recorded choices"),
    "Correspondence": ("note of a conversation", "notes of conversations"),
    "Device": ("device", "devices"),
}


def main() -> int:
    from gestand.cli.loading import use_django

    use_django()
    from django.utils import timezone, translation
    from rich.console import Console

    from gestand.cli.preparing import NotReady, prepare
    from gestand.cli.serving import NOT_READY
    from gestand.core.actors import SHELL
    from gestand.demo.build import build_demo
    from gestand.demo.population import Population
    from gestand.team.actions.links import SHELL_LINK, make_login_link
    from gestand.team.invitations import link_address

    console = Console()
    try:
        with console.status("Making an empty home") as status:
            prepare()
            at = timezone.now()
            with translation.override("nl"):
                demo = build_demo(
                    at=at,
                    population=Population(clients=int(sys.argv[1])),
                    say=status.update,
                )
    except NotReady as fault:
        print(fault, file=sys.stderr)
        return NOT_READY
    link = link_address(make_login_link(demo.owner, kind=SHELL_LINK, by=SHELL, at=at))
    print(
        f"An invented firm in a throw-away folder: {told(demo.counts)}.",
        "",
        "Sign in as its owner, once, with this link:",
        f"  {link}",
        "",
        sep="\n",
        flush=True,
    )
    return 0


def told(counts: Mapping[str, int]) -> str:
    """How much of each kind was invented, in words: "200 clients, 486 persons and 1,204 conversations"."""
    from gestand.cli.console import counted, listed

    return listed([counted(counts[kind], one, many) for kind, (one, many) in WORDS.items() if counts.get(kind)])


if __name__ == "__main__":
    raise SystemExit(main())
