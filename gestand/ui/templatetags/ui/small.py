"""Badges, rings, bars, buttons and keys: the small elements."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from django.urls import NoReverseMatch
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.house import house
from gestand.core.once import FORM_KEY, new_form_key
from gestand.core.paths import path_of
from gestand.ui import drawings
from gestand.ui.markup import markup
from gestand.ui.templatetags.ui.library import register

#: tone: (icon, default word). Colour never stands alone.
STATES: dict[str, tuple[str, Callable[[], str]]] = {
    "kept": ("rosette-discount-check", lambda: _("Proven")),
    "attested": ("signature", lambda: _("Attested")),
    "stale": ("circle-dashed", lambda: _("Not yet proven")),
    "warn": ("alert-triangle", lambda: _("Attention")),
    "broken": ("circle-x", lambda: _("Broken")),
}
#: When a ring changes colour.
LAST_DAYS, HALF = 3, 0.5


@register.simple_tag
def state(tone: str, word: str = "") -> SafeString:
    """A badge with colour, icon and word."""
    name, default_word = STATES[tone]
    return markup('<span class="badge {}">{}{}</span>', tone, drawings.icon(name), word or default_word())


@register.simple_tag
def badge(word: str, tone: str = "", icon_name: str = "") -> SafeString:
    """A quiet label without a verdict ("Bedrijf"). A verdict takes `state`."""
    return markup('<span class="badge {}">{}{}</span>', tone, drawings.icon(icon_name) if icon_name else "", word)


@register.simple_tag
def ring(days_left: int, days_total: int = 28) -> SafeString:
    """Days left as a ring; the sentence is its accessible name."""
    share = max(0.0, min(1.0, days_left / days_total)) if days_total else 0.0
    around = 2 * math.pi * 14
    tone = "broken" if days_left <= LAST_DAYS else "warn" if share <= HALF else ""
    if days_left < 0:
        sentence = ngettext("%(n)d day too late", "%(n)d days too late", -days_left) % {"n": -days_left}
    else:
        sentence = ngettext("%(n)d day left", "%(n)d days left", days_left) % {"n": days_left}
    return markup(
        '<span class="ring {}" role="img" aria-label="{}" title="{}"><svg viewBox="0 0 32 32" aria-hidden="true">'
        '<circle cx="16" cy="16" r="14"/><circle class="arc" cx="16" cy="16" r="14" stroke-dasharray="{} {}"/></svg>'
        "<span>{}</span></span>",
        tone,
        sentence,
        sentence,
        f"{around * share:.1f}",
        f"{around:.1f}",
        days_left,
    )


@register.simple_tag
def progress(done: float, total: float = 100, label: str = "") -> SafeString:
    """A bar with its label and percentage. A total of 0 means: not known yet."""
    if not total:
        return markup(
            '<div class="progress"><div class="progress-head"><span>{}</span></div>'
            '<progress aria-label="{}"></progress></div>',
            label,
            label or _("Busy"),
        )
    percent = round(100 * min(done, total) / total)
    return markup(
        '<div class="progress"><div class="progress-head"><span>{}</span><strong>{}%</strong></div>'
        '<progress max="100" value="{}" aria-label="{}">{}%</progress></div>',
        label,
        percent,
        percent,
        label or _("Progress"),
        percent,
    )


@register.simple_tag
def diff(old: object, new: object) -> SafeString:
    """Old and new beside each other; equal values are shown once."""
    if old == new:
        return markup("{}", new)
    before = (
        markup('<del><span class="visually-hidden">{} </span>{}</del>', _("was"), old) if old not in ("", None) else ""
    )
    after = (
        markup('<ins><span class="visually-hidden">{} </span>{}</ins>', _("becomes"), new)
        if new not in ("", None)
        else ""
    )
    return markup('<span class="diff">{}{}</span>', before, after)


@register.simple_tag
def kbd(key: str) -> SafeString:
    return markup('<kbd class="kbd">{}</kbd>', key)


@register.simple_tag
def copy(text: str, label: str = "") -> SafeString:
    """A button that copies; without JavaScript it is not shown."""
    return markup(
        '<button type="button" class="button quiet small script-only" data-copy="{}" data-copied="{}">'
        "{}<span>{}</span></button>",
        text,
        _("Copied"),
        drawings.icon("copy"),
        label or _("Copy"),
    )


@register.simple_tag
def button(label: str, url: str = "", tone: str = "", icon_name: str = "", key: str = "") -> SafeString:
    """A link that looks like a button, or a submit button when it has no url."""
    picture = drawings.icon(icon_name) if icon_name else ""
    key_mark = markup(' data-key="{}"', key) if key else ""
    if url:
        return markup('<a class="button {}" href="{}"{}>{}{}</a>', tone, url, key_mark, picture, label)
    return markup('<button class="button {}"{}>{}{}</button>', tone, key_mark, picture, label)


@register.simple_tag
def form_key() -> SafeString:
    """For a form that makes something (its view is ``@sent_once``): sent twice, it is done once."""
    return markup('<input type="hidden" name="{}" value="{}" autocomplete="off">', FORM_KEY, new_form_key())


@register.simple_tag
def page_link(view_name: str, *args: Any) -> str:
    """The URL of a page that another room offers (it stands in the access table), or nothing."""
    if view_name not in house.access:
        return ""
    try:
        return path_of(view_name, *args)
    except NoReverseMatch:
        return ""
