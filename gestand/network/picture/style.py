"""The looks of the picture: one table, from which the page's stylesheet and a file that stands alone are both made.

In a page the colours are the house's tokens (custom properties), so the theme and the firm's own accent go along. A
file on its own has them as plain colours: what reads it (a PDF maker, a drawing program) may know no custom property.
"""

from __future__ import annotations

import re

LIGHT = {
    "paper": "#faf8f4", "card": "#ffffff", "soft": "#f3f0e9", "line": "#e9e5dc", "line-strong": "#918c83",
    "ink": "#22262b", "mute": "#5d6269", "accent": "#1f5f66", "accent-soft": "#e3eeee", "on-accent": "#ffffff",
    "kept": "#25694a", "warn": "#85520b", "broken": "#a63227", "stale": "#a9adb3", "attested": "#30608f",
}  # fmt: skip
DARK = {
    "paper": "#16191c", "card": "#1d2125", "soft": "#23282c", "line": "#2d3237", "line-strong": "#767c83",
    "ink": "#e7e5e0", "mute": "#a3a7ad", "accent": "#7cc0c4", "accent-soft": "#20383a", "on-accent": "#10191a",
    "kept": "#6cc093", "warn": "#e0ad5d", "broken": "#ef8a7e", "stale": "#666c73", "attested": "#83b0e0",
}  # fmt: skip
_FONTS = {"sans": '"Inter", system-ui, sans-serif', "serif": '"Source Serif 4", Georgia, serif'}

#: Selector below the picture -> what it looks like; var(--name) is a token.
_RULES = {
    "text": "font-family: var(--sans); fill: var(--ink);",
    ".np-ground": "fill: var(--paper);",
    ".np-frame": "fill: var(--card); stroke: var(--line);",
    ".np-frame-name": "font: 600 17px var(--serif);",
    ".np-frame-address": "font-size: 12px; fill: var(--mute);",
    ".np-panel": "fill: var(--soft); stroke: var(--line);",
    ".np-panel.np-unknown": "stroke: var(--stale); stroke-dasharray: 4 4;",
    ".np-panel-name": "font-size: 12px; font-weight: 600;",
    ".np-panel-prefix": "font-size: 11.5px; fill: var(--mute); font-variant-numeric: tabular-nums;",
    ".np-panel-icon": "stroke: var(--mute);",
    ".np-card": "fill: var(--card); stroke: var(--line);",
    ".np-hub": "fill: var(--card); stroke: var(--line-strong);",
    ".np-tile": "fill: var(--soft);",
    ".np-hub-tile": "fill: var(--accent-soft);",
    ".np-icon": "fill: none; stroke: var(--mute); stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round;",
    ".np-hub-icon": "stroke: var(--accent);",
    ".np-name": "font-size: 13px; font-weight: 600;",
    ".np-hub-name": "font-size: 14px;",
    ".np-address": "font-size: 11.5px; fill: var(--mute); font-variant-numeric: tabular-nums;",
    ".np-port": "font-size: 10.5px; fill: var(--mute); font-variant-numeric: tabular-nums;",
    ".np-dot": "stroke: var(--card); stroke-width: 2;",
    ".np-in_use": "fill: var(--kept);",
    ".np-spare": "fill: var(--stale);",
    ".np-repair": "fill: var(--warn);",
    ".np-gone": "fill: var(--broken);",
    ".np-away .np-card": "stroke: var(--stale); stroke-dasharray: 3 3;",
    ".np-away .np-name": "fill: var(--mute);",
    ".np-pill": "fill: var(--accent-soft); stroke: none;",
    ".np-internet": "fill: var(--accent);",
    ".np-internet-name": "font-size: 14px; font-weight: 600; fill: var(--on-accent);",
    ".np-internet-icon": "stroke: var(--on-accent);",
    ".np-path": "fill: none; stroke-width: 1.6; stroke-linecap: round; stroke: var(--line-strong);",
    ".np-cable": "stroke: var(--line-strong);",
    ".np-wireless": "stroke: var(--accent); stroke-dasharray: 1 5; stroke-width: 2;",
    ".np-usb": "stroke: var(--line-strong); stroke-dasharray: 8 3;",
    ".np-power": "stroke: var(--warn); stroke-dasharray: 2 4;",
    ".np-path.np-unknown": "stroke: var(--stale); stroke-width: 1; stroke-dasharray: 4 4;",
    ".np-legend": "font-size: 11.5px; fill: var(--mute);",
    ".np-heading": "font: 600 22px var(--serif);",
    ".np-subheading": "font-size: 13px; fill: var(--mute);",
    ".np-count": "font-size: 12px; fill: var(--mute);",
}  # fmt: skip

