"""Which client is meant: by name, by a part of it, by short id or by id."""

from __future__ import annotations

from string import hexdigits
from typing import TYPE_CHECKING
from uuid import UUID

from gestand.cli.console import named, stop

if TYPE_CHECKING:
    from gestand.people.models import Client

_MOST_TOLD = 20
_SHORT = 8


def short_id_of(client: Client) -> str:
    """The end of a client's id: enough to tell clients apart, and to type."""
    return client.id.hex[-_SHORT:]


def client_by(wanted: str) -> Client:
    """The one client that is called so, or whose name holds these words; stops with what to type instead."""
    from gestand.people.models import Client

    plain = " ".join(wanted.split())
    try:
        found = list(Client.objects.filter(id=UUID(plain)))
    except ValueError:
        found = list(Client.objects.filter(name__iexact=plain).order_by("name", "id"))
        if not found and len(plain) == _SHORT and set(plain.lower()) <= set(hexdigits):
            found = list(Client.objects.filter(id__endswith=plain.lower()))
        if not found and plain:
            found = list(Client.objects.filter(name__icontains=plain).order_by("name", "id")[: _MOST_TOLD + 1])
    if not found:
        stop(f"There is no client called {named(wanted)}.")
    if len(found) > 1:
        more = ["  …"] if len(found) > _MOST_TOLD else []
        stop(
            f"Several clients are called {named(wanted)}. Choose one by its whole name or by its short id:",
            *[f"  {short_id_of(client)}  {named(client.name)}" for client in found[:_MOST_TOLD]],
            *more,
        )
    return found[0]
