"""The firm's own colour, moved until it reads (WCAG contrast 4.5:1) on every ground of both themes. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass

BUILT_IN = "#1f5f66"
BUILT_IN_DARK = "#7cc0c4"
READABLE = 4.5
WHITE, INK = "#ffffff", "#10191a"
LIGHT_GROUNDS = ("#faf8f4", "#ffffff", "#f3f0e9")
DARK_GROUNDS = ("#16191c", "#1d2125", "#23282c")

Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Accent:
    """One theme's accent: the colour, its soft ground, and what is written on the full colour."""

    colour: str
    soft: str
    on_colour: str


def is_colour(text: str) -> bool:
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def accent_on_light(colour: str) -> Accent:
    """Darken the firm's colour until it reads on light paper and on its own soft ground."""
    return _moved(colour, towards="#000000", grounds=LIGHT_GROUNDS, card="#ffffff", share=0.125)


def accent_on_dark(colour: str) -> Accent:
    """Lighten the firm's colour until it reads on dark paper and on its own soft ground."""
    if colour.lower() == BUILT_IN:
        return Accent(BUILT_IN_DARK, "#20383a", INK)
    return _moved(colour, towards="#ffffff", grounds=DARK_GROUNDS, card="#1d2125", share=0.19)


def firm_css(colour: str) -> str:
    """The stylesheet that puts the firm's colour in the place of the built-in one."""
    if not is_colour(colour):
        return ""
    light, dark = accent_on_light(colour), accent_on_dark(colour)
    return (
        ":root{"
        f"--accent:light-dark({light.colour},{dark.colour});"
        f"--accent-soft:light-dark({light.soft},{dark.soft});"
        f"--on-accent:light-dark({light.on_colour},{dark.on_colour})"
        "}\n"
    )


def _moved(colour: str, *, towards: str, grounds: tuple[str, ...], card: str, share: float) -> Accent:
    for step in range(101):
        tried = _mix(colour, towards, step / 100)
        soft = _mix(card, tried, share)
        if all(contrast(tried, ground) >= READABLE for ground in (*grounds, soft)):
            break
    on_colour = WHITE if contrast(WHITE, tried) >= READABLE else INK
    return Accent(tried, soft, on_colour)


def _mix(one: str, other: str, share_of_other: float) -> str:
    mixed = (a + (b - a) * share_of_other for a, b in zip(_rgb(one), _rgb(other), strict=True))
    return "#" + "".join(f"{round(part * 255):02x}" for part in mixed)


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


#: Below this a channel of sRGB is linear (WCAG 2, "relative luminance").
LINEAR_BELOW = 0.04045


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
