"""The design system's template tags: `{% load ui %}`. The page of elements and README.md show each of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.house import house
from gestand.core.once import FORM_KEY, new_form_key
from gestand.ui import drawings, formats

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.template.context import Context

register = template.Library()

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


# -- Pictures ---------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, css_class: str = "", title: str = "") -> SafeString:
    return drawings.icon(name, css_class, str(title))


@register.simple_tag
def drawing(name: str) -> SafeString:
    return drawings.drawing(name)


@register.simple_tag
def tile(name: str, tone: str = "") -> SafeString:
    """A square with an icon, the start of a row."""
    return format_html('<span class="tile {}">{}</span>', "" if tone == "plain" else tone, drawings.icon(name))


@register.simple_tag
def avatar(name: str, css_class: str = "") -> SafeString:
    return format_html('<span class="avatar {}" aria-hidden="true">{}</span>', css_class, formats.initials(name))


# -- Dates, amounts, numbers ------------------------------------------------------------------------------------------


def _time(value: date | datetime, words: str, title: str = "") -> SafeString:
    machine = timezone.localtime(value).isoformat("T", "minutes") if isinstance(value, datetime) else value.isoformat()
    if title and title != words:
        return format_html('<time datetime="{}" title="{}">{}</time>', machine, title, words)
    return format_html('<time datetime="{}">{}</time>', machine, words)


def _full(value: date | datetime) -> str:
    return formats.moment_words(value) if isinstance(value, datetime) else formats.day_words(value)


def _local_day(value: date | datetime) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value


@register.simple_tag(name="date")
def date_tag(value: date | datetime | None) -> SafeString | str:
    """Such as "ma 23 nov 2026"."""
    return _time(value, formats.day_words(_local_day(value))) if value else ""


@register.simple_tag(name="datetime")
def datetime_tag(value: datetime | None) -> SafeString | str:
    """Such as "ma 23 nov 2026 09:12"."""
    return _time(value, formats.moment_words(value)) if value else ""


@register.simple_tag(name="clock")
def clock_tag(value: datetime | None) -> SafeString | str:
    """Such as "09:12", the day on hover."""
    return _time(value, formats.clock_words(value), _full(value)) if value else ""


@register.simple_tag
def when(value: date | datetime | None) -> SafeString | str:
    """Relative within a week, the exact moment on hover."""
    return _time(value, formats.when_words(value, now=timezone.now()), _full(value)) if value else ""


@register.simple_tag
def until(value: date | datetime | None) -> SafeString | str:
    """Such as "over 12 dagen", "verlopen", in the colour that belongs to it."""
    if not value:
        return ""
    words, tone = formats.until_words(_local_day(value), today=timezone.localdate())
    return format_html('<span class="{}">{}</span>', f"text-{tone}" if tone else "", _time(value, words, _full(value)))


@register.simple_tag
def money(amount: Decimal | float | str | None) -> SafeString | str:
    if amount is None or amount == "":
        return ""
    return format_html('<span class="num nowrap">{}</span>', formats.money_words(amount))


@register.filter(name="money")
def money_filter(amount: Decimal | float | str | None) -> str:
    return "" if amount is None or amount == "" else formats.money_words(amount)


@register.filter
def number(value: float | None) -> str:
    return "" if value is None else formats.number_words(value)


@register.filter
def filesize_words(size_bytes: int | None) -> str:
    return "" if size_bytes is None else formats.size_words(size_bytes)


@register.filter
def day(value: date | datetime | None) -> str:
    """The date as plain text, for inside a sentence or an attribute."""
    return formats.day_words(_local_day(value)) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    return formats.moment_words(value) if value else ""


@register.filter
def long_day(value: date | datetime | None) -> str:
    """Such as "maandag 23 november"."""
    return formats.long_day_words(_local_day(value)) if value else ""


@register.simple_tag
def phone(number: str | None, css_class: str = "nowrap") -> SafeString | str:
    """A telephone number that can be tapped; stored as E.164."""
    if not number:
        return ""
    return format_html('<a class="{}" href="tel:{}">{}</a>', css_class, number, formats.phone_words(number))


@register.filter
def phone_words(number: str | None) -> str:
    return formats.phone_words(number) if number else ""


# -- Small elements ---------------------------------------------------------------------------------------------------


@register.simple_tag
def state(tone: str, word: str = "") -> SafeString:
    """A badge with colour, icon and word."""
    name, default_word = STATES[tone]
    return format_html('<span class="badge {}">{}{}</span>', tone, drawings.icon(name), word or default_word())


@register.simple_tag
def badge(word: str, tone: str = "", icon_name: str = "") -> SafeString:
    """A quiet label without a verdict ("Bedrijf"). A verdict takes `state`."""
    return format_html('<span class="badge {}">{}{}</span>', tone, drawings.icon(icon_name) if icon_name else "", word)


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
    return format_html(
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
        return format_html(
            '<div class="progress"><div class="progress-head"><span>{}</span></div>'
            '<progress aria-label="{}"></progress></div>',
            label,
            label or _("Busy"),
        )
    percent = round(100 * min(done, total) / total)
    return format_html(
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
        return format_html("{}", new)
    before = (
        format_html('<del><span class="visually-hidden">{} </span>{}</del>', _("was"), old)
        if old not in ("", None)
        else ""
    )
    after = (
        format_html('<ins><span class="visually-hidden">{} </span>{}</ins>', _("becomes"), new)
        if new not in ("", None)
        else ""
    )
    return format_html('<span class="diff">{}{}</span>', before, after)


@register.simple_tag
def kbd(key: str) -> SafeString:
    return format_html('<kbd class="kbd">{}</kbd>', key)


@register.simple_tag
def copy(text: str, label: str = "") -> SafeString:
    """A button that copies; without JavaScript it is not shown."""
    return format_html(
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
    key_mark = format_html(' data-key="{}"', key) if key else ""
    if url:
        return format_html('<a class="button {}" href="{}"{}>{}{}</a>', tone, url, key_mark, picture, label)
    return format_html('<button class="button {}"{}>{}{}</button>', tone, key_mark, picture, label)


@register.simple_tag
def form_key() -> SafeString:
    """For a form that makes something (its view is ``@sent_once``): sent twice, it is done once."""
    return format_html('<input type="hidden" name="{}" value="{}" autocomplete="off">', FORM_KEY, new_form_key())


@register.simple_tag
def page_link(view_name: str, *args: Any, **kwargs: Any) -> str:
    """The URL of a page that another room offers (it stands in the access table), or nothing."""
    if view_name not in house.access:
        return ""
    try:
        return reverse(view_name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


# -- Elements with a template -----------------------------------------------------------------------------------------


@register.inclusion_tag("ui/elements/tabs.html")
def tabs(items: Any, label: str = "") -> dict[str, Any]:
    """Tabs as links: each item has label, url, current and maybe count."""
    return {"items": items, "label": label or _("Parts of this page")}


@register.inclusion_tag("ui/elements/filter_chips.html")
def filter_chips(items: Any, label: str = "") -> dict[str, Any]:
    """Filters as links: each item has label, url, current and maybe count or icon."""
    return {"items": items, "label": label or _("Show")}


@register.inclusion_tag("ui/elements/steps.html")
def steps(labels: Any, current: int) -> dict[str, Any]:
    """Where one is in a wizard: labels, and the number of the current step from 1."""
    return {
        "steps": [
            {"label": label, "current": place == current, "done": place < current}
            for place, label in enumerate(labels, start=1)
        ]
    }


@register.inclusion_tag("ui/elements/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Pages of a list; keeps the rest of the address's query."""
    query = context["request"].GET.copy()

    def url_of(place: int) -> str:
        query[name] = str(place)
        return f"?{query.urlencode()}"

    places = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "previous_url": url_of(page.number - 1),
        "next_url": url_of(page.number + 1),
        "previous_words": _("Previous page"),
        "next_words": _("Next page"),
        "numbers": [
            {
                "label": place,
                "here": place == page.number,
                "url": url_of(place) if isinstance(place, int) and place != page.number else "",
            }
            for place in places
        ],
    }


