"""Is it plain language (about B1)? By the length of sentences and a list of hard words. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gestand.core.jobs.sentences import filled
from gestand.statement.clauses.markup import prose

#: A sentence of more words is pointed out; one of many more is refused.
LONG, TOO_LONG = 20, 40
#: A short form that ends in a full stop and no sentence.
_SHORT_FORMS = re.compile(r"\b(bijv|bv|m\.b\.t|d\.w\.z|o\.a|e\.g|i\.e|art|nr|dhr|mevr|Mr|Ms)\.", re.IGNORECASE)
_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Þ0-9'\"(…])")
_WORD = re.compile(r"[\w'’-]+")

#: What a reader may stumble over, and what to write instead.
HARD_WORDS: dict[str, dict[str, str]] = {
    "nl": {
        "aangaande": "over",
        "conform": "volgens",
        "dienaangaande": "daarover",
        "dientengevolge": "daardoor",
        "doeleinden": "doelen",
        "doch": "maar",
        "echter": "maar",
        "geenszins": "niet",
        "gelieve": "wilt u",
        "hieromtrent": "hierover",
        "inzake": "over",
        "jegens": "tegenover",
        "krachtens": "volgens",
        "mits": "als",
        "mitigeren": "verminderen",
        "omtrent": "over",
        "onverwijld": "direct",
        "alsmede": "en ook",
        "alsook": "en ook",
        "teneinde": "om",
        "tevens": "ook",
        "thans": "nu",
        "uitsluitend": "alleen",
        "verzoeken wij u": "vragen wij u",
        "voornoemd": "dit",
        "voornoemde": "deze",
        "waarborgen": "zorgen voor",
        "ingevolge": "volgens",
        "ten behoeve van": "voor",
        "met betrekking tot": "over",
        "ter zake van": "over",
        "betrokkene": "u",
        "betrokkenen": "mensen",
    },
    "en": {
        "aforementioned": "this",
        "commence": "begin",
        "endeavour": "try",
        "forthwith": "at once",
        "herein": "here",
        "hereby": "now",
        "hereinafter": "from here on",
        "heretofore": "until now",
        "in accordance with": "by",
        "in order to": "to",
        "in respect of": "about",
        "notwithstanding": "even if",
        "prior to": "before",
        "pursuant to": "under",
        "shall": "will",
        "subsequent to": "after",
        "terminate": "end",
        "thereof": "of it",
        "utilise": "use",
        "utilize": "use",
        "whereas": "while",
        "with regard to": "about",
        "data subject": "you",
        "data subjects": "people",
    },
}
#: Promises that nobody can keep without saying where they end.
ABSOLUTE = {
    "nl": re.compile(
        r"\b(?:nooit|nimmer|altijd|te allen tijde|in geen geval|"
        r"onder geen (?:enkele? )?(?:beding|voorwaarde|omstandigheid))\b",
        re.IGNORECASE,
    ),
    "en": re.compile(r"\b(?:never|always|at all times|in no case|under no circumstances)\b", re.IGNORECASE),
}
#: What the reader may do at any time is a right, and no promise about what happens.
_A_RIGHT = {
    "nl": re.compile(r"\b(?:u (?:mag|kunt)|(?:mag|kunt) u)\b[^.;]*\baltijd\b", re.IGNORECASE),
    "en": re.compile(r"\byou (?:may|can) always\b", re.IGNORECASE),
}
#: Where it ends: an exception, a list that follows, what is counted up, or a fact, which the program keeps up to date.
_SCOPE = {
    "nl": re.compile(
        r"\b(?:behalve|tenzij|uitgezonderd|op .+ na|zolang|totdat|alleen als|als het gaat om)\b|:\s*$|…|"
        r"\w+, [^,.;]+(?:,? (?:en|of) )\w+",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:except|unless|apart from|other than|as long as|until|only (?:if|when))\b|:\s*$|…|"
        r"\w+, [^,.;]+(?:,? (?:and|or) )\w+",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """``sentence`` is the one it is about; ``refuses`` when it cannot stay so."""

    what: str | Promise
    sentence: str
    refuses: bool = False


def sentences(text: str) -> list[str]:
    """The sentences of a text, item of a list by item."""
    found: list[str] = []
    for line in prose(text):
        whole = _SHORT_FORMS.sub(lambda short: short[0].replace(".", "\u2024"), line)
        found += [part.replace("\u2024", ".").strip() for part in _END.split(whole) if part.strip()]
    return found


def length_of(sentence: str) -> int:
    """How many words; a fact counts as one."""
    return len(_WORD.findall(sentence.replace("…", " x ")))


def is_without_end(sentence: str, language: str) -> bool:
    """Whether it says never or always, and not in the same sentence or item where that ends."""
    absolute = ABSOLUTE[language].search(_A_RIGHT[language].sub("", sentence))
    return absolute is not None and not _SCOPE[language].search(sentence)


def remarks(text: str, language: str) -> list[Remark]:
    """What to look at again, sentence by sentence."""
    found = []
    for sentence in sentences(text):
        count = length_of(sentence)
        if count > TOO_LONG:
            found.append(Remark(_("This sentence is too long. Make two or three of it."), sentence, refuses=True))
        elif count > LONG:
            found.append(Remark(_("This is a long sentence. Two short ones read better."), sentence))
        if is_without_end(sentence, language):
            found.append(
                Remark(
                    _("A promise without an end cannot be kept. Say in this sentence for what it holds."),
                    sentence,
                    refuses=True,
                )
            )
        for hard, plain in HARD_WORDS[language].items():
            if re.search(rf"\b{re.escape(hard)}\b", sentence, re.IGNORECASE):
                found.append(
                    Remark(
                        filled(_("“%(hard)s” is a hard word. Perhaps: “%(plain)s”."), hard=hard, plain=plain), sentence
                    )
                )
    return found
