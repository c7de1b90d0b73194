"""What every table of this room says alike: whose it is, in which role, how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from gestand.core.declarations import Category, Hat, HeldFor, Personal, Purpose, while_client, years

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gestand.core.actors import Actor


class OfClient(models.QuerySet[Any]):
    """Rows with a client of their own."""

    def visible_to(self, actor: Actor) -> Self:
        return self if actor.clients is None else self.filter(client_id__in=actor.clients)


class OfSite(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.clients is None else self.filter(site__client_id__in=actor.clients)


def documentation(
    *,
    client: str,
    categories: Mapping[str, Category],
    impersonal: Sequence[str],
    subject: Sequence[str] = (),
    told: Sequence[str] = (),
    files: Sequence[str] = (),
    points_to: Mapping[str, Sequence[str]] | None = None,
) -> Personal:
    """The declaration of network documentation.

    ``client`` is the path to the client. Of a business the firm holds it as processor: at the end it goes back or away
    as that client chose. What a household has belongs to its adults together. ``subject`` names persons whom a row is
    about before its client.
    """
    return Personal(
        subject=[*subject, client],
        hat=Hat.PROCESSOR_FOR_BUSINESS,
        held_for=HeldFor(client, told=told),
        categories=categories,
        impersonal=impersonal,
        purposes=[Purpose.MAINTENANCE],
        keep=while_client(then=years(3), clock=f"{client}__ended_on"),
        files=files,
        points_to=points_to or {},
    )
