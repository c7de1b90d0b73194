"""Inside a process of its own: draw the invented business of three sites, and ten of them as one."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import django

from gestand.network.picture import Network, draw, draw_pages
from tests.network.picture_examples import business

ROUNDS = 11


def main() -> None:
    django.setup()
    one, ten = business(), ten_times(business())
    first = milliseconds(lambda: draw(one))
    taken: dict[str, list[float]] = {"300": [], "3000": [], "sheets": []}
    for _round in range(ROUNDS):
        taken["300"].append(milliseconds(lambda: draw(one)))
        taken["3000"].append(milliseconds(lambda: draw(ten)))
        taken["sheets"].append(milliseconds(lambda: draw_pages(one)))
    print(json.dumps({"first": first, **{name: statistics.median(several) for name, several in taken.items()}}))


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def ten_times(network: Network) -> Network:
    """The same network ten times, with sites of their own."""
    numbers = range(10)
    return Network(
        network.title,
        [replace(site, id=f"{n}{site.id}", name=f"{site.name} {n}") for n in numbers for site in network.sites],
        [
            replace(line, id=f"{n}{line.id}", site=f"{n}{line.site}", modem=f"{n}{line.modem}")
            for n in numbers
            for line in network.lines
        ],
        [replace(group, id=f"{n}{group.id}", site=f"{n}{group.site}") for n in numbers for group in network.groups],
        [
            replace(node, id=f"{n}{node.id}", site=f"{n}{node.site}", group=f"{n}{node.group}")
            for n in numbers
            for node in network.nodes
        ],
        [replace(link, upper=f"{n}{link.upper}", lower=f"{n}{link.lower}") for n in numbers for link in network.links],
    )


if __name__ == "__main__":
    main()
