"""What is drawn, and where: boxes with whole numbers, and lines between them."""

from __future__ import annotations

from dataclasses import dataclass, field

from gestand.network.picture.parts import Group, Line, Link, Network, Node, Site

CARD_WIDTH, CARD_HEIGHT = 188, 48
HUB_WIDTH, HUB_HEIGHT, TAG_HEIGHT = 216, 60, 20
PILL_WIDTH, PILL_HEIGHT = 216, 40
INTERNET_WIDTH, INTERNET_HEIGHT = 148, 44
GRID_GAP = PAIR_GAP = 10
PANEL_PAD, PANEL_HEAD, PANEL_TALL_HEAD = 12, 34, 50
SITE_PAD, SITE_HEAD, SITE_WIDTH = 24, 68, 440  # at least so wide that its name has room
COUNT_COLUMNS, COUNT_WIDTH, COUNT_HEIGHT = 3, 62, 26  # of an overview
DROP = 44  # between what carries and what hangs: the bar runs in the middle of it
COLUMN_GAP = 24
TRUNK = 30  # room at the left for the trunk of several rows
EDGE = 24
SCREEN = 1.6  # width to height


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    def meets(self, other: Box) -> bool:
        """Whether the two have any ground in common."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True, slots=True)
class Card:
    """A device. ``path`` is the number of the line by which it hangs, 0 if none is drawn."""

    box: Box
    node: Node
    link: Link | None
    is_hub: bool
    path: int


@dataclass(frozen=True, slots=True)
class Panel:
    box: Box
    group: Group | None
    kind: str
    head: int
    is_tall: bool  # name and range stand below each other
    counts: tuple[tuple[str, int], ...] = ()  # in an overview: how many of which kind, instead of cards


@dataclass(frozen=True, slots=True)
class Pill:
    """An internet line of a site, or the internet itself (``line`` is None)."""

    box: Box
    line: Line | None
    path: int


@dataclass(frozen=True, slots=True)
class Frame:
    box: Box
    site: Site | None
    room: int  # for its name, left of the line that comes in


@dataclass(frozen=True, slots=True)
class Path:
    """A bent line; ``upward`` is the number of the line that goes on towards the internet."""

    number: int
    kind: str
    points: tuple[tuple[int, int], ...]
    upward: int
    port: str = ""  # written beside its end
    port_box: Box | None = None


@dataclass(frozen=True, slots=True)
class Arc:
    """A further link, drawn beside the tree."""

    kind: str
    start: tuple[int, int]
    end: tuple[int, int]
    link: Link


@dataclass(slots=True)
class Drawing:
    """Everything with its place, in the order in which it is read."""

    network: Network
    width: int = 0
    height: int = 0
    start: int = 0  # from the left: where the internet stands, and reading begins
    frames: list[Frame] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    pills: list[Pill] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    arcs: list[Arc] = field(default_factory=list)
    further: dict[str, list[Link]] = field(default_factory=dict)  # device -> links told in words
    doubled: dict[tuple[str, str], list[Link]] = field(default_factory=dict)
