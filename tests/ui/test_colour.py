"""The firm's colour reads on every ground, whatever colour it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestand.ui import colour

CSS = (Path(colour.__file__).parent / "static" / "ui" / "gestand.css").read_text()
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", CSS)
}
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_black_on_white_is_the_highest_contrast() -> None:
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast("#777777", "#777777") == pytest.approx(1)


@given(colours)
def test_any_colour_becomes_readable_in_both_themes(chosen: str) -> None:
    for accent, grounds in (
        (colour.accent_on_light(chosen), colour.LIGHT_GROUNDS),
        (colour.accent_on_dark(chosen), colour.DARK_GROUNDS),
    ):
        for ground in (*grounds, accent.soft):
            assert colour.contrast(accent.colour, ground) >= colour.READABLE
        assert colour.contrast(accent.on_colour, accent.colour) >= colour.READABLE


def test_a_colour_that_reads_already_stays_as_it_is() -> None:
    assert colour.accent_on_light(colour.BUILT_IN).colour == colour.BUILT_IN


def test_pale_yellow_is_darkened_on_paper_and_kept_in_the_dark() -> None:
    assert colour.accent_on_light("#ffe08a").colour != "#ffe08a"
    assert colour.accent_on_dark("#ffe08a").colour == "#ffe08a"


def test_what_is_no_colour_gives_no_stylesheet() -> None:
    assert colour.firm_css("red;} body{display:none") == ""
    assert colour.firm_css("#8a3b12").startswith(":root{--accent:light-dark(#8a3b12,")


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "card", "soft"])
@pytest.mark.parametrize(
    ("ink", "least"),
    [("ink", 7), ("mute", 5), ("accent", 4.5), ("kept", 4.5), ("attested", 4.5), ("warn", 4.5), ("broken", 4.5)],
)
def test_every_ink_reads_on_every_ground(ink: str, least: float, ground: str, theme: int) -> None:
    assert colour.contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= least


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("tone", ["kept", "attested", "warn", "broken", "accent"])
def test_every_tone_reads_on_its_own_soft_ground(tone: str, theme: int) -> None:
    assert colour.contrast(TOKENS[tone][theme], TOKENS[f"{tone}-soft"][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(theme: int) -> None:
    assert colour.contrast(TOKENS["line-strong"][theme], TOKENS["card"][theme]) >= 3
