"""Days, moments, amounts, numbers and telephone numbers, as the firm writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gestand.ui import formats
from gestand.ui.templatetags.ui.library import register


def time_element(value: date | datetime, words: str, title: str = "") -> SafeString:
    """A moment as a machine reads it and as a person does; the title shows on hover."""
    machine = timezone.localtime(value).isoformat("T", "minutes") if isinstance(value, datetime) else value.isoformat()
    if title and title != words:
        return format_html('<time datetime="{}" title="{}">{}</time>', machine, title, words)
    return format_html('<time datetime="{}">{}</time>', machine, words)


def full_words(value: date | datetime) -> str:
    """A day, or a moment to the minute."""
    return formats.moment_words(value) if isinstance(value, datetime) else formats.day_words(value)


def _local_day(value: date | datetime) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value


@register.simple_tag(name="date")
def date_tag(value: date | datetime | None) -> SafeString | str:
    """Such as "ma 23 nov 2026"."""
    return time_element(value, formats.day_words(_local_day(value))) if value else ""


@register.simple_tag(name="datetime")
def datetime_tag(value: datetime | None) -> SafeString | str:
    """Such as "ma 23 nov 2026 09:12"."""
    return time_element(value, formats.moment_words(value)) if value else ""


@register.simple_tag(name="clock")
def clock_tag(value: datetime | None) -> SafeString | str:
    """Such as "09:12", the day on hover."""
    return time_element(value, formats.clock_words(value), full_words(value)) if value else ""


@register.simple_tag
def when(value: date | datetime | None) -> SafeString | str:
    """Relative within a week, the exact moment on hover."""
    return time_element(value, formats.when_words(value, now=timezone.now()), full_words(value)) if value else ""


@register.simple_tag
def until(value: date | datetime | None) -> SafeString | str:
    """Such as "over 12 dagen", "verlopen", in the colour that belongs to it."""
    if not value:
        return ""
    words, tone = formats.until_words(_local_day(value), today=timezone.localdate())
    return format_html(
        '<span class="{}">{}</span>', f"text-{tone}" if tone else "", time_element(value, words, full_words(value))
    )


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
