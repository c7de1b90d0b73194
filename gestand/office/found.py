"""Hits as a page shows them: by kind, with what was asked for marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gestand.core.house import Label, house
from gestand.core.search import Hit
from gestand.core.search.highlight import pieces


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
    kinds: dict[str, list[Hit]] = {}
    for hit in hits:
        kinds.setdefault(hit.kind, []).append(hit)
    return [
        FoundKind(
            kind=kind,
            label=house.search_sources[kind].label,
            icon=house.search_sources[kind].icon,
            count=len(found),
            things=[FoundThing(marked(hit.title, query), marked(hit.detail, query), hit.url) for hit in found[:most]],
        )
        for kind, found in kinds.items()
    ]


def marked(text: str, query: str) -> SafeString:
    """``text``, escaped, with the parts that match ``query`` marked."""
    return format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", piece) if asked else piece,) for piece, asked in pieces(text, query)),
    )
