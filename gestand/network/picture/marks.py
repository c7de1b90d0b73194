"""The few marks that the picture is made of, as SVG. Whatever somebody wrote is made plain and escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from gestand.network.picture.drawing import Box
from gestand.network.picture.widths import plain

ICON_TAG = "np-i-{}"
_CORNER = 10


def bent(points: Sequence[tuple[int, int]]) -> str:
    """A line through the points with round corners."""
    clean = [points[0]]
    for place, point in enumerate(points[1:], start=1):
        if point == clean[-1]:
            continue
        later = next((one for one in points[place + 1 :] if one != point), None)
        straight = later is not None and (clean[-1][0] == point[0] == later[0] or clean[-1][1] == point[1] == later[1])
        if not straight:
            clean.append(point)
    parts = [f"M{clean[0][0]} {clean[0][1]}"]
    for before, corner, after in zip(clean, clean[1:], clean[2:], strict=False):
        one, other = _short_of(corner, before), _short_of(corner, after)
        parts.append(f"L{one[0]} {one[1]}Q{corner[0]} {corner[1]} {other[0]} {other[1]}")
    if len(clean) > 1:
        parts.append(f"L{clean[-1][0]} {clean[-1][1]}")
    return "".join(parts)


def _short_of(corner: tuple[int, int], end: tuple[int, int]) -> tuple[int, int]:
    """A point on the way from the corner to the end: where the round begins."""
    (x, y), (end_x, end_y) = corner, end
    far = min(_CORNER, (abs(end_x - x) + abs(end_y - y)) // 2)
    step = (end_x > x) - (end_x < x), (end_y > y) - (end_y < y)
    return x + far * step[0], y + far * step[1]


def rectangle(box: Box, kind: str, radius: int) -> str:
    return f'<rect class="{kind}" x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="{radius}"/>'


def icon(name: str, x: int, y: int, size: int, kind: str) -> str:
    return f'<use class="{kind}" href="#{ICON_TAG.format(name)}" x="{x}" y="{y}" width="{size}" height="{size}"/>'


def text(x: int, y: int, kind: str, said: str, *, anchor: str = "") -> str:
    placed = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{kind}" x="{x}" y="{y}"{placed}>{safe(said)}</text>'


def safe(said: str) -> str:
    return escape(plain(said))


def quoted(said: str) -> str:
    return quoteattr(plain(said))
