"""Where on a Dutch passport or identity card the four things stand that nobody may read.

Parts of the document's width and height, from its upper left corner, a little wide; the visitor shifts them. Sizes and
the zone for machines follow ICAO Doc 9303 (part 4: TD3, 125 by 88 mm; part 5: TD1, 85.6 by 54 mm). On the models of
2014 and of 2021 alike the citizen service number is printed on the back of the page or card; until 2021 it also stood
in the lines for machines, since then in a square code beside it. So the side with the photo is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gestand.rights.models import Hidden


@dataclass(frozen=True, slots=True)
class Cover:
    """One black box: what it hides, and where."""

    hides: Hidden
    label: str | Promise
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Guide:
    """One side of a document; ``ratio`` is its width by its height."""

    key: str
    label: str | Promise
    help: str | Promise
    ratio: float
    covers: tuple[Cover, ...]


_PASSPORT, _CARD = 125 / 88, 85.6 / 54
_PHOTO, _SECOND = _("Photo"), _("Second, smaller photo")
_NUMBER, _LINES = _("Document number"), _("Lines for machines")
_BSN, _CODE = _("Citizen service number"), _("Square code")

GUIDES = (
    Guide(
        "passport",
        _("Passport: the page with your photo"),
        _("This side is enough. It holds for passports since 2014."),
        _PASSPORT,
        (
            Cover(Hidden.PHOTO, _PHOTO, 0.02, 0.17, 0.31, 0.56),
            Cover(Hidden.PHOTO, _SECOND, 0.74, 0.36, 0.24, 0.36),
            Cover(Hidden.NUMBER, _NUMBER, 0.66, 0.06, 0.32, 0.15),
            Cover(Hidden.MRZ, _LINES, 0.0, 0.74, 1.0, 0.26),
        ),
    ),
    Guide(
        "card",
        _("Identity card: the side with your photo"),
        _("This side is enough. It holds for cards since 2014."),
        _CARD,
        (
            Cover(Hidden.PHOTO, _PHOTO, 0.02, 0.2, 0.34, 0.68),
            Cover(Hidden.PHOTO, _SECOND, 0.74, 0.46, 0.24, 0.46),
            Cover(Hidden.NUMBER, _NUMBER, 0.62, 0.1, 0.36, 0.2),
        ),
    ),
    Guide(
        "card_back",
        _("Identity card: the back"),
        _("Usually not needed: your name and date of birth are on the front."),
        _CARD,
        (
            Cover(Hidden.BSN, _BSN, 0.55, 0.06, 0.43, 0.2),
            Cover(Hidden.BSN, _CODE, 0.68, 0.26, 0.3, 0.3),
            Cover(Hidden.MRZ, _LINES, 0.0, 0.56, 1.0, 0.44),
        ),
    ),
    Guide(
        "other",
        _("Another document"),
        _("Move each box over what it has to cover."),
        _PASSPORT,
        (
            Cover(Hidden.PHOTO, _PHOTO, 0.02, 0.15, 0.33, 0.58),
            Cover(Hidden.NUMBER, _NUMBER, 0.6, 0.05, 0.38, 0.15),
            Cover(Hidden.BSN, _BSN, 0.6, 0.55, 0.38, 0.15),
            Cover(Hidden.MRZ, _LINES, 0.0, 0.74, 1.0, 0.26),
        ),
    ),
)


def for_the_page() -> dict[str, Any]:
    """The guides as the page's script reads them, in the active language."""
    return {
        guide.key: {
            "ratio": guide.ratio,
            "covers": [
                {"label": str(each.label), "x": each.x, "y": each.y, "width": each.width, "height": each.height}
                for each in guide.covers
            ],
        }
        for guide in GUIDES
    }
