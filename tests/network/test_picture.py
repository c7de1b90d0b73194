"""The picture of a network: everything is in it once, nothing lies over something else, and names cannot do harm."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gestand.network.picture import Group, Line, Link, Network, Node, Site, draw, draw_alone, draw_pages, list_in_words
from gestand.network.picture.drawing import Box, Drawing
from gestand.network.picture.layout import arrange
from gestand.network.picture.pages import HEIGHT, WIDTH
from gestand.network.picture.style import page_stylesheet
from gestand.network.picture.widths import measured, shortened
from tests.network.picture_examples import EXAMPLES, bakery, business, household

ROOT = Path(__file__).resolve().parents[2]
SIZES = {
    "np-name": (13, 600),
    "np-hub-name": (14, 600),
    "np-panel-name": (12, 600),
    "np-internet-name": (14, 600),
    "np-frame-name": (17, 600),
    "np-frame-address": (12, 400),
    "np-count": (12, 400),
    "np-port": (10.5, 400),
}
KINDS = ["router", "switch", "access_point", "computer", "printer", "ups", "phone"]
LINKS = ["cable", "wireless", "usb", "power", "unknown"]
ODD_NAMES = ["", "WWWWWWWWWWWWWWWWWWWWWWWWWWWW", "pc-1", "Ünal's <b>laptop</b> & co"]
NAMES = st.text(max_size=30) | st.sampled_from(ODD_NAMES)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@st.composite
def networks(draw_one: st.DrawFn, most: int = 28) -> Network:
    sites = [Site(f"s{one}", draw_one(NAMES)) for one in range(draw_one(st.integers(0, 3)))]
    site = st.sampled_from(["", *(one.id for one in sites)])
    groups = [Group(f"g{one}", draw_one(NAMES), draw_one(st.sampled_from(["", "10.0.0.0/24", "fd00:1:2:3::/64"])),
                    draw_one(site), draw_one(st.booleans())) for one in range(draw_one(st.integers(0, 4)))]  # fmt: skip
    count = draw_one(st.integers(0, most))
    nodes = [
        Node(
            f"n{one}", draw_one(st.sampled_from(KINDS)), draw_one(NAMES),
            draw_one(st.sampled_from(["", "10.0.0.1", "fd00:1:2:3:4444:5555:6666:7777"])),
            draw_one(st.sampled_from(["in_use", "spare", "gone"])), draw_one(site),
            draw_one(st.sampled_from(["", *(group.id for group in groups)])),
        )
        for one in range(count)
    ]  # fmt: skip
    some = st.sampled_from([*(node.id for node in nodes), "nowhere"])
    pairs = draw_one(st.lists(st.tuples(some, some, st.sampled_from(LINKS), NAMES), max_size=2 * count))
    lines = [Line(f"l{one}", draw_one(site), draw_one(NAMES), draw_one(NAMES), draw_one(some))
             for one in range(draw_one(st.integers(0, 3)))]  # fmt: skip
    links = [Link(upper, lower, kind, port) for upper, lower, kind, port in pairs]
    return Network(draw_one(NAMES), sites, lines, groups, nodes, links)


def within(one: Box, other: Box) -> bool:
    return (
        other.x <= one.x
        and one.x + one.width <= other.x + other.width
        and other.y <= one.y
        and one.y + one.height <= other.y + other.height
    )


def assert_nothing_overlaps(drawing: Drawing) -> None:
    whole = Box(0, 0, drawing.width, drawing.height)
    solid = [card.box for card in drawing.cards] + [pill.box for pill in drawing.pills]
    panels = [panel.box for panel in drawing.panels]
    frames = [frame.box for frame in drawing.frames]
    assert all(within(box, whole) for box in [*solid, *panels, *frames])
    for boxes in (solid, panels, frames):
        assert not [1 for place, one in enumerate(boxes) for other in boxes[place + 1 :] if one.meets(other)]
    assert all(within(box, panel) for box in solid for panel in panels if box.meets(panel))
    assert all(within(box, frame) for box in [*solid, *panels] for frame in frames if box.meets(frame))


def assert_no_line_crosses_a_box(drawing: Drawing) -> None:
    solid = [card.box for card in drawing.cards] + [pill.box for pill in drawing.pills]
    panels = [panel.box for panel in drawing.panels]
    in_a_panel = {card.path for card in drawing.cards if any(within(card.box, panel) for panel in panels)}
    for path in drawing.paths:
        for (x, y), (end_x, end_y) in pairwise(path.points):
            box = Box(min(x, end_x), min(y, end_y), abs(end_x - x), abs(end_y - y))
            thick = Box(box.x, box.y + 1, max(box.width, 1), max(box.height - 2, 1)) if not box.width else box
            assert not [one for one in solid if thick.meets(one) and box.height + box.width > 0], path
            if path.number in in_a_panel or box.height or box.width > 10:
                assert not [one for one in panels if thick.meets(one)], path
    ports = [path.port_box for path in drawing.paths if path.port_box]
    for arc in drawing.arcs:
        line = Box(arc.start[0], arc.start[1] - 1, arc.end[0] - arc.start[0], 2)
        assert not [one for one in [*solid, *panels, *ports] if line.meets(one)], arc


def texts(svg: str) -> list[tuple[float, float, float, float, str]]:
    """The boxes of all labels that stand in the drawing: left, top, right, bottom."""
    found = []
    for x, y, kind, text, *_ in _labels(svg):
        kinds = kind.split()
        size, weight = next((SIZES[one] for one in reversed(kinds) if one in SIZES), (11.5, 400))
        width = measured(text[1], size, weight)
        left = {"end": x - width, "middle": x - width / 2}.get(text[0], x)
        found.append((left, y - size * 0.74, left + width, y + size * 0.2, text[1]))
    return found


def _labels(svg: str) -> list[tuple[float, float, str, tuple[str, str]]]:
    """Where each label begins, its class, its anchor and its text."""
    body = ET.fromstring(svg).findall("{http://www.w3.org/2000/svg}g")[0]  # noqa: S314 - our own drawing
    return [
        (
            float(one.get("x", 0)),
            float(one.get("y", 0)),
            one.get("class", ""),
            (one.get("text-anchor", ""), one.text or ""),
        )
        for one in body.iter("{http://www.w3.org/2000/svg}text")
    ]


def assert_labels_are_apart(svg: str, drawing: Drawing) -> None:
    """No label lies over another, out of the picture, or half in a box."""
    boxes = sorted(one for one in texts(svg) if one[4])
    solid = [card.box for card in drawing.cards] + [pill.box for pill in drawing.pills]
    width = drawing.width
    for place, (left, top, right, bottom, text) in enumerate(boxes):
        assert left >= 0
        assert right <= width
        for box in solid:
            is_outside = right <= box.x or box.x + box.width <= left or bottom <= box.y or box.y + box.height <= top
            is_inside = box.x <= left and right <= box.x + box.width and box.y <= top and bottom <= box.y + box.height
            assert is_outside or is_inside, (text, box)
        for other_left, other_top, other_right, other_bottom, other in boxes[place + 1 :]:
            if other_left >= right:
                break
            apart = other_top >= bottom or other_bottom <= top or other_right <= left
            assert apart, (text, other)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(networks())
def test_nothing_lies_over_something_else(network: Network) -> None:
    drawing = arrange(network)
    assert_nothing_overlaps(drawing)
    assert_no_line_crosses_a_box(drawing)
    assert_labels_are_apart(draw(network), drawing)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(networks())
def test_every_device_is_drawn_once_and_told_once(network: Network) -> None:
    expected = Counter(node.id for node in network.nodes)
    assert Counter(card.node.id for card in arrange(network).cards) == expected
    told = [entry.node.id for section in list_in_words(network) for entry in section.entries]
    assert Counter(told) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_what_comes_in_changes_nothing(network: Network, chance) -> None:
    mixed = {
        part: chance.sample(list(getattr(network, part)), len(getattr(network, part)))
        for part in ("sites", "lines", "groups", "nodes", "links")
    }
    assert draw_alone(replace(network, **mixed)) == draw_alone(network)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_kept_pictures_are_what_is_drawn(name: str) -> None:
    """Changed on purpose? Draw them anew with ``python -m tests.network.picture_examples`` and look at each."""
    kept = (ROOT / "docs" / "pictures" / f"{name}.svg").read_text(encoding="utf-8")
    assert draw_alone(EXAMPLES[name]()) == kept


@pytest.mark.parametrize("example", EXAMPLES.values())
def test_the_examples_are_tidy(example) -> None:
    drawing = arrange(example())
    assert_nothing_overlaps(drawing)
    assert_no_line_crosses_a_box(drawing)
    assert_labels_are_apart(draw(example()), drawing)


def test_a_hostile_name_stays_text() -> None:
    evil = "</text><script>alert(1)</script>\x00\u202e\ud800 \" onload='x' &amp; ]]>"
    node = Node("n", "router", evil, evil, "in_use", "", "", "javascript:alert(1)")
    network = Network(evil, lines=[Line("l", "", evil, evil, "n")], groups=[Group("g", evil, evil)], nodes=[
        node, replace(node, id="m", kind="computer", group="g", href="//elsewhere.example/")],
        links=[Link("n", "m", evil, evil, evil)])  # fmt: skip
    for svg in (draw(network), draw_alone(network), *(sheet.svg for sheet in draw_pages(network))):
        tree = ET.fromstring(svg)  # noqa: S314 - our own drawing
        assert not [one for one in tree.iter() if one.tag.endswith("}script") or one.get("onload")]
        assert "javascript:" not in svg
        assert "elsewhere" not in svg
        assert not re.search(r"[\x00\u202e\ud800]", svg)


def test_the_picture_needs_no_inline_style() -> None:
    svg = draw(bakery())
    assert "style" not in svg
    assert not re.search(r"\son[a-z]+=", svg)


def test_an_empty_network_is_a_picture_too() -> None:
    empty = Network("Niemand")
    assert "No device is written down yet" in draw(empty)
    assert len(draw_pages(empty)) == 1
    assert [section.entries for section in list_in_words(empty)] == []


def test_a_circle_and_a_doubled_link_survive() -> None:
    nodes = [Node(one, "switch", one) for one in "abc"]
    links = [Link("a", "b"), Link("b", "c"), Link("c", "a"), Link("a", "b", "power")]
    drawing = arrange(Network("Kring", nodes=nodes, links=links))
    assert len(drawing.cards) == 3
    assert drawing.doubled == {("a", "b"): [links[0], links[3]]}
    assert [arc.link for arc in drawing.arcs] + [one for several in drawing.further.values() for one in several]


def test_a_further_link_is_drawn_between_neighbours_and_told_past_others() -> None:
    nodes = [
        Node("r", "router", "r"),
        *(Node(one, "switch", one) for one in "abc"),
        *(Node(f"{one}1", "phone", one) for one in "abc"),
    ]
    links = [
        *(Link("r", one) for one in "abc"),
        *(Link(one, f"{one}1") for one in "abc"),
        Link("a", "b"),
        Link("c", "a"),
    ]
    drawing = arrange(Network("Rij", nodes=nodes, links=links), shape=20)
    assert [arc.link for arc in drawing.arcs] == [Link("a", "b")]
    assert drawing.further == {"c": [Link("c", "a")], "a": [Link("c", "a")]}


def test_a_deep_chain_is_drawn() -> None:
    nodes = [Node(f"{one:04}", "switch", f"Switch {one}") for one in range(1500)]
    links = [Link(one.id, other.id) for one, other in pairwise(nodes)]
    assert len(arrange(Network("Keten", nodes=nodes, links=links)).cards) == 1500


def test_what_hangs_on_nothing_known_hangs_lightly_under_the_router() -> None:
    nodes = [
        Node("modem", "router", "Modem"),
        Node("router", "router", "Router", group="g"),
        Node("pc", "computer", "Pc", group="g"),
    ]
    network = Network("X", lines=[Line("l", "", "KPN", modem="modem")], groups=[Group("g", "Kantoor")], nodes=nodes,
                      links=[Link("modem", "router")])  # fmt: skip
    drawing = arrange(network)
    paths = {path.number: path for path in drawing.paths}
    cards = {card.node.id: card for card in drawing.cards}
    assert paths[cards["pc"].path].kind == "unknown"
    assert paths[cards["pc"].path].upward == cards["router"].path
    assert "How it is connected is not written down" in draw(network)


def test_a_device_without_a_site_stands_with_what_it_hangs_on() -> None:
    sites = [Site("a", "A"), Site("b", "B")]
    nodes = [Node("r", "router", "r", site="b"), Node("pc", "computer", "pc"), Node("lost", "phone", "lost")]
    trees = list_in_words(Network("X", sites=sites, nodes=nodes, links=[Link("r", "pc")]))
    assert {tree.name: [entry.node.id for entry in tree.entries] for tree in trees} == {
        "A": [],
        "B": ["r", "pc"],
        "Without a site": ["lost"],
    }


def test_a_printer_on_a_computer_stands_beside_it() -> None:
    boxes = {card.node.id: card.box for card in arrange(bakery()).cards}
    assert boxes["etiket"].y == boxes["pc2"].y
    assert boxes["etiket"].x > boxes["pc2"].x


def test_power_is_told_on_both_ends_and_not_drawn() -> None:
    drawing = arrange(bakery())
    assert {link.kind for link in drawing.further["ups"]} == {"power"}
    assert "power" not in {arc.kind for arc in drawing.arcs}


def test_every_device_is_a_link_with_words() -> None:
    svg = ET.fromstring(draw(household()))  # noqa: S314 - our own drawing
    links = {one.get("href"): one[0].text for one in svg.iter("{http://www.w3.org/2000/svg}a")}
    assert links["/d/pr"] == "Brother HL-L2375; Printer; 192.168.178.30; In use; Cable on Modem meterkast, port LAN 2"


def test_a_small_network_is_one_sheet() -> None:
    assert [sheet.title for sheet in draw_pages(bakery())] == ["Bakkerij Het Zoute Brood"]


def test_a_large_network_has_an_overview_and_a_sheet_for_each_network() -> None:
    network = business()
    sheets = draw_pages(network)
    assert sheets[0].title == "Overview"
    told = {sheet.title.split(", part")[0] for sheet in sheets[1:]}
    assert told == {f"{group.name} {group.prefix}" for group in network.groups if any(
        node.group == group.id for node in network.nodes)}  # fmt: skip
    shown = {href for sheet in sheets[1:] for href in re.findall(r'<a href="([^"]+)"', sheet.svg)}
    assert shown == {node.href for node in network.nodes}


def test_a_sheet_is_readable() -> None:
    for sheet in draw_pages(business()):
        assert f'viewBox="0 0 {WIDTH} {HEIGHT}"' in sheet.svg
        assert float(re.findall(r"scale\(([0-9.]+)\)", sheet.svg)[0]) >= 0.48, sheet.title


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(networks(most=60))
def test_sheets_can_be_made_of_anything(network: Network) -> None:
    for sheet in draw_pages(network):
        ET.fromstring(sheet.svg)  # noqa: S314 - our own drawing


def test_the_stylesheet_of_the_page_is_made_from_the_table() -> None:
    """Changed on purpose? Write ``page_stylesheet()`` there anew."""
    kept = ROOT / "gestand" / "network" / "static" / "network" / "picture.css"
    assert kept.read_text(encoding="utf-8") == page_stylesheet()


def test_a_long_name_gets_an_ellipsis_and_fits() -> None:
    assert shortened("Koelcel-bewaking met een heel lange naam", 110, 13, 600) == "Koelcel-bewa…"
    assert shortened("Kassa 1", 110, 13, 600) == "Kassa 1"


@given(NAMES, st.integers(0, 200), st.sampled_from([400, 600]))
def test_a_shortened_name_is_never_wider_than_its_room(name: str, room: int, weight: int) -> None:
    assert measured(shortened(name, room, 13, weight), 13, weight) <= room


@pytest.mark.parametrize(("face", "weight"), [("Regular", 400), ("SemiBold", 600)])
def test_the_widths_are_those_of_the_font(face: str, weight: int) -> None:
    fonts = pytest.importorskip("fontTools.ttLib")
    font = fonts.TTFont(ROOT / "gestand" / "ui" / "fonts" / f"Inter-{face}.ttf")
    letters = font.getBestCmap()
    for letter in "aAmWi0 .,-…€éÿž":
        true = font["hmtx"][letters[ord(letter)]][0] / font["head"].unitsPerEm * 1000
        assert true <= measured(letter, 1000 / 1.03, weight) <= true + 1.01
