"""What pages and packages say about mentions: an excerpt, the words that may go, and what was looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.questions import Ids, Question
from gestand.people.models import Person
from gestand.rights.mentions.names import Finder
from gestand.rights.models import Decision, Mention, MentionSearch, SearchState
from gestand.ui import formats

#: Around a mention so many letters are shown and offered.
AROUND = 260
GONE = "[…]"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)?\d(?:[ ().-]{0,2}\d){7,13}(?!\w)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt; ``is_name`` where the person is named."""

    text: str
    is_name: bool


def excerpt(text: str, places: Sequence[tuple[int, int]]) -> list[Piece]:
    """The text around the first mention, with every mention in it marked."""
    start, end = _span(text, places)
    pieces = [Piece("… ", is_name=False)] if start else []
    last = start
    for left, right in places:
        if start <= left and right <= end and left >= last:
            pieces += [Piece(text[last:left], is_name=False), Piece(text[left:right], is_name=True)]
            last = right
    pieces.append(Piece(text[last:end] + (" …" if end < len(text) else ""), is_name=False))
    return [piece for piece in pieces if piece.text]


def proposed(text: str, places: Sequence[tuple[int, int]], *, finder: Finder, others: Iterable[Person]) -> str:
    """Words that may go along: the excerpt without mail addresses, numbers and names of others that we know."""
    start, end = _span(text, places)
    words = text[start:end].strip()
    own = {mail.lower() for mail in finder.called.mails}
    words = _MAIL.sub(lambda found: found[0] if found[0].lower() in own else GONE, words)
    words = _PHONE.sub(lambda found: found[0] if finder.places(found[0], at_home=False) else GONE, words)
    for name in _names_of(others):
        words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", GONE, words, flags=re.IGNORECASE)
    return ("… " if start else "") + words + (" …" if end < len(text) else "")


def _names_of(others: Iterable[Person]) -> list[str]:
    names = {
        name.strip()
        for person in others
        for name in (person.full_name, person.given_name, f"{person.name_prefix} {person.family_name}")
    }
    return sorted(filter(None, names), key=len, reverse=True)


def _span(text: str, places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if not places or len(text) <= 2 * AROUND:
        return 0, len(text)
    start, end = max(0, places[0][0] - AROUND), min(len(text), places[0][1] + AROUND)
    return start and text.rfind(" ", 0, start + 1) + 1, (text.find(" ", end) if " " in text[end:] else len(text))


@Question
def _last_search(persons: Ids) -> QuerySet[MentionSearch, MentionSearch]:
    return MentionSearch.objects.filter(person_id__among=persons).order_by("-asked_at", "-id")[:1]


def told_in_the_package(person_id: UUID) -> list[str]:
    """What the package says about texts of others: looked at or not, and what became of each place. Two queries."""
    search = next(iter(_last_search(persons=[person_id])), None)
    if search is None or search.state != SearchState.DONE or search.done_at is None:
        return [
            _(
                "Texts about others, such as notes and conversations, were not looked through for your name. Ask us if "
                "you want that."
            )
        ]
    counts = Mention.objects.filter(request_id=search.request_id).aggregate(
        goes=Count("id", filter=Q(decision=Decision.GOES)),
        others=Count("id", filter=Q(decision=Decision.OTHERS)),
        waiting=Count("id", filter=Q(decision=Decision.WAITING)),
    )
    day = formats.long_day_words(timezone.localdate(search.done_at), year=True)
    said = [
        _(
            "On %(day)s we looked through the texts about others (%(texts)s rows in %(tables)s tables, and %(files)s "
            "files) for your name, mail addresses and telephone numbers."
        )
        % {
            "day": day,
            "texts": formats.number_words(search.texts),
            "tables": search.tables,
            "files": formats.number_words(search.files),
        },
        *_told_of_unread(search),
    ]
    if counts["goes"]:
        said.append(
            ngettext(
                "%(n)d place goes along; %(gone)s stands where it concerns others (article 15(4)).",
                "%(n)d places go along; %(gone)s stands where they concern others (article 15(4)).",
                counts["goes"],
            )
            % {"n": counts["goes"], "gone": GONE}
        )
    if counts["others"]:
        said.append(
            ngettext(
                "%(n)d place is left out because it concerns others (article 15(4)); the reason is with it.",
                "%(n)d places are left out because they concern others (article 15(4)); the reason is with each.",
                counts["others"],
            )
            % {"n": counts["others"]}
        )
    if counts["waiting"]:
        said.append(
            ngettext(
                "About %(n)d place nobody has decided yet.",
                "About %(n)d places nobody has decided yet.",
                counts["waiting"],
            )
            % {"n": counts["waiting"]}
        )
    if not any(counts.values()):
        said.append(_("Nothing about you was found there."))
    if search.is_cut:
        said.append(_("There were more places than could be looked at."))
    return said


def _told_of_unread(search: MentionSearch) -> list[str]:
    """Files that no program can read: whether a human looked at them."""
    if not search.unread_count:
        return []
    if search.looked_at is not None:
        line = ngettext(
            "%(n)d file, such as a picture or a scan, cannot be read by a program; one of us looked at it.",
            "%(n)d files, such as pictures and scans, cannot be read by a program; one of us looked at them.",
            search.unread_count,
        )
    else:
        line = ngettext(
            "%(n)d file, such as a picture or a scan, cannot be read by a program; it was not looked at for your name. "
            "Ask us if you want that.",
            "%(n)d files, such as pictures and scans, cannot be read by a program; they were not looked at for your "
            "name. Ask us if you want that.",
            search.unread_count,
        )
    return [line % {"n": search.unread_count}]