#: What only a page has: a pointer, focus, and a frame that scrolls without a script and pans with one.
_IN_A_PAGE = """\
.network-picture a { text-decoration: none; cursor: pointer; }
.network-picture a:hover :is(.np-card, .np-hub) { stroke: var(--accent); }
.network-picture a:focus-visible { outline: none; }
.network-picture a:focus-visible :is(.np-card, .np-hub) { stroke: var(--accent); stroke-width: 2.5; }
.network-picture .np-way { fill: none; stroke: none; stroke-width: 2.5; stroke-linecap: round; pointer-events: none; }
.network-picture .np-way.is-near { stroke: var(--accent); }
.network-picture { display: block; max-inline-size: none; }
.picture-frame { position: relative; overflow: auto; max-block-size: 80vh; border: 1px solid var(--line); }
.picture-frame { border-radius: var(--radius-panel); background: var(--paper); }
.picture-frame:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.picture-frame.is-live { overflow: hidden; block-size: min(78vh, 56rem); cursor: grab; touch-action: none; }
.picture-frame.is-live.is-held { cursor: grabbing; user-select: none; }
.picture-frame.is-live .network-picture { inline-size: 100%; block-size: 100%; }
.picture-frame.is-small { max-block-size: 26rem; border: 0; border-radius: 0; background: none; }
.picture-frame.is-live.is-small { block-size: 25rem; max-block-size: none; }
.picture-tools { display: none; }
.picture-frame.is-live .picture-tools { position: absolute; inset: auto 0.75rem 0.75rem auto; }
.picture-frame.is-live .picture-tools { display: flex; gap: 0.375rem; }
.picture-frame.is-live.is-small .picture-tools { inset: 0 0.75rem auto auto; }
.picture-tools .button { min-inline-size: 2.75rem; min-block-size: 2.75rem; padding: 0; }
@media (max-width: 56rem) { .picture-frame.is-live { block-size: 70vh; } }
@media (max-width: 56rem) {
  .picture-frame.is-live.is-small { block-size: 17rem; touch-action: pan-y; }
  .picture-frame.is-live.is-small .picture-tools { display: none; }
}
@media print {
  .picture-frame, .picture-frame.is-live { border: 0; overflow: visible; max-block-size: none; block-size: auto; }
  .picture-frame.is-live .picture-tools { display: none; }
  .network-picture .np-way.is-near { stroke: none; }
  .picture-frame .network-picture { inline-size: 100%; block-size: auto; max-block-size: 180mm; }
}
"""


def page_stylesheet() -> str:
    """The text of static/network/picture.css."""
    rules = [f".network-picture {selector} {{ {looks} }}" for selector, looks in _RULES.items()]
    head = "/* The picture of a network. Made from gestand/network/picture/style.py; a test compares them. */"
    return "\n".join([head, *rules, _IN_A_PAGE])


def own_stylesheet(*, with_dark: bool) -> str:
    """The style within a file that stands alone; on paper there is no dark."""
    light = _with_colours(LIGHT)
    if not with_dark:
        return light
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{_with_colours(DARK)}\n}}"


def _with_colours(colours: dict[str, str]) -> str:
    tokens = {**colours, **_FONTS}
    return "\n".join(
        f"{selector} {{ {re.sub(r'var[(]--([a-z-]+)[)]', lambda found: tokens[found[1]], looks)} }}"
        for selector, looks in _RULES.items()
    )
