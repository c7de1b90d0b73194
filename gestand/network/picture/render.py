"""From places to SVG. Names are hostile text: everything that somebody wrote passes ``safe``."""

from __future__ import annotations

from gestand.network.picture import words
from gestand.network.picture.drawing import (
    COUNT_COLUMNS,
    COUNT_HEIGHT,
    COUNT_WIDTH,
    HUB_HEIGHT,
    INTERNET_HEIGHT,
    Arc,
    Box,
    Card,
    Drawing,
    Frame,
    Panel,
    Pill,
)
from gestand.network.picture.listing import ways_up
from gestand.network.picture.marks import ICON_TAG, bent, icon, quoted, rectangle, safe, text
from gestand.network.picture.parts import POWER, UNKNOWN, WIRELESS
from gestand.network.picture.style import own_stylesheet
from gestand.network.picture.widths import measured, plain, shortened
from gestand.ui.drawings import icon_lines

ICONS = {
    "computer": "device-desktop",
    "server": "server",
    "phone": "device-mobile",
    "tablet": "device-tablet",
    "printer": "printer",
    "router": "router",
    "switch": "switch-3",
    "access_point": "access-point",
    "nas": "database",
    "camera": "device-cctv",
    "television": "device-tv",
    "ups": "battery-charging",
    "other": "box",
}
LEGEND_ROW = 24
_UNDERMOST = {UNKNOWN: 0, WIRELESS: 1}  # where lines share a way, the cable is on top


