"""The invented networks of some of the demo's clients: a household, a bakery, an office of two sites, a printing firm,
and many households of whom little is known.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from gestand.core.actors import Actor
from gestand.demo.networks.household import write_family, write_small_ones
from gestand.demo.networks.notebook import Notebook, Pages
from gestand.demo.networks.office import write_office
from gestand.demo.networks.shop import write_shop
from gestand.demo.networks.works import write_works
from gestand.network.models import Device
from gestand.people.models import Client, ClientKind, Membership

_SMALL_ONES = 24
#: The clients are found by name: ids of one millisecond have no order.
_BUSINESSES = {
    "Bakkerij Het Zoute Brood": write_shop,
    "Notariskantoor Stempel": write_office,
    "Drukkerij Inktvlek": write_works,
}


def write_networks(*, by: Actor, at: datetime) -> dict[str, int]:
    """Write down what stands at some of the clients, in bulk; returns how many devices."""
    notebook = Notebook(by=by, at=at)
    present = Client.objects.filter(ended_on__isnull=True)
    for client in present.filter(name__in=_BUSINESSES).order_by("name"):
        _BUSINESSES[client.name](_pages(notebook, client))
    households = list(present.filter(kind=ClientKind.HOUSEHOLD).order_by("name", "kvk_number", "id"))
    if households:
        write_family(_pages(notebook, households[0]))
    write_small_ones(notebook, households[1 : 1 + _SMALL_ONES])
    notebook.save()
    counts = Counter(model.__name__ for model, rows in notebook.rows.items() for _row in rows)
    return {Device.__name__: counts[Device.__name__]}


def _pages(notebook: Notebook, client: Client) -> Pages:
    """With the adults who are there, in the order of their names."""
    pages = notebook.pages_of(client)
    rows = (
        Membership.objects.filter(client=client, until_on__isnull=True).exclude(role="child").select_related("person")
    )
    pages.people += [row.person for row in sorted(rows, key=lambda row: (not row.is_main, row.person.sort_name))]
    return pages
