"""Newer lists from outside, through the egress gate: fetched whole, compared with the one that is there, or left alone.

The days on which systems get their last updates come from endoflife.date (its API, version 1), the makers of network
cards from the registries of the IEEE. Neither request says anything about anybody.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Purpose
from gestand.core.egress.http import fetch
from gestand.core.jobs.sentences import filled
from gestand.core.refusals import Refused
from gestand.network.kernels.systems import Cycle, cycles
from gestand.network.registries.lists import Registry, file_of, keep_fetched

if TYPE_CHECKING:
    from collections.abc import Callable

    from gestand.core.actors import Actor

#: Their names in the register of recipients.
SYSTEMS_KEEPER, MAKERS_KEEPER = "list_systems", "list_makers"
SYSTEMS_URL = "https://endoflife.date/api/v1/products/{product}/"
MAKERS_URLS = (
    "https://standards-oui.ieee.org/oui/oui.csv",
    "https://standards-oui.ieee.org/oui28/mam.csv",
    "https://standards-oui.ieee.org/oui36/oui36.csv",
)
_LIMIT_BYTES = 20 * 1024 * 1024
_PATIENCE_SECONDS = 60.0
_GOOD = 200
#: A list that lacks more than a tenth of what was known is a fault of the other side.
_SHARE_THAT_STAYS = 0.9
_LONGEST_NAME = 120
_KEY = re.compile(r"[a-z0-9][a-z0-9.-]{0,40}\Z")
_PREFIX = re.compile(r"[0-9A-F]{6,9}\Z")
_YEARS = range(2000, 2080)


@dataclass(frozen=True, slots=True)
class Product:
    """A product whose versions are followed. ``named``: how the name of a version begins.

    ``is_observed``: its maker announces no days. ``long_term``: the day up to which the long-term team mends it counts,
    because nobody has to pay or ask for that.
    """

    key: str
    named: str
    is_observed: bool = False
    long_term: bool = False


PRODUCTS = (
    Product("windows", "Windows"),
    Product("windows-server", "Windows Server"),
    Product("macos", "macOS", is_observed=True),
    Product("ios", "iOS", is_observed=True),
    Product("ipados", "iPadOS", is_observed=True),
    Product("android", "Android", is_observed=True),
    Product("ubuntu", "Ubuntu"),
    Product("debian", "Debian", long_term=True),
    Product("synology-dsm", "Synology DSM"),
)


class ListNotTaken(Refused):
    """What came is not the list that was asked for; the one that was there stays."""

    code = "list_not_taken"


def fetch_systems(*, by: Actor, at: datetime, step: Callable[..., None] | None = None) -> int:
    """Fetch the days of every product, and keep them when all of them are whole. Gives how many versions are known.

    Refuses (``PassageRefused``, ``ListNotTaken``); raises ``OutsideTrouble``.
    """
    known = dict(cycles())
    for number, product in enumerate(PRODUCTS):
        if step is not None:
            step(done=number, total=len(PRODUCTS))
        told = _asked(SYSTEMS_URL.format(product=product.key), SYSTEMS_KEEPER, by=by, at=at)
        known.update(_cycles_told(told, product, known))
    lines = [
        "\t".join(
            (
                cycle.key,
                cycle.name,
                cycle.ends_on.isoformat() if cycle.ends_on else "",
                " ".join(cycle.builds),
                "observed" if cycle.is_observed else "vendor",
            )
        )
        for cycle in sorted(known.values(), key=_order)
    ]
    keep_fetched(Registry.SYSTEMS, _with_head(lines, "Until when systems get security updates.", "endoflife.date", at))
    return len(lines)


def fetch_makers(*, by: Actor, at: datetime, step: Callable[..., None] | None = None) -> int:
    """Fetch the makers of all three registries. Refuses and raises as ``fetch_systems``."""
    makers: dict[str, str] = {}
    for number, url in enumerate(MAKERS_URLS):
        if step is not None:
            step(done=number, total=len(MAKERS_URLS))
        makers.update(_makers_told(_asked(url, MAKERS_KEEPER, by=by, at=at)))
    with file_of(Registry.MAC_MAKERS).open(encoding="utf-8") as stream:
        had = sum(not line.startswith("#") for line in stream)
    if len(makers) < had * _SHARE_THAT_STAYS:
        raise _not_whole(MAKERS_URLS[0])
    lines = [f"{prefix}\t{name}" for prefix, name in sorted(makers.items())]
    head = "Makers of network cards, by the first digits of their MAC addresses."
    keep_fetched(Registry.MAC_MAKERS, _with_head(lines, head, "the IEEE's registries MA-L, MA-M and MA-S", at))
    return len(lines)


def _asked(url: str, keeper: str, *, by: Actor, at: datetime) -> bytes:
    answer = fetch(
        "GET",
        url,
        recipient=keeper,
        purpose=Purpose.MAINTENANCE,
        by=by,
        at=at,
        limit_bytes=_LIMIT_BYTES,
        timeout_seconds=_PATIENCE_SECONDS,
    )
    if answer.status != _GOOD:
        raise ListNotTaken(
            filled(_("The other side answered %(status)s; the list that was here stays."), status=answer.status)
        )
    return answer.content


def _not_whole(url: str) -> ListNotTaken:
    host = url.split("/")[2]
    return ListNotTaken(
        filled(_("What %(host)s sent is not the whole list as it is known; the list that was here stays."), host=host)
    )


def _with_head(lines: list[str], title: str, source: str, at: datetime) -> str:
    day = timezone.localdate(at).isoformat()
    licence = "MIT" if "endoflife" in source else "public registry"
    return "\n".join([f"# {title}", f"# date: {day}", f"# source: {source}", f"# licence: {licence}", *lines, ""])


# Systems --------------------------------------------------------------------------------------------------------------


def _order(cycle: Cycle) -> tuple[int, str]:
    products = [product.key for product in PRODUCTS]
    place = products.index(cycle.product) if cycle.product in products else len(products)
    return place, cycle.key


def _cycles_told(content: bytes, product: Product, known: Mapping[str, Cycle]) -> dict[str, Cycle]:
    url = SYSTEMS_URL.format(product=product.key)
    try:
        releases = json.loads(content)["result"]["releases"]
        found = {cycle.key: cycle for cycle in _read_releases(releases, product, known)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise _not_whole(url) from wrong
    had = {key for key in known if key.startswith(f"{product.key}/")}
    if not found or len(had & set(found)) < len(had) * _SHARE_THAT_STAYS:
        raise _not_whole(url)
    return found


def _read_releases(releases: Any, product: Product, known: Mapping[str, Cycle]) -> Iterator[Cycle]:
    for release in releases:
        name, label = str(release["name"]).lower(), str(release.get("label") or release["name"])
        if not _KEY.match(name):
            raise ValueError(name)
        ends_on = _day(release.get("eolFrom"))
        if product.long_term:
            ends_on = _day(release.get("eoesFrom")) or ends_on
        if ends_on is None and release.get("isEol"):
            continue  # ended, and nobody wrote down when
        had = known.get(f"{product.key}/{name}")
        build = str((release.get("latest") or {}).get("name") or "").rpartition(".")[2]
        builds = (build,) if product.key.startswith("windows") and build.isdigit() else ()
        if had is not None:
            yield replace(had, ends_on=ends_on, builds=tuple(dict.fromkeys((*had.builds, *builds))))
        else:
            yield Cycle(f"{product.key}/{name}", _named(product, label), ends_on, builds, product.is_observed)


def _named(product: Product, label: str) -> str:
    words = " ".join(label.replace("(W)", "(Home, Pro)").replace("(E)", "(Enterprise, Education)").split())
    words = words.replace("'", "").replace("\u2018", "").replace("\u2019", "")
    named = words if words.lower().startswith(product.named.lower()) else f"{product.named} {words}"
    return named[:_LONGEST_NAME]


def _day(told: Any) -> date | None:
    if told in (None, False, True, ""):
        return None
    day = date.fromisoformat(str(told)[:10])
    if day.year not in _YEARS:
        raise ValueError(day)
    return day


# Makers ---------------------------------------------------------------------------------------------------------------


def _makers_told(content: bytes) -> dict[str, str]:
    """Rows "Registry,Assignment,Organization Name,Organization Address"."""
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8")), strict=True)
        found = {prefix: name for prefix, name in map(_maker, rows) if name and name.lower() != "private"}
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error) as wrong:
        raise _not_whole(MAKERS_URLS[0]) from wrong
    if not found:
        raise _not_whole(MAKERS_URLS[0])
    return found


def _maker(row: Mapping[str, str]) -> tuple[str, str]:
    prefix = row["Assignment"].strip().upper()
    if not _PREFIX.match(prefix):
        raise ValueError(prefix)
    name = "".join(sign for sign in row["Organization Name"] if sign.isprintable())
    return prefix, " ".join(name.split())[:_LONGEST_NAME]
