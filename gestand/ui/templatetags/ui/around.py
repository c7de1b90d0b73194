"""Panels, notices, dialogs and lines of a timeline: the elements that stand around content."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gestand.ui import drawings, formats
from gestand.ui.markup import markup
from gestand.ui.templatetags.ui.amounts import full_words, time_element
from gestand.ui.templatetags.ui.library import register

if TYPE_CHECKING:
    from django.template.context import Context

NOTICE_TONES = {
    "kept": ("kept", "circle-check"),
    "success": ("kept", "circle-check"),
    "attested": ("attested", "info-circle"),
    "info": ("", "info-circle"),
    "warn": ("warn", "alert-triangle"),
    "warning": ("warn", "alert-triangle"),
    "broken": ("broken", "alert-circle"),
    "error": ("broken", "alert-circle"),
}


@register.simple_block_tag
def panel(
    content: str,
    title: str = "",
    *,
    tone: str = "",
    link: str = "",
    link_label: str = "",
    aside: str = "",
    heading: str = "h2",
) -> SafeString:
    """A card with a small title; at its right a link or a few words."""
    head: SafeString | str = ""
    if title or link or aside:
        right: SafeString | str = markup('<span class="panel-aside">{}</span>', aside) if aside else ""
        if link:
            right = markup('<a href="{}">{}</a>', link, link_label or _("all"))
        head = markup(
            '<div class="panel-head"><{} class="panel-title">{}</{}>{}</div>',
            SafeString(heading),
            title,
            SafeString(heading),
            right,
        )
    return markup('<section class="panel {}">{}{}</section>', tone, head, content)


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    css_class, name = NOTICE_TONES.get(tone, NOTICE_TONES["info"])
    heading = markup('<p class="notice-title">{}</p>', title) if title else ""
    return markup('<div class="notice {}">{}<div>{}{}</div></div>', css_class, drawings.icon(name), heading, content)


@register.simple_block_tag
def empty(content: str, picture: str, sentence: str = "", title: str = "") -> SafeString:
    """An empty state: one drawing, one sentence, and the button that is its content."""
    heading = markup("<h2>{}</h2>", title) if title else ""
    words = markup("<p>{}</p>", sentence) if sentence else ""
    return markup('<div class="empty">{}{}{}{}</div>', drawings.drawing(picture), heading, words, content)


@register.simple_block_tag
def timeline_item(
    content: str,
    icon_name: str,
    title: str,
    *,
    at: date | datetime | None = None,
    url: str = "",
    meta: str = "",
    tone: str = "",
) -> SafeString:
    """One event: circle with icon, title, time, a few words (meta), and what it says (content)."""
    words = markup('<a href="{}">{}</a>', url, title) if url else title
    time: SafeString | str = ""
    if isinstance(at, datetime):
        today = timezone.localdate(at) == timezone.localdate()
        time = time_element(
            at,
            formats.clock_words(at) if today else formats.day_words(timezone.localdate(at), year=False),
            full_words(at),
        )
    elif at:
        time = time_element(at, formats.day_words(at, year=at.year != timezone.localdate().year), full_words(at))
    extra = markup('<span class="timeline-meta"> · {}</span>', meta) if meta else ""
    return markup(
        '<li class="timeline-item"><span class="timeline-dot {}">{}</span><div><p class="timeline-title">{} {}{}</p>'
        '<div class="timeline-body">{}</div></div></li>',
        tone,
        drawings.icon(icon_name),
        words,
        time,
        extra,
        content,
    )


@register.simple_block_tag
def fieldset(content: str, title: str, help: str = "") -> SafeString:  # noqa: A002 - the word templates use
    words = markup('<p class="help">{}</p>', help) if help else ""
    return markup('<fieldset class="fieldset"><legend>{}</legend>{}{}</fieldset>', title, words, content)


@register.simple_block_tag
def dialog(content: str, name: str, title: str) -> SafeString:
    """A native dialog, opened by `data-dialog="name"` on a link whose href is the page to fall back on."""
    return markup(
        '<dialog id="{}" aria-labelledby="{}-title"><div class="dialog-body"><div class="dialog-head">'
        '<h2 id="{}-title">{}</h2><button type="button" class="button quiet icon-only" data-close>{}</button></div>'
        "{}</div></dialog>",
        name,
        name,
        name,
        title,
        drawings.icon("x", title=_("Close")),
        content,
    )


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context, content: str, name: str, *, title: str, action: str, label: str, tone: str = "danger primary"
) -> SafeString:
    """A dialog that asks before something cannot be taken back: content is what will happen, label the verb."""
    return SafeString(
        render_to_string(
            "ui/elements/confirm.html",
            {"content": content, "name": name, "title": title, "action": action, "label": label, "tone": tone},
            request=context.get("request"),
        )
    )
