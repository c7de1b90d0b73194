"""How wide Inter's letters are, in thousandths of the size of the type: a label is shortened before it is drawn.

Read from the fonts that the program ships (a test compares them): no font is opened while it runs.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_REGULAR: dict[int, str] = {
    243: "ijlìíîïĩīĭįıĵĺļł",
    261: "‘’",
    269: "I¸ÌÍÎÏĨĪĬĮİ",
    271: "¦",
    282: " ",
    288: "!¡",
    289: ",.:·",
    300: "'",
    302: ";",
    305: "¹",
    315: "ſ",
    323: "`´",
    328: "tţŧ",
    333: "|",
    340: "ľ",
    360: "ŀ",
    361: "/\\",
    365: "()[]",
    371: "f",
    376: "ť",
    377: "rŕŗř",
    407: "1",
    427: "{}",
    441: "“”",
    442: "²",
    446: "³",
    454: "ª",
    456: "°",
    457: "_",
    460: "-",
    466: '"',
    472: "^",
    478: "¯",
    483: "º",
    485: "ĳ",
    500: "–",
    501: "*",
    512: "?¿",
    526: "ĸ",
    528: "sśŝşš",
    546: "x",
    549: "kķ",
    550: "¥",
    553: "zźżž",
    562: "aàáâãäåāăą",
    563: "vyýÿĿŷ•",
    566: "7LĹĻĽ",
    569: "§",
    571: "JĴ",
    572: "c¢çćĉċč",
    583: "«»ð",
    584: "eèéêëēĕėęě",
    586: "µ",
    591: "Fn¨ñńņňŋ",
    592: "huùúûüĥħũūŭůűų",
    594: "5",
    595: "Ł",
    600: "oòóôõöøōŏő",
    602: "EÈÉÊËĒĔĖĘĚ",
    603: "¶",
    610: "2",
    611: "£™",
    613: "bdpqþđ",
    614: "gĝğġģ",
    617: "ß",
    618: "3",
    619: "8",
    621: "69",
    629: "ZŹŻŽ",
    631: "0",
    634: "#",
    636: "Þ",
    639: "P",
    642: "$SŚŜŞŠ",
    644: "RŔŖŘ",
    645: "&",
    646: "4TŢŤŦ",
    655: "B",
    662: "+<=>~¬±×÷−",
    667: "®€",
    672: "KĶ",
    679: "YÝŶŸ",
    683: "X",
    690: "AVÀÁÂÃÄÅĀĂĄ",
    710: "ď",
    722: "DĎ",
    725: "¤",
    731: "CÇĆĈĊČ",
    735: "ÐĐ",
    744: "HĤ",
    745: "UÙÚÛÜŨŪŬŮŰŲ",
    747: "GĜĞĠĢ",
    754: "NÑŃŅŇŊ",
    765: "OQÒÓÔÕÖØŌŎŐ",
    777: "Ħ",
    803: "¼",
    819: "wŵ",
    840: "Ĳ",
    848: "½",
    865: "…",
    876: "m",
    882: "¾",
    904: "M",
    915: "©",
    918: "æ",
    966: "@",
    982: "%",
    986: "WŴ",
    994: "Æ",
    1000: "œ—",
    1005: "Œ",
}
_SEMIBOLD: dict[int, str] = {
    252: " ",
    262: "ijlìíîïĩīĭįıĵĺļł",
    277: "IÌÍÎÏĨĪĬĮİ",
    294: "‘’",
    316: "¦",
    319: ",.:·",
    322: "!¡",
    324: "¹",
    326: "'",
    330: ";",
    333: "¸",
    335: "ſ",
    352: "`´",
    354: "tţŧ",
    359: "|",
    374: "()[]",
    377: "ľ",
    379: "/\\",
    389: "f",
    397: "rŕŗř",
    419: "ŀ",
    420: "ť",
    423: "1",
    452: "¯",
    454: "²",
    455: "{}",
    459: "°",
    461: "ª",
    464: "³",
    466: "-",
    470: "_",
    482: "^",
    488: "º",
    500: "–",
    502: "”",
    504: "•",
    507: "“",
    523: '"ĳ',
    540: "*",
    544: "?¿",
    550: "sśŝşš",
    564: "¥",
    566: "LzĹĻĽźżž",
    567: "ĸ",
    569: "x§",
    570: "kķ",
    573: "Ŀ",
    575: "aàáâãäåāăą",
    577: "7",
    580: "JĴ",
    583: "c¢çćĉċč",
    587: "v",
    588: "F",
    589: "yýÿŷ",
    592: "eèéêëēĕėęě",
    594: "ð",
    601: "¶",
    602: "Ł",
    606: "EÈÉÊËĒĔĖĘĚ",
    609: "oòóôõöøōŏő",
    612: "n¨ñńņňŋ",
    613: "5huùúûüĥħũūŭůűų",
    615: "µ",
    624: "2",
    625: "bdpqþđ",
    626: "gĝğġģ",
    630: "£",
    631: "™",
    635: "«»",
    637: "3",
    640: "69",
    641: "8",
    644: "#ß",
    646: "P",
    651: "$SŚŜŞŠ",
    653: "RZŔŖŘŹŻŽ",
    658: "Þ",
    660: "0B",
    661: "TŢŤŦ",
    663: "&",
    664: "®",
    667: "4",
    673: "+<=>~¬±×÷−",
    679: "€",
    704: "KĶ",
    714: "YÝŶŸ",
    720: "X",
    723: "DĎ",
    728: "AVÀÁÂÃÄÅĀĂĄ",
    736: "UÙÚÛÜŨŪŬŮŰŲ",
    737: "CÇĆĈĊČ",
    740: "ď",
    746: "HĤ",
    750: "G¤ĜĞĠĢ",
    752: "ÐĐ",
    760: "NÑŃŅŇŊ",
    769: "OÒÓÔÕÖØŌŎŐ",
    773: "Q",
    797: "Ħ",
    832: "¼",
    840: "wŵ",
    857: "Ĳ",
    870: "½",
    901: "m",
    908: "¾",
    913: "æ",
    915: "©",
    923: "M",
    957: "…",
    992: "œ",
    1000: "@—",
    1005: "%",
    1014: "ÆŒ",
    1021: "WŴ",
}

#: What the tables do not know (Greek, Cyrillic, Chinese, an emoji) is taken to be as wide as it is high, and a bit.
UNKNOWN = 1150
ELLIPSIS = "…"
#: Kerning, and a reader whose machine has another face instead of Inter.
MARGIN = 1.03

_TABLES = {
    400: {letter: width for width, letters in _REGULAR.items() for letter in letters},
    600: {letter: width for width, letters in _SEMIBOLD.items() for letter in letters},
}
_WORDLESS = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def plain(text: str) -> str:
    """The text on one line, without what no eye can see or no XML can hold (control, direction and lone halves)."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = "".join(" " if letter.isspace() else letter for letter in text)
    return " ".join("".join(one for one in kept if unicodedata.category(one) not in _WORDLESS).split())


def measured(text: str, size: float, weight: int = 400) -> float:
    """The width of a text in the units of the drawing."""
    table = _TABLES[weight]
    return sum(table.get(letter) or _unknown(letter) for letter in text) * size * MARGIN / 1000


@lru_cache(maxsize=8192)
def shortened(text: str, room: float, size: float, weight: int = 400) -> str:
    """The text, or as much of its beginning as fits with an ellipsis after it."""
    text = plain(text)
    if measured(text, size, weight) <= room:
        return text
    table = _TABLES[weight]
    left = room * 1000 / (size * MARGIN) - table[ELLIPSIS]
    kept = 0
    for letter in text:
        left -= table.get(letter) or _unknown(letter)
        if left < 0:
            break
        kept += 1
    return text[:kept].rstrip(" .,-–·(") + ELLIPSIS if kept else ""


def _unknown(letter: str) -> int:
    return 0 if unicodedata.category(letter) in ("Mn", "Me") else UNKNOWN
