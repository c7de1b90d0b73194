"""Hits as a page shows them: by kind, with what was asked for marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from gestand.core.house import Label, house
from gestand.core.search import Hit
from gestand.core.search.highlight import pieces, tokens_of
from gestand.core.search.query import Token


@dataclass(frozen=True, slots=True)
class FoundThing:
    title: SafeString
    detail: SafeString
    url: str


@dataclass(frozen=True, slots=True)
class FoundKind:
    """``things`` may be fewer than ``count``."""

    kind: str
    label: Label
    icon: str
    count: int
    things: list[FoundThing]

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.things)


def by_kind(hits: Sequence[Hit], query: str, *, most: int) -> list[FoundKind]:
    """The kind of the best hit first; of each kind the best ``most``."""
    tokens = tokens_of(query)
    kinds: dict[str, list[Hit]] = {}
    for hit in hits:
        kinds.setdefault(hit.kind, []).append(hit)
    return [
        FoundKind(
            kind=kind,
            label=house.search_sources[kind].label,
            icon=house.search_sources[kind].icon,
            count=len(found),
            things=[FoundThing(marked(hit.title, tokens), marked(hit.detail, tokens), hit.url) for hit in found[:most]],
        )
        for kind, found in kinds.items()
    ]


def marked(text: str, tokens: list[Token]) -> SafeString:
    """``text``, escaped, with the parts that match marked."""
    return SafeString(
        "".join(f"<mark>{escape(piece)}</mark>" if asked else escape(piece) for piece, asked in pieces(text, tokens))
    )
