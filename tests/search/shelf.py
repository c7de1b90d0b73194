"""A shelf of findable things for the tests: sources that hold their entries in a list, not in a room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID, uuid5

from gestand.core.search import Entry, SearchSource

_SPACE = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
ORDER = {"client": 10, "person": 20, "correspondence": 50}


def id_of(name: str) -> UUID:
    return uuid5(_SPACE, name)


class Shelf:
    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def put(self, kind: str, title: str, *, client: str | None = None, key: str = "", **rest: object) -> Entry:
        owner = id_of(client or title) if client != "" else None
        entry = Entry(kind=kind, id=id_of(key or title), client_id=owner, title=title, **rest)  # type: ignore[arg-type]
        self.entries.append(entry)
        return entry

    def take(self, title: str) -> UUID:
        entry = next(entry for entry in self.entries if entry.title == title)
        self.entries.remove(entry)
        return entry.id

    def sources(self) -> dict[str, SearchSource]:
        return {kind: self._source(kind) for kind in ORDER}

    def _source(self, kind: str) -> SearchSource:
        def entries(ids: Iterable[UUID] | None) -> Iterator[Entry]:
            wanted = None if ids is None else set(ids)
            return (
                entry for entry in list(self.entries) if entry.kind == kind and (wanted is None or entry.id in wanted)
            )

        return SearchSource(
            kind=kind,
            label=kind,
            icon="user",
            order=ORDER[kind],
            url=lambda identifier, _client: f"/{kind}/{identifier}",
            entries=entries,
        )


def office() -> Shelf:
    """The firm's clients as the cases know them."""
    shelf = Shelf()
    shelf.put(
        "client",
        "Bakkerij Het Zoute Brood",
        words="Dorpsstraat 1 3722 ZZ Bilthoven info@zoutebrood.example",
        numbers=("+31300123456", "12345678"),
    )
    shelf.put(
        "client", "Familie Jansen", words="Laan 2 3721 ZZ Bilthoven eva@jansen.example", numbers=("+31201234567",)
    )
    shelf.put("client", "Garage Knal B.V.", words="Industrieweg 12a 1234 AB Utrecht", numbers=("87654321",))
    shelf.put("client", "Dijkstra & Zn.", words="Havenkade 7 8861 XB Harlingen", numbers=("+31517123456",))
    shelf.put("client", "Praktijk Coöperatief Zonnedauw", words="Sint-Jansstraat 40 5211 GG 's-Hertogenbosch")
    shelf.put("client", "Oud-Klant Vermeer", words="Bilthoven", weight=-10)
    shelf.put("person", "Carla van den Berg", client="Bakkerij Het Zoute Brood", words="carla@zoutebrood.example",
              numbers=("+31300123456", "+31612345678"))  # fmt: skip
    shelf.put("person", "Eva Jansen", client="Familie Jansen", words="eva@jansen.example", numbers=("+31201234567",))
    shelf.put("person", "Jan Pieterse", client="Familie Jansen")
    shelf.put("person", "Renée Müller-Çelik", client="Praktijk Coöperatief Zonnedauw", numbers=("+4930123456",))
    shelf.put("person", "Sietske Dykstra", client="Dijkstra & Zn.")
    shelf.put("person", "Wim Vandenbroek", client="Garage Knal B.V.")
    shelf.put("person", "Hanna 't Hart", client="Garage Knal B.V.")
    shelf.put("person", "Bo Vos", client="Garage Knal B.V.")
    shelf.put("person", "Ineke ten Have", client="Garage Knal B.V.")
    shelf.put("person", "A.B. O'Neill", client="Garage Knal B.V.")
    shelf.put("person", "Łukasz Błaszczyk", client="Garage Knal B.V.")
    shelf.put("person", "Jos Vermeer", client="Oud-Klant Vermeer")
    shelf.put("correspondence", "Gebeld", client="Bakkerij Het Zoute Brood", key="kassa",
              text="De kassaprinter start niet op na een stroomstoring. Terugbellen op 06-87654329.")  # fmt: skip
    shelf.put(
        "correspondence", "Notitie", client="Familie Jansen", key="laptop", text="Nieuwe laptop besproken met Eva."
    )
    shelf.put("correspondence", "Los eindje", client="", key="los", text="Iemand belde over een lekkende router.")
    return shelf
