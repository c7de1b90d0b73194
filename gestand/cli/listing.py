"""``gestand clients``."""

from __future__ import annotations

from gestand.cli.choosing import short_id_of
from gestand.cli.console import counted, named, say, say_json
from gestand.cli.loading import use_django

_AT_ONCE = 500
_LONGEST_NAME = 48


def list_clients(search: str, *, ended: bool, as_json: bool) -> None:
    """Every client by name, or those whom these words find: what kind, how many devices, how complete."""
    use_django()
    from django.db.models import Q

    from gestand.network.queries.completeness import scores_of
    from gestand.people.kernels.folding import folded
    from gestand.people.models import Client

    rows = Client.objects.order_by("sort_name", "id")
    if not ended:
        rows = rows.current().filter(ended_on__isnull=True)
    for word in folded(search).split():
        rows = rows.filter(Q(sort_name__icontains=word) | Q(name__icontains=word))
    clients = list(rows)
    scores = [
        score for start in range(0, len(clients), _AT_ONCE) for score in scores_of(clients[start : start + _AT_ONCE])
    ]
    if as_json:
        say_json(
            [
                {
                    "id": str(score.client.id),
                    "short_id": short_id_of(score.client),
                    "name": score.client.name,
                    "kind": score.client.kind,
                    "devices": score.devices,
                    "completeness": None if score.completeness.is_empty else score.completeness.percent,
                    "ended_on": score.client.ended_on,
                }
                for score in scores
            ]
        )
        return
    if not scores:
        say(f"No client is called {named(search)}." if search else "There are no clients yet.")
        return
    width = min(_LONGEST_NAME, max(len(named(score.client.name)) for score in scores))
    say(f"{'short id':<9} {'name':<{width}}  {'kind':<9} {'devices':>7}  complete")
    for score in scores:
        told = "" if score.completeness.is_empty else f"{score.completeness.percent}%"
        name = named(score.client.name)[:width]
        line = f"{short_id_of(score.client):<9} {name:<{width}}  {score.client.kind:<9} {score.devices:>7}  {told:>8}"
        say(line.rstrip())
    say(f"{counted(len(scores), 'client')}.")