def svg(drawing: Drawing, *, alone: bool = False, with_dark: bool = True) -> str:
    """The drawing as one SVG element; ``alone`` brings its own style and ground, for a file."""
    title = words.picture_of(plain(drawing.network.title))
    legend, legend_width, legend_height = legend_of(drawing, max(drawing.width, 480) - 48)
    width, height = max(drawing.width, legend_width + 48), drawing.height + legend_height
    shift = (width - drawing.width) // 2
    parts = [
        opening(title, told(drawing), f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'),
        own_style(with_dark=with_dark) if alone else "",
        icons_of(drawing),
        f'<rect class="np-ground" width="{width}" height="{height}"/>' if alone else "",
        f'<g transform="translate({shift})" data-start="{shift + drawing.start}" data-shift="{shift}">',
        *content(drawing, with_ways=not alone),
        f'</g><g transform="translate({(width - legend_width) // 2} {drawing.height})">{legend}</g></svg>',
        "\n" if alone else "",
    ]
    return "".join(parts)


def opening(title: str, description: str, size: str) -> str:
    """The head of the picture: its name, and what it shows in words."""
    name = f'role="group" aria-label={quoted(title)}'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="network-picture" {name} {size}>'
    return f"{head}<desc>{safe(description)}</desc>"


def own_style(*, with_dark: bool) -> str:
    return f"<style>{own_stylesheet(with_dark=with_dark)}</style>"


def icons_of(drawing: Drawing) -> str:
    """The icons that the drawing uses, once."""
    names = {_icon_of(card.node.kind) for card in drawing.cards}
    names |= {_icon_of(kind) for panel in drawing.panels for kind, _count in panel.counts}
    if drawing.pills:
        names.add("world")
    for links in drawing.further.values():
        names.update("battery-charging" if link.kind == POWER else "link" for link in links)
    if any(panel.group and (panel.group.is_wireless or panel.kind == WIRELESS) for panel in drawing.panels):
        names.add("wifi")
    symbols = (
        f'<symbol id="{ICON_TAG.format(one)}" viewBox="0 0 24 24">{icon_lines(one)}</symbol>' for one in sorted(names)
    )
    return f"<defs>{''.join(symbols)}</defs>"


def content(drawing: Drawing, *, with_ways: bool = False) -> list[str]:
    """Everything but head and legend, from the ground up: frames, panels, lines, then what stands on them."""
    names = {node.id: plain(node.name) for node in drawing.network.nodes}
    told_ways = ways_up(drawing.network)
    kinds, states = words.kind_words(), words.state_words()

    def of_card(card: Card) -> str:
        node = card.node
        facts = [plain(node.name) or kinds.get(node.kind, node.kind), kinds.get(node.kind, plain(node.kind))]
        facts += [plain(node.address), states.get(node.state, plain(node.state))]
        facts += told_ways.get(node.id, ())
        return _card(card, "; ".join(fact for fact in facts if fact), _also(drawing, card, names))

    return [
        *(_frame(frame) for frame in drawing.frames),
        *(_panel(panel) for panel in drawing.panels),
        *_lines(drawing),
        *(_ways(drawing) if with_ways else ()),
        *(_arc(arc, names) for arc in drawing.arcs),
        *(_pill(pill) for pill in drawing.pills),
        *(of_card(card) for card in drawing.cards),
    ]


def _also(drawing: Drawing, card: Card, names: dict[str, str]) -> tuple[str, str]:
    """The icon and the words of links that are told, not drawn."""
    links = drawing.further.get(card.node.id, ())
    data = [link for link in links if link.kind != POWER]
    shown = data or links
    mine = card.node.id
    others = [
        f"{names[link.lower]} {plain(link.lower_port)}"
        if link.upper == mine
        else f"{names[link.upper]} {plain(link.upper_port)}"
        for link in shown
    ]
    is_powered = any(link.lower == mine for link in links)
    mark = "link" if data else "battery-charging" if is_powered or (links and card.is_hub) else ""
    return mark, ", ".join(dict.fromkeys(other.strip() for other in others))


def told(drawing: Drawing) -> str:
    """What the picture shows, in a sentence or two."""
    network = drawing.network
    if not network.nodes:
        return words.nothing_yet()
    parts = [words.devices(len(drawing.cards) + sum(count for panel in drawing.panels for _, count in panel.counts))]
    parts += [f"{plain(line.provider)} {plain(line.detail)}".strip() for line in network.lines]
    parts += [f"{plain(group.name)} {plain(group.prefix)}".strip() for group in network.groups]
    return "; ".join(parts) + "."


def _card(card: Card, title: str, also: tuple[str, str]) -> str:
    box, node = card.box, card.node
    hub = card.is_hub
    height = HUB_HEIGHT if hub and also[0] else box.height
    tile = 36 if hub else 32
    pad = (height - tile) // 2
    left, end = box.x + pad + tile + 10, box.x + box.width - 10
    middle = box.y + height // 2
    address, port = plain(node.address), "" if hub else shortened(_upper_port(card), 44, 10.5)
    mark, others = also
    if not address and not hub and others:
        address = others
    name_room = end - left - (18 if mark and not hub else 0)
    address_room = end - left - (measured(port, 10.5) + 8 if port else 0)
    name_y = middle - 3 if address or port else middle + 5
    at = pad + (tile - 20) // 2
    state = node.state if node.state in ("in_use", "spare", "repair", "gone") else "spare"
    name = shortened(node.name or node.address, name_room, 14 if hub else 13, 600)
    parts = [
        f"<title>{safe(title)}</title>",
        rectangle(box, "np-hub" if hub else "np-card", 12 if hub else 8),
        rectangle(Box(box.x + pad, box.y + pad, tile, tile), "np-hub-tile" if hub else "np-tile", 8),
        icon(_icon_of(node.kind), box.x + at, box.y + at, 20, "np-icon np-hub-icon" if hub else "np-icon"),
        f'<circle class="np-dot np-{state}" cx="{box.x + pad + tile - 2}" cy="{box.y + pad + tile - 2}" r="5"/>',
        text(left, name_y, "np-name np-hub-name" if hub else "np-name", name),
    ]
    if address:
        parts.append(text(left, middle + 13, "np-address", shortened(address, address_room, 11.5)))
    if port:
        parts.append(text(end, middle + 13, "np-port", port, anchor="end"))
    if mark and hub:
        parts.append(icon(mark, box.x + 16, box.y + height - 4, 14, "np-icon"))
        parts.append(text(box.x + 36, box.y + height + 7, "np-port", shortened(others, end - box.x - 36, 10.5)))
    elif mark:
        parts.append(icon(mark, end - 12, middle - 16, 14, "np-icon"))
    marks = f' data-path="{card.path}"' + (' class="np-away"' if node.state in ("gone", "spare") else "")
    inside = "".join(parts)
    if _is_own_path(node.href):
        return f"<a href={quoted(node.href)}{marks}>{inside}</a>"
    return f"<g{marks}>{inside}</g>"


def _upper_port(card: Card) -> str:
    if card.link is None:
        return ""
    return card.link.upper_port if card.link.lower == card.node.id else card.link.lower_port


def _panel(panel: Panel) -> str:
    box, group = panel.box, panel.group
    kind = " np-unknown" if panel.kind == UNKNOWN else ""
    parts = [rectangle(box, f"np-panel{kind}", 12)]
    if group is not None:
        x, y = box.x + 14, box.y + 22
        end = box.x + box.width - 14
        if group.is_wireless or panel.kind == WIRELESS:
            parts.append(icon("wifi", x, y - 12, 15, "np-icon np-panel-icon"))
            x += 20
        room = end - x
        prefix = shortened(group.prefix, room, 11.5)
        taken = measured(prefix, 11.5) + 10 if prefix and not panel.is_tall else 0
        parts.append(text(x, y, "np-panel-name", shortened(group.name, room - taken, 12, 600)))
        if prefix and panel.is_tall:
            parts.append(text(x, y + 16, "np-panel-prefix", prefix))
        elif prefix:
            parts.append(text(end, y, "np-panel-prefix", prefix, anchor="end"))
    kinds = words.kind_words()
    for place, (kind, count) in enumerate(panel.counts):
        x = box.x + 14 + place % COUNT_COLUMNS * COUNT_WIDTH
        y = box.y + panel.head + place // COUNT_COLUMNS * COUNT_HEIGHT
        sign = icon(_icon_of(kind), x, y + 3, 18, "np-icon")
        number = text(x + 24, y + 17, "np-count", str(count))
        parts.append(f"<g><title>{safe(kinds.get(kind, kind))}</title>{sign}{number}</g>")
    return "".join(parts)


def _frame(frame: Frame) -> str:
    box = frame.box
    name = frame.site.name if frame.site else words.no_site()
    address = shortened(frame.site.address, frame.room, 12) if frame.site else ""
    parts = [
        rectangle(box, "np-frame", 16),
        text(box.x + 24, box.y + 34, "np-frame-name", shortened(name, frame.room, 17, 600)),
    ]
    if address:
        parts.append(text(box.x + 24, box.y + 52, "np-frame-address", address))
    return "".join(parts)


def _pill(pill: Pill) -> str:
    box = pill.box
    middle_x, middle = box.x + box.width // 2, box.y + box.height // 2
    if pill.line is None:
        name = shortened(words.internet(), box.width - 60, 14, 600)
        x = middle_x - (int(measured(name, 14, 600)) + 28) // 2
        world = icon("world", x, middle - 10, 20, "np-icon np-internet-icon")
        ground = rectangle(box, "np-internet", INTERNET_HEIGHT // 2)
        return ground + world + text(x + 28, middle + 5, "np-internet-name", name)
    room = box.width - 28
    provider, detail = shortened(pill.line.provider, room, 13, 600), shortened(pill.line.detail, room, 11.5)
    parts = [
        rectangle(box, "np-pill", 10),
        text(middle_x, middle + (-2 if detail else 5), "np-name", provider, anchor="middle"),
    ]
    if detail:
        parts.append(text(middle_x, middle + 13, "np-address", detail, anchor="middle"))
    return "".join(parts)


def _lines(drawing: Drawing) -> list[str]:
    """The lines, those of one kind on one thing as a single stroke: where they share a way they do not darken it."""
    strokes: dict[tuple[int, int, str], list[str]] = {}
    for path in drawing.paths:
        key = _UNDERMOST.get(path.kind, 2), path.upward, _kind_of(path.kind)
        strokes.setdefault(key, []).append(bent(path.points))
    return [
        *(f'<path class="np-path np-{key[2]}" d="{"".join(strokes[key])}"/>' for key in sorted(strokes)),
        *(_port(path.port_box, path.port) for path in drawing.paths if path.port_box),
    ]


def _ways(drawing: Drawing) -> list[str]:
    """Each line once more, unseen until a script lights the way from a device to the internet."""
    return [
        f'<path class="np-way" data-number="{path.number}" data-upward="{path.upward}" d="{bent(path.points)}"/>'
        for path in drawing.paths
    ]


def _port(box: Box, port: str) -> str:
    return text(box.x, box.y + 11, "np-port", shortened(port, box.width, 10.5))


def _arc(arc: Arc, names: dict[str, str]) -> str:
    kind = words.link_words().get(arc.kind, plain(arc.kind))
    title = f"{kind}: {names[arc.link.lower]} – {names[arc.link.upper]}"
    (x, y), (end, _y) = arc.start, arc.end
    return f'<path class="np-path np-{_kind_of(arc.kind)}" d="M{x} {y}H{end}"><title>{safe(title)}</title></path>'


def legend_of(drawing: Drawing, room: int) -> tuple[str, int, int]:
    """What the lines, marks and dots mean, of those that are in the picture; its width and height."""
    if not drawing.network.nodes:
        word = words.nothing_yet()
        return text(0, 12, "np-legend", word), int(measured(word, 11.5)), LEGEND_ROW + 16
    kinds = {path.kind for path in drawing.paths} | {arc.kind for arc in drawing.arcs}
    told_links = [link for several in drawing.further.values() for link in several]
    links = {"battery-charging" if link.kind == POWER else "link" for link in told_links}
    states = {card.node.state for card in drawing.cards}
    samples: list[tuple[str, int, str]] = []  # its markup, its width, its word
    samples += [
        (f'<path class="np-path np-{kind}" d="M0 8H28"/>', 36, word)
        for kind, word in words.link_words().items()
        if kind in kinds
    ]
    samples += [
        (icon(mark, 0, 1, 14, "np-icon"), 20, word)
        for mark, word in (("link", words.twice_linked()), ("battery-charging", words.on_mains_backup()))
        if mark in links
    ]
    samples += [
        (f'<circle class="np-dot np-{state}" cx="5" cy="8" r="5"/>', 16, word)
        for state, word in words.state_words().items()
        if state in states
    ]
    parts, x, y, widest = [], 0, 0, 0
    for sample, width, word in samples:
        whole = width + int(measured(word, 11.5))
        if x and x + whole > room:
            x, y = 0, y + LEGEND_ROW
        parts.append(f'<g transform="translate({x} {y})">{sample}{text(width, 12, "np-legend", word)}</g>')
        widest = max(widest, x + whole)
        x += whole + 24
    return "".join(parts), widest, y + LEGEND_ROW + 16 if samples else 0


def _icon_of(kind: str) -> str:
    return ICONS.get(kind, ICONS["other"])


def _kind_of(kind: str) -> str:
    return kind if kind in ("cable", "wireless", "usb", "power", "unknown") else "cable"


def _is_own_path(href: str) -> bool:
    """A path of this site, and nothing that leads out or runs."""
    return href.startswith("/") and not href.startswith(("//", "/\\"))
