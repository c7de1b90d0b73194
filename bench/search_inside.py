"""Fill an index as large as a firm of so many clients has, ask it the worst questions, print medians as JSON.

``python -m bench.search_inside CLIENTS`` (the settings' database must be empty or hold an earlier filling).
The words are invented by rule: a vocabulary as large and as unevenly used as real names, towns and conversations have.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from uuid import UUID

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from gestand.core.actors import SYSTEM, Actor, ActorKind, Role  # noqa: E402
from gestand.core.house import house  # noqa: E402
from gestand.core.ids import new_id  # noqa: E402
from gestand.core.search import Entry, SearchSource, find, rebuild, reindex  # noqa: E402

PERSONS, LINES, ROUNDS = 5, 5, 9
_ONSETS = "b br d dr f g gr h j k kl kr l m n p pr r s sch sl sp st t tr v vl w z zw".split()  # noqa: SIM905
_VOWELS = "a aa e ee i ie o oe oo ou u ij ei ui eu".split()  # noqa: SIM905
_ENDS = ["", "n", "r", "s", "l", "m", "k", "t", "ns", "rt", "ld", "nk"]
_PREFIXES = ["", "", "", "", "", "", "van ", "van de ", "van den ", "de ", "van der ", "ten "]
_KNOWN = {"Jansen": 0, "de Vries": 1, "Bakker": 2, "Jan": 0, "Anna": 1, "Carla": 5, "Bilthoven": 3}


@dataclass
class Vocabulary:
    """Words in falling frequency, drawn as Zipf found them."""

    chance: random.Random
    size: int
    syllables: int
    first: tuple[str, ...] = ()
    words: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = dict.fromkeys(self.first)
        while len(known) < self.size:
            count = self.chance.randint(max(1, self.syllables - 1), self.syllables + 1)
            known["".join(self._syllable() for _ in range(count)).capitalize()] = None
        self.words = list(known)
        self.weights = list(accumulate(1 / (place + 3) for place in range(self.size)))

    def _syllable(self) -> str:
        return self.chance.choice(_ONSETS) + self.chance.choice(_VOWELS) + self.chance.choice(_ENDS)

    def draw(self, count: int = 1) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.weights, k=count)


def entries_of(clients: int) -> dict[str, list[Entry]]:
    chance = random.Random(20261123)  # noqa: S311 - the same every time
    families = Vocabulary(chance, 15_000, 2, ("Jansen", "Bakker", "Vries", "Berg", "Dijk"))
    given = Vocabulary(chance, 2_500, 2, ("Jan", "Anna", "Carla", "Piet"))
    towns = Vocabulary(chance, 2_000, 3, ("Utrecht", "Bilthoven"))
    streets = Vocabulary(chance, 8_000, 2, ("Dorps", "Kerk", "Laan"))
    common = Vocabulary(chance, 30_000, 2, ("printer", "laptop", "wifi", "wachtwoord"))
    found: dict[str, list[Entry]] = {"client": [], "person": [], "correspondence": []}
    day = date(2026, 11, 23)
    for _ in range(clients):
        client, town = new_id(), towns.draw()[0]
        name = f"{chance.choice(['Familie', 'Bakkerij', 'Garage', 'Praktijk', 'Stichting'])} {families.draw()[0]}"
        postal_code = f"{chance.randint(1000, 9999)} {''.join(chance.choices('ABCDEG', k=2))}"
        address = f"{streets.draw()[0]}straat {chance.randint(1, 300)} {postal_code} {town}"
        numbers = (f"+31{chance.randint(100_000_000, 999_999_999)}", str(chance.randint(10_000_000, 99_999_999)))
        found["client"].append(Entry("client", client, client, name, address, address, numbers, ended_on=None))
        for _ in range(PERSONS):
            first, last = given.draw()[0], families.draw()[0]
            title = f"{first} {chance.choice(_PREFIXES)}{last}"
            mail = f"{first}.{last}@{last}.example"
            phone = f"+316{chance.randint(10_000_000, 99_999_999)}"
            found["person"].append(Entry("person", new_id(), client, title, name, mail, (phone,)))
        for _ in range(LINES):
            text = " ".join(common.draw(chance.randint(6, 30)))
            on = day - timedelta(days=chance.randint(0, 900))
            found["correspondence"].append(
                Entry("correspondence", new_id(), client, text[:100], "", text=text, recent_on=on)
            )
    return found


def source(kind: str, order: int, entries: list[Entry]) -> SearchSource:
    by_id = {entry.id: entry for entry in entries}

    def offered(ids: Iterable[UUID] | None) -> Iterator[Entry]:
        return iter(entries if ids is None else [by_id[one] for one in ids if one in by_id])

    return SearchSource(kind, kind, "user", order, lambda one, _client: f"/{kind}/{one}", offered)


QUESTIONS = {
    "a common family name": "jansen",
    "a common first name": "jan",
    "a prefix alone": "van",
    "prefixes": "van de",
    "one letter": "j",
    "the commonest letter": "v",
    "two letters": "be",
    "one digit": "1",
    "the start of every mobile number": "06",
    "an area code": "030",
    "a whole number": "06 1234 5678",
    "a name with a typing error": "jansne",
    "a first name with a typing error": "acrla",
    "full name": "jan van den berg",
    "full name, last one first": "Berg, van den, Jan",
    "two common words that meet": "jan jansen",
    "two common words that seldom meet": "anna utrecht",
    "three common words that never meet": "bakkerij laptop bilthoven",
    "client and town": "garage utrecht",
    "the middle of a compound": "straat",
    "a word of running text": "printer",
    "words of running text": "printer laptop wifi",
    "running text with errors": "wachtwoodr priner",
    "postal code": "3722 zz",
    "half of every mail address": "example",
    "little words": "de het een",
    "ten letters": "a b c d e f g h i j",
    "nothing like it": "qqqqqqqq",
    "200 letters": "x" * 200,
    "200 letters in words": "jansen bakkerij " * 12,
    "operators": '"jansen" OR NEAR(berg*) -- %_\\',
    "another script": "日本語 Ελλάδα émilie",
}


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def milliseconds(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def main() -> None:
    clients = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")  # as a server has it; a throw-away one has not
    entries = entries_of(clients)
    house.search_sources = {
        kind: source(kind, order, entries[kind])
        for kind, order in (("client", 10), ("person", 20), ("correspondence", 60))
    }
    persons = [entry.id for entry in entries["person"]]
    fresh, again = seconds(lambda: reindex("person", persons)), seconds(lambda: reindex("person", persons))
    rebuilding = seconds(rebuild)
    ids = [entry.id for entry in entries["client"]]
    some = {
        size: Actor(ActorKind.ACCOUNT, new_id(), Role.STANDIN, frozenset(ids[:: max(1, len(ids) // size)][:size]))
        for size in (1, 50, 1_000, clients)
    }
    actors = {"owner": SYSTEM, **{f"stand-in with {size}": actor for size, actor in some.items()}}
    answer = {
        "index_seconds": fresh,
        "rebuild_seconds": rebuilding,
        "persons": len(persons),
        "reindex_seconds": again,
        "milliseconds": {
            f"{name} ({who})": milliseconds(lambda text=text, actor=actor: find(text, actor=actor))  # type: ignore[misc]
            for name, text in QUESTIONS.items()
            for who, actor in actors.items()
        },
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