@register.inclusion_tag("ui/elements/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """What is wrong in a form, with links to the fields; empty when nothing is."""
    return {"form": form}


@register.simple_tag
def field(bound_field: Any, css_class: str = "", label: str = "", help: str = "") -> SafeString:  # noqa: A002 - the word templates use
    """One field with label, help and error; label and help may say it better than the form does ("-": no help)."""
    return render_to_string(
        "ui/elements/field.html", {"field": bound_field, "css_class": css_class, "label": label, "help": help}
    )


@register.simple_tag
def help_of(bound_field: Any, said: str = "") -> str:
    """What field.html shows below a field."""
    return "" if said == "-" else said or bound_field.help_text


# -- Elements around content ------------------------------------------------------------------------------------------


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
        right: SafeString | str = format_html('<span class="panel-aside">{}</span>', aside) if aside else ""
        if link:
            right = format_html('<a href="{}">{}</a>', link, link_label or _("all"))
        head = format_html(
            '<div class="panel-head"><{} class="panel-title">{}</{}>{}</div>',
            SafeString(heading),
            title,
            SafeString(heading),
            right,
        )
    return format_html('<section class="panel {}">{}{}</section>', tone, head, content)


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    css_class, name = NOTICE_TONES.get(tone, NOTICE_TONES["info"])
    heading = format_html('<p class="notice-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="notice {}">{}<div>{}{}</div></div>', css_class, drawings.icon(name), heading, content
    )


@register.simple_block_tag
def empty(content: str, picture: str, sentence: str = "", title: str = "") -> SafeString:
    """An empty state: one drawing, one sentence, and the button that is its content."""
    heading = format_html("<h2>{}</h2>", title) if title else ""
    words = format_html("<p>{}</p>", sentence) if sentence else ""
    return format_html('<div class="empty">{}{}{}{}</div>', drawings.drawing(picture), heading, words, content)


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
    words = format_html('<a href="{}">{}</a>', url, title) if url else title
    time: SafeString | str = ""
    if isinstance(at, datetime):
        today = timezone.localdate(at) == timezone.localdate()
        time = _time(
            at, formats.clock_words(at) if today else formats.day_words(timezone.localdate(at), year=False), _full(at)
        )
    elif at:
        time = _time(at, formats.day_words(at, year=at.year != timezone.localdate().year), _full(at))
    extra = format_html('<span class="timeline-meta"> · {}</span>', meta) if meta else ""
    return format_html(
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
    words = format_html('<p class="help">{}</p>', help) if help else ""
    return format_html('<fieldset class="fieldset"><legend>{}</legend>{}{}</fieldset>', title, words, content)


@register.simple_block_tag
def dialog(content: str, name: str, title: str) -> SafeString:
    """A native dialog, opened by `data-dialog="name"` on a link whose href is the page to fall back on."""
    return format_html(
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
