"""What a Dutch given name becomes at home: somebody registered as Cornelis is called Kees in the notes about him.

Each line holds names that one person may go by. They count where a given name alone counts: at home. Whatever is not
here, the owner types beside the search.
"""

from __future__ import annotations

import unicodedata

_GROUPS = tuple(
    frozenset(line.split())
    for line in """
        johannes jan johan hans joop han john jo
        jacobus jacob jaap sjaak koos jack jacques cobus
        cornelis kees cees cor nelis
        petrus pieter piet peter pierre
        hendrik hendrikus henk hein henri harry rik
        wilhelmus willem wim pim bill willy
        gerardus gerard gerrit ger geert
        antonius anthonie anton ton toon teun tony antoine
        adrianus adriaan arie adrie janus aad
        martinus martin maarten tinus tiny
        franciscus frans frank franc cis
        theodorus theo dorus
        nicolaas nico klaas niek nick
        leonardus leonard leo leen
        lambertus lambert bert lammert bart bartholomeus
        hubertus huub hub bert
        albertus albert bert appie albertje
        robert rob bob robbie robin
        michaël michael michiel mike giel chiel maikel
        alexander alex lex sander xander
        frederik fred frits freek rik freddy
        bernardus bernard ben bennie nard
        benjamin ben
        christiaan christianus chris kris
        thomas tom tommy
        matthijs mattheus thijs matthias ties
        sebastiaan bas
        daniël daniel daan dan danny
        samuel sam
        jozef josephus joseph jos joep sjef jef joop
        laurens laurentius rens lau
        rudolf rudolphus ruud rolf rudy
        eduard edward eddy eddie
        richard rick ries
        ronald ron ronnie
        diederik dirk dick
        gijsbert gijsbertus gijs bert
        arnoldus arnold arno nol
        everardus evert everhard
        wouter walter wout
        elisabeth els elly bep liesbeth betty lies elise ellie lisa lisette
        maria marie ria mia marijke mieke marja riet rie miep
        johanna jo hanna hannie annie anneke jopie joke hanneke jannie
        cornelia corrie nel nelly neeltje cor lia
        wilhelmina mien wil willy mina helma wilma willie
        margaretha greet margriet greta margreet grietje rita marga gretha
        catharina katharina toos trien rina karin tineke ina katrien katja cathy toos
        petronella petra nel nelly ella pietje
        antonia toos tonny toni
        geertruida truus geertje trudy truida gertrude
        hendrika riek rika hennie henny ineke henriëtte
        jacoba coba cobie jacqueline
        adriana adrie jana ada janny
        helena leni lena heleen ellen lenie
        magdalena magda leni madeleine
        francisca fransje cisca siska
        theodora dora thea
        alida ali alie lida
        susanna suus susan sanne suzanne
        christina tine stien tineke christien chris
        anna annie ans anneke anja anneliese
        gerarda gerda gerry
        everdina dien dina evie
        eva eef evi
        hermanus herman harm manus
        stephanus stefan steven stef
        victor vic
        maximiliaan max
        philippus filip flip philip
        patricia patty
        monica mon moniek
        barbara bar babs barbera
        roelof roel roelien
        """.strip().splitlines()
)


def nicknames(given: str) -> frozenset[str]:
    """Other names for the words of a given name, in small letters; empty when none is known."""
    found: set[str] = set()
    words = _plain(given).replace("-", " ").split()
    for group in _GROUPS:
        plain = {_plain(name) for name in group}
        if plain & set(words):
            found |= group
    return frozenset(name for name in found if _plain(name) not in words)


def _plain(name: str) -> str:
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))
    return bare.casefold().strip()
