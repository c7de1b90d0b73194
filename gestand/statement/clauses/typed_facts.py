"""What an owner may not type by hand: facts that the program has itself, because a typed one goes stale unseen.

A number with a unit (28 dagen, zeven jaar, 72 hours), the name of the firm, a recipient or the authority, an e-mail
address, a telephone number, a web address. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gestand.core.jobs.sentences import filled
from gestand.statement.clauses.markup import prose

_NUMBER_WORDS_NL = (
    "een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|"
    r"achttien|negentien|\w*twintig|\w*dertig|\w*veertig|\w*vijftig|\w*zestig|\w*zeventig|\w*tachtig|\w*negentig|"
    r"\w*honderd|\w*duizend|anderhalf|half|halve"
)
_NUMBER_WORDS_EN = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty(?:[- ]\w+)?|thirty(?:[- ]\w+)?|forty(?:[- ]\w+)?|fifty(?:[- ]\w+)?|sixty(?:[- ]\w+)?|"
    r"seventy(?:[- ]\w+)?|eighty(?:[- ]\w+)?|ninety(?:[- ]\w+)?|hundred|thousand|half an?"
)
_UNITS_NL = (
    r"seconden|minuten|minuut|uren|uur|etmaal|etmalen|dagen|dag|werkdagen|werkdag|weken|week|maanden|maand|"
    r"kwartalen|kwartaal|jaren|jaar|euro|procent"
)
_UNITS_EN = (
    r"seconds?|minutes?|hours?|days?|working days?|business days?|weeks?|fortnights?|months?|quarters?|years?|"
    r"euros?|per ?cent"
)
_NUMBER_WITH_UNIT = re.compile(
    rf"(?<![\w])(?:\d+(?:[.,]\d+)?[\s-]*(?:(?:{_UNITS_NL}|{_UNITS_EN})(?!\w)|%|€)"
    rf"|(?:€\s*\d+)"
    rf"|(?:{_NUMBER_WORDS_NL})[\s-]+(?:(?:volle|hele|kalender|werk)\s*)?(?:{_UNITS_NL})(?!\w)"
    rf"|(?:{_NUMBER_WORDS_EN})[\s-]+(?:(?:full|whole|calendar|working|business)\s+)?(?:{_UNITS_EN})(?!\w))",
    re.IGNORECASE,
)
#: "Een dag" as in "op een dag" is no term; "één dag" and "1 dag" are.
_ARTICLE = re.compile(r"(?:een|half|halve)[\s-]+(?:uur|dag|week|maand|jaar|minuut|kwartaal)", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:nl|com|eu|org|net|be|de|example)\b(?:/\S*)?", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w])(?:\+|00)?\d[\d\s().-]{7,}\d(?![\w])")
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class TypedFact:
    """``typed`` is what stands in the text; ``why`` says what to do instead."""

    typed: str
    why: str | Promise


def typed_facts(text: str, *, names: Iterable[str]) -> list[TypedFact]:
    """Every fact typed by hand; ``names`` are the registered names of the firm, recipients and the authority."""
    found: list[TypedFact] = []
    for line in prose(text):
        found += [_refused(each[0], _BY_HAND_ADDRESS) for each in _MAIL.finditer(line)]
        without_mail = _MAIL.sub(" ", line)
        found += [_refused(each[0], _BY_HAND_WEB) for each in _WEB.finditer(without_mail)]
        rest = _WEB.sub(" ", without_mail)
        for each in _NUMBER_WITH_UNIT.finditer(rest):
            if not _ARTICLE.fullmatch(each[0]) or "één" in each[0].lower():
                found.append(_refused(each[0], _BY_HAND_NUMBER))
        found += [_refused(each[0].strip(), _BY_HAND_PHONE) for each in _PHONE.finditer(rest)]
        for name in names:
            if len(name) >= _SHORTEST_NAME and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", line, re.IGNORECASE):
                found.append(_refused(name, _BY_HAND_NAME))
    return list(dict.fromkeys(found))


_BY_HAND_NUMBER = _("“%(typed)s” is a number that the program keeps. Use its fact, so that it stays true.")
_BY_HAND_NAME = _("“%(typed)s” is a registered name. Use its fact, so that it stays true.")
_BY_HAND_ADDRESS = _("“%(typed)s” is an e-mail address. Use the fact from the firm's profile.")
_BY_HAND_WEB = _("“%(typed)s” is a web address. Use the fact from the firm's profile.")
_BY_HAND_PHONE = _("“%(typed)s” is a telephone number. Use the fact from the firm's profile.")


def _refused(typed: str, why: str | Promise) -> TypedFact:
    return TypedFact(typed, filled(why, typed=typed))
