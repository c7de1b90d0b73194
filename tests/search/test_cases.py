"""What somebody types, and what must (first) and must not come back. The same on both databases."""

from __future__ import annotations

import pytest

from gestand.core.actors import SYSTEM
from gestand.core.search import find
from tests.search.shelf import Shelf

BAKERY, JANSEN, GARAGE, DIJKSTRA = "Bakkerij Het Zoute Brood", "Familie Jansen", "Garage Knal B.V.", "Dijkstra & Zn."
CARLA, EVA, RENEE, DYKSTRA = "Carla van den Berg", "Eva Jansen", "Renée Müller-Çelik", "Sietske Dykstra"
BROEK, HART, HAVE, ONEILL, VOS = "Wim Vandenbroek", "Hanna 't Hart", "Ineke ten Have", "A.B. O'Neill", "Bo Vos"
PRACTICE, OLD, JOS, JAN = "Praktijk Coöperatief Zonnedauw", "Oud-Klant Vermeer", "Jos Vermeer", "Jan Pieterse"
LUKASZ, CALL, NOTE, LOOSE = "Łukasz Błaszczyk", "Gebeld", "Notitie", "Los eindje"

#: query, titles that must be found (the first one first), titles that must not
CASES: list[tuple[str, list[str], list[str]]] = [
    # as it is written
    ("Bakkerij Het Zoute Brood", [BAKERY], [GARAGE]),
    ("jansen", [JANSEN, EVA], [CARLA]),
    ("carla", [CARLA], [EVA]),
    ("carla van den berg", [CARLA], []),
    ("vos", [VOS], [BAKERY]),
    ("jan pieterse", [JAN], [EVA]),
    # the start of a word
    ("bak", [BAKERY], [JANSEN]),
    ("zou bro", [BAKERY], [JANSEN]),
    ("car ber", [CARLA], [EVA]),
    ("c berg", [CARLA], []),
    ("di", [DIJKSTRA], [BAKERY]),
    ("dij", [DIJKSTRA, DYKSTRA], [BAKERY]),
    ("prak", [PRACTICE], [BAKERY]),
    # one wrong letter
    ("bakkerej", [BAKERY], [JANSEN]),
    ("jamsen", [JANSEN, EVA], [CARLA]),
    ("karla", [CARLA], [EVA]),
    ("burg", [CARLA], [EVA]),
    # one missing letter
    ("bakerij", [BAKERY], [JANSEN]),
    ("jnsen", [JANSEN, EVA], [CARLA]),
    ("arla", [CARLA], [EVA]),
    ("pietese", [JAN], [EVA]),
    # one doubled or extra letter
    ("bakkkerij", [BAKERY], [JANSEN]),
    ("janssen", [JANSEN, EVA], [CARLA]),
    ("carlla", [CARLA], [EVA]),
    ("voss", [VOS], [EVA]),
    # two swapped letters
    ("bakkeirj", [BAKERY], [JANSEN]),
    ("jasnen", [JANSEN, EVA], [CARLA]),
    ("crala", [CARLA], [EVA]),
    ("ovs", [VOS], [EVA]),
    ("jna pieterse", [JAN], [EVA]),
    ("acrla bergg", [CARLA], [EVA]),
    # two errors in one word, or another short word, are another name
    ("jamsem", [], [JANSEN, EVA]),
    ("krala", [], [CARLA]),
    ("bos", [], [VOS]),
    ("ves", [], [VOS]),
    # accents, strokes, capitals
    ("renee", [RENEE], [EVA]),
    ("RENÉE MULLER", [RENEE], [EVA]),
    ("celik", [RENEE], [EVA]),
    ("müller-çelik", [RENEE], [EVA]),
    ("cooperatief", [PRACTICE], [BAKERY]),
    ("coöpertief", [PRACTICE], [BAKERY]),
    ("lukasz blaszczyk", [LUKASZ], [EVA]),
    # prefixes: apart, joined, shortened, turned round, left out
    ("van den berg", [CARLA], [BROEK]),
    ("van de berg", [CARLA], []),
    ("vd berg", [CARLA], [EVA]),
    ("v.d. berg", [CARLA], [EVA]),
    ("v.d.berg", [CARLA], [EVA]),
    ("v/d berg", [CARLA], [EVA]),
    ("vandenberg", [CARLA], [EVA]),
    ("vandeberg", [CARLA], [EVA]),
    ("vdberg", [CARLA], [EVA]),
    ("Berg, van den", [CARLA], [EVA]),
    ("berg", [CARLA], [EVA]),
    ("vandenbreg", [CARLA], [EVA]),
    ("van den broek", [BROEK], [CARLA]),
    ("broek", [BROEK], [CARLA]),
    ("'t hart", [HART], [HAVE]),
    ("t hart", [HART], [HAVE]),
    ("hart", [HART], [BAKERY]),
    ("thart", [HART], [BAKERY]),
    ("tenhave", [HAVE], [HART]),
    ("ten have", [HAVE], [HART]),
    ("o'neill", [ONEILL], [EVA]),
    ("oneill", [ONEILL], [EVA]),
    ("o neil", [ONEILL], [EVA]),
    ("a.b. o'neill", [ONEILL], [EVA]),
    ("mevrouw jansen", [JANSEN, EVA], [CARLA]),
    ("fam. jansen", [JANSEN], [CARLA]),
    # ij and y
    ("dijkstra", [DIJKSTRA, DYKSTRA], [EVA]),
    ("dykstra", [DIJKSTRA, DYKSTRA], [EVA]),
    ("dikstra", [DIJKSTRA, DYKSTRA], [EVA]),
    ("dikjstra", [DIJKSTRA], [EVA]),
    # legal forms
    ("garage knal bv", [GARAGE], [BAKERY]),
    ("garage knal b.v.", [GARAGE], [BAKERY]),
    ("knal", [GARAGE], [BAKERY]),
    # telephone numbers in any spelling, from the start or by the end
    ("030-0123456", [BAKERY, CARLA], [JANSEN]),
    ("+31 30 012 34 56", [BAKERY, CARLA], [JANSEN]),
    ("0031300123456", [BAKERY, CARLA], [JANSEN]),
    ("31300123456", [BAKERY, CARLA], [JANSEN]),
    ("(030) 012 34 56", [BAKERY, CARLA], [JANSEN]),
    ("0300123456", [BAKERY, CARLA], [JANSEN]),
    ("030", [BAKERY, CARLA], [JANSEN]),
    ("0123456", [BAKERY, CARLA], [JANSEN]),
    ("3456", [BAKERY, CARLA], [JANSEN]),
    ("34 56", [BAKERY, CARLA], [JANSEN]),
    ("06 12 34 56 78", [CARLA], [BAKERY]),
    ("06", [CARLA], [BAKERY]),
    ("4567", [JANSEN, EVA], [BAKERY]),
    ("+49 30 123456", [RENEE], [BAKERY]),
    ("06 8765 4329", [CALL], [BAKERY]),
    # chamber of commerce
    ("12345678", [BAKERY], [JANSEN]),
    ("kvk 12345678", [], []),
    ("1234 5678", [BAKERY], [JANSEN]),
    ("876543", [GARAGE], [BAKERY]),
    # addresses
    ("3722 ZZ", [BAKERY], [JANSEN]),
    ("3722zz", [BAKERY], [JANSEN]),
    ("3722", [BAKERY], [JANSEN]),
    ("3722 z", [BAKERY], [JANSEN]),
    ("bilthoven laan", [JANSEN], [BAKERY]),
    ("dorpsstraat 1 bilthoven", [BAKERY], [JANSEN]),
    ("dorpstraat", [BAKERY], [JANSEN]),
    ("industrieweg 12a", [GARAGE], [BAKERY]),
    ("den bosch sint-jansstraat", [], [BAKERY]),
    ("hertogenbosch", [PRACTICE], [BAKERY]),
    # mail addresses
    ("carla@zoutebrood.example", [CARLA], [JANSEN]),
    ("carla@", [CARLA], [EVA]),
    ("zoutebrood", [BAKERY, CARLA], [JANSEN]),
    ("eva@jansen", [EVA, JANSEN], [CARLA]),
    # running text, compounds
    ("stroomstoring", [CALL], [NOTE]),
    ("stroomstoing", [CALL], [NOTE]),
    ("laptop eva", [NOTE], [CALL]),
    ("printer", [CALL], [NOTE]),
    ("lekkende router", [LOOSE], [NOTE]),
    ("de router", [LOOSE], [NOTE]),
    # every word must be there
    ("carla jansen", [], [CARLA, EVA, JANSEN]),
    ("bakkerij utrecht", [], [BAKERY, GARAGE]),
    # archived comes last
    ("vermeer", [JOS, OLD], [EVA]),
    # nothing to look for, and what is no query
    ("", [], [EVA]),
    ("   ", [], [EVA]),
    ("!!! ??? ---", [], [EVA]),
    ("zzzzqqqq", [], [EVA]),
    ('"jansen" OR "berg"', [], [CARLA]),
    ("jansen*", [JANSEN, EVA], [CARLA]),
    ("NEAR(jansen berg)", [], [CARLA]),
    ("title:jansen", [], [CARLA]),
    ("'; DROP TABLE core_searchentry; --", [], [EVA]),
    ("100% _ \\", [], [EVA]),
    ("jansen\x00", [JANSEN, EVA], [CARLA]),
    ("ja\u200dnsen", [JANSEN], [CARLA]),
    ("日本語", [], [EVA]),
    ("x" * 200, [], [EVA]),
    ("a " * 100, [], []),
    ("jansen " * 40, [JANSEN, EVA], [CARLA]),
]


@pytest.mark.parametrize(("query", "found", "absent"), CASES, ids=[repr(case[0])[:40] for case in CASES])
def test_what_is_typed_finds_what_is_meant(shelf: Shelf, query: str, found: list[str], absent: list[str]) -> None:
    titles = [hit.title for hit in find(query, actor=SYSTEM)]
    assert titles[: len(found[:1])] == found[:1]
    assert set(found) <= set(titles)
    assert not set(absent) & set(titles)
